"""The drawing of a chain: boxes with words, and arrows as wide as the amounts."""

from __future__ import annotations

import math
import textwrap
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from graph_kb.views.cards.arrangement import BOX_HEIGHT, BOX_WIDTH, GAP, Box, Edge, Place, Plan, places, plan
from graph_kb.views.cards.subject import Subject

_THIN, _WIDE = 2.0, 12.0
_HEAD = 10.0
_WRAP, _LINES = 25, 2
_WRAP_LABEL = 17


@dataclass(frozen=True)
class DrawnBox:
    """A box: its kind, its left upper corner and its lines of text."""

    kind: str
    label: str
    x: float
    y: float
    lines: tuple[str, ...]
    name: str


@dataclass(frozen=True)
class DrawnEdge:
    """An arrow: the path of its shaft, its head, its width, and a label with lines where there is room for one."""

    path: str
    head: str
    width: float
    is_known: bool
    on_line: bool
    label: tuple[tuple[float, float, str, bool], ...]


@dataclass(frozen=True)
class Figure:
    """A whole drawing, and the same in words."""

    width: float
    height: float
    boxes: tuple[DrawnBox, ...]
    edges: tuple[DrawnEdge, ...]
    words: str
    has_unknown: bool


def figure(subject: Subject) -> Figure:
    """Draw a chain."""
    made = plan(subject.certificate)
    at, width, height = places(made)
    widths = _widths(subject, made)
    below = 44.0 if any(_is_round(made, edge) for edge in made.edges) else 0.0
    edges = tuple(_edge(subject, made, edge, at, widths[number]) for number, edge in enumerate(made.edges))
    boxes = tuple(_box(subject, box, *at[key]) for key, box in made.boxes.items())
    unknown = any(not edge.is_known for edge in edges)
    return Figure(width, height + below, boxes, edges, _in_words(subject, made), unknown)


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
    return DrawnBox(box.kind, label, x - BOX_WIDTH / 2, y - BOX_HEIGHT / 2, wrapped(name, _WRAP), name)


def wrapped(text: str, width: int) -> tuple[str, ...]:
    """A text in at most two lines, cut off where it is longer."""
    clean = " ".join(text.split())
    lines = textwrap.wrap(clean, width, max_lines=_LINES, placeholder="…", break_long_words=True)
    return tuple(lines)


def _is_round(made: Plan, edge: Edge) -> bool:
    """Whether a flow goes between boxes of one row that do not follow each other."""
    return made.row[edge.start] == made.row[edge.end] and not _is_next(made, edge)


def _is_next(made: Plan, edge: Edge) -> bool:
    if edge.start not in made.line or edge.end not in made.line:
        return False
    return made.line.index(edge.end) - made.line.index(edge.start) == 1


def _edge(subject: Subject, made: Plan, edge: Edge, at: Mapping[str, Place], width: float) -> DrawnEdge:
    head = max(_HEAD, width)
    if _is_round(made, edge):
        path, tip, middle = _round(at[edge.start], at[edge.end], head)
    elif made.row[edge.start] == made.row[edge.end]:
        path, tip, middle = _straight(at[edge.start], at[edge.end], head)
    else:
        path, tip, middle = _curve(at[edge.start], at[edge.end], head)
    known = subject.yearly(edge.amounts) is not None
    return DrawnEdge(path, tip, width, known, edge.on_line, _label(subject, edge, middle, width))


def _straight(start: Place, end: Place, head: float) -> tuple[str, str, Place]:
    x, y, to = start[0] + BOX_WIDTH / 2, start[1], end[0] - BOX_WIDTH / 2
    tip = f"M{to:.1f} {y:.1f}l{-head:.1f} {-head * 0.7:.1f}v{head * 1.4:.1f}z"
    return f"M{x:.1f} {y:.1f}H{to - head + 1:.1f}", tip, (x + GAP / 2, y)


def _curve(start: Place, end: Place, head: float) -> tuple[str, str, Place]:
    """From the lower or upper side of a box to that of another one in another row."""
    down = 1 if end[1] > start[1] else -1
    y, to = start[1] + down * BOX_HEIGHT / 2, end[1] - down * BOX_HEIGHT / 2
    landing = end[0] + max(-BOX_WIDTH / 3, min(BOX_WIDTH / 3, (start[0] - end[0]) / 4))
    last, half = to - down * (head - 1), (y + to) / 2
    path = f"M{start[0]:.1f} {y:.1f}C{start[0]:.1f} {half:.1f} {landing:.1f} {half:.1f} {landing:.1f} {last:.1f}"
    tip = f"M{landing:.1f} {to:.1f}l{-head * 0.7:.1f} {-down * head:.1f}h{head * 1.4:.1f}z"
    return path, tip, ((start[0] + landing) / 2, half)


def _round(start: Place, end: Place, head: float) -> tuple[str, str, Place]:
    """Below the line, to a box that does not follow."""
    y = start[1] + BOX_HEIGHT / 2
    deep, out, into = y + 52, start[0] + 30, end[0] - 30
    path = f"M{out:.1f} {y:.1f}C{out:.1f} {deep:.1f} {into:.1f} {deep:.1f} {into:.1f} {y + head - 1:.1f}"
    tip = f"M{into:.1f} {y:.1f}l{-head * 0.7:.1f} {head:.1f}h{head * 1.4:.1f}z"
    return path, tip, ((out + into) / 2, y + 38)


def _label(subject: Subject, edge: Edge, middle: Place, width: float) -> tuple[tuple[float, float, str, bool], ...]:
    """What flows, above an arrow of the line; how much and how far, below it."""
    x, y = middle
    what = wrapped(subject.name(subject.resource(edge.stream)), _WRAP_LABEL if edge.on_line else _WRAP)
    amount = subject.amount(edge.amounts, subject.unit(subject.resource(edge.stream))).text
    numbers = [amount] if edge.is_disposal else [amount, _km(subject, edge)]
    if not edge.on_line:
        lines = [*what, " · ".join(numbers)]
        first = y - (len(lines) - 1) * 7 + 4
        return tuple((x, first + 14 * at, text, at == len(lines) - 1) for at, text in enumerate(lines))
    above = [(x, y - width / 2 - 7 - 14 * at, text, False) for at, text in enumerate(reversed(what))]
    return (*above, *((x, y + width / 2 + 16 + 14 * at, text, True) for at, text in enumerate(numbers)))


def _km(subject: Subject, edge: Edge) -> str:
    return subject.words.km(edge.km).text if edge.km is not None else "? km"


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
        km=_km(subject, edge) if not edge.is_disposal else words("disposal"),
    )
