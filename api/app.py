"""The application. `graph-kb serve` starts it; also `uvicorn graph_kb.api.app:create_app --factory`."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI

from graph_kb import __version__
from graph_kb.api.contract.caching import Caching
from graph_kb.api.contract.problems import install_problem_handlers
from graph_kb.api.routes import copies, graph, health, queries, records
from graph_kb.store import Settings, load_settings


def create_app(settings: Settings | None = None) -> FastAPI:
    """Build the application; the knowledge base is opened when the application starts."""
    from graph_kb.queries import Library

    chosen = settings or load_settings()
    app = FastAPI(title="graph_kb", version=__version__, lifespan=_lifespan)
    app.state.settings = chosen
    app.include_router(health.router)
    library = Library.load(chosen.queries)
    app.include_router(queries.router_of(library), prefix="/v1")
    app.include_router(copies.router, prefix="/v1")
    app.include_router(graph.router_of(library), prefix="/v1")
    app.include_router(records.router(), prefix="/v1")
    app.add_middleware(Caching)
    install_problem_handlers(app)
    return app


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    from graph_kb.workbench import KnowledgeBase

    with KnowledgeBase.open(app.state.settings) as base:
        app.state.base = base
        yield
