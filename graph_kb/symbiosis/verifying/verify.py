"""The verdict on a certificate: every condition of the chain model checked anew on the raw graph."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from graph_kb.symbiosis.verifying.assembly import amounts_of, assemble, negative
from graph_kb.symbiosis.verifying.basis import basis
from graph_kb.symbiosis.verifying.certificate import Certificate, read_certificate
from graph_kb.symbiosis.verifying.claims import (
    flow_claim,
    hash_claim,
    limited_claim,
    minimal_claims,
    state_claims,
    unknown_claims,
    value_claims,
    wrong,
)
from graph_kb.symbiosis.verifying.evidence import (
    distance_limits,
    fact_claims,
    holds_claims,
    left_of,
    listing_claims,
    near,
    slack_claims,
)
from graph_kb.symbiosis.verifying.facts import Facts
from graph_kb.symbiosis.verifying.findings import MET, VIOLATED, Violation
from graph_kb.symbiosis.verifying.keys import key_claims
from graph_kb.symbiosis.verifying.lanes import Lane
from graph_kb.symbiosis.verifying.legs import line_km
from graph_kb.symbiosis.verifying.lines import line_flows, null_amounts, yearly_amounts
from graph_kb.symbiosis.verifying.minimality import Decider, smaller_sets
from graph_kb.symbiosis.verifying.numbers import ZERO, FormatFault, shown
from graph_kb.symbiosis.verifying.periods import circle, constant
from graph_kb.symbiosis.verifying.pool import Pool
from graph_kb.symbiosis.verifying.rows import Row
from graph_kb.symbiosis.verifying.states import NUMBERS, assumed_of, states_of, status_of, supplies_of, unknowns_of
from graph_kb.symbiosis.verifying.system import MOST_A_YEAR, System
from graph_kb.symbiosis.verifying.things import Unknown
from graph_kb.symbiosis.verifying.value import Value, value_of
from graph_kb.symbiosis.verifying.wiring import Wiring
from graph_kb.symbiosis.verifying.world import World


@dataclass(frozen=True)
class Verdict:
    """What the check of a certificate found.

    Attributes:
        status: certified, conditional or broken, as computed.
        states: State of each condition, as computed: met, assumed, unknown or violated.
        violations: What is wrong, by condition; 0 is a claim of the certificate that is not so.
        unknowns: What is not known of the chain.
        terms: Value by term, as computed.
        line_km: Kilometres of the line, as computed.
        same_data: Whether the graph is in the state that the certificate was made from.
    """

    status: str
    states: Mapping[int, str]
    violations: tuple[Violation, ...]
    unknowns: tuple[Unknown, ...] = ()
    terms: Mapping[str, Fraction] = field(default_factory=dict)
    line_km: Fraction = ZERO
    same_data: bool = True

    @property
    def holds(self) -> bool:
        """Whether the certificate says nothing but what is so."""
        return not self.violations


def verify(certificate: Mapping[str, Any], facts: Facts) -> Verdict:
    """Check a certificate against facts, see `read_facts`. Never raises for what a certificate says."""
    try:
        read = read_certificate(certificate)
        return _Check(read, facts).verdict()
    except FormatFault as fault:
        unread = dict.fromkeys(NUMBERS, VIOLATED)
        return Verdict("broken", unread, (wrong(fault.message),))


class _Check:
    """The check of one certificate."""

    def __init__(self, certificate: Certificate, facts: Facts) -> None:
        self._certificate, self._facts = certificate, facts
        self._question = certificate.question
        self._world = World(facts, self._question.end, certificate.day)
        self._assembly = assemble(self._world, certificate)
        self._found: list[Violation] = [*circle(certificate.periods), *self._assembly.violations]
        self._claims = [*hash_claim(certificate.raw), *key_claims(certificate.raw)]

    def verdict(self) -> Verdict:
        """The verdict."""
        wiring = self._assembly.wiring
        if wiring is None:
            states = states_of(self._found, (), set())
            return Verdict("broken", states, (*self._found, *self._claims), same_data=self._same_data())
        side = [lane for _, lane in self._assembly.side(self._certificate)]
        self._lanes(wiring, side)
        value = self._amounts(wiring, side)
        self._smaller(wiring)
        disposed = self._disposed(wiring)
        unknowns = unknowns_of(self._world, wiring, side, disposed)
        self._claims += listing_claims(self._certificate.raw, basis(self._world, wiring, side, disposed))
        states = states_of(self._found, unknowns, assumed_of(self._world, wiring, side))
        self._conclusions(wiring, states, unknowns)
        return Verdict(
            status=status_of(states),
            states=states,
            violations=(*self._found, *self._claims),
            unknowns=tuple(unknowns),
            terms=dict(value.terms),
            line_km=line_km([lane.km for lane in wiring.lanes]),
            same_data=self._same_data(),
        )

    def _lanes(self, wiring: Wiring, side: list[Lane]) -> None:
        """Lanes exist, ports have one, the line is not too long, and what is said of each lane is so."""
        for lane in (*wiring.lanes, *side):
            self._found += lane.violations()
        pool = Pool(self._world, self._question, strict=False)
        fed = {key: pool.feeding(wiring, port) for key, port in wiring.side_ports.items()}
        self._found += [Violation(1, f"nothing can feed {key}") for key, lanes in fed.items() if not lanes]
        idle = wiring.idle(lane for lanes in fed.values() for lane in lanes)
        self._found += [Violation(1, f"{key} is chosen and leads to no port of the line") for key in sorted(idle)]
        length, most = line_km([lane.km for lane in wiring.lanes]), self._question.max_total_km
        if most is not None and length > most:
            self._found.append(Violation(9, f"the line is {shown(length)} km, {shown(length - most)} km too long"))
        for claimed, found in zip(self._certificate.flows, self._assembly.lanes, strict=True):
            if found is not None:
                self._claims += flow_claim(claimed, found)

    def _amounts(self, wiring: Wiring, side: list[Lane]) -> Value:
        """Every linear condition, and the value."""
        certificate = self._certificate
        free = frozenset(wiring.side_outputs) - wiring.chosen
        periods = [frozenset(period) for period in certificate.periods]
        system = System(self._world, wiring, side, free, periods, self._question)
        amounts, rows = amounts_of(certificate, self._assembly, system), system.rows()
        self._found += [_missed(row, excess) for row in rows if (excess := row.excess(amounts))]
        self._found += negative(amounts)
        self._found += line_flows(certificate, wiring, system, amounts)
        self._found += null_amounts(certificate, wiring)
        supplies = supplies_of(self._world, wiring, side)
        self._found += constant(certificate.periods, wiring, supplies, self._question)
        yearly = yearly_amounts(certificate, wiring, self._assembly, system, amounts)
        value = value_of(self._world, wiring, yearly)
        self._claims += value_claims(certificate, value, self._world)
        is_limited = yearly.line[0] < MOST_A_YEAR
        self._claims += limited_claim(certificate.raw, is_limited=is_limited)
        known = left_of(rows, amounts, distance_limits(wiring, side, self._question))
        self._claims += slack_claims(certificate.raw, known, near(known) if is_limited else ())
        return value

    def _smaller(self, wiring: Wiring) -> None:
        """No smaller set of the processes is a chain of the same kind of facts."""
        sets = smaller_sets(process.id for process in wiring.processes)
        strict = self._certificate.status == "certified"
        decider = Decider(self._world, self._question, wiring.source, wiring.need, strict=strict)
        by_id = {process.id: process for process in wiring.processes}
        for ids in sets:
            if decider.is_chain([by_id[id_] for id_ in ids]):
                self._found.append(Violation(11, f"the smaller set {list(ids)} is a chain"))
        self._claims += minimal_claims(self._certificate.raw, sets)

    def _disposed(self, wiring: Wiring) -> list[str]:
        """Resources of which something goes to disposal."""
        outputs = (wiring.side_outputs.get(one.output) for one in self._certificate.disposals if any(one.amounts))
        return [output.stream.resource.id for output in outputs if output]

    def _conclusions(self, wiring: Wiring, states: dict[int, str], unknowns: list[Unknown]) -> None:
        """What the certificate concludes."""
        certificate, status = self._certificate, status_of(states)
        if certificate.status != status:
            self._claims.append(wrong(f"the chain is {status}, not {certificate.status}"))
        elif status == "conditional":
            decider = Decider(self._world, self._question, wiring.source, wiring.need, strict=True)
            if decider.is_chain(wiring.processes):
                self._claims.append(wrong("the same processes are a certified chain in another wiring"))
        if certificate.known_until != wiring.known_until:
            self._claims.append(wrong(f"known_until is {wiring.known_until}, not {certificate.known_until}"))
        open_conditions = {number for number, state in states.items() if state != MET}
        self._claims += state_claims(certificate.raw, states)
        self._claims += unknown_claims(certificate.raw, unknowns, open_conditions, self._world)
        self._claims += fact_claims(certificate.raw, self._facts)
        self._claims += holds_claims(certificate, self._facts)

    def _same_data(self) -> bool:
        version = self._facts.data_version
        return version is None or self._certificate.raw.get("data_version") == version


def _missed(row: Row, excess: Fraction) -> Violation:
    when = "over the year" if row.period is None else f"in period {row.period}"
    return Violation(row.condition, f"{row.limit} of {row.subject} {when} is missed by {shown(excess)}")
