"""Where the boxes of a drawing stand: the line from left to right, what feeds it above, what it leaves below."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from graph_kb.symbiosis.verifying.certificate import Certificate, ClaimedFlow, Key
from graph_kb.views.cards.subject import Amounts

Place = tuple[float, float]
BOX_WIDTH, BOX_HEIGHT = 176.0, 66.0
GAP, ROW_GAP, APART = 140.0, 64.0, 16.0
MARGIN = 8.0


@dataclass(frozen=True)
class Box:
    """An offer, need, process or disposal."""

    key: str
    kind: str
    id: str


@dataclass(frozen=True)
class Edge:
    """What goes between two boxes: ends, resource as the stream has it, amounts, and the flow; none to disposal."""

    start: str
    end: str
    stream: Key
    amounts: Amounts
    flow: ClaimedFlow | None = None

    @property
    def on_line(self) -> bool:
        """Whether it is a leg of the line."""
        return self.flow is not None and self.flow.on_line


@dataclass
class Plan:
    """Boxes by key, their rows, and the flows."""

    boxes: dict[str, Box] = field(default_factory=dict)
    row: dict[str, int] = field(default_factory=dict)
    line: list[str] = field(default_factory=list)
    edges: list[Edge] = field(default_factory=list)

    def partners(self, key: str) -> list[str]:
        """Boxes that a box is joined to, which stand nearer to the line."""
        ends = [edge.end if edge.start == key else edge.start for edge in self.edges if key in (edge.start, edge.end)]
        return [end for end in ends if abs(self.row[end]) < abs(self.row[key])]


def plan(certificate: Certificate) -> Plan:
    """Boxes and flows of a chain, each box in a row: 0 is the line, negative rows are above."""
    made = Plan()
    line = [one.id for one in certificate.processes if one.part == "line"]
    _add(made, Box(f"offer {certificate.source}", "offer", certificate.source), 0)
    for id_ in line:
        _add(made, Box(f"process {id_}", "process", id_), 0)
    _add(made, Box(f"need {certificate.need}", "need", certificate.need), 0)
    made.line = list(made.boxes)
    for flow in certificate.flows:
        ends = _key(flow.stream), _key(flow.receiver)
        made.edges.append(Edge(*ends, flow.stream, flow.amounts, flow))
    for number, one in enumerate(certificate.disposals):
        ends = _key(one.output), f"disposal {number}"
        made.edges.append(Edge(*ends, one.output, one.amounts))
    _rows(made, [one.id for one in certificate.processes if one.part == "feeder"])
    return made


def _key(key: Key) -> str:
    return f"{key.kind if key.kind in ('offer', 'need') else 'process'} {key.id}"


def _add(made: Plan, box: Box, row: int) -> None:
    made.boxes.setdefault(box.key, box)
    made.row.setdefault(box.key, row)


def _rows(made: Plan, feeders: Sequence[str]) -> None:
    """Feeders above what they feed, from the last of the order; then what else is joined to them and to the line."""
    for id_ in reversed(feeders):
        key = f"process {id_}"
        fed = [made.row[edge.end] for edge in made.edges if edge.start == key and edge.end in made.row]
        _add(made, Box(key, "feeder", id_), min(fed, default=0) - 1)
    for edge in made.edges:
        for own, other, below in ((edge.start, edge.end, -1), (edge.end, edge.start, 1)):
            if own not in made.row and other in made.row:
                away = below if made.row[other] == 0 else -1
                kind, _, id_ = own.partition(" ")
                _add(made, Box(own, kind, id_), made.row[other] + away)


def places(made: Plan) -> tuple[Mapping[str, Place], float, float]:
    """The middle of each box, and the width and height of the drawing."""
    across = {key: at * (BOX_WIDTH + GAP) for at, key in enumerate(made.line)}
    by_row: dict[int, list[str]] = defaultdict(list)
    for key, row in made.row.items():
        if key not in across:
            by_row[row].append(key)
    for row in sorted(by_row, key=abs):
        across |= _spread({key: _wanted(made, key, across) for key in by_row[row]})
    left, top = min(across.values()), min(made.row.values())
    right, bottom = max(across.values()), max(made.row.values())
    step = BOX_HEIGHT + ROW_GAP
    found = {
        key: (x - left + BOX_WIDTH / 2 + MARGIN, (made.row[key] - top) * step + BOX_HEIGHT / 2 + MARGIN)
        for key, x in across.items()
    }
    return found, right - left + BOX_WIDTH + 2 * MARGIN, (bottom - top) * step + BOX_HEIGHT + 2 * MARGIN


def _wanted(made: Plan, key: str, across: Mapping[str, float]) -> float:
    near = [across[other] for other in made.partners(key) if other in across]
    return sum(near) / len(near) if near else 0.0


def _spread(wanted: Mapping[str, float]) -> dict[str, float]:
    """Places as near as possible to those wanted, a box apart from each other; groups keep their middle."""
    groups: list[tuple[float, list[str]]] = []
    for key in sorted(wanted, key=lambda one: wanted[one]):
        middle, keys = wanted[key], [key]
        while groups and middle - groups[-1][0] < _half(keys) + _half(groups[-1][1]):
            before, others = groups.pop()
            middle = (before * len(others) + middle * len(keys)) / (len(others) + len(keys))
            keys = others + keys
        groups.append((middle, keys))
    return {key: at for middle, keys in groups for key, at in _around(middle, keys)}


def _half(keys: Sequence[str]) -> float:
    return len(keys) * (BOX_WIDTH + APART) / 2


def _around(middle: float, keys: Sequence[str]) -> Iterable[tuple[str, float]]:
    first = middle - (len(keys) - 1) * (BOX_WIDTH + APART) / 2
    return ((key, first + at * (BOX_WIDTH + APART)) for at, key in enumerate(keys))
