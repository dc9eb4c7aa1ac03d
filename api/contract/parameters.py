"""Query parameters: each route declares all it takes, and what it does not know is refused."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

MOST_LISTED = 1_000


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
