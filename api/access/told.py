"""What is told of confidential records, for OpenAPI."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, Field

from graph_kb.model.base import Method


class Cell(BaseModel):
    """A part of the map, about 20 by 20 km, in which at least three sites lie."""

    latitude_min: float = Field(json_schema_extra={"unit": "deg"})
    latitude_max: float = Field(json_schema_extra={"unit": "deg"})
    longitude_min: float = Field(json_schema_extra={"unit": "deg"})
    longitude_max: float = Field(json_schema_extra={"unit": "deg"})


class Blurred(BaseModel):
    """What is told of a record to whoever may not see it as it is; see docs/access.md."""

    id: str = Field(description="Stands for its id, which would speak of its site.")
    blurred: Literal[True]
    href: str
    amount_min: float | None = Field(None, description="Bound of the amount, of one significant digit.")
    amount_max: float | None = Field(None, description="Bound of the amount, of one significant digit.")
    unit: str | None = None
    period: str | None = None
    method: Method | None = None
    as_of: str | None = Field(None, description="Year.")


class BlurredStream(Blurred):
    """What is told of an offer or need that is not public."""

    label: Literal["Offer", "Need"]
    confidentiality: Literal["network", "private"]
    continuity: Literal["continuous", "seasonal", "one_off"] | None = None
    months: list[int] | None = None
    legal_status: str | None = None
    cell: Cell | None = None


class BlurredExchange(Blurred):
    """What is told of an exchange that concerns an offer or need which is not public."""

    label: Literal["Exchange"]
    status: Literal["running", "planned", "ended"]


BLURRED: dict[str, type[Blurred]] = {"Offer": BlurredStream, "Need": BlurredStream, "Exchange": BlurredExchange}
"""By label."""
