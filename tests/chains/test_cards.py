"""Cards of chains on worlds whose numbers are known: what stands where."""

from __future__ import annotations

from dataclasses import replace

from graph_kb.symbiosis.verifying.certificate import read_certificate
from graph_kb.views.cards import Card, Words
from graph_kb.views.cards.card import context
from graph_kb.views.cards.open_points import asked, assumptions, called
from graph_kb.views.cards.papers import papers
from graph_kb.views.cards.steps import steps
from graph_kb.views.cards.worth import holds_at, limits, sources, worth

from .cards import Reader, subject_of


def test_the_table_tells_what_goes_in_and_out() -> None:
    subject, _ = subject_of("line_of_two")
    digester, boiler = steps(subject)
    assert (digester.name, digester.site, digester.is_feeder) == ("Digester", "B", False)
    assert digester.activity.text == "600\u00a0t"  # type: ignore[union-attr]
    rows = [
        (row.way, row.what, row.where, row.amount.text.replace("\u00a0", " "), row.on_line) for row in digester.rows
    ]
    assert rows == [
        ("in", "Food", "Food", "600 t", True),
        ("in", "Water", "Water", "120 m³", False),
        ("out", "Biogas", "Boiler", "300 MWh", True),
        ("out", "Digestate", "Fields", "300 t", False),
        ("out", "Digestate", "Disposal", "240 t", False),
    ]
    assert digester.rows[-1].km is None
    assert [row.what for row in boiler.rows] == ["Biogas", "Heat"]


def test_seasons_have_columns_of_their_own() -> None:
    subject, check = subject_of("with_store")
    assert context(subject, check)["periods"] == ["Jun–Sep", "Oct–May"]
    (silo,) = steps(subject)
    assert [shown.text for shown in silo.periods] == ["40", "80"]
    assert [[shown.text for shown in row.periods] for row in silo.rows] == [["120", "0"], ["36", "72"]]
    assert '<th scope="col" class="right">Jun–Sep</th>' in Card([(subject, check)]).html()


def test_a_chain_without_processes_goes_directly() -> None:
    subject, _ = subject_of("direct")
    (step,) = steps(subject)
    assert step.name == "Directly, without a process"
    assert [(row.way, row.what, row.where) for row in step.rows] == [("out", "Scrap", "Melt")]


def test_documents_name_status_code_operation_and_tonnes() -> None:
    subject, _ = subject_of("line_of_two")
    food, digestate = papers(subject) or ()
    assert (food.what, food.whither, food.status, food.accepts) == ("Food", "Digester (B)", "waste", "waste")
    assert food.permits == ("Of-b: code 200108, operation R3, at most 900\u00a0t a year",)
    assert digestate.permits == ("no waste permit asked for",)
    assert not food.is_open
    finnish, _ = subject_of("line_of_two", "fi")
    assert "enintään 900\u00a0t vuodessa" in (papers(finnish) or ())[0].permits[0]


def test_documents_cannot_be_told_where_the_graph_has_changed() -> None:
    subject, check = subject_of("direct")
    gone = replace(subject, facts=replace(subject.facts, links=(), nodes={}))
    assert papers(gone) is None
    assert "permits cannot be told" in Card([(gone, check)]).html()


def test_operators_stand_by_their_sites() -> None:
    subject, _ = subject_of("line_of_two")
    assert [(one.site, one.operators) for one in called(subject)] == [
        ("A", ""),
        ("B", "Bo Oy, Bo Ab"),
        ("C", ""),
        ("D", ""),
    ]


def test_what_is_not_known_is_a_list_to_tick() -> None:
    subject, check = subject_of("conditional")
    questions = [question for one in asked(subject) for _, each in one.questions for question in each]
    assert len(questions) == len({(one["subject"], one["property"]) for one in subject.said("unknowns")})
    assert not any("What is" in question for question in questions)
    assert Reader(Card([(subject, check)]).html()).tags.count("input") == len(questions)


def test_an_unknown_property_is_asked_by_its_name() -> None:
    unknown = {"condition": 5, "subject": "offer:scrap", "property": "colour", "question": "?", "ask": None}
    subject, check = subject_of("direct", unknowns=[unknown])
    assert asked(subject)[0].questions == (("Scrap", ("What is colour?",)),)
    assert check.status == "broken"


def test_assumptions_are_told_once_and_only_of_conditional_chains() -> None:
    subject, _ = subject_of("direct")
    fact = {"subject": "offer:scrap", "property": "amount", "value": "1", "method": "assumed"}
    link = {"subject": "OF|offer:scrap|resource:scrap", "property": "method", "value": "assumed", "method": "assumed"}
    rough = {"subject": "facility:a", "property": "location_precision", "value": "municipality", "method": "reported"}
    kind = {"subject": "KIND_OF|resource:copper_scrap|resource:scrap", "property": "method", "method": "inferred"}
    made = {**subject.certificate.raw, "facts": [fact, link, rough, kind], "status": "conditional"}
    assert assumptions(replace(subject, certificate=read_certificate(made))) == [
        ("assumed", ("Scrap",)),
        ("placed at the centre of the municipality", ("A",)),
        ("inferred", ("Copper_scrap counts as Scrap",)),
    ]
    assert assumptions(replace(subject, certificate=read_certificate({**made, "status": "certified"}))) == []


def test_the_value_is_told_term_by_term_with_what_is_left_out() -> None:
    subject, _ = subject_of("with_feeder")
    found = worth(subject)
    assert found.objective == "net value"
    assert ("fixed costs", "−500\u00a0EUR") in [(name, shown.text) for name, shown in found.terms]
    assert found.missing == ("Wood: cost of disposal", "Board: variable cost", "Resin: variable cost")
    weighted, _ = subject_of("with_store")
    assert [name for name, _ in worth(weighted).terms] == [
        "amount taken of the offer",
        "Length of the line",
        "weighted sum",
    ]


def test_limits_ends_and_sources() -> None:
    subject, _ = subject_of("direct")
    told = [(kind, name, left.text.replace("\u00a0", " ")) for kind, name, left, _ in limits(subject)]
    assert told[:2] == [("supply", "Scrap", "20 t"), ("demand", "Melt", "0 t")]
    assert told[2][0] == "longest leg"
    assert told[2][2].endswith(" km")
    assert [answer for _, answer, _ in holds_at(subject)] == ["does not hold", "holds", "holds"]
    assert [own for *_, own in holds_at(subject)] == [False, True, False]
    assert sources(subject) == [("Register, Authority", "2025-03")]


def test_names_are_those_of_the_language_where_there_are_any() -> None:
    subject, _ = subject_of("direct", "fi")
    key = "Resource", "resource:scrap"
    nodes = {**subject.facts.nodes, key: {**subject.facts.nodes[key], "name_fi": "romu", "name_sv": "skrot"}}
    facts = replace(subject.facts, nodes=nodes)
    assert replace(subject, facts=facts).name("resource:scrap") == "Romu"
    assert replace(subject, facts=facts, words=Words("sv")).name("resource:scrap") == "Skrot"
    assert replace(subject, facts=facts, words=Words("en")).name("resource:scrap") == "Scrap"
    assert subject.name("resource:nowhere") == "resource:nowhere"
