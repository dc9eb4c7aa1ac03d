"""The state of each of the twelve conditions, and what is not known of a chain."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from graph_kb.symbiosis.verifying.certificate import CONDITIONS
from graph_kb.symbiosis.verifying.findings import ASSUMED, MET, UNKNOWN, VIOLATED, Violation
from graph_kb.symbiosis.verifying.lanes import NUMBER_OF, Lane
from graph_kb.symbiosis.verifying.things import Supply, Unknown
from graph_kb.symbiosis.verifying.wiring import Wiring
from graph_kb.symbiosis.verifying.world import World

NUMBERS = range(1, len(CONDITIONS) + 1)


def supplies_of(world: World, wiring: Wiring, side: Iterable[Lane]) -> dict[str, tuple[Supply, bool]]:
    """Offers and needs of a chain by id: how much and when, and whether that is assumed."""
    source, need = wiring.source, wiring.need
    found = {
        source.stream.key.id: (source.supply, source.stream.is_assumed),
        need.receiver.key.id: (need.supply, need.receiver.is_assumed),
    }
    for lane in side:
        offer = world.offer(lane.stream.key.id) if lane.stream.key.kind == "offer" else None
        other = world.need(lane.receiver.key.id) if lane.receiver.key.kind == "need" else None
        if offer:
            found[lane.stream.key.id] = offer.supply, offer.stream.is_assumed
        if other:
            found[lane.receiver.key.id] = other.supply, other.receiver.is_assumed
    return found


def unknowns_of(world: World, wiring: Wiring, side: Sequence[Lane], disposed: Iterable[str]) -> list[Unknown]:
    """What is not known of a chain.

    Args:
        world: The facts.
        wiring: The wiring.
        side: Lanes off the line that it uses.
        disposed: Resources of which something goes to disposal.
    """
    found = [unknown for lane in (*wiring.lanes, *side) for unknown in lane.unknowns()]
    found += [unknown for process in wiring.processes for unknown in process.unknowns()]
    for subject, (supply, _) in supplies_of(world, wiring, side).items():
        found += supply.unknowns(subject)
    for id_ in disposed:
        resource = world.resource(id_)
        if resource and resource.disposal is None:
            found.append(Unknown(2, id_, "disposal_eur_per_unit"))
    return sorted(set(found))


def assumed_of(world: World, wiring: Wiring, side: Sequence[Lane]) -> set[int]:
    """Conditions that rest on assumed facts."""
    lanes = (*wiring.lanes, *side)
    found = {NUMBER_OF[name] for lane in lanes for name, check in lane.checks.items() if check.state == ASSUMED}
    if any(lane.is_assumed for lane in lanes):
        found.add(1)
    if any(process.rests_on_assumed for process in wiring.processes):
        found.add(3)
    if any(process.is_assumed for process in wiring.processes):
        found.add(4)
    if any(is_assumed for _, is_assumed in supplies_of(world, wiring, side).values()):
        found |= {8, 10}
    return found


def states_of(violations: Iterable[Violation], unknowns: Iterable[Unknown], assumed: set[int]) -> dict[int, str]:
    """State of each condition: the worst that is known of it."""
    broken = {violation.condition for violation in violations}
    open_ = {unknown.condition for unknown in unknowns}
    found = dict.fromkeys(NUMBERS, MET) | dict.fromkeys(sorted(assumed), ASSUMED)
    found |= dict.fromkeys(sorted(open_), UNKNOWN) | dict.fromkeys(sorted(broken - {0}), VIOLATED)
    return found


def status_of(states: dict[int, str]) -> str:
    """Status of a chain with such states."""
    found = set(states.values())
    if VIOLATED in found:
        return "broken"
    return "certified" if found == {MET} else "conditional"
