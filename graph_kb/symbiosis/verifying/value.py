"""The value of a chain: amounts times weights, term by term, and the weights that nobody states."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import NamedTuple

from graph_kb.symbiosis.verifying.certificate import OBJECTIVES, Key
from graph_kb.symbiosis.verifying.lanes import Lane
from graph_kb.symbiosis.verifying.legs import line_km
from graph_kb.symbiosis.verifying.numbers import ONE, ZERO, Maybe
from graph_kb.symbiosis.verifying.system import factor
from graph_kb.symbiosis.verifying.things import Need, Process, Resource
from graph_kb.symbiosis.verifying.wiring import Wiring
from graph_kb.symbiosis.verifying.world import World

NET_TERMS = ("disposal_saved", "sales", "purchases", "transport", "disposal", "variable_cost", "fixed_cost")
"""Parts of the net value."""
AMOUNT, NET, CO2E, DISTANCE = OBJECTIVES


class Weight(NamedTuple):
    """A weight: who would state it, and in which property."""

    subject: str
    property: str


class Yearly(NamedTuple):
    """Amounts of a year.

    Attributes:
        line: Amount of the stream on each lane of the line; 0 where it is not known.
        delivered: What the need gets from the line, in its units; 0 where it is not known.
        side: Lanes off the line, and the amount of the stream on each.
        disposals: Outputs and what of them goes to disposal.
        activity: By process.
    """

    line: Sequence[Fraction]
    delivered: Fraction
    side: Sequence[tuple[Lane, Fraction]]
    disposals: Mapping[Key, Fraction]
    activity: Mapping[str, Fraction]


@dataclass
class Value:
    """Terms by name, unweighted, and the weights that are missing, by objective."""

    terms: dict[str, Fraction] = field(default_factory=lambda: defaultdict(Fraction))
    missing: dict[str, set[Weight]] = field(default_factory=lambda: defaultdict(set))

    def add(self, term: str, amount: Fraction, weight: Maybe, subject: str, name: str) -> None:
        """Add an amount times a weight; a weight that nobody states counts 0 and is noted."""
        objective = NET if term in NET_TERMS else term
        if amount and weight is None:
            self.missing[objective].add(Weight(subject, name))
        worth = amount * (weight or ZERO)
        self.terms[objective] += worth
        if objective != term:
            self.terms[term] += worth

    def total(self, weights: Mapping[str, Fraction]) -> Fraction:
        """Sum of the objectives times their weights."""
        return sum((weights[name] * self.terms[name] for name in OBJECTIVES), ZERO)

    def missing_for(self, weights: Mapping[str, Fraction]) -> set[Weight]:
        """What is missing of the objectives that count."""
        return {weight for name, found in self.missing.items() if weights[name] for weight in found}


def value_of(world: World, wiring: Wiring, yearly: Yearly) -> Value:
    """The value of a chain under every objective."""
    found = Value()
    for name in (*OBJECTIVES, *NET_TERMS):
        found.terms[name] = ZERO
    source = wiring.source.stream
    found.add(AMOUNT, yearly.line[0], ONE, source.key.id, "amount")
    found.add(DISTANCE, line_km([lane.km for lane in wiring.lanes]), -ONE, source.key.id, "km")
    _disposal(found, "disposal_saved", source.resource, yearly.line[0])
    for lane, amount in [*zip(wiring.lanes, yearly.line, strict=True), *yearly.side]:
        _transport(found, lane, amount)
    _received(found, wiring.need, yearly.delivered)
    for lane, amount in yearly.side:
        _side(found, world, wiring, lane, amount)
    for key, amount in yearly.disposals.items():
        if key in wiring.side_outputs:
            _disposal(found, "disposal", wiring.side_outputs[key].stream.resource, -amount)
    for process in wiring.processes:
        _running(found, process, yearly.activity.get(process.id, ZERO))
    return found


def _disposal(found: Value, term: str, resource: Resource, amount: Fraction) -> None:
    found.add(term, amount, resource.disposal, resource.id, "disposal_eur_per_unit")


def _transport(found: Value, lane: Lane, amount: Fraction) -> None:
    resource = lane.stream.resource
    found.add("transport", -amount * (lane.km or ZERO), resource.transport, resource.id, "transport_eur_per_unit_km")


def _received(found: Value, need: Need, amount: Fraction) -> None:
    """What a need pays, less its gate fee, and the footprint that it saves."""
    id_, resource = need.receiver.key.id, need.receiver.resource
    # A need that states a gate fee alone pays nothing.
    price = ZERO if need.price is None and need.gate_fee is not None else need.price
    found.add("sales", amount, price, id_, "price_eur_per_unit")
    found.add("sales", -amount, need.gate_fee or ZERO, id_, "gate_fee_eur_per_unit")
    found.add(CO2E, amount, resource.co2e, resource.id, "co2e_kg_per_unit")


def _side(found: Value, world: World, wiring: Wiring, lane: Lane, amount: Fraction) -> None:
    """What a flow off the line earns or costs beside its transport."""
    stream, receiver, received = lane.stream.key, lane.receiver, amount * factor(lane)
    if receiver.key.kind == "need":
        need = world.need(receiver.key.id)
        if need:
            _received(found, need, received)
    offer = world.offer(stream.id) if stream.kind == "offer" else None
    if offer is None:
        return
    found.add(CO2E, -received, receiver.resource.co2e, receiver.resource.id, "co2e_kg_per_unit")
    if stream != wiring.source.stream.key:
        found.add("purchases", -amount, offer.price, stream.id, "price_eur_per_unit")


def _running(found: Value, process: Process, activity: Fraction) -> None:
    found.add("variable_cost", -activity, process.variable, process.id, "variable_eur_per_activity")
    if process.is_planned:
        found.add("fixed_cost", -ONE, process.fixed, process.id, "fixed_eur_per_year")
