"""Parameters of questions about chains, and how they are put to the engine."""

from __future__ import annotations

from typing import Any, Literal

from fastapi import Request
from pydantic import BaseModel, ConfigDict, Field

from graph_kb.api.contract.parameters import MONTHS, Day, Parameters
from graph_kb.workbench.apart import Apart

ID = "Id, name or part of the name."
GRACE_S = 60.0
"""Time beside the search: reading the graph when its data changed, certifying."""


class Open(BaseModel):
    """An object of which more may be told later."""

    model_config = ConfigDict(extra="allow")


class ChainParameters(Parameters):
    """What is asked about chains; see docs/chains.md."""

    max_processes: int = Field(4, ge=0, le=6, description="Most processes of a chain, feeders included.")
    max_feeders: int | None = Field(None, ge=0, le=6, description="Most processes beside the line.")
    objective: Literal["amount", "net_value", "co2e", "distance", "weighted"] = Field(
        "amount", description="What is best."
    )
    weights: str | None = Field(
        None, max_length=200, description="Weights of the objective weighted.", examples=["net_value=1,distance=2"]
    )
    max_leg_km: float | None = Field(
        None, ge=0, allow_inf_nan=False, description="Longest leg of any flow, also beside the line, km."
    )
    max_total_km: float | None = Field(
        None, ge=0, allow_inf_nan=False, description="Longest line, km; what goes beside it is not counted."
    )
    min_amount: float = Field(
        1.0, gt=0, le=1e9, allow_inf_nan=False, description="Least amount of the offer a year, in its unit."
    )
    months: str | None = Field(
        None, pattern=MONTHS, description="Months that the offer may be taken in; all if missing.", examples=["1,2,12"]
    )
    end: Literal["low", "expected", "high"] = Field("expected", description="End of the intervals of amounts.")
    day: Day | None = Field(None, description="Day asked for; today when missing.")

    def options(self, *left_out: str) -> dict[str, Any]:
        """What `KnowledgeBase.chains` takes by name."""
        found = self.model_dump(exclude={"months", "from_", "need", *left_out}, exclude_none=True)
        return found | ({"months": tuple(map(int, self.months.split(",")))} if self.months else {})


class OriginParameters(ChainParameters):
    """The same, with where chains start and perhaps end."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    from_: str = Field(
        alias="from",
        min_length=1,
        max_length=200,
        description=f"Offer, facility, organisation or resource that they start at. {ID}",
        examples=["facility:vantaa-waste-to-energy-plant"],
    )
    need: str | None = Field(None, min_length=1, max_length=200, description=f"Need that they must end at. {ID}")


def apart_of(request: Request) -> Apart:
    """The processes that questions about chains are answered in."""
    apart = request.app.state.apart
    assert isinstance(apart, Apart)
    return apart


def readers_of(request: Request) -> Apart:
    """The processes that run Cypher which somebody typed."""
    readers = request.app.state.readers
    assert isinstance(readers, Apart)
    return readers
