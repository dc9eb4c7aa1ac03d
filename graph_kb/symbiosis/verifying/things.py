"""What takes part in a chain, in exact numbers: streams, receivers, offers, needs and processes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

from graph_kb.symbiosis.verifying.certificate import Key
from graph_kb.symbiosis.verifying.numbers import ONE, ZERO, Maybe, positive_part

YEAR = range(1, 13)


class Unknown(NamedTuple):
    """A fact to find out: the condition that rests on it, the node that would have it, and its property."""

    condition: int
    subject: str
    property: str


class Resource(NamedTuple):
    """A resource; weights that nobody states are None."""

    id: str
    kind: str | None
    unit: str | None
    mode: str | None
    transport: Maybe
    max_leg_km: Maybe
    disposal: Maybe
    price: Maybe
    co2e: Maybe
    is_thermal: bool


class Allowance(NamedTuple):
    """What a permit in force allows for one waste code."""

    permit: str
    code: str
    operation: str | None
    tonnes: Maybe
    is_assumed: bool


class Site(NamedTuple):
    """A facility that is open on the day asked for."""

    id: str
    latitude: float | None
    longitude: float | None
    is_centre: bool
    holds_permit: bool
    allowances: tuple[Allowance, ...]


class Code(NamedTuple):
    """A waste code of a stream; whether it is hazardous is None where the list does not say."""

    code: str
    is_hazardous: bool | None
    is_assumed: bool


class Stream(NamedTuple):
    """An offer, or an output of a process."""

    key: Key
    resource: Resource
    site: Site
    status: str | None
    low: Maybe
    high: Maybe
    moisture: Maybe
    shares: Mapping[str, Maybe]
    codes: tuple[Code, ...]
    is_assumed: bool

    @property
    def must_keep_limits(self) -> bool:
        """Whether blending cannot help it: it is hazardous, or waste of which nobody knows that it is not."""
        if any(code.is_hazardous for code in self.codes):
            return True
        is_told = bool(self.codes) and all(code.is_hazardous is False for code in self.codes)
        return self.status == "waste" and not is_told


class Receiver(NamedTuple):
    """A need, or an input port of a process. `accepts` is empty when unknown."""

    key: Key
    resource: Resource
    site: Site
    low: Maybe
    high: Maybe
    moisture: Maybe
    accepts: frozenset[str]
    limits: Mapping[str, Maybe]
    is_complete: bool
    operation: str | None
    is_assumed: bool

    @property
    def is_port(self) -> bool:
        """Whether it is an input port."""
        return self.key.kind == "port"


@dataclass(frozen=True)
class Supply:
    """Amount a year of an offer or need, and the months in which it is there."""

    amount: Maybe
    months: frozenset[int]
    season_known: bool
    amount_property: str

    def in_months(self, months: frozenset[int]) -> Maybe:
        """Amount in some months; None without limit."""
        if not months & self.months:
            return ZERO
        return None if self.amount is None else self.amount * len(months & self.months) / len(self.months)

    def unknowns(self, subject: str) -> list[Unknown]:
        """What is not known of it."""
        amount = [Unknown(10, subject, self.amount_property)] if self.amount is None else []
        return amount + ([] if self.season_known else [Unknown(8, subject, "months")])


@dataclass(frozen=True)
class Pooled:
    """Several offers or needs as one."""

    parts: tuple[Supply, ...]

    @property
    def months(self) -> frozenset[int]:
        """Months in which any is there."""
        return frozenset().union(*(part.months for part in self.parts))

    def in_months(self, months: frozenset[int]) -> Maybe:
        """Amount of all in some months; None without limit."""
        amounts = [part.in_months(months) for part in self.parts]
        return None if None in amounts else sum((amount for amount in amounts if amount), ZERO)


class Offer(NamedTuple):
    """An offer that takes part."""

    stream: Stream
    supply: Supply
    price: Maybe


class Need(NamedTuple):
    """A need that takes part; its gate fee is 0 where none is stated."""

    receiver: Receiver
    supply: Supply
    price: Maybe
    gate_fee: Maybe


class Port(NamedTuple):
    """An input port with its amount per unit of activity."""

    receiver: Receiver
    amount: Maybe
    role: str


class Output(NamedTuple):
    """An output with its amount per unit of activity."""

    stream: Stream
    amount: Maybe
    role: str


@dataclass(frozen=True)
class Load:
    """Capacity of a process: by month, what already runs in a month, and the least share of capacity."""

    capacity: tuple[Maybe, ...]
    running: Maybe
    min_share: Maybe
    needs_share: bool

    def free(self, months: frozenset[int]) -> Maybe:
        """Free capacity in some months, an unknown running load taken as none; None without limit."""
        return self._total(months, ONE, self.running or ZERO)

    def least(self, months: frozenset[int]) -> Fraction:
        """Least load that is still missing in some months; 0 where it is not known."""
        if self.running is None or self.min_share is None:
            return ZERO
        return self._total(months, self.min_share, self.running) or ZERO

    def unknowns(self, process: str) -> list[Unknown]:
        """What is not known of it."""
        missing = {
            "capacity_per_year": None in self.capacity,
            "running_per_year": self.running is None,
            "min_load_share": self.min_share is None and self.needs_share,
        }
        return [Unknown(4, process, name) for name, is_missing in missing.items() if is_missing]

    def _total(self, months: frozenset[int], share: Fraction, running: Fraction) -> Maybe:
        total = ZERO
        for month in months:
            capacity = self.capacity[month - 1]
            if capacity is None:
                return None
            total += positive_part(share * capacity - running)
        return total


@dataclass(frozen=True)
class Process:
    """A process that takes part."""

    id: str
    site: Site
    is_planned: bool
    load: Load
    fixed: Maybe
    variable: Maybe
    storage: Maybe
    has_start_up: bool
    makes_mass: bool
    ports: tuple[Port, ...]
    outputs: tuple[Output, ...]
    is_assumed: bool
    amount_property: str

    def port(self, key: Key | None) -> Port | None:
        """The input port of a key."""
        return next((port for port in self.ports if port.receiver.key == key), None)

    def output(self, key: Key | None) -> Output | None:
        """The output of a key."""
        return next((output for output in self.outputs if output.stream.key == key), None)

    def unknowns(self) -> list[Unknown]:
        """What is not known of its recipe and its load."""
        amounts = [port.amount for port in self.ports] + [output.amount for output in self.outputs]
        recipe = [Unknown(3, self.id, self.amount_property)] if None in amounts else []
        return recipe + self.load.unknowns(self.id)

    @property
    def rests_on_assumed(self) -> bool:
        """Whether it or any part of its recipe is assumed."""
        parts = [port.receiver.is_assumed for port in self.ports]
        return self.is_assumed or any(parts) or any(output.stream.is_assumed for output in self.outputs)
