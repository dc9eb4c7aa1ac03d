"""The application. `graph-kb serve` starts it; also `uvicorn graph_kb.api.app:create_app --factory`."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from functools import partial

from fastapi import Depends, FastAPI

from graph_kb import __version__
from graph_kb.api.access.confidential import demand_open_now, demanded_open
from graph_kb.api.access.scopes import needs
from graph_kb.api.access.service import Service
from graph_kb.api.access.stack import guard
from graph_kb.api.access.still_open import StillOpen
from graph_kb.api.contract import documents
from graph_kb.api.contract.caching import Caching
from graph_kb.api.contract.documents import openapi_of
from graph_kb.api.contract.heads import Heads
from graph_kb.api.contract.parameters import refuse_repeated
from graph_kb.api.contract.problems import install_problem_handlers
from graph_kb.api.readable import Readable
from graph_kb.api.routes import (
    chains,
    codes,
    copies,
    cypher,
    explore,
    graph,
    health,
    loads,
    paths,
    queries,
    records,
    search,
    views,
    why_not,
)
from graph_kb.store import Settings, load_settings

_MOST_READ = 1 << 30
"""Most memory, bytes, of a process that runs Cypher which somebody typed."""


def create_app(settings: Settings | None = None, service: Service | None = None) -> FastAPI:
    """Build the application; the knowledge base is opened when the application starts.

    Args:
        settings: Which knowledge base; those of the environment when missing.
        service: Whom it lets in, how much it does at once.
    """
    from graph_kb.queries import Library

    chosen = settings or load_settings()
    app = FastAPI(title="graph_kb", version=__version__, lifespan=_lifespan, docs_url=None, redoc_url=None)
    app.state.settings = chosen
    library = Library.load(chosen.queries)
    # The way that FastAPI names for a schema of one's own.
    app.openapi = partial(openapi_of, app)  # type: ignore[method-assign]
    app.include_router(documents.router)
    app.include_router(health.router)
    # What some tell could rest on any stream. Routes are tried in order, so those of the many queries come last.
    reading, open_, once = needs("read"), Depends(demanded_open), Depends(refuse_repeated)
    for router in (graph.router_of(library), why_not.router, paths.router, cypher.router, copies.router):
        app.include_router(router, prefix="/v1", dependencies=[reading, open_, once])
    for router in (chains.router, search.router, codes.router, records.router, queries.router_of(library)):
        app.include_router(router, prefix="/v1", dependencies=[reading, once])
    for router in (views.router_of(library), explore.router_of(library)):
        app.include_router(router, dependencies=[reading, open_, once])
    # A load says what is there already, and its rejected rows are those of whoever sent it.
    app.include_router(loads.router, prefix="/v1", dependencies=[needs("load"), Depends(demand_open_now)])
    app.add_middleware(StillOpen)
    app.add_middleware(Caching)
    app.add_middleware(Heads)
    guard(app, chosen, service or Service())
    app.add_middleware(Readable)
    install_problem_handlers(app)
    return app


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    from graph_kb.workbench import KnowledgeBase
    from graph_kb.workbench.apart import Apart
    from graph_kb.workbench.loading import Loads

    settings = app.state.settings
    with (
        KnowledgeBase.open(settings) as base,
        Loads(base) as app.state.loads,
        closing(Apart(settings)) as apart,
        closing(Apart(settings, most_bytes=_MOST_READ)) as readers,
    ):
        app.state.base, app.state.apart, app.state.readers = base, apart, readers
        # Made once, and not while the first request waits: problems, logs and metrics look routes up in it.
        app.openapi()
        yield
