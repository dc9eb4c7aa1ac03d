"""Is it alive, and is it ready?"""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, Field

from graph_kb import __version__
from graph_kb.api.contract.answers import base_of
from graph_kb.api.contract.parameters import NoParameters
from graph_kb.api.contract.problems import DECLARED

router = APIRouter(tags=["service"])


class Alive(BaseModel):
    """The process answers."""

    status: Literal["ok"] = "ok"


class Ready(Alive):
    """The graph answers."""

    data_version: int = Field(description="Counter of the batches that changed data.")
    engine: str = Field(description="Name and version of the engine of the graph.")
    version: str = Field(description="Version of graph_kb.", examples=[__version__])


@router.get("/healthz", summary="The process answers", operation_id="get_health", responses={422: DECLARED[422]})
async def healthz(_: Annotated[NoParameters, Query()]) -> Alive:
    """Answer without touching the graph."""
    return Alive()


@router.get(
    "/readyz",
    summary="The graph answers",
    operation_id="get_readiness",
    responses={422: DECLARED[422], 503: DECLARED[503]},
)
def readyz(request: Request, response: Response, _: Annotated[NoParameters, Query()]) -> Ready:
    """Answer with the data version of the graph; 503 when the graph does not answer."""
    base = base_of(request)
    response.headers["Cache-Control"] = "no-store"
    return Ready(data_version=base.data_version, engine=base.graph.engine, version=__version__)
