"""How large a request may be, and how many are answered at a time."""

from __future__ import annotations

import asyncio
from http import HTTPStatus
from urllib.parse import parse_qsl

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from graph_kb.api.access.admission import DOCS, PROBES
from graph_kb.api.contract.problems import problem, told
from graph_kb.errors import Busy

MOST_URL_BYTES = 8_192
MOST_BODY_BYTES = 1 << 20
LOADS = "/v1/loads"
_LONG = (
    "/v1/chains",
    "/v1/changes",
    "/v1/cypher",
    "/v1/graph/",
    "/v1/paths",
    "/v1/queries/",
    "/v1/why-not",
    "/views/",
    "/explore",
    LOADS,
)
"""Routes whose answers may take seconds, or are sent while they are made."""
_FREE = PROBES | {"/", "/metrics", "/openapi.json"}
"""What is told at once, also when all places are taken."""
_SHORT_AT_A_TIME = 4
_LOADS_AT_A_TIME = 4
_SMALL = 200
"""Most nodes of a neighbourhood that counts as small."""
_WAITING_FOR_EACH = 2
_PATIENCE_S = 5.0
_LONGEST_S = 30.0


class Refused(HTTPException):
    """A body that is refused while it comes; only this kind of error passes the reading of a body unchanged."""

    code = ""
    hint = ""

    def told(self) -> Response:
        """It as a problem document."""
        return problem(self.status_code, self.code, self.detail, hint=self.hint)


class TooLarge(Refused):
    """It turned out to be too large."""

    code = "body_size"
    hint = "send less; `graph-kb serve --upload-mb` lets more be sent to be loaded"

    def __init__(self, most: int) -> None:
        super().__init__(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, detail=f"the body is larger than {most} bytes")


class TooSlow(Refused):
    """It stopped to come, or comes in drops: whoever waits for it keeps others out."""

    code = "body_time"
    hint = "send it again, and whole"

    def __init__(self, longest_s: float) -> None:
        super().__init__(HTTPStatus.REQUEST_TIMEOUT, detail=f"the body did not come within {longest_s:g} s")


class Bodies:
    """Refuses long addresses (414), and bodies that are large (413) or slow (408) or say their length twice (400).

    Args:
        app: What is behind.
        upload_bytes: Most bytes of what is sent to be loaded.
        longest_s: Longest time that a body may come; what is sent to be loaded may take ten times as long.
    """

    def __init__(self, app: ASGIApp, upload_bytes: int, longest_s: float = _LONGEST_S) -> None:
        self.app = app
        self._upload_bytes = upload_bytes
        self._longest_s = longest_s

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        if len(scope.get("raw_path") or scope["path"]) + len(scope["query_string"]) > MOST_URL_BYTES:
            detail, hint = f"the address is longer than {MOST_URL_BYTES} bytes", "send less, or POST it"
            await problem(414, "url_length", detail, hint=hint)(scope, receive, send)
            return
        is_load, headers = scope["path"].startswith(LOADS), Headers(scope=scope)
        most = self._upload_bytes if is_load else MOST_BODY_BYTES
        declared = headers.get("content-length", "0")
        if "content-length" in headers and "transfer-encoding" in headers:
            # A proxy may have taken the other one, and what follows for another request.
            detail, hint = "the length of the body is said twice", "send Content-Length or Transfer-Encoding, not both"
            await problem(400, "request", detail, hint=hint)(scope, receive, send)
        elif declared.isdecimal() and int(declared[:20]) > most:
            await TooLarge(most).told()(scope, receive, send)
        else:
            coming = _Body(receive, most, self._longest_s * (10 if is_load else 1))
            try:
                await self.app(scope, coming if is_load else await _whole(coming), send)
            except Refused as error:
                # While a body comes nothing is sent; a body that is read by a route is refused there.
                await error.told()(scope, receive, send)


