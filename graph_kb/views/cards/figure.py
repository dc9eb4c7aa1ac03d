"""The drawing of a chain: boxes with words, and arrows as wide as the amounts."""

from __future__ import annotations

import math
import textwrap
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

from graph_kb.symbiosis.verifying.certificate import ClaimedFlow
from graph_kb.views.cards.arrangement import BOX_HEIGHT, BOX_WIDTH, GAP, Box, Edge, Place, Plan, places, plan
from graph_kb.views.cards.languages import language_of
from graph_kb.views.cards.subject import Subject

_THIN, _WIDE = 2.0, 12.0
_HEAD = 10.0
_LINE, _DEEP = 14.0, 60.0
_WRAP, _LINES = 23, 3
_WRAP_LABEL, _LINES_LABEL = 17, 2
_NARROW = 780.0
"""Least width of a drawing, so that short chains are not drawn large."""


@dataclass(frozen=True)
class DrawnBox:
    """A box: its kind, its left upper corner, its lines of text, and their language where it is not the page's."""

    kind: str
    label: str
    x: float
    y: float
    lines: tuple[str, ...]
    name: str
    language: str


class Label(NamedTuple):
    """A line of text beside an arrow: where, what, where it is anchored, whether it is a number, and its language.

    The language is empty where it is that of the page.
    """

    x: float
    y: float
    text: str
    anchor: str
    is_number: bool
    language: str = ""


@dataclass(frozen=True)
class DrawnEdge:
    """An arrow: the path of its shaft, its head, its width, and a label with lines where there is room for one."""

    path: str
    head: str
    width: float
    is_known: bool
    on_line: bool
    label: tuple[Label, ...]


@dataclass(frozen=True)
class Figure:
    """A whole drawing, the same in words, and the keys of the texts that explain it."""

    left: float
    width: float
    height: float
    boxes: tuple[DrawnBox, ...]
    edges: tuple[DrawnEdge, ...]
    words: str
    keys: tuple[str, ...]


def figure(subject: Subject) -> Figure:
    """Draw a chain."""
    made = plan(subject.certificate)
    at, width, height = places(made)
    widths = _widths(subject, made)
    below = _DEEP if any(_is_round(made, edge) for edge in made.edges) else 0.0
    edges = tuple(_edge(subject, made, edge, at, widths[number]) for number, edge in enumerate(made.edges))
    boxes = tuple(_box(subject, box, *at[key]) for key, box in made.boxes.items())
    keys = tuple(_keys(subject, made, edges))
    left = min(0.0, (width - _NARROW) / 2)
    return Figure(left, max(width, _NARROW), height + below, boxes, edges, _in_words(subject, made), keys)


def _keys(subject: Subject, made: Plan, edges: Iterable[DrawnEdge]) -> Iterator[str]:
    """Keys of the texts that explain the drawing: of marks only where there are any."""
    yield from ("key_arrow", "key_width")
    if not all(edge.is_known for edge in edges):
        yield "key_dashed"
    rough = [edge.flow for edge in made.edges if edge.flow and subject.is_rough(edge.flow)]
    if subject.is_at_most and subject.is_limited:
        yield "key_most"
    if rough:
        yield "key_rough"
    if any(flow.km == 0 for flow in rough):
        yield "key_rough_same"


def _widths(subject: Subject, made: Plan) -> dict[int, float]:
    """Width of each arrow: the root of the amount, within one unit. Thin where it is not known."""
    yearly = {number: subject.yearly(edge.amounts) for number, edge in enumerate(made.edges)}
    units = {number: subject.unit(subject.resource(edge.stream)) for number, edge in enumerate(made.edges)}
    most: dict[str | None, Fraction] = defaultdict(Fraction)
    for number, amount in yearly.items():
        most[units[number]] = max(most[units[number]], amount or Fraction(0))
    return {number: _width(amount, most[units[number]]) for number, amount in yearly.items()}


def _width(amount: Fraction | None, most: Fraction) -> float:
    if not amount or amount < 0 or not most:
        return _THIN
    return round(_THIN + (_WIDE - _THIN) * math.sqrt(amount / most), 1)


def _box(subject: Subject, box: Box, x: float, y: float) -> DrawnBox:
    words = subject.words
    name = words("disposal") if box.kind == "disposal" else subject.name(box.id)
    label = "" if box.kind == "disposal" else words(box.kind)
    return DrawnBox(
        box.kind,
        label,
        x - BOX_WIDTH / 2,
        y - BOX_HEIGHT / 2,
        wrapped(name, _WRAP, _LINES),
        str(name),
        language_of(name),
    )


def wrapped(text: str, width: int, most: int) -> tuple[str, ...]:
    """A text in a few lines, cut off where it is longer."""
    clean = " ".join(text.split())
    lines = textwrap.wrap(clean, width, max_lines=most, placeholder="…", break_long_words=True)
    return tuple(lines)


def _is_round(made: Plan, edge: Edge) -> bool:
    """Whether a flow goes between boxes of one row, but not along the line."""
    return made.row[edge.start] == made.row[edge.end] and not _is_next(made, edge)


def _is_next(made: Plan, edge: Edge) -> bool:
    if not edge.on_line or edge.start not in made.line or edge.end not in made.line:
        return False
    return made.line.index(edge.end) - made.line.index(edge.start) == 1


