"""What is said when there is no chain: broken conditions, and the sets of them that would make one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

Key = tuple[Any, ...]


@dataclass(frozen=True)
class Kind:
    """A kind of broken condition.

    Attributes:
        condition: Number of the condition, see docs/why-not.md.
        weight: How hard it usually is to resolve; the lower, the more plausible.
        title: In plain words.
    """

    condition: int
    weight: float
    title: str


KINDS: dict[str, Kind] = {
    "permit": Kind(7, 1.0, "permit"),
    "permit_tonnes": Kind(7, 1.05, "tonnes of a permit"),
    "distance": Kind(9, 1.1, "distance"),
    "temperature": Kind(6, 1.2, "temperature"),
    "capacity": Kind(4, 1.3, "capacity"),
    "minimum_load": Kind(4, 1.25, "minimum load"),
    "composition": Kind(5, 1.4, "composition"),
    "moisture": Kind(6, 1.4, "moisture"),
    "status": Kind(7, 1.4, "legal status"),
    "sink": Kind(2, 1.4, "by-product without sink"),
    "season": Kind(8, 1.45, "season"),
    "co_input": Kind(1, 1.5, "co-input"),
    "need_amount": Kind(2, 1.55, "amount needed"),
    "amount": Kind(2, 1.6, "amount offered"),
    "closed": Kind(12, 1.45, "closed site"),
    "one_off": Kind(8, 1.45, "lot that comes once"),
    "recipe": Kind(3, 2.2, "recipe that makes mass"),
    "technology": Kind(12, 3.0, "missing technology"),
}


class Change(NamedTuple):
    """One changed number: name of an array of the region, place, value."""

    array: str
    place: Any
    value: Any


@dataclass(frozen=True)
class Broken:
    """A broken condition; ids are those of the graph.

    Attributes:
        kind: One of `KINDS`.
        condition: Number of the condition.
        says: What is broken and by how much, in plain words.
        missing: By how much, in `unit`; None where it is no matter of amount.
        unit: Unit of `missing`.
        stated: What the graph states; None where it is nothing.
        required: What would do.
        resolver: Id of the facility, or of the technology, that could resolve it.
        process: Process concerned.
        site: Facility concerned.
        offer: Offer concerned.
        need: Need concerned.
        resource: Resource concerned.
        code: Waste code, digits.
        substance: Substance concerned.
    """

    kind: str
    says: str = ""
    missing: float | None = None
    unit: str = ""
    stated: float | None = None
    required: float | None = None
    resolver: str | None = None
    process: str | None = None
    site: str | None = None
    offer: str | None = None
    need: str | None = None
    resource: str | None = None
    code: str | None = None
    substance: str | None = None
    more: dict[str, Any] = field(default_factory=dict)

    @property
    def condition(self) -> int:
        """Number of the condition."""
        return KINDS[self.kind].condition

    @property
    def key(self) -> Key:
        """What tells it from others."""
        ids = (self.process, self.site, self.offer, self.need, self.resource, self.code, self.substance)
        return (self.kind, *(one or "" for one in ids))


@dataclass(frozen=True)
class Repair:
    """How a broken condition would be mended in the arrays.

    Attributes:
        broken: The condition.
        changes: Changes that mend it, however much it takes.
        by: Changes that mend it by an amount, where the least amount is asked for.
        at_least: Feeder that the wiring must have, as process and output.
    """

    broken: Broken
    changes: tuple[Change, ...]
    by: Callable[[float], tuple[Change, ...]] | None = None
    most: float | None = None
    feeder: tuple[int, int] | None = None


@dataclass(frozen=True)
class Relaxation:
    """A minimal set of broken conditions that would make a chain if they were resolved.

    Attributes:
        broken: The conditions, one or two.
        processes: Ids of the processes of the line that it would open, in order.
        feeders: Ids of the processes that feed it.
        amount: Units of the source that it would take a year; None where it is not computed.
        value: Value of the objective that it would unlock; None where it is not computed.
    """

    broken: tuple[Broken, ...]
    processes: tuple[str, ...]
    feeders: tuple[str, ...]
    amount: float | None
    value: float | None


@dataclass(frozen=True)
class Fact:
    """A fact that a conditional chain lacks.

    Attributes:
        subject: Id of what it is a fact of.
        says: What is unknown or assumed.
        resolver: Id of the facility that could tell.
    """

    subject: str
    says: str
    resolver: str | None = None


@dataclass(frozen=True)
class WhyNot:
    """Why there is no chain from an offer to a need.

    Attributes:
        offer: Id of the offer.
        need: Id of the need.
        certified: Certified chains that there are.
        conditional: Conditional chains that there are.
        complete: Whether all was looked at or counted; otherwise time or room was up.
        facts: Where no chain is certified: facts that a conditional one lacks, in plain words.
        relaxations: What would make a chain, best first.
        seconds: Time taken.
    """

    offer: str
    need: str
    certified: int
    conditional: int
    complete: bool
    facts: tuple[Fact, ...]
    relaxations: tuple[Relaxation, ...]
    seconds: float
