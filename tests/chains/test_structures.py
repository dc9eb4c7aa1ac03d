"""Every chain found is a structure that makes sense: the axioms of P-graphs, and sums over its certificate.

The axioms are those of Friedler, Tarjan, Huang and Fan (1992), for chains: from one source, with by-products.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from fractions import Fraction
from itertools import pairwise
from typing import Any

import pytest

from .certified import Certifier
from .generator import make
from .sums import Sums
from .world import Records, World

Certificate = dict[str, Any]
SEEDS = [*((200_000 + seed, None) for seed in range(80)), *((200_000 + seed, (10, 12)) for seed in range(4))]


@pytest.fixture(scope="module")
def chains() -> list[tuple[str, World, Certificate]]:
    found = []
    for seed, size in SEEDS:
        certifier = Certifier(make(seed, size))
        found += [(f"seed {seed}, size {size}", certifier.world, one) for one in certifier.certificates()]
    kinds = Counter(certificate["status"] for _, _, certificate in found)
    assert min(kinds["certified"], kinds["conditional"]) > 20
    return found


def end_of(side: dict[str, str]) -> str:
    """The offer, process or need of an end of a flow."""
    return side.get("offer") or side.get("process") or side["need"]


def flows(certificate: Certificate) -> list[tuple[str, str, dict[str, Any]]]:
    return [(end_of(flow["stream"]), end_of(flow["receiver"]), flow) for flow in certificate["flows"]]


def test_the_product_is_there(chains):
    """S1: the line begins at the source and ends at the need, and each step of it hands on to the next."""
    for at, _, one in chains:
        steps = [each["id"] for each in one["processes"] if each["part"] == "line"]
        line = [(start, end) for start, end, flow in flows(one) if flow["on_line"]]
        assert line == list(pairwise([one["source"], *steps, one["need"]])), at
        assert len(set(steps)) == len(steps), at


def test_what_has_no_maker_is_offered(chains):
    """S2: a stream comes from an offer of the world, or from a process of the chain; nothing comes from nowhere."""
    for at, world, one in chains:
        members = {each["id"] for each in one["processes"]}
        records = Records.of(world)
        for start, _, flow in flows(one):
            known = start in members if "process" in flow["stream"] else records.node[start].label() == "Offer"
            assert known, (at, start)


def test_processes_are_of_the_world(chains):
    """S3: each process is one of the world, there once, with the ports that its recipe has."""
    for at, world, one in chains:
        records, names = Records.of(world), [each["id"] for each in one["processes"]]
        assert len(set(names)) == len(names) <= world.question["max_processes"], at
        feeders, most = sum(each["part"] == "feeder" for each in one["processes"]), world.question["max_feeders"]
        assert most is None or feeders <= most, at
        for name in names:
            assert records.node[name].label() == "Process", at
        for _, _, flow in flows(one):
            for type_, side in (("OUTPUTS", flow["stream"]), ("INPUT_TO", flow["receiver"])):
                if "process" in side:
                    links = records.out[type_, side["process"]] or records.into[type_, side["process"]]
                    ports = {(link.start if type_ == "INPUT_TO" else link.end, link.properties.role) for link in links}
                    assert (side["resource"], side["role"]) in ports, (at, side)


def test_every_process_leads_to_the_line(chains):
    """S4: a process is a step of the line, or its chosen output goes to one, or to feeders of which that is true."""
    for at, _, one in chains:
        members = {each["id"] for each in one["processes"]}
        leads = {each["id"] for each in one["processes"] if each["part"] == "line"}
        for each in one["processes"]:
            if chosen := each["chosen_output"]:
                ends = [
                    flow["receiver"] for flow in one["flows"] if flow["stream"] == {"process": each["id"], **chosen}
                ]
                assert all("process" in end for end in ends), (at, each["id"])
        while new := {start for start, end, _ in flows(one) if end in leads and start in members - leads}:
            leads |= new
        assert leads == members or one["status"] == "conditional", at


def test_every_stream_touches_a_process(chains):
    """S5: nothing flows past the processes, but for a source that serves the need itself."""
    for at, _, one in chains:
        members = {each["id"] for each in one["processes"]}
        for start, end, _ in flows(one):
            assert {start, end} & members or (start, end, set()) == (one["source"], one["need"], members), at


def test_inputs_have_suppliers(chains):
    """Every input port of every process of a certified chain is served by a flow: all inputs are needed together."""
    for at, world, one in chains:
        if one["status"] == "certified":
            records, served = Records.of(world), defaultdict[str, set[tuple[str, str]]](set)
            for _, end, flow in flows(one):
                served[end].add((flow["receiver"].get("resource", ""), flow["receiver"].get("role", "")))
            for each in one["processes"]:
                links = records.into["INPUT_TO", each["id"]]
                assert {(link.start, link.properties.role) for link in links} <= served[each["id"]], (at, each["id"])


def test_amounts_add_up(chains):
    """All that comes in is used, all that is made goes somewhere, no tonne is used twice and no plant overloaded."""
    counted = 0
    for at, world, one in chains:
        if one["status"] == "certified":
            counted += 1
            assert Sums(world, one).wrong() == [], at
    assert counted > 20


def test_sums_notice_what_is_wrong(chains):
    """A tonne more at any place of a certificate does not add up."""
    for _, world, one in [each for each in chains if each[2]["status"] == "certified"][:20]:
        for part in ("flows", "disposals", "processes"):
            name = "activity" if part == "processes" else "amounts"
            for at in range(len(one[part])):
                other = {**one, part: [dict(each) for each in one[part]]}
                given = other[part][at][name]
                other[part][at][name] = [str(Fraction(given[0]) + 1), *given[1:]]
                if one["processes"]:
                    assert Sums(world, other).wrong() != []
