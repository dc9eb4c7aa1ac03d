"""The drawing of a card: boxes apart, feeders above the line, arrows by amount."""

from __future__ import annotations

import pytest

from graph_kb.views.cards.arrangement import BOX_HEIGHT, BOX_WIDTH, places, plan
from graph_kb.views.cards.figure import figure

from .cards import subject_of
from .towns import CASES


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
