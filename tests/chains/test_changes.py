"""Why chains hold no more, in words of those who know the sites: which fact, what it was, what it is."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from graph_kb.symbiosis.changes import Change, changes, why
from graph_kb.symbiosis.verifying import verify
from graph_kb.symbiosis.verifying.facts import Facts

from .town import facts_of
from .towns import CASES

FOOD = "offer:food"
DIGESTER = "process:digester"


def world(name: str = "line_of_two") -> tuple[dict[str, Any], Facts]:
    made = CASES[name]()
    return made.certificate, facts_of(made.records)


def said(facts: Facts, label: str, id_: str, **changed: Any) -> Facts:
    return replace(facts, nodes={**facts.nodes, (label, id_): {**facts.nodes[label, id_], **changed}})


def told(certificate: dict[str, Any], facts: Facts) -> str:
    return why(verify(certificate, facts), changes(certificate, facts))


def test_nothing_is_told_of_what_holds() -> None:
    certificate, facts = world()
    assert changes(certificate, facts) == []
    assert told(certificate, facts) == ""


@pytest.mark.parametrize(
    ("label", "id_", "changed", "words"),
    [
        (
            "Offer",
            FOOD,
            {"amount": 450.5},
            "amount of 'food': before 1,000 t a year, now 450.5 t a year. This breaks condition 10 (double use)",
        ),
        (
            "Process",
            DIGESTER,
            {"capacity_per_year": 100},
            "capacity of 'digester': before 1,200 t a year, now 100 t a year. This breaks condition 4 (capacity)",
        ),
        (
            "Facility",
            "facility:b",
            {"status": "closed"},
            "status of 'b': before not stated, now closed. This breaks",
        ),
        ("Offer", FOOD, {"months": [6, 7]}, "months of 'food': before not stated, now Jun, Jul. This breaks"),
        ("Offer", FOOD, {"name": "365"}, "name of 'food': before food, now 365. The certificate is out of date"),
        ("Offer", FOOD, {"amount": None}, "amount of 'food': before 1,000 t a year, now not stated. The certificate"),
        ("Permit", "permit:of-b", {"until": "2020"}, "last day of 'of-b': before not stated, now 2020. This breaks"),
        ("Offer", FOOD, {"method": "assumed"}, "method of 'food': before reported, now assumed"),
    ],
)
def test_a_changed_fact_is_told_with_both_values_and_what_it_breaks(
    label: str, id_: str, changed: dict[str, Any], words: str
) -> None:
    certificate, facts = world()
    assert told(certificate, said(facts, label, id_, **changed)).startswith(words)


def test_what_is_gone_is_told_once_without_all_that_hangs_on_it() -> None:
    certificate, facts = world()
    gone = {key: value for key, value in facts.nodes.items() if key != ("Process", DIGESTER)}
    links = tuple(link for link in facts.links if DIGESTER not in (link.start, link.end))
    found = changes(certificate, replace(facts, nodes=gone, links=links))
    assert found == [Change(DIGESTER, "", None, None, "'digester' is no more in the graph")]
    without = tuple(link for link in facts.links if link.type != "HOLDS")
    (lost,) = changes(certificate, replace(facts, links=without))
    assert lost.says == "'b' holds the permit 'of-b': that is no more so"


def test_relationships_are_told_in_words() -> None:
    certificate, facts = world()
    links = tuple(
        link._replace(properties={**link.properties, "amount": 0.25})
        if (link.type, link.end) == ("INPUT_TO", DIGESTER) and link.start == "resource:water"
        else link
        for link in facts.links
    )
    assert [one.says for one in changes(certificate, replace(facts, links=links))] == [
        "'digester' takes 'water', amount: before 0.2 m3, now 0.25 m3"
    ]


def test_three_changes_are_told_and_how_many_more_there_are() -> None:
    certificate, facts = world()
    for process in ("digester", "boiler"):
        facts = said(facts, "Process", f"process:{process}", capacity_per_year=1, running_per_year=5)
    assert told(certificate, facts).count("; ") == 3
    assert "; and 1 more. This breaks condition 4 (capacity)" in told(certificate, facts)


def test_without_a_change_the_check_speaks_for_itself() -> None:
    certificate, facts = world()
    assert told({**certificate, "hash": "0"}, facts) == "the hash is not that of the certificate"


@pytest.mark.parametrize("listed", [None, "x", [1, "y"], [{"subject": 1}, {"property": []}, {"value": {}}]])
def test_facts_of_any_shape_raise_nothing(listed: Any) -> None:
    certificate, facts = world()
    assert isinstance(told({**certificate, "facts": listed}, facts), str)


def test_long_values_are_cut_and_stand_on_one_line() -> None:
    certificate, facts = world()
    (one,) = changes(certificate, said(facts, "Offer", FOOD, name="a\n" * 200))
    assert len(one.says) < 200
    assert "\n" not in one.says
