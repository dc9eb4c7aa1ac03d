"""Why there is no chain from an offer to a need, and what would make one."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, Field

from graph_kb.api.contract.answers import Meta, answer
from graph_kb.api.contract.problems import DECLARED
from graph_kb.api.routes.asking import GRACE_S, ID, ChainParameters, Open, apart_of

router = APIRouter(tags=["chains"], responses=DECLARED)


class WhyNotParameters(ChainParameters):
    """The ends, and what is asked between them."""

    offer: str = Field(min_length=1, max_length=200, description=f"An offer. {ID}")
    need: str = Field(min_length=1, max_length=200, description=f"A need. {ID}")
    time_limit: float = Field(10.0, gt=0, le=60, allow_inf_nan=False, description="Seconds of search.")


class WhyNot(BaseModel):
    """Why there is no chain, see docs/why-not.md."""

    message: str = Field(description="What it comes to, in one sentence.")
    offer: str = Field(description="Id of the offer.")
    need: str = Field(description="Id of the need.")
    certified: int = Field(description="Certified chains that there are.")
    conditional: int = Field(description="Conditional chains that there are.")
    complete: bool = Field(description="Whether all was looked at; otherwise time or room was up.")
    facts: list[Open] = Field(description="Facts that a conditional chain lacks, and who would know.")
    relaxations: list[Open] = Field(description="What would make a chain, best first: one or two broken conditions.")
    rows: list[Open] = Field(description="The same with names, one row each.")
    seconds: float


class WhyNotAnswer(BaseModel):
    """Why not, with what is needed to cite it."""

    meta: Meta
    data: WhyNot


@router.get("/why-not", summary="Why there is no chain", operation_id="why_not", response_model=WhyNotAnswer)
def why_not(request: Request, asked: Annotated[WhyNotParameters, Query()]) -> Response:
    """The smallest changes that would make a chain from an offer to a need: one, then two broken conditions."""
    options = asked.options("offer")
    told: dict[str, Any] = apart_of(request).ask(
        "why_not", asked.offer, asked.need, longest_s=asked.time_limit + GRACE_S, **options
    )
    made = {"parameters": asked.model_dump(exclude_none=True)}
    return answer(request, told, "why-not", made=made, version=told.pop("data_version"), truncated=not told["complete"])
