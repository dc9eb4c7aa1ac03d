"""Tables of records that are in no graph, for tests that need none."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from graph_kb.model import Link, Node
from graph_kb.symbiosis.kinds import KINDS
from graph_kb.symbiosis.tables import Table, Tables, in_force, table

Bound = Mapping[str, Node | Link]


def tables_of(nodes: Iterable[Node], links: Iterable[Link], day: str) -> Tables:
    """The tables that `read_tables` gives for a graph of these records."""
    return in_force(day, every_table(nodes, links))


def every_table(nodes: Iterable[Node], links: Iterable[Link]) -> dict[str, Table]:
    """The tables that `read_all` gives for a graph of these records."""
    found = Bindings(list(nodes), list(links))
    made = {}
    for name, kind in KINDS.items():
        rows = [
            tuple(_said(bound, expression) for _, expression, _ in kind.columns) for bound in getattr(found, name)()
        ]
        made[name] = table(kind, [rows])
    return made


class Bindings:
    """What the pattern of each kind matches, written down by hand: nodes and links by name."""

    def __init__(self, nodes: list[Node], links: list[Link]) -> None:
        self._nodes = {(node.label(), node.id): node for node in nodes}
        self._links = links

    def sites(self) -> Iterator[Bound]:
        return self._each("Facility", "f")

    def resources(self) -> Iterator[Bound]:
        return self._each("Resource", "r")

    def codes(self) -> Iterator[Bound]:
        return self._each("WasteCode", "w")

    def offers(self) -> Iterator[Bound]:
        sites = self._by("OFFERS", lambda link: link.end)
        for of in self._of("OF", start="Offer"):
            for link in sites.get(of.start, ()):
                yield self._ends(link, "f", "o") | self._ends(of, "o", "r") | {"of": of}

    def needs(self) -> Iterator[Bound]:
        sites = self._by("AT", lambda link: link.start)
        for serves in self._of("SERVES"):
            for link in sites.get(serves.end, ()):
                yield self._ends(link, "n", "f") | self._ends(serves, "r", "n") | {"s": serves}

    def processes(self) -> Iterator[Bound]:
        return (self._ends(link, "f", "p") for link in self._of("RUNS"))

    def inputs(self) -> Iterator[Bound]:
        return (self._ends(link, "r", "p") | {"i": link} for link in self._of("INPUT_TO", end="Process"))

    def outputs(self) -> Iterator[Bound]:
        return (self._ends(link, "p", "r") | {"u": link} for link in self._of("OUTPUTS", start="Process"))

    def uses(self) -> Iterator[Bound]:
        return (self._ends(link, "p", "t") for link in self._of("USES"))

    def coded(self) -> Iterator[Bound]:
        return (self._ends(link, "o", "w") | {"c": link} for link in self._of("CODED", start="Offer"))

    def kind_of(self) -> Iterator[Bound]:
        return (self._ends(link, "a", "b") | {"k": link} for link in self._of("KIND_OF"))

    def substitutes(self) -> Iterator[Bound]:
        return (self._ends(link, "a", "b") | {"s": link} for link in self._of("SUBSTITUTES"))

    def permits(self) -> Iterator[Bound]:
        return (self._ends(link, "f", "m") for link in self._of("HOLDS"))

    def allowances(self) -> Iterator[Bound]:
        return (self._ends(link, "m", "w") | {"a": link} for link in self._of("ALLOWS"))

    def _each(self, label: str, name: str) -> Iterator[Bound]:
        return ({name: node} for (of, _), node in self._nodes.items() if of == label)

    def _of(self, type_: str, start: str = "", end: str = "") -> Iterator[Link]:
        for link in self._links:
            if link.type == type_ and start in ("", link.start_label) and end in ("", link.end_label):
                yield link

    def _by(self, type_: str, key: Callable[[Link], str]) -> dict[str, list[Link]]:
        found: dict[str, list[Link]] = {}
        for link in self._of(type_):
            found.setdefault(key(link), []).append(link)
        return found

    def _ends(self, link: Link, start: str, end: str) -> dict[str, Node | Link]:
        return {
            start: self._nodes[link.start_label, link.start],
            end: self._nodes[link.end_label, link.end],
        }


def _said(bound: Bound, expression: str) -> object:
    name, _, property_ = expression.partition(".")
    record = bound[name]
    value = getattr(record.properties if isinstance(record, Link) else record, property_)
    return getattr(value, "value", value)
