"""Cards of chains on worlds whose numbers are known: what stands where, and that names are only text."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser
from typing import Any

import pytest

from graph_kb.symbiosis.storing import why
from graph_kb.symbiosis.verifying import verify
from graph_kb.symbiosis.verifying.certificate import read_certificate
from graph_kb.views.cards import Background, Card, Check, Subject, Words
from graph_kb.views.cards.arrangement import BOX_HEIGHT, BOX_WIDTH, places, plan
from graph_kb.views.cards.card import context
from graph_kb.views.cards.figure import figure
from graph_kb.views.cards.open_points import asked, assumptions, called
from graph_kb.views.cards.papers import papers
from graph_kb.views.cards.steps import steps
from graph_kb.views.cards.worth import holds_at, limits, sources, worth

from .certified import Certifier
from .tiny import Tiny
from .town import facts_of
from .towns import CASES

HOSTILE = (
    "</script><script>window.__pwned=1</script>",
    "<img src=x onerror=window.__pwned=1>",
    '" onclick="window.__pwned=1" href="javascript:window.__pwned=1',
    "</style></title></svg></textarea><!--",
    "{{ 7*7 }}{% raw %}{source}",
    "line\u2028and\u2029paragraph \u202eright to left\u202c",
    "\ud800 lone surrogate",
)
VOID = {"meta", "link", "input", "br"}
BACKGROUND = Background(
    {"facility:b": ["Bo Oy", "Bo Ab"]},
    {"source:made": {"title": "Register", "publisher": "Authority", "published": "2025-03"}},
)


def subject_of(name: str, language: str = "en", **changed: Any) -> tuple[Subject, Check]:
    made = CASES[name]()
    certificate, facts = {**made.certificate, **changed}, facts_of(made.records)
    verdict = verify(certificate, facts)
    check = Check(verdict.status if verdict.holds else "broken", why(verdict), verdict.same_data)
    return Subject(read_certificate(certificate), facts, BACKGROUND, Words(language)), check


class Reader(HTMLParser):
    """Reads a page, and holds that every element is closed in order."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str, str | None]] = []
        self.text = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(tag, name, value) for name, value in attrs]
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(tag, name, value) for name, value in attrs]

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.mark.parametrize("language", ["en", "fi", "sv"])
@pytest.mark.parametrize("name", CASES)
def test_every_case_is_a_page_without_scripts_and_requests(name: str, language: str) -> None:
    subject, check = subject_of(name, language)
    html = Card([(subject, check)]).html()
    reader = Reader(html)
    assert reader.open == []
    assert html.startswith(f'<!doctype html>\n<html lang="{language}">')
    assert not {"script", "img", "iframe", "a", "form", "object"} & set(reader.tags)
    assert [one for one in reader.attributes if one[1] in ("src", "href", "style")] == [("link", "href", "data:,")]
    assert any("script-src 'none'" in str(value) for _, name, value in reader.attributes if name == "content")
    assert check.status == subject.certificate.status
    assert Words(language)(check.status) in reader.text
    assert Words(language)(f"{check.status}_means") in reader.text
    assert str(subject.certificate.raw["hash"]) in reader.text


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


def test_amounts_that_nothing_limits_are_never_shown() -> None:
    tiny = Tiny()
    tiny.offer("source", "ash", None)
    tiny.need("wall", "ash", None)
    certifier = Certifier(tiny.world())
    (certificate,) = certifier.certificates()
    assert certificate["value"]["limited"] is False
    subject = Subject(read_certificate(certificate), certifier.facts, Background(), Words("en"))
    html = Card([(subject, Check("conditional"))]).html()
    assert "1,000,000,000" not in html
    assert "so they are unknown" in html
    assert all(not edge.is_known for edge in figure(subject).edges)


@pytest.mark.parametrize("name", CASES)
def test_boxes_stand_apart_inside_the_drawing(name: str) -> None:
    subject, _ = subject_of(name)
    drawn = figure(subject)
    corners = [(box.x, box.y) for box in drawn.boxes]
    for number, (x, y) in enumerate(corners):
        assert drawn.left <= x <= drawn.left + drawn.width - BOX_WIDTH
        assert 0 <= y <= drawn.height - BOX_HEIGHT
        for other in corners[:number]:
            assert abs(x - other[0]) >= BOX_WIDTH or abs(y - other[1]) >= BOX_HEIGHT
    assert len(drawn.edges) == len(subject.certificate.flows) + len(subject.certificate.disposals)


