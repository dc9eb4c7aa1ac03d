"""A certificate lists what it rests on as a whole, and says nothing that the format does not have."""

from __future__ import annotations

import copy
from dataclasses import replace
from typing import Any

import pytest

from graph_kb.symbiosis.verifying import verify
from graph_kb.symbiosis.verifying.certificate import read_certificate
from graph_kb.views.cards import Background, Card, Check, Subject, Words

from .cards import subject_of
from .certified import Certifier
from .changes import replaced
from .drafts import sealed
from .tiny import Tiny
from .town import facts_of
from .towns import CASES

DIRECT = {
    "offer:scrap": "amount amount_min amount_max unit period continuity legal_status substances shares",
    "need:melt": (
        "amount amount_min amount_max unit period continuity legal_status substances shares limits_complete "
        "price_eur_per_unit gate_fee_eur_per_unit"
    ),
    "resource:scrap": (
        "kind unit transport_eur_per_unit_km max_leg_km disposal_eur_per_unit market_price_eur_per_unit "
        "co2e_kg_per_unit"
    ),
    "facility:a": "latitude longitude location_precision",
    "facility:b": "latitude longitude location_precision",
    "OF|offer:scrap|resource:scrap": "method",
    "SERVES|resource:scrap|need:melt": "method",
    "OFFERS|facility:a|offer:scrap": "method",
    "AT|need:melt|facility:b": "method",
}
"""What the direct chain rests on, beside names."""
WASTE = (
    ("CODED|offer:food|wastecode:200108", "method"),
    ("wastecode:200108", "hazardous"),
    ("permit:of-b", "name"),
    ("HOLDS|facility:b|permit:of-b", "method"),
    ("ALLOWS|permit:of-b|wastecode:200108", "tonnes_per_year"),
    ("RUNS|facility:b|process:digester", "method"),
    ("process:digester", "variable_eur_per_activity"),
    ("INPUT_TO|resource:water|process:digester|co_input", "amount"),
    ("OUTPUTS|process:digester|resource:vapour|loss", "amount"),
    ("resource:digestate", "disposal_eur_per_unit"),
)
"""Some of what the line of two rests on."""


def told(certificate: dict[str, Any], records: Any) -> list[str]:
    return [one.message for one in verify(sealed(certificate), facts_of(records)).violations]


def test_the_facts_of_a_direct_chain_are_listed() -> None:
    listed = {(one["subject"], one["property"]) for one in CASES["direct"]().certificate["facts"]}
    wanted = {(subject, name) for subject, names in DIRECT.items() for name in names.split()}
    assert {fact for fact in listed if fact[1] != "name"} == wanted


@pytest.mark.parametrize("fact", WASTE, ids=" ".join)
def test_permits_codes_recipes_and_sites_are_listed(fact: tuple[str, str]) -> None:
    case = CASES["line_of_two"]()
    left = [one for one in case.certificate["facts"] if (one["subject"], one["property"]) != fact]
    assert told({**case.certificate, "facts": left}, case.records) == [f"fact not listed: {' '.join(fact)}"]


@pytest.mark.parametrize("name", CASES)
def test_no_list_and_half_a_list_do_not_hold(name: str) -> None:
    case = CASES[name]()
    facts = case.certificate["facts"]
    for left in ([], facts[::2], facts[1::2]):
        gone = [f"fact not listed: {one['subject']} {one['property']}" for one in facts if one not in left]
        assert told({**case.certificate, "facts": left}, case.records) == gone


def test_a_fact_of_something_else_and_one_told_twice_do_not_hold() -> None:
    case = CASES["line_of_two"]()
    facts = case.certificate["facts"]
    case.records.resource("gold", co2e_kg_per_unit=5)
    sources = {key: facts[0][key] for key in ("source_id", "as_of", "method")}
    other = {"subject": "resource:gold", "property": "co2e_kg_per_unit", "value": "5", **sources}
    more = {**case.certificate, "facts": [*facts, other]}
    assert told(more, case.records) == ["no fact of this chain: resource:gold co2e_kg_per_unit"]
    twice = f"fact listed 2 times: {facts[0]['subject']} {facts[0]['property']}"
    assert told({**case.certificate, "facts": [*facts, facts[0]]}, case.records) == [twice]


