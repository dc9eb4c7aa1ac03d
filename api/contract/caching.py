"""Caching by version: an answer holds as long as data, saved chains, loads, the day and the service are the same."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from graph_kb import __version__
from graph_kb.api.contract.problems import told
from graph_kb.errors import GraphKBError
from graph_kb.store.meta import Versions

_BESIDE = "/v1/loads"
"""What changes while the data does not."""
_CONTROL = "private, no-cache"
"""Clients may keep an answer, but ask whether it still holds."""


class Caching:
    """Answers 304 where a client has what holds still, and names the version of every other answer of a GET."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if (
            scope["type"] != "http"
            or not scope["path"].startswith(("/v1/", "/views/", "/explore"))
            or scope["path"].startswith(_BESIDE)
        ):
            await self.app(scope, receive, send)
            return
        try:
            versions: Versions = await run_in_threadpool(lambda: scope["app"].state.base.versions)
        except GraphKBError as error:
            await told(error)(scope, receive, send)
            return
        scope.setdefault("state", {})["versions"] = versions
        if scope["method"] != "GET":
            await self.app(scope, receive, send)
            return
        tag = entity_tag(scope, versions)
        if tag in _tags(Headers(scope=scope).get("if-none-match", "")):
            await send({"type": "http.response.start", "status": 304, "headers": _headers(tag)})
            await send({"type": "http.response.body"})
            return

        async def tagged(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] == 200:
                headers = MutableHeaders(scope=message)
                headers.setdefault("etag", tag)
                headers.setdefault("cache-control", _CONTROL)
                headers.setdefault("vary", "accept, authorization")
            await send(message)

        await self.app(scope, receive, tagged)


def entity_tag(scope: Scope, versions: Versions) -> str:
    """Weak tag of what is asked of a state of the graph, today, of this service, by one with these scopes."""
    headers = Headers(scope=scope)
    asked = (
        scope["path"],
        scope["query_string"].decode("latin-1"),
        headers.get("accept", ""),
        ",".join(sorted(scope.get("state", {}).get("scopes", ()))),
        versions.made,
        datetime.now(UTC).date().isoformat(),
        __version__,
    )
    return f'W/"{versions.data}.{versions.beside}-{hashlib.sha256(chr(0).join(asked).encode()).hexdigest()[:16]}"'


def _tags(header: str) -> set[str]:
    return {part.strip() if part.strip().startswith("W/") else f"W/{part.strip()}" for part in header.split(",")}


def _headers(tag: str) -> list[tuple[bytes, bytes]]:
    return [(b"etag", tag.encode()), (b"cache-control", _CONTROL.encode()), (b"vary", b"accept, authorization")]
