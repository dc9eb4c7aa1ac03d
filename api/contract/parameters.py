"""Query parameters: each route declares all it takes, and what it does not know is refused."""

from __future__ import annotations

from typing import Annotated, get_args, get_origin

from fastapi import Request
from pydantic import BaseModel, ConfigDict, Field, StringConstraints
from pydantic.fields import FieldInfo

from graph_kb.errors import UsageError

MOST_LISTED = 1_000
DAY = r"^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$"
HASH = "^[0-9a-f]{6,64}$"
MONTHS = r"^(1[0-2]|[1-9])(,(1[0-2]|[1-9])){0,11}$"
Day = Annotated[
    str,
    # The type for dates would take seconds since 1970 too.
    StringConstraints(pattern=DAY),
    Field(json_schema_extra={"format": "date"}),
]


async def refuse_repeated(request: Request) -> None:
    """Refuse a parameter that is given twice where it is no list: one of both would be ignored.

    Raises:
        UsageError: There is one.
    """
    names = [name for name, _ in request.query_params.multi_items()]
    if len(set(names)) == len(names):
        return
    lists = {name for name, field in declared(request).items() if _is_list(field)}
    wrong = sorted(name for name in set(names) - lists if names.count(name) > 1 and not name.startswith("p."))
    if wrong:
        raise UsageError(f"{wrong[0]} is given more than once", hint="give it once")


def declared(request: Request) -> dict[str, FieldInfo]:
    """Query parameters of the route that was asked, by name."""
    dependant = getattr(request.scope.get("route"), "dependant", None)
    models = [one.field_info.annotation for one in dependant.query_params] if dependant else []
    return {field.alias or name: field for model in models for name, field in model.model_fields.items()}


def _is_list(field: FieldInfo) -> bool:
    return any(get_origin(part) is list for part in (field.annotation, *get_args(field.annotation)))


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
