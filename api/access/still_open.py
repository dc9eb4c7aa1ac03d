"""Answers that may rest on any stream are told only if all streams were public until they were told."""

from __future__ import annotations

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from graph_kb.api.access.confidential import demand_open_now, rests_on_any
from graph_kb.api.contract.problems import told
from graph_kb.errors import NeedsScope


class StillOpen:
    """Looks again before each part of such an answer: a stream may have become hidden while it was made.

    What is told already is known; the rest of an answer is broken off then, so that no client takes it for whole.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request, refused = Request(scope), False

        async def checked(message: Message) -> None:
            nonlocal refused
            if refused:
                return
            if rests_on_any(request):
                try:
                    await run_in_threadpool(demand_open_now, request)
                except NeedsScope as error:
                    if message["type"] != "http.response.start":
                        raise
                    refused = True
                    await told(error)(scope, receive, send)
                    return
            await send(message)

        await self.app(scope, receive, checked)