def test_feeders_stand_above_the_line_and_what_is_left_below() -> None:
    subject, _ = subject_of("with_feeder")
    rows = plan(subject.certificate).row
    assert (rows["process process:resin"], rows["offer offer:oil"], rows["disposal 0"]) == (-1, -2, -2)
    below = plan(subject_of("line_of_two")[0].certificate).row
    assert (below["need need:fields"], below["disposal 0"], below["offer offer:water"]) == (1, 1, -1)
    at, _, _ = places(plan(subject.certificate))
    assert at["offer offer:wood"][0] < at["process process:board"][0] < at["need need:boards"][0]


def test_arrows_are_as_wide_as_the_root_of_the_amount() -> None:
    subject, _ = subject_of("line_of_two")
    widths = [edge.width for edge in figure(subject).edges]
    assert widths[0] == 12.0
    assert widths[1] == 12.0
    # 300 t of 600 t, in a scale from 2 to 12.
    assert widths[4] == pytest.approx(2 + 10 * 0.5**0.5, abs=0.1)
    assert "Digestate from Digester to Fields: 300\u00a0t" in figure(subject).words


def test_a_certificate_that_does_not_hold_says_so() -> None:
    subject, _ = subject_of("direct")
    html = Card([(subject, Check("broken", "condition 10: supply is missed", same_data=False))]).html()
    assert "Does not hold" in html
    assert "Do not use this card." in html
    assert "condition 10: supply is missed" in html
    assert "Certified" not in html


def test_several_cards_are_one_page_each() -> None:
    html = Card([subject_of("direct"), subject_of("with_store")]).html()
    assert html.count("<article") == 2
    assert len(set(re.findall(r' id="([^"]+)"', html))) == len(re.findall(r' id="', html)) == 2
    assert "<title>Chain cards</title>" in html


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_names_are_text(text: str) -> None:
    subject, check = subject_of("line_of_two")
    nodes = {
        key: {**said, "name": text, "activity_unit": text, "unit": text} for key, said in subject.facts.nodes.items()
    }
    raw = {**subject.certificate.raw, "hash": text, "data_version": text, "facts": []}
    raw["unknowns"] = [{"condition": 5, "subject": text, "property": text, "ask": text}]
    raw["slack"] = [{"limit": text, "subject": text, "left": text}]
    hostile = Subject(
        read_certificate(raw),
        replace(subject.facts, nodes=nodes),
        Background({"facility:b": [text]}, {}),
        Words("en"),
    )
    html = Card([(hostile, Check("broken", text))]).html()
    reader, plain = Reader(html), Reader(Card([(subject, check)]).html())
    assert reader.open == []
    assert text in reader.text
    assert set(reader.tags) <= set(plain.tags) | {"h3", "input", "ul", "label"}
    assert not [name for _, name, _ in reader.attributes if name.startswith("on") or name == "style"]
    assert [one for one in reader.attributes if one[1] in ("src", "href")] == [("link", "href", "data:,")]


@pytest.mark.parametrize(
    "changed",
    [
        {"value": None},
        {"value": {"terms": [], "missing": {}, "total": "x"}},
        {"value": {"missing": [1, {"subject": 2}], "terms": {"amount": "many"}}},
        {"holds_at": [1], "data_version": [], "hash": {}},
        {"facts": [{"subject": 1, "property": 2, "value": [], "source_id": [], "as_of": {}, "method": []}]},
        {
            "slack": [{"limit": 1, "subject": 2}],
            "unknowns": [{"condition": "x", "subject": 1, "property": 2, "ask": []}],
        },
        {"flows": [], "disposals": []},
    ],
)
def test_a_strange_certificate_makes_a_page_all_the_same(changed: dict[str, Any]) -> None:
    subject, check = subject_of("line_of_two", **changed)
    assert check.status == "broken"
    assert Reader(Card([(subject, check)]).html()).open == []