def coded() -> tuple[dict[str, Any], Certifier]:
    """Waste of a code that is inferred, and a recipe that is assumed."""
    tiny = Tiny()
    tiny.offer("source", "ash", 100.0)
    tiny.plant("kiln", "1 ash", "1 block")
    tiny.need("wall", "block", 60.0)
    tiny.port("kiln", "ash").update(method="assumed", amount=None)
    certifier = Certifier(tiny.world())
    (certificate,) = certifier.certificates()
    return certificate, certifier


def test_assumed_facts_are_not_left_out() -> None:
    certificate, certifier = coded()
    assumed = [one for one in certificate["facts"] if one["method"] == "assumed"]
    assert assumed
    left = [one for one in certificate["facts"] if one not in assumed]
    found = verify(sealed({**certificate, "facts": left}), certifier.facts)
    assert [one.message for one in found.violations] == [
        f"fact not listed: {one['subject']} {one['property']}" for one in assumed
    ]
    subject = Subject(read_certificate({**certificate, "facts": []}), certifier.facts, Background(), Words("en"))
    html = Card([(subject, Check("broken", "fact not listed"))]).html()
    assert "Nothing is assumed" not in html
    assert "Nothing is open" not in html
    assert ">holds<" not in html


def test_an_inferred_code_is_an_assumption_of_the_card() -> None:
    subject, _ = subject_of("line_of_two")
    raw = copy.deepcopy(subject.certificate.raw)
    for one in raw["facts"]:
        if one["subject"].startswith(("CODED", "RUNS")):
            one["method"] = "inferred"
    changed = replace(subject, certificate=read_certificate({**raw, "status": "conditional"}))
    assert "Waste code of Food" in Card([(changed, Check("conditional"))]).html()
    assert Card([(changed, Check("conditional"))]).html().count("<b>inferred:</b>") == 1


def test_ends_of_which_not_all_is_known_stand_beside_nothing_is_open() -> None:
    html = Card([subject_of("line_of_two")]).html()
    assert "Nothing is open at the amounts of this card." in html
    assert html.count("not all known at this end") == 2


def test_limits_that_a_chain_comes_near_are_not_left_out() -> None:
    case = CASES["direct"]()
    assert told({**case.certificate, "slack": []}, case.records) == [
        "what is left of the limit supply of offer:scrap is not told",
        "what is left of the limit demand of need:melt is not told",
    ]


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ((), "promise"),
        (("question",), "question.promise"),
        (("processes", 0), "processes.promise"),
        (("processes", 0, "line_input"), "processes.line_input.promise"),
        (("flows", 0, "stream"), "flows.stream.promise"),
        (("flows", 1, "checks"), "flows.checks.promise"),
        (("value",), "value.promise"),
        (("conditions", 3), "conditions.promise"),
        (("facts", 0), "facts.promise"),
        (("optimality",), "optimality.promise"),
    ],
    ids=str,
)
def test_a_key_that_the_format_does_not_have_is_refused(path: tuple[str | int, ...], name: str) -> None:
    case = CASES["line_of_two"]()
    changed = replaced(case.certificate, (*path, "promise"), "all is well")
    assert told(changed, case.records) == [f"{name} is no key of a certificate"]


WORDS = (  # what the documentation says that nobody checks
    ("conditional", ("conditions", 0, "notes"), ["all is well"]),
    ("conditional", ("unknowns", 0, "question"), "Is all well?"),
    ("conditional", ("minimal", 0, "reason"), "all is well"),
    ("conditional", ("value", "unit"), "pieces"),
    ("conditional", ("optimality", "proved"), False),
    ("conditional", ("day",), "2026-06-16"),
)


@pytest.mark.parametrize(("name", "path", "value"), WORDS, ids=str)
def test_words_and_the_place_among_others_are_not_checked(name: str, path: tuple[str | int, ...], value: Any) -> None:
    case = CASES[name]()
    assert told(replaced(case.certificate, path, value), case.records) == []
