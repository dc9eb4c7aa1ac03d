"""The same worlds in a real engine: the facts read there, and the verdicts on them, are those of the records."""

from __future__ import annotations

import pytest

from graph_kb.symbiosis.verifying import read_facts, verify

from .changes import changed
from .drafts import sealed
from .town import Town, facts_of
from .towns import CASES


def elsewhere(records: Town) -> Town:
    """Much that has nothing to do with the chain, and a site that is closed."""
    records.resource("gold")
    closed = records.site("closed", 60.2, status="closed")
    records.offer("gold", closed, "resource:gold", 5, temperature_c=20)
    records.need("gold", "facility:a", "resource:gold", 5, temperature_c=30)
    smelter = records.process("smelter", "facility:c")
    records.takes(smelter, "resource:gold", 1, min_temperature_c=900)
    records.makes(smelter, "resource:gold", 1, temperature_c=500)
    return records


@pytest.mark.parametrize("name", CASES)
def test_facts_and_verdicts_are_the_same(name, graph, write):
    case = CASES[name]()
    whole = facts_of(case.records)
    write(elsewhere(case.records))
    certificate = sealed({**case.certificate, "data_version": 10**6})
    facts = read_facts(graph, certificate)
    assert {key: facts.nodes[key] for key in facts.nodes} == {key: whole.nodes[key] for key in facts.nodes}
    known = {link.key: link for link in whole.links}
    assert {link.key: link for link in facts.links} == {link.key: known[link.key] for link in facts.links}
    assert facts.temperatures <= whole.temperatures
    verdict = verify(certificate, facts)
    assert verdict.holds, verdict.violations
    assert not verdict.same_data
    assert verdict.states == verify(certificate, whole).states


def test_a_resource_is_thermal_by_what_others_state(graph, write):
    case = CASES["line_of_two"]()
    case.records.offer("other", "facility:c", "resource:biogas", 5, "MWh", temperature_c=30)
    write(case.records)
    facts = read_facts(graph, case.certificate)
    assert facts.temperatures == facts_of(case.records).temperatures
    assert verify(case.certificate, facts).states[6] == "unknown"


def test_offers_that_could_take_the_place_of_a_feeder_are_read(graph, write):
    case = CASES["with_feeder"]()
    case.records.resource("glue")
    case.records.link("KIND_OF", "resource:glue", "resource:resin")
    case.records.offer("glue", "facility:c", "resource:glue", 1)
    write(case.records)
    assert verify(case.certificate, read_facts(graph, case.certificate)).states[11] == "violated"


def test_a_fact_that_changes_in_the_graph_is_seen(graph, write):
    case = CASES["direct"]()
    write(changed(case.records, "need:melt", amount=99))
    verdict = verify(case.certificate, read_facts(graph, case.certificate))
    assert verdict.states[10] == "violated"
