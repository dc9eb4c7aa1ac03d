"""How large a request may be, and how many are answered at a time."""

from __future__ import annotations

import asyncio
from http import HTTPStatus

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from graph_kb.api.access.admission import PROBES
from graph_kb.api.contract.problems import problem, told
from graph_kb.errors import Busy

MOST_URL_BYTES = 8_192
MOST_BODY_BYTES = 1 << 20
LOADS = "/v1/loads"
_WAITING_FOR_EACH = 2
_PATIENCE_S = 5.0


class TooLarge(HTTPException):
    """A body that turned out to be too large while it came; only this kind passes the reading of a body unchanged."""

    def __init__(self, most: int) -> None:
        super().__init__(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, detail=f"the body is larger than {most} bytes")


class Sizes:
    """Refuses long addresses (414) and large bodies (413), also those whose size nobody said before.

    Args:
        app: What is behind.
        upload_bytes: Most bytes of what is sent to be loaded.
    """

    def __init__(self, app: ASGIApp, upload_bytes: int) -> None:
        self.app = app
        self._upload_bytes = upload_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        if len(scope.get("raw_path") or scope["path"]) + len(scope["query_string"]) > MOST_URL_BYTES:
            detail, hint = f"the address is longer than {MOST_URL_BYTES} bytes", "send less, or POST it"
            await problem(414, "url_length", detail, hint=hint)(scope, receive, send)
            return
        most = self._upload_bytes if scope["path"].startswith(LOADS) else MOST_BODY_BYTES
        declared = Headers(scope=scope).get("content-length", "0")
        if declared.isdecimal() and int(declared[:20]) > most:
            await problem(413, "body_size", TooLarge(most).detail)(scope, receive, send)
            return
        come = 0

        async def counted() -> Message:
            nonlocal come
            message = await receive()
            come += len(message.get("body", b""))
            if come > most:
                raise TooLarge(most)
            return message

        await self.app(scope, counted, send)


class Gate:
    """Lets so many requests through at a time; few more wait for a moment, and the rest is told to come again.

    Args:
        app: What is behind.
        most: Most requests at a time.
        patience_s: Longest time one waits.
    """

    def __init__(self, app: ASGIApp, most: int, patience_s: float = _PATIENCE_S) -> None:
        self.app = app
        self._free = asyncio.Semaphore(most)
        self._room = most * _WAITING_FOR_EACH
        self._patience_s = patience_s

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] != "http" or scope["path"] in PROBES:
            await self.app(scope, receive, send)
        elif await self._entered():
            try:
                await self.app(scope, receive, send)
            finally:
                self._free.release()
        else:
            error = Busy("more is asked at once than can be answered", hint="ask again in some seconds")
            await told(error)(scope, receive, send)

    async def _entered(self) -> bool:
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
