"""Claims about what a chain rests on: facts, what is left of limits, and whether it holds at the other ends."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

from graph_kb.symbiosis.verifying.basis import Fact
from graph_kb.symbiosis.verifying.certificate import ENDS, Certificate, Question
from graph_kb.symbiosis.verifying.claims import objects, wrong
from graph_kb.symbiosis.verifying.facts import Facts, Properties
from graph_kb.symbiosis.verifying.findings import Violation
from graph_kb.symbiosis.verifying.lanes import Lane
from graph_kb.symbiosis.verifying.legs import line_km
from graph_kb.symbiosis.verifying.minimality import Decider
from graph_kb.symbiosis.verifying.numbers import ZERO, FormatFault, exact, parsed
from graph_kb.symbiosis.verifying.rows import Row, Variable
from graph_kb.symbiosis.verifying.wiring import Wiring
from graph_kb.symbiosis.verifying.world import World

_SAID = ("source_id", "as_of", "method")
_NEAR = Fraction(1, 5)
_SHOWN = ("supply", "demand", "capacity", "least_load", "storage", "permit", "min_amount", "max_leg_km", "max_total_km")
_ALWAYS = ("supply", "demand", "capacity")
Limits = dict[tuple[str, str], set[tuple[Fraction, Fraction]]]


def fact_claims(raw: Mapping[str, Any], facts: Facts) -> Iterator[Violation]:
    """Whether each fact is in the graph as it is told."""
    for one in objects(raw, "facts"):
        subject, name = str(one.get("subject")), str(one.get("property"))
        stated = [*_stated(facts, subject)]
        if not any(_same(said.get(name), one.get("value")) for said in stated):
            yield wrong(f"{name} of {subject} is not {one.get('value')!r} in the graph")
        elif not any(all(said.get(key) == one.get(key) for key in _SAID) for said in stated):
            yield wrong(f"{name} of {subject} has another source, date or method in the graph")


def listing_claims(raw: Mapping[str, Any], rests_on: Iterable[Fact]) -> Iterator[Violation]:
    """Whether every fact that the chain rests on is listed, once, and nothing else."""
    listed = Counter((str(one.get("subject")), str(one.get("property"))) for one in objects(raw, "facts"))
    needed = dict.fromkeys((fact.subject, fact.property) for fact in rests_on)
    yield from (wrong(f"fact not listed: {' '.join(fact)}") for fact in needed if fact not in listed)
    yield from (wrong(f"no fact of this chain: {' '.join(fact)}") for fact in listed if fact not in needed)
    yield from (wrong(f"fact listed {count} times: {' '.join(fact)}") for fact, count in listed.items() if count > 1)


def _stated(facts: Facts, subject: str) -> Iterator[Properties]:
    yield from (said for (_, id_), said in facts.nodes.items() if id_ == subject)
    link = facts.link(subject)
    if link:
        yield link.properties


def _same(stated: object, claimed: object) -> bool:
    number = exact(stated)
    if number is None:
        return stated == claimed
    try:
        return parsed(claimed, "value") == number
    except FormatFault:
        return False


def slack_claims(raw: Mapping[str, Any], known: Limits, needed: Iterable[tuple[str, str]]) -> Iterator[Violation]:
    """Whether what is said to be left of a limit is left of it, in a period or in the year, and none is left out."""
    listed = {(str(one.get("limit")), str(one.get("subject"))) for one in objects(raw, "slack")}
    for limit, subject in needed:
        if (limit, subject) not in listed:
            yield wrong(f"what is left of the limit {limit} of {subject} is not told")
    for one in objects(raw, "slack"):
        name = (str(one.get("limit")), str(one.get("subject")))
        try:
            claimed = parsed(one.get("left"), "left"), parsed(one.get("of"), "of")
        except FormatFault as fault:
            yield wrong(f"slack of {name[0]}: {fault.message}")
            continue
        if claimed not in known.get(name, ()):
            yield wrong(f"of the limit {name[0]} of {name[1]} not {one.get('left')} of {one.get('of')} are left")


def left_of(rows: Iterable[Row], amounts: Mapping[Variable, Fraction], limits: Limits) -> Limits:
    """What is left of each limit, and of how much: in each period, and in all of them together."""
    known: Limits = {name: set(values) for name, values in limits.items()}
    years: dict[tuple[str, str], tuple[Fraction, Fraction]] = {}
    for row in rows:
        name, left, of = (row.limit, row.subject), row.right - row.used(amounts), abs(row.right)
        known.setdefault(name, set()).add((left, of))
        if row.period is not None:
            before = years.get(name, (ZERO, ZERO))
            years[name] = before[0] + left, before[1] + of
    for name, value in years.items():
        known[name].add(value)
    return known


def near(known: Limits) -> dict[tuple[str, str], tuple[Fraction, Fraction]]:
    """What is left in the year of the limits that a chain is about, and of those that it comes near."""
    found = {}
    for name, values in known.items():
        left, of = max(values, key=lambda pair: (pair[1], pair[0]))
        if name[0] in _SHOWN and of > ZERO and (name[0] in _ALWAYS or left <= of * _NEAR):
            found[name] = left, of
    return found


def distance_limits(wiring: Wiring, side: Sequence[Lane], question: Question) -> Limits:
    """What is left of the limits of distance."""
    found: Limits = {}
    for lane in (*wiring.lanes, *side):
        given = [limit for limit in (lane.stream.resource.max_leg_km, question.max_leg_km) if limit is not None]
        if given and lane.km is not None:
            values = found.setdefault(("max_leg_km", lane.stream.key.id), set())
            values |= {(limit - lane.km, limit) for limit in given}
    if question.max_total_km is not None:
        left = question.max_total_km - line_km([lane.km for lane in wiring.lanes])
        found["max_total_km", wiring.source.stream.key.id] = {(left, question.max_total_km)}
    return found


def holds_claims(certificate: Certificate, facts: Facts) -> Iterator[Violation]:
    """Whether the same processes are a chain at each end of the intervals: yes, no, or not all is known."""
    said = certificate.raw.get("holds_at")
    for end in ENDS:
        if not isinstance(said, Mapping) or end not in said:
            yield wrong(f"nothing is said of the {end} end")
        elif said[end] is not (computed := holds(certificate, facts, end)):
            yield wrong(f"at the {end} end the chain holds: {computed}, not {said[end]}")


def holds(certificate: Certificate, facts: Facts, end: str) -> bool | None:
    """Whether the processes of a certificate are a chain at an end of the intervals.

    Returns:
        True under strict facts, False not even under lenient ones, otherwise None.
    """
    world = World(facts, end, certificate.day)
    source, need = world.offer(certificate.source), world.need(certificate.need)
    processes = [process for one in certificate.processes if (process := world.process(one.id))]
    if source is None or need is None or len(processes) < len(certificate.processes):
        return False
    strict, lenient = (
        Decider(world, certificate.question, source, need, strict=strict).is_chain for strict in (True, False)
    )
    return True if strict(processes) else None if lenient(processes) else False
