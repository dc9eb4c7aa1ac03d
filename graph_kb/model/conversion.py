"""How one thing becomes another: technologies, processes at a site, and what a permit allows."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from graph_kb.model.base import Node, Text, When, prop


class Technology(Node):
    """A recipe template: inputs and outputs per unit of activity."""

    room: ClassVar[str] = "conversion"
    name: Text = prop("Name.", default=...)
    activity_unit: Text = prop("What one unit of activity is, such as 't biowaste'.", default=...)
    operation: Text | None = prop("Recovery or disposal operation, R1 to R13 or D1 to D15.")
    trl: Annotated[int, Field(ge=1, le=9)] | None = prop("Technology readiness level.")
    balanced: bool = prop(
        "Whether inputs and outputs close; an unbalanced recipe stays a claim and runs no process.",
        default=...,
    )
    note: Text | None = prop("What else is known, one or two sentences.")


class Process(Node):
    """A technology at a facility, with its own copy of the recipe."""

    room: ClassVar[str] = "conversion"
    name: Text = prop("Name.", default=...)
    status: Literal["running", "planned"] = prop("State.", default=...)
    activity_unit: Text = prop("What one unit of activity is.", default=...)
    capacity_per_year: float | None = prop("Largest activity per year.", unit="activity/year", ge=0)
    capacity_by_month: list[float] = prop(
        "Largest activity per month, 12 numbers or none.", unit="activity/month", default=[]
    )
    running_per_year: float | None = prop("Activity that already runs.", unit="activity/year", ge=0)
    min_load_share: float | None = prop("Smallest load as share of capacity.", unit="1", ge=0, le=1)
    fixed_eur_per_year: float | None = prop("Fixed cost.", unit="EUR/year", ge=0)
    variable_eur_per_activity: float | None = prop("Variable cost.", unit="EUR/activity")
    storage_amount: float | None = prop("Storage of the main input.", unit="unit of main input", ge=0)
    start_up_stock: float | None = prop("Stock declared to start a loop.", unit="unit of main input", ge=0)
    note: Text | None = prop("What else is known, one or two sentences.")


class Permit(Node):
    """An environmental or end-of-waste permit of a facility."""

    room: ClassVar[str] = "conversion"
    name: Text = prop("Name.", default=...)
    authority: Text | None = prop("Authority that granted it.")
    since: When | None = prop("In force since.")
    until: When | None = prop("In force until.")
    stock_limit_t: float | None = prop("Largest stock allowed.", unit="t", ge=0)
    note: Text | None = prop("What else is known, one or two sentences.")
