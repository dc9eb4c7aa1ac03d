"""Nothing is told that became hidden between the question and the answer."""

from __future__ import annotations

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from graph_kb.api.access.confidential import demand_open_now, demand_steady, rests_on_any
from graph_kb.api.contract.problems import told
from graph_kb.errors import GraphKBError


class StillOpen:
    """Looks again before each part of an answer: a stream may have become hidden while it was made.

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
            if rests_on_any(request) or hasattr(request.state, "rests_on_state"):
                try:
                    if rests_on_any(request):
                        await run_in_threadpool(demand_open_now, request)
                    await run_in_threadpool(demand_steady, request)
                except GraphKBError as error:
                    if message["type"] != "http.response.start":
                        raise
                    refused = True
                    await told(error)(scope, receive, send)
                    return
            await send(message)

        await self.app(scope, receive, checked)
