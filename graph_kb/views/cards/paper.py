"""How small a card has to be printed so that it stays on one page of A4."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

_PAGE = 262.0
"""Millimetres of a page between its margins, with some to spare."""
_WIDTH = 186.0


class Size(NamedTuple):
    """A size of print: height of a line in mm, letters in half a page, most height of the drawing, and of the ends."""

    name: str
    line: float
    letters: int
    drawing: float
    ends: float


SIZES = (
    Size("large", 4.35, 52, 62.0, 55.0),
    Size("middle", 3.85, 60, 54.0, 50.0),
    Size("small", 3.35, 69, 46.0, 46.0),
    Size("tiny", 2.95, 80, 40.0, 42.0),
)


def size(parts: Mapping[str, Any]) -> str:
    """Name of the largest size at which a card takes one page; the smallest when there is none.

    Args:
        parts: What the card tells, see `graph_kb.views.cards.card.context`.
    """
    return next((one.name for one in SIZES if height(parts, one) <= _PAGE), SIZES[-1].name)


def height(parts: Mapping[str, Any], one: Size) -> float:
    """About how high a card is at a size."""
    figure = parts["figure"]
    drawing = min(one.drawing, _WIDTH * figure.height / figure.width)
    rows = sum(1 + sum(_lines(f"{row.what} {row.where}", 2 * one.letters) for row in step.rows) for step in parts["steps"])
    columns = sum(_lines(text, one.letters) for text in _texts(parts)) / 2
    return one.ends + drawing + (rows + 2) * one.line * 1.12 + columns * one.line


def _lines(text: str, letters: int) -> int:
    return max(1, math.ceil(len(text) / letters))


def _texts(parts: Mapping[str, Any]) -> Iterator[str]:
    """What stands in the two columns, paragraph by paragraph; headings count as one and a half."""
    yield from [""] * 14
    for one in parts["asked"]:
        yield f"{one.site} {one.operators} {' ' * 10}"
        for about, questions in one.questions:
            yield from (about, *(f"{' ' * 6}{question}" for question in questions))
    for one in parts["papers"] or ():
        yield from (f"{one.what} {one.whither}", f"{one.status} {one.accepts}{' ' * 24}", *one.permits)
    for one in parts["called"]:
        yield f"{one.operators} {one.site} {'; '.join(one.parts)}"
    for how, names in parts["assumptions"]:
        yield f"{how} {'; '.join(names)}"
    yield from (f"{name}{' ' * 14}" for name, _ in parts["worth"].terms)
    yield "; ".join(parts["worth"].missing)
    yield from (f"{kind} {name}{' ' * 26}" for kind, name, _, _ in parts["limits"])
    yield from (f"{title} {when}" for title, when in parts["sources"])
    yield from [""] * 4
