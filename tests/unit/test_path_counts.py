"""Paths beside chains in words: every reason has words, and what was not counted is said."""

from __future__ import annotations

import pytest

from graph_kb.cli.path_counts import _WORDS, show, told
from graph_kb.symbiosis import beside
from graph_kb.symbiosis.beside import Beside

REASONS = {reason for _, reason in beside.LEGS} | {*beside.AMOUNTS.values()}
REASONS |= {beside.SEVERAL, beside.NOT_MINIMAL, beside.NOT_LOOKED_AT}


def found(complete=True, **reasons):
    counts = {name.replace("_", " "): count for name, count in reasons.items()}
    return Beside(("offer:a",), {1: sum(counts.values())}, complete, counts, 0, 0, 0.1)


def test_every_reason_has_words():
    assert _WORDS.keys() == REASONS


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (found(), "no path leads to a need."),
        (found(certified_chain=1), "1 path leads to a need: 1 is a certified chain, 0 are conditional chains."),
        (
            found(conditional_chain=2, distance=1, season=1200),
            "1,203 paths lead to a need: 0 are certified chains, 2 are conditional chains, 1,201 are no chain.",
        ),
        (
            found(complete=False, not_looked_at=9),
            "9 paths lead to a need: 0 are certified chains, 0 are conditional chains, 9 are no chain."
            " There are more: the time was up.",
        ),
    ],
)
def test_paths_and_chains_are_told_apart_in_a_sentence(given, expected):
    assert told(given) == expected


def test_counts_stand_below_each_other(capsys):
    show(found(season=1200, distance=40))
    lines = [line.rstrip() for line in capsys.readouterr().out.splitlines()]
    assert " 1,200   the months do not meet" in lines
    assert "    40   too far" in lines