class _Body:
    """A body as it comes."""

    def __init__(self, receive: Receive, most: int, longest_s: float) -> None:
        self._receive, self._most, self._longest_s = receive, most, longest_s
        self._until = asyncio.get_running_loop().time() + longest_s
        self._come, self._is_whole = 0, False

    async def __call__(self) -> Message:
        if self._is_whole:
            return await self._receive()  # that the client has gone, whenever it goes
        try:
            async with asyncio.timeout_at(self._until):
                message = await self._receive()
        except TimeoutError:
            raise TooSlow(self._longest_s) from None
        self._come += len(message.get("body", b""))
        self._is_whole = not message.get("more_body", False)
        if self._come > self._most:
            raise TooLarge(self._most)
        return message


async def _whole(coming: Receive) -> Receive:
    """A body that has come before anybody works on the request: who sends slowly takes no place from others."""
    parts = [await coming()]
    while parts[-1].get("more_body", False):
        parts.append(await coming())
    waiting: list[Message] = [
        {"type": "http.request", "body": b"".join(part.get("body", b"") for part in parts), "more_body": False}
    ]

    async def told() -> Message:
        return waiting.pop() if waiting else await coming()

    return told


class Gate:
    """Lets so many requests through at a time; more wait for a moment, and the rest is told to come again.

    Small answers from the graph are made four at a time, and need not wait for questions that take long: Python runs
    one thread at a time, and more of them take it from each other for longer than they use it.

    Args:
        app: What is behind.
        most: Most questions that may take long at a time.
        patience_s: Longest time one waits.
    """

    def __init__(self, app: ASGIApp, most: int, patience_s: float = _PATIENCE_S) -> None:
        self.app = app
        self._long = _Lane(most, most * _WAITING_FOR_EACH, patience_s)
        self._loads = _Lane(_LOADS_AT_A_TIME, _LOADS_AT_A_TIME, patience_s)
        self._short = _Lane(min(_SHORT_AT_A_TIME, most), most * _WAITING_FOR_EACH, patience_s)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] != "http" or scope["path"] in _FREE or scope["path"].startswith(DOCS):
            await self.app(scope, receive, send)
            return
        lane = self._loads if _is_load(scope) else self._short if _is_short(scope) else self._long

        async def in_time(message: Message) -> None:
            # Who does not read what is sent would keep the place.
            async with asyncio.timeout(_LONGEST_S):
                await send(message)

        if await lane.entered():
            try:
                await self.app(scope, receive, in_time)
            finally:
                lane.leave()
        else:
            error = Busy("more is asked at once than can be answered", hint="ask again in some seconds")
            await told(error)(scope, receive, send)


def _is_load(scope: Scope) -> bool:
    return bool(scope["method"] == "POST" and scope["path"].startswith(LOADS))


def _is_short(scope: Scope) -> bool:
    """Whether an answer is small by what is asked: records, names, codes, neighbourhoods."""
    path = scope["path"]
    if scope["method"] not in ("GET", "HEAD") or path.startswith(_LONG):
        return False
    if path != "/v1/graph":
        return True
    asked = dict(parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True))
    limit = asked.get("limit", "")
    return asked.keys() == {"around", "limit", "steps"} & asked.keys() | {"around"} and (
        asked.get("steps", "1") == "1" and limit.isdecimal() and int(limit[:9]) <= _SMALL
    )


class _Lane:
    """So many at a time, and so many more that wait."""

    def __init__(self, most: int, room: int, patience_s: float) -> None:
        self._free = asyncio.Semaphore(most)
        self._room = room
        self._patience_s = patience_s

    async def entered(self) -> bool:
        """Wait for a place, unless too many do."""
        if self._free.locked() and self._room == 0:
            return False
        self._room -= 1
        try:
            async with asyncio.timeout(self._patience_s):
                await self._free.acquire()
            return True
        except TimeoutError:
            return False
        finally:
            self._room += 1

    def leave(self) -> None:
        """Give the place back."""
        self._free.release()
