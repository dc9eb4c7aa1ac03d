"""What stands before the routes, in order."""

from __future__ import annotations

from fastapi import FastAPI, Request, Response
from starlette.middleware.cors import CORSMiddleware

from graph_kb.api.access.admission import Admission
from graph_kb.api.access.bounds import Bodies, Gate, Refused
from graph_kb.api.access.confidential import Confidential
from graph_kb.api.access.identity import Keyring
from graph_kb.api.access.metrics import Metrics, router_of
from graph_kb.api.access.observing import Observed
from graph_kb.api.access.service import Service
from graph_kb.api.access.templates import Templates
from graph_kb.store import Settings

_MAY_SEND = ("authorization", "content-type", "idempotency-key", "if-none-match", "x-request-id")
_MAY_READ = (
    "etag",
    "graph-kb-data-version",
    "graph-kb-truncated",
    "link",
    "location",
    "ratelimit",
    "ratelimit-policy",
    "retry-after",
    "x-request-id",
)


def guard(app: FastAPI, settings: Settings, service: Service) -> None:
    """Put all that looks after an application before its routes; the last one that is added is asked first."""
    metrics = Metrics()
    app.include_router(router_of(metrics))
    app.state.confidential = Confidential(settings.home)
    app.add_exception_handler(Refused, _tell_refused)
    app.add_middleware(Gate, service.concurrency)
    app.add_middleware(Bodies, service.upload_mb << 20)
    app.add_middleware(Admission, Keyring(settings.keys), service)
    if service.origins:
        # Without credentials: nobody is let in by cookies, a key is sent by whoever has it.
        app.add_middleware(
            CORSMiddleware,
            allow_origins=service.origins,
            allow_methods=("GET", "HEAD", "POST", "DELETE"),
            allow_headers=_MAY_SEND,
            expose_headers=_MAY_READ,
        )
    app.add_middleware(Observed, metrics, Templates(app))


async def _tell_refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, Refused)
    return error.told()
