"""Certificates written by hand, with what is left of limits and the facts filled in from the records."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from graph_kb.symbiosis.verifying.assembly import amounts_of, assemble
from graph_kb.symbiosis.verifying.basis import Fact, basis
from graph_kb.symbiosis.verifying.certificate import read_certificate
from graph_kb.symbiosis.verifying.evidence import distance_limits, left_of, near
from graph_kb.symbiosis.verifying.facts import Facts
from graph_kb.symbiosis.verifying.system import System
from graph_kb.symbiosis.verifying.world import World

from .drafts import sealed


def completed(certificate: dict[str, Any], facts: Facts) -> dict[str, Any]:
    """The same with every fact that it rests on, and every limit that nothing is said of."""
    read = read_certificate(certificate)
    world = World(facts, read.question.end, read.day)
    assembly = assemble(world, read)
    wiring, side = assembly.wiring, [lane for _, lane in assembly.side(read)]
    if wiring is None:
        return certificate
    outputs = [wiring.side_outputs[one.output].stream.resource.id for one in read.disposals]
    free = frozenset(wiring.side_outputs) - wiring.chosen
    system = System(world, wiring, side, free, [frozenset(one) for one in read.periods], read.question)
    amounts, limits = amounts_of(read, assembly, system), distance_limits(wiring, side, read.question)
    slack = [_left(*name, *found) for name, found in near(left_of(system.rows(), amounts, limits)).items()]
    told = {(one["limit"], one["subject"]) for one in certificate["slack"]}
    slack = [*certificate["slack"], *(one for one in slack if (one["limit"], one["subject"]) not in told)]
    listed = [_fact(one) for one in basis(world, wiring, side, outputs)]
    return sealed({**certificate, "facts": listed, "slack": slack})


def _left(limit: str, subject: str, left: Any, of: Any) -> dict[str, str]:
    return {"limit": limit, "subject": subject, "left": str(left), "of": str(of)}


def _fact(fact: Fact) -> dict[str, Any]:
    value = fact.said[fact.property]
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    sources = {name: fact.said.get(name) for name in ("source_id", "as_of", "method")}
    shown = str(Fraction(str(value))) if is_number else value
    return {"subject": fact.subject, "property": fact.property, "value": shown, **sources}
