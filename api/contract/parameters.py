"""Query parameters: each route declares all it takes, and what it does not know is refused."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

MOST_LISTED = 1_000
Day = Annotated[
    str,
    # The type for dates would take seconds since 1970 too.
    StringConstraints(pattern=r"^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$"),
    Field(json_schema_extra={"format": "date"}),
]


class Parameters(BaseModel):
    """The query parameters of a route; `?limt=5` is an error with a hint, never ignored."""

    model_config = ConfigDict(extra="forbid")


class NoParameters(Parameters):
    """For routes that take none."""


class PageParameters(Parameters):
    """Which part of a list."""

    limit: int = Field(100, ge=1, le=MOST_LISTED, description="Most entries on a page; more are refused, never cut.")
    cursor: str | None = Field(
        None, max_length=400, description="Where the page begins: `meta.next` of the page before. Opaque."
    )
