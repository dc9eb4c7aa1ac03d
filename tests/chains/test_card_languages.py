"""Names on cards: in the language of the card where there is one, else as they are, with their language."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from markupsafe import escape

from graph_kb.reference.starter import english_names
from graph_kb.views.cards import Card, Words
from graph_kb.views.cards.figure import figure
from graph_kb.views.cards.languages import Marked, filled, foreign, joined, language_of
from graph_kb.views.cards.papers import papers

from .cards import subject_of

HEAT = "offer:vantaa-waste-to-energy-plant/district-heat"
HOSTILE = '<script>"{x}&'


def renamed(subject: Any, label: str, id_: str, **said: Any) -> Any:
    nodes = {**subject.facts.nodes, (label, id_): {**(subject.facts.node(label, id_) or {}), **said}}
    return replace(subject, facts=replace(subject.facts, nodes=nodes))


def test_texts_are_plain_and_their_markup_is_escaped() -> None:
    name = foreign(HOSTILE, 'e"n')
    assert name == HOSTILE
    assert escape(name) == '<span lang="e&#34;n">&lt;script&gt;&#34;{x}&amp;</span>'
    told = filled("{a} & {b}", {"a": name, "b": "<b>"})
    assert told == f"{HOSTILE} & <b>"
    assert escape(told) == f"{escape(name)} &amp; &lt;b&gt;"
    both = joined((told, "<i>"), "; ")
    assert (str(both), escape(both)) == (f"{told}; <i>", f"{escape(told)}; &lt;i&gt;")
    assert (language_of(name), language_of(told), language_of("a")) == ('e"n', "", "")


def test_texts_of_one_language_stay_plain() -> None:
    assert not isinstance(filled("{a}", {"a": "b"}), Marked)
    assert not isinstance(joined(("a", "b"), ", "), Marked)


@pytest.mark.parametrize(("language", "marked"), [("en", ""), ("fi", "en"), ("sv", "en")])
def test_a_resource_without_a_name_of_the_language_is_english(language: str, marked: str) -> None:
    subject, check = subject_of("line_of_two", language)
    assert language_of(subject.name("resource:food")) == marked
    html = Card([(subject, check)]).html()
    assert ('<td><span lang="en">Food</span></td>' in html) is bool(marked)
    # What others call their own may be in any language.
    assert language_of(subject.name("offer:food")) == ""
    own = renamed(subject, "Resource", "resource:food", name_fi="ruoka", name_sv="mat", name_en="food")
    assert str(own.name("resource:food")) == {"en": "Food", "fi": "Ruoka", "sv": "Mat"}[language]
    assert language_of(own.name("resource:food")) == ""


def test_names_of_the_starter_set_are_english_until_somebody_changes_them() -> None:
    subject, _ = subject_of("direct", "sv")
    same = renamed(subject, "Offer", HEAT, name=english_names()[HEAT])
    assert language_of(same.name(HEAT)) == "en"
    assert language_of(renamed(subject, "Offer", HEAT, name="Kaukolämpö").name(HEAT)) == ""
    assert language_of(replace(same, words=Words("en")).name(HEAT)) == ""


def test_the_drawing_says_the_language_of_each_name() -> None:
    subject, check = subject_of("line_of_two", "fi")
    assert {label.language for edge in figure(subject).edges for label in edge.label if not label.is_number} == {"en"}
    assert {label.language for edge in figure(subject).edges for label in edge.label if label.is_number} == {""}
    html = Card([(subject, check)]).html()
    assert 'lang="en">Biogas</text>' in html
    assert {box.language for box in figure(subject).boxes} == {""}


def test_a_waste_code_has_its_official_title_where_there_is_no_other() -> None:
    subject, _ = subject_of("line_of_two", "fi")
    code = next(key for key in subject.facts.nodes if key[0] == "WasteCode")
    titled = renamed(subject, *code, title="Kitchen waste")
    (permit,) = (papers(titled) or ())[0].permits
    assert 'koodi 200108 <span lang="en">Kitchen waste</span>' in escape(permit)
    finnish = renamed(titled, *code, title_fi="Keittiöjäte")
    assert "koodi 200108 Keittiöjäte" in escape((papers(finnish) or ())[0].permits[0])
