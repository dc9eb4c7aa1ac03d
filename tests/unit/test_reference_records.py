"""The code lists as nodes and relationships: ids, ends, provenance, versions, repeatability."""

from collections import Counter

import pytest

from graph_kb.model import NODES, Link, Method, relation
from graph_kb.reference import list_of_waste, mirrors, reference_records
from graph_kb.reference.list_of_waste import version_days

INDUSTRIES_BELOW_OTHERS = (996 - 21) + (1047 - 22) + 572
"""All but the sections of NACE Rev. 2 and Rev. 2.1, and the whole of TOL 2008."""


@pytest.fixture(scope="module")
def nodes():
    return {record.id: record for record in reference_records() if not isinstance(record, Link)}


@pytest.fixture(scope="module")
def links():
    return [record for record in reference_records() if isinstance(record, Link)]


def test_numbers(nodes, links):
    assert Counter(node.label() for node in nodes.values()) == {
        "Source": 9,
        "Region": 2,
        "Municipality": 26,
        "WasteCode": 1022,
        "Industry": 996 + 1047 + 572,
        "Claim": 2,
    }
    assert Counter(link.type for link in links) == {
        "PART_OF": 1029 + INDUSTRIES_BELOW_OTHERS,
        "MIRROR_OF": 182,
        "CITES": 2,
        "ABOUT": 2,
    }


def test_ids_are_unique_and_labels_are_of_the_schema(nodes):
    records = [record for record in reference_records() if not isinstance(record, Link)]
    assert len(records) == len(nodes)
    assert {node.label() for node in nodes.values()} <= NODES.keys()


def test_nodes_come_before_the_links_that_join_them(nodes, links):
    records = list(reference_records())
    assert all(isinstance(record, Link) for record in records[len(nodes) :])
    assert len(records) == len(nodes) + len(links)


def test_links_join_nodes_that_are_there_in_allowed_ways(nodes, links):
    for link in links:
        assert nodes[link.start].label() == link.start_label
        assert nodes[link.end].label() == link.end_label
        declared = relation(link.type, link.start_label, link.end_label)
        assert declared
        assert type(link.properties) is declared.properties
    assert len({link.key() for link in links}) == len(links)


def test_provenance_names_a_source_that_is_there(nodes, links):
    for record in [*nodes.values(), *(link.properties for link in links)]:
        assert nodes[record.source_id].label() == "Source"
        assert record.load_id is None


def test_records_are_the_same_every_time():
    assert list(reference_records()) == list(reference_records())


def test_places(nodes, links):
    joined = {(link.start, link.end) for link in links if link.type == "PART_OF"}
    assert ("municipality:049", "region:01") in joined
    assert ("region:01", "region:FI") in joined
    assert nodes["region:01"].name_sv == "Nyland"


def test_each_waste_code_has_one_heading(links):
    headings = Counter(link.start for link in links if link.start_label == "WasteCode" and link.type == "PART_OF")
    assert set(headings.values()) == {1}
    assert len(headings) == 1022 - 20


def test_industries_are_part_of_the_one_above_up_to_a_section(nodes, links):
    above = {link.start: link.end for link in links if link.start_label == "Industry"}
    assert above["nace2:38.21"] == "nace2:38.2"
    assert above["nace21:38.2"] == "nace21:38"
    assert above["tol2008:38210"] == "nace2:38.21"
    sections = {name for name, node in nodes.items() if node.label() == "Industry" and name not in above}
    assert len(sections) == 21 + 22
    assert all(nodes[name].code.isalpha() for name in sections)


def test_new_versions_join_what_is_in_force_with_them(links):
    joined = {(link.type, link.start, link.end): link.properties for link in links}
    assert ("PART_OF", "low:160601", "low:1606") in joined
    assert joined["PART_OF", "low:160601@2026-12-09", "low:1606"].as_of == "2026-12-09"
    assert ("MIRROR_OF", "low:090112", "low:090111") in joined
    assert joined["MIRROR_OF", "low:090112", "low:090111@2026-12-09"].as_of == "2026-12-09"
    assert ("MIRROR_OF", "low:200144", "low:200142") in joined


def test_mirror_links_hold_all_mirror_entries_once(links):
    stored = {(link.start, link.end) for link in links if link.type == "MIRROR_OF"}
    assert not {(end, start) for start, end in stored} & stored
    for day in version_days():
        listed = list_of_waste(day)
        for code, others in mirrors(day).items():
            for other in others:
                pair = (listed[code].id, listed[other].id)
                assert pair in stored or pair[::-1] in stored


def test_mirror_links_are_read_from_the_titles(links):
    assert {link.properties.method for link in links if link.type == "MIRROR_OF"} == {Method.INFERRED}
    assert {link.properties.method for link in links if link.type == "PART_OF"} == {Method.REPORTED}


def test_both_published_first_days_are_claimed(nodes, links):
    claims = [node for node in nodes.values() if node.label() == "Claim"]
    assert {(claim.value, claim.chosen) for claim in claims} == {("2026-11-09", False), ("2026-12-09", True)}
    for claim in claims:
        assert claim.property == "valid_from"
        assert claim.chosen == (nodes[claim.subject_id].valid_from == claim.value)
    assert {(link.start, link.end) for link in links if link.type == "CITES"} == {
        (claim.id, claim.source_id) for claim in claims
    }
