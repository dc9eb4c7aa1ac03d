"""Paths, which are no chains: what a walk of the graph finds, and why most of it is no chain."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from graph_kb.api.contract.answers import Meta, answer, base_of
from graph_kb.api.contract.parameters import Parameters
from graph_kb.api.contract.problems import DECLARED
from graph_kb.api.routes.asking import GRACE_S, ID, OriginParameters, apart_of
from graph_kb.api.routes.queries import RowsAnswer, answer_rows

router = APIRouter(prefix="/paths", tags=["paths"], responses=DECLARED)


class PathParameters(Parameters):
    """Where paths start and end."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    from_: str = Field(alias="from", min_length=1, max_length=200, description=f"A facility or offer. {ID}")
    to: str | None = Field(None, min_length=1, max_length=200, description=f"A facility that they end at. {ID}")
    max_processes: int = Field(3, ge=0, le=3, description="Most processes on a path.")
    limit: int = Field(1_000, ge=1, le=10_000, description="Most rows.")


class ClassParameters(OriginParameters):
    """The question about chains whose paths are counted."""

    seconds: float = Field(1.0, gt=0, le=30, allow_inf_nan=False, description="Time for counting, about.")


class PathClasses(BaseModel):
    """Paths by what they are."""

    total: int = Field(description="Paths of the same question.")
    by_processes: dict[str, int] = Field(description="Paths with so many processes.")
    reasons: dict[str, int] = Field(description="Paths by what they are: a chain, or what keeps them from being one.")
    complete: bool = Field(description="Whether all paths were counted.")
    seconds: float


class PathClassesAnswer(BaseModel):
    """Paths by what they are, with what is needed to cite them."""

    meta: Meta
    data: PathClasses


@router.get("", summary="Paths from a facility or offer", operation_id="list_paths", response_model=RowsAnswer)
def paths(request: Request, asked: Annotated[PathParameters, Query()]) -> Response:
    """Paths to needs, or to a facility. No path is a chain yet: ask `/v1/chains` for those."""
    found = base_of(request).paths(asked.from_, to=asked.to, max_processes=asked.max_processes, limit=asked.limit)
    return answer_rows(request, found, "paths")


@router.get(
    "/classes", summary="Paths beside chains", operation_id="count_paths_by_class", response_model=PathClassesAnswer
)
def classes(request: Request, asked: Annotated[ClassParameters, Query()]) -> Response:
    """How many paths there are for a question about chains, and why most of them are no chain."""
    told: dict[str, Any] = apart_of(request).ask(
        "paths_and_chains", asked.from_, asked.need, longest_s=asked.seconds + GRACE_S, **asked.options()
    )
    made = {"parameters": asked.model_dump(by_alias=True, exclude_none=True)}
    version = told.pop("data_version")
    return answer(request, told, "paths", made=made, version=version, truncated=not told["complete"])
