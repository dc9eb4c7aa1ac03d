"""What every record of the graph has: a stable id, validated properties and its provenance."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any, ClassVar

from pydantic import BaseModel, ConfigDict, Field, StringConstraints
from pydantic.config import JsonDict

Identifier = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._:/@+-]{0,199}$")]
Text = Annotated[str, StringConstraints(min_length=1, max_length=4000, pattern=r"^[^\x00-\x08\x0b\x0c\x0e-\x1f]*$")]
When = Annotated[str, StringConstraints(pattern=r"^\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?$")]


class Method(StrEnum):
    """How a value came to be known."""

    MEASURED = "measured"
    REPORTED = "reported"
    ESTIMATED = "estimated"
    PLANNED = "planned"
    INFERRED = "inferred"
    ASSUMED = "assumed"


def prop(text: str, *, unit: str | None = None, default: Any = None, **limits: Any) -> Any:
    """Declare a property with its meaning and unit, so that tables, legends and tooltips can show both.

    Args:
        text: What the property means, one line.
        unit: Unit of the number ("MW", "degC", "km"); "as unit" when a sister property `unit` names it.
        default: Value when absent; `...` makes the property mandatory.
        limits: Pydantic limits such as `ge` or `le`.
    """
    extra: JsonDict | None = {"unit": unit} if unit else None
    # A factory: pydantic makes a deep copy of any other list for every record.
    given = {"default_factory": list} if default == [] else {"default": default}
    return Field(description=text, json_schema_extra=extra, **given, **limits)


class Record(BaseModel):
    """A validated, unchangeable set of properties. Unknown properties, NaN and infinity are refused."""

    # Validators are built on first use: a command that only reads need not wait for them.
    model_config = ConfigDict(
        extra="forbid", frozen=True, str_strip_whitespace=True, allow_inf_nan=False, defer_build=True
    )


class Sourced(Record):
    """A record with provenance: who says so, for when, and how they know."""

    checked_together: ClassVar[frozenset[str]] = frozenset()
    """Properties that a validator of the whole record looks at; each other property is checked by itself."""

    source_id: Identifier = prop("Source that states it.", default=...)
    as_of: When = prop(
        "Date the statement holds for: year, month or day. For an undated source, the day it was read.",
        default=...,
    )
    method: Method = prop("How the value came to be known.", default=...)
    load_id: Identifier | None = prop("Load that wrote it; set by the intake, no part of the content.")
    filled_in: list[Text] | None = prop(
        "Properties that another source filled in, as `property@load`; set by the intake, no part of the content."
    )


class Node(Sourced):
    """A node; its label is the class name."""

    id: Identifier = prop("Stable id, never an engine's own.", default=...)
    room: ClassVar[str] = "other"

    @classmethod
    def label(cls) -> str:
        """Label in the graph."""
        return cls.__name__

    def labels(self) -> tuple[str, ...]:
        """All labels, the main one first."""
        return (self.label(),)


class Edge(Sourced):
    """Properties of a relationship; its type and its ends are named in `relationships.py`."""


class Amounts(Record):
    """An amount as an interval, with its unit and period.

    `amount` is the expected value; `amount_min` and `amount_max` bound it. Each may be missing: a missing bound
    is unknown, never zero.
    """

    amount_min: float | None = prop("Smallest amount.", unit="as unit", ge=0)
    amount: float | None = prop("Expected amount.", unit="as unit", ge=0)
    amount_max: float | None = prop("Largest amount.", unit="as unit", ge=0)
    unit: Text | None = prop("Unit of the amounts, one of `graph_kb.model.units.CANONICAL`.")
    period: Text | None = prop(
        "Time the amount is counted over: year, month, day, hour, once; missing for a rate or stock."
    )
    stated: Text | None = prop("Amount and unit as the source states them, when converted.")
