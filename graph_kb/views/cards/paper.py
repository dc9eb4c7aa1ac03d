"""How small a card has to be printed so that it stays on one page of A4."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any

_PAGE = 268.0
"""Millimetres of a page between its margins, with some to spare."""
_WIDTH = 186.0


SIZES = {"large": 9.5, "middle": 8.6, "small": 7.8, "tiny": 7.0}
"""Sizes of print by name, in points; the style sheet has the same."""
_LINE, _LETTERS, _ENDS, _DRAWING = 0.435, 490.0, 9.4, 7.5
"""By points of print: mm of a line, letters in half a page, mm of header and footer, most mm of the drawing."""

_ALWAYS_EXPLAINED = 2


def size(parts: Mapping[str, Any]) -> str:
    """Name of the largest size at which a card takes one page; the smallest when there is none.

    Args:
        parts: What the card tells, see `graph_kb.views.cards.card.context`.
    """
    return next((name for name, points in SIZES.items() if height(parts, points) <= _PAGE), "tiny")


def height(parts: Mapping[str, Any], points: float) -> float:
    """About how many millimetres high a card is in a size of print."""
    figure, letters = parts["figure"], _LETTERS / points
    drawing: float = min(_DRAWING * points, _WIDTH * figure.height / figure.width)
    tables = (row for step in parts["steps"] for row in step.rows)
    # A drawing explains its arrows always; each further mark takes a line below it.
    marks = max(0, len(figure.keys) - _ALWAYS_EXPLAINED)
    rows = 2 + marks + len(parts["steps"]) + sum(_lines(f"{row.what} {row.where}", 2 * letters) for row in tables)
    columns = sum(_lines(text, letters) for text in _texts(parts)) / 2
    return drawing + points * (_ENDS + (rows * 1.1 + columns) * _LINE)


def _lines(text: str, letters: float) -> int:
    return max(1, math.ceil(len(text) / letters))


def _texts(parts: Mapping[str, Any]) -> Iterator[str]:
    """What stands in the two columns, paragraph by paragraph; headings count as one and a half."""
    yield from [""] * 14
    for one in parts["asked"]:
        yield f"{one.site} {one.operators} {' ' * 10}"
        for about, questions in one.questions:
            yield from (about, *(f"{' ' * 6}{question}" for question in questions))
    for one in parts["papers"] or ():
        yield f"{one.what} {one.whither} {one.status} {one.accepts}{' ' * 50}"
        yield from one.permits if one.is_waste else ()
    for one in parts["called"]:
        yield f"{one.operators} {one.site}"
    for how, names in parts["assumptions"]:
        yield f"{how} {'; '.join(names)}"
    yield from (f"{name}{' ' * 14}" for name, _ in parts["worth"].terms)
    yield "; ".join(parts["worth"].missing)
    yield from (f"{kind} {name}{' ' * 26}" for kind, name, _, _ in parts["limits"])
    yield " · ".join(f"{title} ({when})" for title, when in parts["sources"])
    yield from [""] * 4
