"""Legs that are measured from the centre of a municipality: told alike in lists of chains and on cards."""

from __future__ import annotations

from typing import Any

import pytest

from graph_kb.symbiosis.certifying import summary
from graph_kb.symbiosis.certifying.places import Places
from graph_kb.views.cards import Card
from graph_kb.views.cards.figure import figure
from graph_kb.views.cards.steps import steps

from .cards import subject_of
from .towns import CASES

ROUGH, EXACT = "municipality", "site"
CENTRE = "~: measured from or to the centre of a municipality"


def stated(subject: str, **said: Any) -> list[dict[str, Any]]:
    return [{"subject": subject, "property": name, "value": value} for name, value in said.items()]


def places(one: str = EXACT, other: str = EXACT, *, mode: str = "road", latitude: str | None = "60") -> Places:
    links = [f"{type_}|{ends}" for type_, ends in (("OFFERS", "site:a|offer:x"), ("AT", "need:y|site:b"))]
    facts = [fact for link in (*links, "RUNS|site:b|process:z") for fact in stated(link, method="reported")]
    facts += stated("site:a", latitude="61", location_precision=one)
    facts += stated("site:b", location_precision=other, **({"latitude": latitude} if latitude else {}))
    return Places([*facts, *stated("resource:r", transport_mode=mode)])


@pytest.mark.parametrize(
    ("given", "start", "end", "is_rough"),
    [
        ({}, "offer:x", "need:y", False),
        ({"one": ROUGH}, "offer:x", "need:y", True),
        ({"other": ROUGH}, "offer:x", "process:z", True),
        ({"one": ROUGH, "other": ROUGH}, "process:z", "need:y", False),
        ({"one": ROUGH, "mode": "grid"}, "offer:x", "need:y", False),
        ({"one": ROUGH, "mode": "pipe"}, "offer:x", "need:y", True),
        ({"one": ROUGH, "latitude": None}, "offer:x", "need:y", False),
        ({"one": ROUGH}, "offer:other", "need:y", False),
    ],
)
def test_a_leg_is_rough_where_a_place_is_and_it_counts(
    given: dict[str, Any], start: str, end: str, is_rough: bool
) -> None:
    assert places(**given).is_rough(start, end, "resource:r") is is_rough


@pytest.mark.parametrize("name", CASES)
def test_lists_count_the_legs_that_cards_mark(name: str) -> None:
    subject, check = subject_of(name)
    listed = Places(subject.said("facts"))
    counted = [listed.is_rough(*listed.ends(flow)) for flow in subject.certificate.raw["flows"]]
    assert counted == [subject.is_rough(flow) for flow in subject.certificate.flows]
    assert sum(counted) == (name == "conditional")
    assert (CENTRE in Card([(subject, check)]).html()) is any(counted)


def test_the_row_of_a_chain_counts_the_legs_of_its_line() -> None:
    raw = {**CASES["conditional"]().certificate}
    raw["value"] = {**raw["value"], "limited": True}
    assert summary(raw)["legs_from_centres"] == 1


def test_rough_lengths_are_marked_wherever_a_card_tells_them() -> None:
    subject, check = subject_of("conditional")
    html = Card([(subject, check)]).html()
    assert html.count(">~14.5\u00a0km<") == 3
    assert 'title="~14.4' in html
    (step,) = steps(subject)
    assert [row.km.text for row in step.rows if row.km] == ["~14.5\u00a0km", "0\u00a0km"]
    assert "100\u00a0t, ~14.5\u00a0km." in figure(subject).words
    assert figure(subject).keys[-1] == "key_rough"


def test_a_length_of_nothing_between_two_places_is_explained() -> None:
    subject, check = subject_of("conditional", "fi")
    flows = [{**one, "km": "0"} for one in subject.certificate.raw["flows"]]
    near, _ = subject_of("conditional", "fi", flows=flows)
    assert figure(near).keys[-1] == "key_rough_same"
    assert "~0 km on saman kunnan sisällä." in Card([(near, check)]).html()
