"""From facts to numbers, section 1 of docs/chain-model.md: periods, offers, needs, processes, ports, outputs.

Unknown numbers are None. What takes no part (closed sites, one-off lots, recipes that make mass) is left out here.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from itertools import pairwise
from typing import Any

from .world import Records, World, assumed, last_day

PER_YEAR = {"year": 1.0, "month": 12.0, "day": 365.0, "hour": 8760.0}
ENDS = {"low": "amount_min", "expected": "amount", "high": "amount_max"}
OTHER_END = {"low": "high", "expected": "expected", "high": "low"}
ALL_YEAR = frozenset(range(1, 13))


@dataclass(eq=False)
class Terminal:
    """An offer or a need."""

    id: str
    site: str
    resource: Any
    node: Any
    amounts: list[float | None]
    season: frozenset[int]
    known: bool
    assumed: bool
    offer: bool
    codes: list[Any] = field(default_factory=list)
    codes_assumed: bool = False

    @property
    def key(self) -> tuple[str, ...]:
        return (self.id,)


@dataclass(eq=False)
class Port:
    """An input port or an output of a process; `amount` per activity at the end asked for."""

    process: str
    site: str
    resource: Any
    edge: Any
    amount: float | None
    output: bool

    @property
    def key(self) -> tuple[str, ...]:
        return (self.process, self.resource.id, self.edge.role, "out" if self.output else "in")


@dataclass(eq=False)
class Plant:
    """A process: what it can do in each period, and its ports."""

    id: str
    site: str
    node: Any
    capacity: list[float | None]
    least: list[float]
    known: bool
    assumed: bool
    inputs: list[Port]
    outputs: list[Port]
    operation: str | None

    @property
    def stock(self) -> bool:
        return (self.node.start_up_stock or 0) > 0

    @property
    def fixed(self) -> float:
        return (self.node.fixed_eur_per_year or 0.0) if self.node.status == "planned" else 0.0


class Numbers:
    """The numbers of a world at the end of the intervals that its question names."""

    def __init__(self, world: World):
        self.world, self.records = world, Records.of(world)
        self.end = world.question["end"]
        self.asked = frozenset(world.question["months"] or ALL_YEAR)
        self.periods = self._periods()
        self.offers = self._terminals("Offer")
        self.needs = self._terminals("Need")
        self.plants = self._plants()

    def _periods(self) -> list[list[int]]:
        """Runs of months in which nothing changes. The months asked for are cut at, too: it alters no optimum."""
        streams = [*self.records.label["Offer"], *self.records.label["Need"]]
        processes = self.records.label["Process"]

        def signature(month: int) -> tuple[Any, ...]:
            there = tuple(month in each.months for each in streams)
            rates = tuple(each.capacity_by_month[month - 1] for each in processes if each.capacity_by_month)
            return there, rates, month in self.asked

        runs = [[1]]
        for last, month in pairwise(range(1, 13)):
            if signature(last) == signature(month):
                runs[-1].append(month)
            else:
                runs.append([month])
        if len(runs) > 1 and signature(12) == signature(1):
            runs[0] = runs.pop() + runs[0]
        return runs

    def open_site(self, site: str | None) -> bool:
        if site is None:
            return False
        facility = self.records.node[site]
        return facility.status != "closed" and not (facility.until and last_day(facility.until) < self.world.day)

    def yearly(self, record: Any, unit: str | None, end: str) -> float | None:
        """Amount a year of an offer or need, None when unknown."""
        amount = getattr(record, ENDS[end])
        if amount is None or record.unit is None or record.unit != unit or record.period not in PER_YEAR:
            return None
        return amount * PER_YEAR[record.period]

    def _terminals(self, label: str) -> dict[str, Terminal]:
        found = {}
        for node in self.records.label[label]:
            site = self.records.facility("OFFERS" if label == "Offer" else "AT", node.id)
            carrying = self.records.out["OF", node.id] if label == "Offer" else self.records.into["SERVES", node.id]
            if node.continuity == "one_off" or not self.open_site(site) or not carrying:
                continue
            link = carrying[0]
            resource = self.records.node[link.end if label == "Offer" else link.start]
            known, season = bool(node.months) or node.continuity == "continuous", frozenset(node.months or ALL_YEAR)
            year = self.yearly(node, resource.unit, self.end)
            amounts = [
                None if year is None and season & set(run) else (year or 0.0) * len(season & set(run)) / len(season)
                for run in self.periods
            ]
            coded = self.records.out["CODED", node.id] if label == "Offer" else []
            found[node.id] = Terminal(
                node.id, str(site), resource, node, amounts, season, known and year is not None,
                assumed(node) or assumed(link.properties), label == "Offer",
                [self.records.node[one.end] for one in coded], any(assumed(one.properties) for one in coded),
            )  # fmt: skip
        return found

    def _plants(self) -> dict[str, Plant]:
        found = {}
        for node in self.records.label["Process"]:
            site = self.records.facility("RUNS", node.id)
            if self.open_site(site) and not self._makes_mass(node):
                found[node.id] = self._plant(node, str(site))
        return found

    def idle_ports(self) -> list[Port]:
        """Ports and outputs of the recipes that make mass: they take no part, but what they state is known."""
        idle = []
        for node in self.records.label["Process"]:
            site = self.records.facility("RUNS", node.id)
            if self.open_site(site) and self._makes_mass(node):
                inputs, outputs, _ = self._ports(node, str(site))
                idle += [port for port in (*inputs, *outputs) if not port.output or port.edge.role != "loss"]
        return idle

    def _ports(self, node: Any, site: str) -> tuple[list[Port], list[Port], bool]:
        inputs, outputs, doubt = [], [], False
        for link in (*self.records.into["INPUT_TO", node.id], *self.records.out["OUTPUTS", node.id]):
            output = link.type == "OUTPUTS"
            resource = self.records.node[link.end if output else link.start]
            end = ENDS[self.end if output else OTHER_END[self.end]]
            amount = getattr(link.properties, end) if link.properties.unit in (None, resource.unit) else None
            (outputs if output else inputs).append(Port(node.id, site, resource, link.properties, amount, output))
            doubt |= assumed(link.properties)
        return inputs, outputs, doubt

    def _plant(self, node: Any, site: str) -> Plant:
        inputs, outputs, doubt = self._ports(node, site)
        running = 0.0 if node.status == "planned" else node.running_per_year
        full = [self._full(node, run) for run in self.periods]
        load = [(running or 0.0) * len(run) / 12 for run in self.periods]
        capacity = [None if most is None else max(0.0, most - runs) for most, runs in zip(full, load, strict=True)]
        share = node.min_load_share
        settled = full[0] is not None and running is not None
        # A least load that hangs on an unknown capacity or running load is unknown itself.
        low = share if share is not None and settled else 0.0
        least = [max(0.0, low * (most or 0.0) - runs) if low else 0.0 for most, runs in zip(full, load, strict=True)]
        known = settled and (share is not None or node.status == "running")
        known = known and all(port.amount is not None for port in (*inputs, *outputs))
        uses = self.records.out["USES", node.id]
        operation = self.records.node[uses[0].end].operation if uses else None
        return Plant(node.id, site, node, capacity, least, known, assumed(node) or doubt, inputs, outputs, operation)

    @staticmethod
    def _full(node: Any, run: list[int]) -> float | None:
        if len(node.capacity_by_month) == 12:
            return sum(node.capacity_by_month[month - 1] for month in run)
        return None if node.capacity_per_year is None else node.capacity_per_year * len(run) / 12

    def _makes_mass(self, node: Any) -> bool:
        inputs, outputs, _ = self._ports(node, "")
        if any(port.resource.unit in ("m3", "Nm3") for port in inputs):
            return False
        sums = []
        for ports in (inputs, outputs):
            amounts = [port.edge.amount for port in ports if port.resource.unit == "t"]
            if None in amounts:
                return False
            sums.append(sum(Fraction(str(amount)) for amount in amounts))
        return sums[1] > sums[0] * Fraction(1001, 1000)
