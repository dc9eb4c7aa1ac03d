"""What a certificate claims beside the chain itself, compared with what was computed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

from graph_kb.symbiosis.verifying.certificate import CONDITIONS, Certificate, ClaimedFlow, certificate_hash
from graph_kb.symbiosis.verifying.findings import Violation
from graph_kb.symbiosis.verifying.lanes import NUMBER_OF, Lane
from graph_kb.symbiosis.verifying.legs import agrees
from graph_kb.symbiosis.verifying.numbers import FormatFault, parsed, shown
from graph_kb.symbiosis.verifying.things import Unknown
from graph_kb.symbiosis.verifying.value import Value, Weight
from graph_kb.symbiosis.verifying.world import World


def wrong(message: str) -> Violation:
    """A claim that is not so."""
    return Violation(0, message)


def hash_claim(raw: Mapping[str, Any]) -> Iterator[Violation]:
    """The hash."""
    if raw.get("hash") != certificate_hash(raw):
        yield wrong("the hash is not that of the certificate")


def flow_claim(claimed: ClaimedFlow, lane: Lane) -> Iterator[Violation]:
    """Factor, kilometres and checks of a flow."""
    if claimed.factor != lane.factor:
        yield Violation(1, f"{lane}: the factor is {shown(lane.factor)}, not {shown(claimed.factor)}")
    if not agrees(claimed.km, lane.stream, lane.receiver.site):
        yield Violation(9, f"{lane}: it is {shown(lane.km)} km, not {shown(claimed.km)}")
    for name, check in lane.checks.items():
        if claimed.checks[name] != check.state:
            number, said = NUMBER_OF[name], claimed.checks[name]
            yield Violation(number, f"{lane}: the check of {name} is {check.state}, not {said}")


def state_claims(raw: Mapping[str, Any], states: Mapping[int, str]) -> Iterator[Violation]:
    """The twelve conditions, each once, with number, name and state."""
    said = {one.get("number"): one for one in objects(raw, "conditions")}
    if len(objects(raw, "conditions")) != len(CONDITIONS):
        yield wrong(f"{len(objects(raw, 'conditions'))} conditions are claimed, there are {len(CONDITIONS)}")
    for number, name in enumerate(CONDITIONS, start=1):
        claimed = said.get(number, {})
        if claimed.get("name") != name:
            yield wrong(f"condition {number} is {name}, not {claimed.get('name')}")
        if claimed.get("state") != states[number]:
            yield wrong(f"condition {number} ({name}) is {states[number]}, not {claimed.get('state')}")


def unknown_claims(
    raw: Mapping[str, Any], unknowns: Iterable[Unknown], open_conditions: set[int], world: World
) -> Iterator[Violation]:
    """Whether all that is not known is asked for, and nothing else."""
    said = objects(raw, "unknowns")
    claimed = {(one.get("condition"), one.get("subject"), one.get("property")) for one in said}
    for unknown in unknowns:
        if tuple(unknown) not in claimed:
            yield wrong(f"{unknown.property} of {unknown.subject} (condition {unknown.condition}) is not asked for")
    known = {(unknown.condition, unknown.subject) for unknown in unknowns}
    for one in said:
        condition, subject = one.get("condition"), one.get("subject")
        if (condition, subject) not in known and condition not in open_conditions:
            yield wrong(f"{subject} is asked for condition {condition}, of which all is known")
        if not isinstance(one.get("question"), str) or not one["question"]:
            yield wrong(f"nothing is asked of {subject}")
        yield from _asked(one, str(subject), world)


def _asked(one: Mapping[str, Any], subject: str, world: World) -> Iterator[Violation]:
    offer, need, process = world.offer(subject), world.need(subject), world.process(subject)
    site = offer.stream.site if offer else need.receiver.site if need else process.site if process else None
    ask = one.get("ask")
    if site and ask != site.id:
        yield wrong(f"{site.id} would know about {subject}, not {ask}")
    elif ask is not None and world.facts.node("Facility", str(ask)) is None:
        yield wrong(f"{ask} is no facility that is concerned")


def value_claims(certificate: Certificate, value: Value, world: World) -> Iterator[Violation]:
    """Total, terms and missing weights."""
    weights = certificate.question.weights
    said = certificate.raw.get("value")
    if not isinstance(said, Mapping) or not isinstance(said.get("terms"), Mapping):
        yield wrong("the value has no terms")
        return
    yield from _number("the value", said.get("total"), value.total(weights))
    yield from (
        wrong(f"the value has no term {name}") for name in weights if weights[name] and name not in said["terms"]
    )
    for name, amount in said["terms"].items():
        if name in value.terms:
            yield from _number(f"term {name}", amount, value.terms[name])
        else:
            yield wrong(f"{name} is no term of a value")
    yield from _missing_weights(said, value.missing_for(weights), world)


def limited_claim(raw: Mapping[str, Any], *, is_limited: bool) -> Iterator[Violation]:
    """Whether it is said that nothing which is known limits the amounts, where that is so, and nowhere else."""
    said = raw.get("value")
    if isinstance(said, Mapping) and said.get("limited", True) is not is_limited:
        words = "something" if is_limited else "nothing"
        yield wrong(f"{words} that is known limits the amounts, which the value does not say")


def _missing_weights(said: Mapping[str, Any], missing: set[Weight], world: World) -> Iterator[Violation]:
    claimed = {Weight(str(one.get("subject")), str(one.get("property"))) for one in objects(said, "missing")}
    for weight in sorted(missing - claimed):
        yield wrong(f"{weight.property} of {weight.subject} is stated by nobody, which the value does not say")
    for weight in sorted(claimed - missing):
        nodes = [said for (_, id_), said in world.facts.nodes.items() if id_ == weight.subject]
        if not nodes or any(said.get(weight.property) is not None for said in nodes):
            yield wrong(f"{weight.property} of {weight.subject} is not missing")


def minimal_claims(raw: Mapping[str, Any], sets: Sequence[tuple[str, ...]]) -> Iterator[Violation]:
    """A reason for each smaller set of processes."""
    said = objects(raw, "minimal")
    claimed = [tuple(sorted(one.get("processes") or ())) for one in said]
    for missing in sorted(set(sets) - set(claimed)):
        yield Violation(11, f"nothing is said of the smaller set {list(missing)}")
    for more in sorted(set(claimed) - set(sets)):
        yield Violation(11, f"{list(more)} is no smaller set of the processes")
    if len(set(claimed)) != len(claimed) or not all(one.get("reason") for one in said):
        yield Violation(11, "each smaller set needs one reason")


def _number(name: str, claimed: object, computed: Fraction) -> Iterator[Violation]:
    try:
        difference = parsed(claimed, name) - computed
    except FormatFault as fault:
        yield wrong(fault.message)
        return
    if difference:
        yield wrong(f"{name} is {shown(computed)}, off by {shown(difference)}")


def objects(raw: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    """A list of objects; empty where it is none."""
    found = raw.get(name)
    return [one for one in found if isinstance(one, Mapping)] if isinstance(found, list) else []
