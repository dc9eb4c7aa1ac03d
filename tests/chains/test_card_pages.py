"""Cards as pages: no scripts, names are only text, and what does not hold says so."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest

from graph_kb.symbiosis.verifying.certificate import read_certificate
from graph_kb.views.cards import Background, Card, Check, Subject, Words
from graph_kb.views.cards.figure import figure

from .cards import Reader, subject_of
from .certified import Certifier
from .tiny import Tiny
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


@pytest.mark.parametrize("language", ["en", "fi"])
@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_names_are_text(text: str, language: str) -> None:
    subject, check = subject_of("line_of_two", language)
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
        Words(language),
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
