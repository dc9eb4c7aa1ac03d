"""Every relationship type: which labels it joins, which properties it has, how to say it.

On the spine every arrow points the way the material goes.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import repeat
from typing import Literal, TypeAlias

from graph_kb.model.base import Edge, Record, Text, When, prop
from graph_kb.model.flows import LegalStatus, Share

EdgeModel: TypeAlias = type[Edge]


class Plain(Edge):
    """A relationship with nothing but its provenance."""


class Span(Edge):
    """A relationship that holds for a time, perhaps in a role."""

    role: Text | None = prop("Role.")
    since: When | None = prop("Holds since.")
    until: When | None = prop("Held until.")


class Port(Edge):
    """What a process or technology takes per unit of activity."""

    amount_min: float | None = prop("Smallest amount per unit of activity.", unit="as unit", ge=0)
    amount: float | None = prop("Amount per unit of activity; missing when unknown.", unit="as unit", ge=0)
    amount_max: float | None = prop("Largest amount per unit of activity.", unit="as unit", ge=0)
    unit: Text | None = prop("Unit of the amounts.")
    conditions: Text | None = prop("For what the amount holds, as the source says.")


class Input(Port):
    """An input and what it must be like."""

    role: Literal["main", "co_input", "catalyst"] = prop("Role of the input.", default=...)
    accepts_status: list[LegalStatus] = prop("Legal status accepted; empty when unknown.", default=[])
    min_temperature_c: float | None = prop("Lowest temperature accepted.", unit="degC", ge=-273.15)
    max_temperature_c: float | None = prop("Highest temperature accepted.", unit="degC", ge=-273.15)
    max_moisture: Share | None = prop("Highest water content accepted, wet basis.", unit="kg/kg")
    substances: list[Text] = prop("Substances limited, parallel to `limit_max`.", default=[])
    limit_max: list[Share] = prop("Largest mass shares of the substances.", unit="kg/kg", default=[])
    limits_complete: bool | None = prop("Whether these are all limits of composition; missing when unknown.")


class Output(Port):
    """An output and what it is like."""

    role: Literal["main", "by_product", "residue", "loss"] = prop("Role of the output.", default=...)
    legal_status: LegalStatus | None = prop("Legal status; missing when unknown.")
    waste_code: Text | None = prop("Waste code of the output, six digits.")
    temperature_c: float | None = prop("Temperature.", unit="degC", ge=-273.15)
    substances: list[Text] = prop("Substances of known content, parallel to `shares`.", default=[])
    shares: list[Share] = prop("Mass shares of the substances.", unit="kg/kg", default=[])


class Replacement(Edge):
    """One resource that can stand in for another."""

    ratio: float | None = prop("Amount replaced per amount used; missing when unknown.", unit="1", gt=0)


class Coding(Edge):
    """A code given to a stream."""

    rule: Text | None = prop("Why this code, one line; codes we assign are inferred.")


class Allowance(Edge):
    """What a permit allows for one code."""

    operation: Text | None = prop("Recovery or disposal operation, R1 to R13 or D1 to D15.")
    tonnes_per_year: float | None = prop("Largest amount.", unit="t/year", ge=0)


class Step(Edge):
    """A step of a certified chain."""

    order: int = prop("Place in the chain, from 1.", default=..., ge=1)
    amount: float | None = prop("Amount through the step.", unit="as unit", ge=0)
    unit: Text | None = prop("Unit of the amount.")


@dataclass(frozen=True)
class Relation:
    """A relationship type.

    Attributes:
        type: UPPER_SNAKE type in the graph.
        ends: Allowed (start label, end label) pairs.
        properties: Model of its properties.
        phrase: How the start speaks of the end.
        reverse: How the end speaks of the start.
        spine: Whether material moves along it.
        describes: The end whose own row states all its relationships of this type, so that a source which states
            that node again replaces them. None where a row states one of several, such as a spell of operating.
        few: The end that has few of them, around which they are looked for; the one that `describes` names, if any.
    """

    type: str
    ends: tuple[tuple[str, str], ...]
    properties: EdgeModel
    phrase: str
    reverse: str
    spine: bool = False
    describes: Literal["start", "end"] | None = None
    few: Literal["start", "end"] = "start"

    def joins(self, start: str, end: str) -> bool:
        """Whether the type may join these labels."""
        return (start, end) in self.ends


class Link(Record):
    """One relationship between two nodes."""

    type: str
    start: str
    end: str
    start_label: str
    end_label: str
    properties: Edge

    def key(self) -> str:
        """Stable id of the relationship: its type, its ends and what tells parallel ones apart."""
        said = self.properties.__dict__
        return link_key(self.type, self.start, self.end, *(said.get(name) for name in TOLD_APART))


TOLD_APART = ("role", "since")
"""Properties that tell a relationship from others of its type between the same ends."""


def link_key(type_: str, start: str, end: str, *more: str | None) -> str:
    """Stable id of a relationship: its type, its ends and what tells parallel ones apart, see `TOLD_APART`."""
    return "|".join((type_, start, end, *filter(None, more)))


def link_keys(type_: str, starts: Iterable[str], ends: Iterable[str], *more: Iterable[str | None]) -> list[str]:
    """Keys of many relationships of a type, see `link_key`."""
    if more:
        return [link_key(type_, *parts) for parts in zip(starts, ends, *more, strict=True)]
    return ["|".join(parts) for parts in zip(repeat(type_), starts, ends)]


def _pairs(starts: str, ends: str) -> tuple[tuple[str, str], ...]:
    return tuple((start, end) for start in starts.split() for end in ends.split())


_ANY_ACTOR = "Organisation Facility"
_NODES_CLAIMED = (
    "Organisation Facility Network Municipality Region Industry Resource Offer Need Exchange Technology Process "
    "Permit WasteCode Programme Measure Task Project Pilot Funding Tender"
)

RELATIONS: dict[str, tuple[Relation, ...]] = {}


def _declare(*relations: Relation) -> None:
    for relation in relations:
        RELATIONS[relation.type] = (*RELATIONS.get(relation.type, ()), relation)


_declare(
    Relation("OPERATES", _pairs("Organisation", "Facility"), Span, "operates", "is operated by"),
    Relation("MEMBER_OF", _pairs("Organisation Network", "Network"), Span, "is a member of", "has member"),
    Relation("LOCATED_IN", _pairs("Facility", "Municipality"), Plain, "lies in", "has site", describes="start"),
    Relation("PART_OF", _pairs("Municipality Region", "Region"), Plain, "is part of", "contains"),
    Relation("PART_OF", _pairs("WasteCode", "WasteCode"), Plain, "is part of", "contains"),
    Relation("PART_OF", _pairs("Industry", "Industry"), Plain, "is part of", "contains"),
    Relation("PART_OF", _pairs("Facility", "Facility"), Plain, "is part of", "contains"),
    Relation("PART_OF", _pairs("Project Pilot", "Project Programme"), Plain, "is part of", "contains"),
    Relation("OFFERS", _pairs("Facility", "Offer"), Plain, "offers", "is offered by", spine=True, describes="end"),
    Relation(
        "OF", _pairs("Offer Exchange", "Resource"), Plain, "is of", "is the resource of", spine=True, describes="start"
    ),
    Relation("SERVES", _pairs("Resource", "Need"), Plain, "serves", "is served by", spine=True, describes="end"),
    Relation("AT", _pairs("Need", "Facility"), Plain, "is at", "has need", spine=True, describes="start"),
    Relation("RUNS", _pairs("Facility", "Process"), Plain, "runs", "is run by", describes="end"),
    Relation("USES", _pairs("Process", "Technology"), Plain, "uses", "is used by", describes="start"),
    Relation("INPUT_TO", _pairs("Resource", "Process Technology"), Input, "goes into", "takes", spine=True, few="end"),
    Relation("OUTPUTS", _pairs("Process Technology", "Resource"), Output, "makes", "comes out of", spine=True),
    Relation("KIND_OF", _pairs("Resource", "Resource"), Plain, "is a kind of", "has kind"),
    Relation("SUBSTITUTES", _pairs("Resource", "Resource"), Replacement, "can replace", "can be replaced by"),
    Relation("CODED", _pairs("Offer Need", "WasteCode"), Coding, "has waste code", "codes", describes="start"),
    Relation("COVERS", _pairs("WasteCode", "Resource"), Coding, "covers", "falls under"),
    Relation(
        "MIRROR_OF",
        _pairs("WasteCode", "WasteCode"),
        Plain,
        "is the mirror entry of",
        "is the mirror entry of",
    ),
    Relation(
        "CLASSIFIED_AS", _pairs(_ANY_ACTOR, "Industry"), Plain, "is classified as", "classifies", describes="start"
    ),
    Relation("HOLDS", _pairs("Facility", "Permit"), Plain, "holds", "is held by", describes="end"),
    Relation("ALLOWS", _pairs("Permit", "WasteCode"), Allowance, "allows", "is allowed by"),
    Relation("SENDS", _pairs("Facility", "Exchange"), Plain, "sends", "is sent by", describes="end"),
    Relation("DELIVERED_TO", _pairs("Exchange", "Facility"), Plain, "is delivered to", "receives", describes="start"),
    Relation("INCLUDES", _pairs("Programme", "Measure"), Plain, "includes", "is included in", few="end"),
    Relation("HAS_TASK", _pairs("Measure", "Task"), Plain, "has task", "is a task of", few="end"),
    Relation("FUNDS", _pairs("Funding", "Project Facility Pilot"), Plain, "funds", "is funded by"),
    Relation("GRANTS", _pairs("Organisation", "Funding"), Plain, "grants", "is granted by", few="end"),
    Relation(
        "TAKES_PART",
        _pairs("Organisation", "Project Measure Pilot Programme"),
        Span,
        "takes part in",
        "has participant",
    ),
    Relation("TESTS", _pairs("Pilot", "Technology Resource"), Plain, "tests", "is tested by"),
    Relation("CALLS", _pairs("Organisation", "Tender"), Plain, "calls", "is called by", describes="end"),
    Relation("WANTS", _pairs("Tender", "Need"), Plain, "wants", "is wanted by"),
    Relation("ADVANCES", _pairs("Measure", "Project Pilot"), Plain, "advances", "is advanced by"),
    Relation("CONCERNS", _pairs("Project", "Facility Resource Technology"), Plain, "concerns", "is concerned by"),
    Relation("ABOUT", _pairs("Claim", _NODES_CLAIMED), Plain, "is about", "is the subject of", describes="start"),
    Relation("CITES", _pairs("Claim", "Source"), Plain, "cites", "is cited by", describes="start"),
    Relation("STEP", _pairs("Chain", "Process"), Step, "goes through", "is a step of"),
    Relation("FROM_OFFER", _pairs("Chain", "Offer"), Plain, "starts from", "starts"),
    Relation("TO_NEED", _pairs("Chain", "Need"), Plain, "ends at", "ends"),
)


@lru_cache(maxsize=1)
def described() -> list[tuple[str, str, str]]:
    """Type, label and end ("start" or "end") of the nodes whose own row states all relationships of the type."""
    found = [one for relations in RELATIONS.values() for one in relations]
    ends = [(one, pair) for one in found if one.describes for pair in one.ends]
    return list(dict.fromkeys((one.type, pair[one.describes == "end"], str(one.describes)) for one, pair in ends))


@lru_cache(maxsize=1024)
def near_end(type_: str, start_label: str, end_label: str) -> Literal["start", "end"]:
    """The end that has few relationships of a type, around which they are looked for."""
    found = relation(type_, start_label, end_label)
    return (found.describes or found.few) if found else "start"


def other_labels(type_: str, label: str, end: str) -> set[str]:
    """Labels of the other ends of the relationships of a type that nodes of a label have at one end."""
    pairs = [pair for one in RELATIONS[type_] for pair in one.ends]
    return {other if end == "start" else one for one, other in pairs if label == (one if end == "start" else other)}


def relation(type_: str, start: str, end: str) -> Relation | None:
    """The relation of this type that may join the labels, or None."""
    return next((found for found in RELATIONS.get(type_, ()) if found.joins(start, end)), None)
