"""The application. Started with `uvicorn graph_kb.api.app:create_app --factory`."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI

from graph_kb import __version__
from graph_kb.api import health, named_queries
from graph_kb.api.problems import install_problem_handlers


def create_app() -> FastAPI:
    """Build the application; the knowledge base is opened when the application starts."""
    app = FastAPI(title="graph_kb", version=__version__, lifespan=_lifespan)
    app.include_router(health.router)
    app.include_router(named_queries.router, prefix="/v1")
    install_problem_handlers(app)
    return app


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    from graph_kb.workbench import KnowledgeBase

    with KnowledgeBase.open() as base:
        app.state.base = base
        yield
