"""A certificate of a chain that the search found."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from graph_kb.errors import ChainError
from graph_kb.symbiosis.certifying.draft import Draft, drafted, unknown_of
from graph_kb.symbiosis.certifying.notes import conditions
from graph_kb.symbiosis.certifying.parts import disposals, flows, processes, value
from graph_kb.symbiosis.certifying.questions import questions
from graph_kb.symbiosis.certifying.reasons import reasons
from graph_kb.symbiosis.certifying.support import facts, holds_at, slack
from graph_kb.symbiosis.verifying.certificate import certificate_hash, read_certificate
from graph_kb.symbiosis.verifying.facts import Facts
from graph_kb.symbiosis.verifying.states import assumed_of, states_of, status_of


class Place(NamedTuple):
    """The place of a chain among those found with it.

    Attributes:
        rank: Its number, from 1.
        proved: Whether nothing better is left out.
        open_bound: Most that a chain not found can be worth.
        different_from: Hashes of the better ones.
    """

    rank: int = 1
    proved: bool = True
    open_bound: float | None = None
    different_from: tuple[str, ...] = ()


def certify(skeleton: Mapping[str, Any], known: Facts, worth: float, place: Place) -> dict[str, Any]:
    """The certificate of a chain.

    Args:
        skeleton: The chain, see `skeleton`.
        known: The facts that it needs, see `read_facts`.
        worth: What the search says that it is worth.
        place: Its place among others.

    Raises:
        ChainError: The search and the verifier do not agree on it.
    """
    strict = skeleton["status"] == "certified"
    draft = drafted(skeleton, known, worth, strict=strict)
    unknowns = unknown_of(draft)
    states = states_of((), unknowns, assumed_of(draft.world, draft.wiring, draft.side))
    if status_of(states) != skeleton["status"]:
        raise ChainError(f"the chain to {skeleton['need']} is {status_of(states)}, not {skeleton['status']}")
    found = {
        **skeleton,
        **_parts(draft, skeleton),
        "conditions": conditions(draft, states, unknowns),
        "unknowns": questions(draft, unknowns),
        "slack": slack(draft),
        "minimal": reasons(draft, strict=strict),
        "holds_at": holds_at(read_certificate(skeleton), known),
        "facts": facts(draft),
        "optimality": {**place._asdict(), "different_from": list(place.different_from)},
    }
    return {**found, "hash": certificate_hash(found)}


def _parts(draft: Draft, skeleton: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "periods": [list(period) for period in draft.periods],
        "processes": processes(draft, skeleton),
        "flows": flows(draft),
        "disposals": disposals(draft),
        "known_until": draft.wiring.known_until,
        "value": value(draft),
    }
