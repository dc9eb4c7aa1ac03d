"""What a graph has already: asked before it is written to."""

from __future__ import annotations

from collections.abc import Iterable

from graph_kb.store.batch import LinkBatch, NodeBatch
from graph_kb.store.client import Graph
from graph_kb.store.meta import data_version
from graph_kb.store.records import known_label, plain_name


def existing_ids(graph: Graph, label: str, ids: Iterable[str]) -> set[str]:
    """The ids that a label already has."""
    text = f"UNWIND $ids AS id MATCH (n:{known_label(label)} {{id: id}}) RETURN collect(n.id) AS ids"
    return set(graph.read(text, {"ids": list(ids)}).rows[0]["ids"])


def resource_kinds(graph: Graph, ids: Iterable[str]) -> dict[str, str]:
    """Kinds of those resources that exist, by id."""
    text = "UNWIND $ids AS id MATCH (r:Resource {id: id}) RETURN r.id AS id, r.kind AS kind"
    return {row["id"]: row["kind"] for row in graph.read(text, {"ids": list(ids)})}


class Newness:
    """Which kinds of records a graph had none of at a moment, so that they need not be looked for one by one.

    Who writes on that ground claims the version of that moment, see `claims`: if somebody else wrote meanwhile, the
    claim fails.

    Args:
        graph: The graph as it is at that moment.

    Attributes:
        version: Its data version.
    """

    def __init__(self, graph: Graph) -> None:
        self._graph, self._answers = graph, dict[str, bool]()
        self.version = data_version(graph)

    def of_batch(self, batch: NodeBatch | LinkBatch) -> int | None:
        """The version when there was no record of the kind of a batch; None when there was one."""
        if isinstance(batch, NodeBatch):
            return self.of_label(batch.label)
        return self.of_type(batch.type, batch.start_label, batch.end_label)

    def of_label(self, label: str) -> int | None:
        """The version when there was no node of a label; None when there was one."""
        return self._none(f"MATCH (n:{known_label(label)}) RETURN 1 AS n LIMIT 1")

    def of_type(self, type_: str, start_label: str, end_label: str) -> int | None:
        """The version when there was no such relationship: nothing leads from or to a label without nodes."""
        ends = [self.of_label(label) for label in (start_label, end_label)]
        if any(version is not None for version in ends):
            return self.version
        return self._none(f"MATCH ()-[r:`{plain_name(type_)}`]->() RETURN 1 AS n LIMIT 1")

    def _none(self, text: str) -> int | None:
        if text not in self._answers:
            self._answers[text] = not self._graph.read(text).rows
        return self.version if self._answers[text] else None
