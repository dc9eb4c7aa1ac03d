"""What is noted of each request: an id, a line in the log, numbers, and headers that browsers keep to."""

from __future__ import annotations

import hashlib
import logging
import re
import time
from http import HTTPStatus
from uuid import uuid4

from fastapi import Request
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from graph_kb.api.access.metrics import Metrics
from graph_kb.api.access.templates import Templates
from graph_kb.api.contract.problems import unexpected

_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_GONE = 499
"""Status noted where nothing was answered, as the client had left."""
_AUDITED = 2_000
_SEALED = "default-src 'none'; frame-ancestors 'none'"
_SECURITY = {"x-content-type-options": "nosniff", "referrer-policy": "no-referrer"}
_requests = logging.getLogger("graph_kb.requests")
_audit = logging.getLogger("graph_kb.audit")


class Observed:
    """Stands before everything else, so that nothing is answered without its id and headers, and nothing unnoted.

    Args:
        app: What is behind.
        metrics: Numbers of the service.
        templates: Routes as they are declared.
    """

    def __init__(self, app: ASGIApp, metrics: Metrics, templates: Templates) -> None:
        self.app = app
        self._metrics = metrics
        self._templates = templates

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        state = scope.setdefault("state", {})
        state["request_id"] = request_id = _request_id(scope)
        begun, status = time.perf_counter(), 0

        async def noted(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = MutableHeaders(scope=message)
                headers["x-request-id"] = request_id
                _seal(headers, has_body=status != HTTPStatus.NOT_MODIFIED)
            await send(message)

        with self._metrics.under_way.track_inprogress():
            try:
                await self.app(scope, receive, noted)
            except Exception as error:
                if status:
                    raise
                await unexpected(Request(scope), error)(scope, receive, noted)
            finally:
                self._note(scope, status or _GONE, time.perf_counter() - begun)

    def _note(self, scope: Scope, status: int, seconds: float) -> None:
        """Neither the path as it was sent nor any value of a parameter is noted: both may be confidential."""
        method = scope["method"] if scope["method"] in _METHODS else "other"
        route, state = self._templates.of(scope), scope["state"]
        self._metrics.count(route, method, status, seconds)
        said = {"method": method, "route": route, "status": status, "ms": round(seconds * 1000, 1)}
        said |= {"key": state.get("key_name", ""), "request_id": state["request_id"]}
        _requests.info("request", extra={"said": said})


def audit(request: Request, statement: str) -> None:
    """Note a Cypher statement that somebody typed, cut when it is long; never its parameters."""
    said = {
        "key": getattr(request.state, "key_name", ""),
        "request_id": getattr(request.state, "request_id", ""),
        "statement": statement[:_AUDITED],
        "sha256": hashlib.sha256(statement.encode("utf-8", "surrogatepass")).hexdigest(),
    }
    _audit.info("cypher", extra={"said": said})


def _request_id(scope: Scope) -> str:
    given = Headers(scope=scope).get("x-request-id", "")
    return given if _REQUEST_ID.fullmatch(given) else uuid4().hex


def _seal(headers: MutableHeaders, *, has_body: bool) -> None:
    for name, value in _SECURITY.items():
        headers[name] = value
    # A page that brings a policy of its own, such as a card, keeps it, also when a browser is told that it holds still.
    if has_body:
        headers.setdefault("content-security-policy", _SEALED)
