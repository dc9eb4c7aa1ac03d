"""Reads the facts of a certificate from a graph: a few portable queries by ids."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from graph_kb.store.client import Graph
from graph_kb.store.meta import data_version
from graph_kb.symbiosis.verifying.certificate import Certificate, read_certificate
from graph_kb.symbiosis.verifying.facts import Facts, LinkFact, Properties, Temperature
from graph_kb.symbiosis.verifying.fitting import Kinds

_BATCH = 2000
_LEFT_OUT = frozenset({"load_id", "filled_in", "record_hash"})
"""Bookkeeping of the graph that says nothing about flows."""

# An anchor stands in a MATCH of its own: the embedded engine is slow otherwise.
_LINKS_BY_TYPE = {
    "KIND_OF": "MATCH (a:Resource)-[r:KIND_OF]->(b:Resource) RETURN a, r, b",
    "SUBSTITUTES": "MATCH (a:Resource)-[r:SUBSTITUTES]->(b:Resource) RETURN a, r, b",
}
_ABOUT = {
    "Process": {
        "RUNS": "UNWIND $ids AS id MATCH (b:Process {id: id}) MATCH (a:Facility)-[r:RUNS]->(b) RETURN a, r, b",
        "USES": "UNWIND $ids AS id MATCH (a:Process {id: id}) MATCH (a)-[r:USES]->(b:Technology) RETURN a, r, b",
        "INPUT_TO": "UNWIND $ids AS id MATCH (b:Process {id: id}) MATCH (a:Resource)-[r:INPUT_TO]->(b) RETURN a, r, b",
        "OUTPUTS": "UNWIND $ids AS id MATCH (a:Process {id: id}) MATCH (a)-[r:OUTPUTS]->(b:Resource) RETURN a, r, b",
    },
    "Offer": {
        "OFFERS": "UNWIND $ids AS id MATCH (b:Offer {id: id}) MATCH (a:Facility)-[r:OFFERS]->(b) RETURN a, r, b",
        "OF": "UNWIND $ids AS id MATCH (a:Offer {id: id}) MATCH (a)-[r:OF]->(b:Resource) RETURN a, r, b",
        "CODED": "UNWIND $ids AS id MATCH (a:Offer {id: id}) MATCH (a)-[r:CODED]->(b:WasteCode) RETURN a, r, b",
    },
    "Need": {
        "AT": "UNWIND $ids AS id MATCH (a:Need {id: id}) MATCH (a)-[r:AT]->(b:Facility) RETURN a, r, b",
        "SERVES": "UNWIND $ids AS id MATCH (b:Need {id: id}) MATCH (a:Resource)-[r:SERVES]->(b) RETURN a, r, b",
    },
    "Facility": {
        "HOLDS": "UNWIND $ids AS id MATCH (a:Facility {id: id}) MATCH (a)-[r:HOLDS]->(b:Permit) RETURN a, r, b",
    },
    "Permit": {
        "ALLOWS": "UNWIND $ids AS id MATCH (a:Permit {id: id}) MATCH (a)-[r:ALLOWS]->(b:WasteCode) RETURN a, r, b",
    },
}
"""Relationships around a node that say what it is, by its label."""

_OFFERS = "UNWIND $ids AS id MATCH (b:Resource {id: id}) MATCH (a:Offer)-[:OF]->(b) RETURN DISTINCT a.id AS id"
_NEEDS = "UNWIND $ids AS id MATCH (a:Resource {id: id}) MATCH (a)-[:SERVES]->(b:Need) RETURN DISTINCT b.id AS id"
_CODES = "UNWIND $ids AS id MATCH (c:WasteCode {code: id}) RETURN c"
_THERMAL = (
    "UNWIND $ids AS id MATCH (r:Resource {id: id}) MATCH (o:Offer)-[:OF]->(r) MATCH (f:Facility)-[:OFFERS]->(o) "
    "WHERE coalesce(o.continuity, '') <> 'one_off' AND coalesce(o.period, '') <> 'once' "
    "AND (o.temperature_c IS NOT NULL OR o.temperature_min_c IS NOT NULL OR o.temperature_max_c IS NOT NULL) "
    "RETURN DISTINCT r.id AS resource, f.status AS status, f.until AS until",
    "UNWIND $ids AS id MATCH (r:Resource {id: id}) MATCH (r)-[:SERVES]->(n:Need) MATCH (n)-[:AT]->(f:Facility) "
    "WHERE coalesce(n.continuity, '') <> 'one_off' AND coalesce(n.period, '') <> 'once' "
    "AND n.temperature_c IS NOT NULL "
    "RETURN DISTINCT r.id AS resource, f.status AS status, f.until AS until",
    "UNWIND $ids AS id MATCH (r:Resource {id: id}) MATCH (r)-[i:INPUT_TO]->(p:Process) "
    "MATCH (f:Facility)-[:RUNS]->(p) WHERE i.min_temperature_c IS NOT NULL OR i.max_temperature_c IS NOT NULL "
    "RETURN DISTINCT r.id AS resource, f.status AS status, f.until AS until",
    "UNWIND $ids AS id MATCH (r:Resource {id: id}) MATCH (p:Process)-[u:OUTPUTS]->(r) "
    "MATCH (f:Facility)-[:RUNS]->(p) WHERE u.role <> 'loss' AND u.temperature_c IS NOT NULL "
    "RETURN DISTINCT r.id AS resource, f.status AS status, f.until AS until",
)


def read_facts(graph: Graph, certificate: Mapping[str, Any]) -> Facts:
    """Read what the check of a certificate needs.

    Args:
        graph: The graph.
        certificate: The certificate.

    Raises:
        FormatFault: The certificate cannot be read.
        StoreError: The graph does not answer.
    """
    return FactReader(graph).read(certificate)


class FactReader:
    """Reads the facts of several certificates; which resources stand for which is read once for each data version.

    Make one for certificates that are checked one after the other, and none that outlives them: what somebody writes
    into the graph past this package raises no data version.

    Args:
        graph: The graph.
    """

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self._kinds: tuple[int, list[dict[str, Any]]] | None = None

    def read(self, certificate: Mapping[str, Any]) -> Facts:
        """As `read_facts`."""
        version = data_version(self._graph)
        if self._kinds is None or self._kinds[0] != version:
            self._kinds = version, [row for text in _LINKS_BY_TYPE.values() for row in self._graph.read(text).rows]
        return _Reader(self._graph, version).read(read_certificate(certificate), self._kinds[1])


class _Reader:
    """Collects nodes and relationships."""

    def __init__(self, graph: Graph, version: int) -> None:
        self._graph, self._version = graph, version
        self._nodes: dict[tuple[str, str], Properties] = {}
        self._links: dict[str, LinkFact] = {}

    def read(self, certificate: Certificate, kinds: Iterable[dict[str, Any]]) -> Facts:
        """All facts for a certificate."""
        self._add(kinds)
        self._describe("Process", (one.id for one in certificate.processes))
        flows = certificate.flows
        offers = {certificate.source, *(one.stream.id for one in flows if one.stream.kind == "offer")}
        needs = {certificate.need, *(one.receiver.id for one in flows if one.receiver.kind == "need")}
        self._describe("Offer", sorted(offers | self._pool_of_offers()))
        self._describe("Need", sorted(needs | self._pool_of_needs()))
        self._describe("Facility", self._ids("Facility"))
        self._describe("Permit", self._ids("Permit"))
        self._read_codes()
        return Facts(self._nodes, tuple(self._links.values()), self._temperatures(), self._version)

    def _describe(self, label: str, ids: Iterable[str]) -> None:
        """Read the relationships that say what some nodes are."""
        wanted = sorted(set(ids))
        for text in _ABOUT[label].values():
            self._add(self._rows(text, wanted))

    def _pool_of_offers(self) -> set[str]:
        """Offers of resources that fit an input port of the processes."""
        kinds = self._kinds()
        taken = {link.start for link in self._links.values() if link.type == "INPUT_TO"}
        fitting = {id_ for resource in taken for id_ in kinds.fitting(resource)}
        return {row["id"] for row in self._rows(_OFFERS, sorted(fitting))}

    def _pool_of_needs(self) -> set[str]:
        """Needs of resources that an output of the processes fits."""
        kinds = self._kinds()
        made = {link.end for link in self._links.values() if link.type == "OUTPUTS"}
        fitted = {id_ for resource in made for id_ in kinds.fitted(resource)}
        return {row["id"] for row in self._rows(_NEEDS, sorted(fitted))}

    def _read_codes(self) -> None:
        codes = {link.properties.get("waste_code") for link in self._links.values() if link.type == "OUTPUTS"}
        for row in self._rows(_CODES, sorted(code for code in codes if code)):
            self._node(row["c"])

    def _temperatures(self) -> frozenset[Temperature]:
        ids = self._ids("Resource")
        rows = (row for text in _THERMAL for row in self._rows(text, ids))
        return frozenset(Temperature(row["resource"], row["status"], row["until"]) for row in rows)

    def _kinds(self) -> Kinds:
        return Kinds(Facts(self._nodes, tuple(self._links.values()), frozenset()))

    def _ids(self, label: str) -> list[str]:
        return sorted(id_ for known, id_ in self._nodes if known == label)

    def _rows(self, text: str, ids: list[str]) -> Iterator[dict[str, Any]]:
        for at in range(0, len(ids), _BATCH):
            yield from self._graph.read(text, {"ids": ids[at : at + _BATCH]}).rows

    def _add(self, rows: Iterable[dict[str, Any]]) -> None:
        for row in rows:
            start, end = self._node(row["a"]), self._node(row["b"])
            said = {name: value for name, value in _said(row["r"]).items() if name != "id"}
            link = LinkFact(row["r"].type, start, end, said)
            self._links[link.key] = link

    def _node(self, node: Any) -> str:
        said = _said(node)
        label = next(label for label in LABELS if label in node.labels)
        self._nodes[label, said["id"]] = said
        return str(said["id"])


LABELS = ("Resource", "Facility", "Offer", "Need", "Process", "Technology", "Permit", "WasteCode")
"""Labels of the nodes that matter here."""


def _said(entity: Any) -> dict[str, Any]:
    return {name: value for name, value in dict(entity.items()).items() if name not in _LEFT_OUT}
