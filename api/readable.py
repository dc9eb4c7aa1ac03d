"""Problems as pages, for people who look at pages with a browser; programs get the problem document."""

from __future__ import annotations

import json
from urllib.parse import parse_qs

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from graph_kb.api.contract.problems import MEDIA_TYPE
from graph_kb.api.routes.views import shown
from graph_kb.views.explorer import LANGUAGES, Texts, problem_page

_PAGES = ("/explore", "/views/")


class Readable:
    """Shows what went wrong with a page as a page in its language."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        is_page = scope["type"] == "http" and scope["method"] == "GET" and scope["path"].startswith(_PAGES)
        if not is_page or "text/html" not in Headers(scope=scope).get("accept", ""):
            await self.app(scope, receive, send)
            return
        begun: Message | None = None
        body = b""

        async def readable(message: Message) -> None:
            nonlocal begun, body
            if message["type"] == "http.response.start":
                is_problem = Headers(raw=message["headers"]).get("content-type") == MEDIA_TYPE
                begun = message if is_problem else None
                if is_problem:
                    return
            if begun is None:
                await send(message)
                return
            body += message.get("body", b"")
            if not message.get("more_body", False):
                told, begun = begun, None
                await _page(scope, told, json.loads(body), receive, send)

        await self.app(scope, receive, readable)


async def _page(scope: Scope, begun: Message, problem: dict[str, str], receive: Receive, send: Send) -> None:
    asked = parse_qs(scope["query_string"].decode("latin-1")).get("language", [""])[0]
    texts = Texts(asked if asked in LANGUAGES else LANGUAGES[0])
    answer = shown(problem_page(texts, problem["detail"], problem.get("hint", "")))
    answer.status_code = begun["status"]
    kept = Headers(raw=begun["headers"])
    for name, value in kept.items():
        if name not in ("content-type", "content-length", "content-security-policy"):
            answer.headers[name] = value
    await answer(scope, receive, send)