def _edge(subject: Subject, made: Plan, edge: Edge, at: Mapping[str, Place], width: float) -> DrawnEdge:
    head, start, end = max(_HEAD, width), at[edge.start], at[edge.end]
    known = subject.yearly(edge.amounts) is not None
    what = subject.name(subject.resource(edge.stream))
    numbers = _numbers(subject, edge)
    if made.row[edge.start] != made.row[edge.end]:
        outer = edge.start if abs(made.row[edge.start]) > abs(made.row[edge.end]) else edge.end
        shape = _curve(start, end, head, toward_end=outer == edge.start)
        label = _beside(what, numbers, at[outer], at[edge.end if outer == edge.start else edge.start], width)
    elif _is_next(made, edge):
        shape, label = _straight(start, end, head), _along(what, numbers, start, width)
    else:
        shape, label = _round(start, end, head), _under(what, numbers, start, end)
    return DrawnEdge(*shape, width, known, edge.on_line, tuple(label))


def _straight(start: Place, end: Place, head: float) -> tuple[str, str]:
    x, y, to = start[0] + BOX_WIDTH / 2, start[1], end[0] - BOX_WIDTH / 2
    tip = f"M{to:.1f} {y:.1f}l{-head:.1f} {-head * 0.7:.1f}v{head * 1.4:.1f}z"
    return f"M{x:.1f} {y:.1f}H{to - head + 1:.1f}", tip


def _curve(start: Place, end: Place, head: float, *, toward_end: bool) -> tuple[str, str]:
    """From the lower or upper side of a box to that of another one in another row; inner ends are spread."""
    down = 1 if end[1] > start[1] else -1
    leave, land = start[0], end[0]
    spread = max(-BOX_WIDTH / 3, min(BOX_WIDTH / 3, (start[0] - end[0]) / 4))
    leave, land = (leave, land + spread) if toward_end else (leave - spread, land)
    y, to = start[1] + down * BOX_HEIGHT / 2, end[1] - down * BOX_HEIGHT / 2
    last, half = to - down * (head - 1), (y + to) / 2
    path = f"M{leave:.1f} {y:.1f}C{leave:.1f} {half:.1f} {land:.1f} {half:.1f} {land:.1f} {last:.1f}"
    return path, f"M{land:.1f} {to:.1f}l{-head * 0.7:.1f} {-down * head:.1f}h{head * 1.4:.1f}z"


def _round(start: Place, end: Place, head: float) -> tuple[str, str]:
    """Below the line, to a box that does not follow."""
    y = start[1] + BOX_HEIGHT / 2
    deep, out, into = y + _DEEP, start[0] + 30, end[0] - 30
    path = f"M{out:.1f} {y:.1f}C{out:.1f} {deep:.1f} {into:.1f} {deep:.1f} {into:.1f} {y + head - 1:.1f}"
    return path, f"M{into:.1f} {y:.1f}l{-head * 0.7:.1f} {head:.1f}h{head * 1.4:.1f}z"


def _along(what: str, numbers: list[str], start: Place, width: float) -> Iterator[Label]:
    """What flows above an arrow of the line; how much and how far below it."""
    x, y = start[0] + BOX_WIDTH / 2 + GAP / 2 - 4, start[1]
    for at, text in enumerate(reversed(wrapped(what, _WRAP_LABEL, _LINES_LABEL))):
        yield Label(x, y - width / 2 - 8 - _LINE * at, text, "middle", False, language_of(what))
    for at, text in enumerate(numbers):
        yield Label(x, y + width / 2 + 17 + _LINE * at, text, "middle", True)


def _beside(what: str, numbers: list[str], outer: Place, inner: Place, width: float) -> Iterator[Label]:
    """Beside the arrow of a box above or below the line, on the side that it does not bend to."""
    side = -1 if inner[0] > outer[0] + 1 else 1
    lines = [(text, False) for text in wrapped(what, _WRAP_LABEL, _LINES_LABEL)] + [(text, True) for text in numbers]
    down = 1 if inner[1] > outer[1] else -1
    edge = outer[1] + down * BOX_HEIGHT / 2
    first = edge + 15 if down == 1 else edge - 8 - (len(lines) - 1) * _LINE
    for at, (text, is_number) in enumerate(lines):
        anchor = "start" if side == 1 else "end"
        spoken = "" if is_number else language_of(what)
        yield Label(outer[0] + side * (width / 2 + 8), first + _LINE * at, text, anchor, is_number, spoken)


def _under(what: str, numbers: list[str], start: Place, end: Place) -> Iterator[Label]:
    """Under an arrow that goes below the line."""
    x, y = (start[0] + end[0]) / 2, start[1] + BOX_HEIGHT / 2 + _DEEP * 0.75
    yield Label(x, y - 6, str(what), "middle", False, language_of(what))
    yield Label(x, y + 10, " · ".join(numbers), "middle", True)


def _numbers(subject: Subject, edge: Edge) -> list[str]:
    amount = subject.amount(edge.amounts, subject.unit(subject.resource(edge.stream))).text
    return [amount, _km(subject, edge.flow)] if edge.flow else [amount]


def _km(subject: Subject, flow: ClaimedFlow) -> str:
    return subject.km(flow).text if flow.km is not None else "? km"


def _in_words(subject: Subject, made: Plan) -> str:
    """The drawing for those who cannot see it."""
    words, certificate = subject.words, subject.certificate
    ends = {"source": subject.name(certificate.source), "need": subject.name(certificate.need)}
    return " ".join([words("drawing_of", **ends), *(_flow_in_words(subject, made, edge) for edge in made.edges)])


def _flow_in_words(subject: Subject, made: Plan, edge: Edge) -> str:
    words, resource = subject.words, subject.resource(edge.stream)
    end = made.boxes[edge.end]
    return words(
        "drawing_flow",
        resource=subject.name(resource),
        start=subject.name(made.boxes[edge.start].id),
        end=words("disposal") if end.kind == "disposal" else subject.name(end.id),
        amount=subject.amount(edge.amounts, subject.unit(resource)).text,
        km=_km(subject, edge.flow) if edge.flow else words("disposal"),
    )
