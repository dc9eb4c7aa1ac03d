"""The part of the facade that is about drawings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from graph_kb.errors import QueryError

if TYPE_CHECKING:
    from graph_kb.store import Graph
    from graph_kb.views import Network, Subgraph
    from graph_kb.workbench.result import Result

VIEW_LIMIT = 1_500
"""Most nodes of a drawing."""
MOST_COUNTED = 20_000
"""Most nodes that are counted as left out of one."""


class Drawings:
    """Parts of the graph, as data and as interactive pages."""

    graph: Graph

    def subgraph(self, ids: Iterable[str]) -> Subgraph:
        """The nodes with these ids and every relationship between them."""
        from graph_kb.workbench.subgraphs import read_subgraph

        return read_subgraph(self.graph, list(dict.fromkeys(ids)))

    def draw(self, result: Result, *, title: str = "", around: int = 0) -> Network:
        """Draw what a result speaks of: every node whose id stands in one of its cells.

        Args:
            result: The answer of a query.
            title: Heading; the query's doc when empty.
            around: Steps of neighbours drawn with it, 0 to 2.

        Raises:
            QueryError: No cell of the result is the id of a node.
        """
        from graph_kb.workbench.subgraphs import ids_in

        ids = ids_in(self.graph, result)
        if not ids and result.rows:
            raise QueryError(
                "no cell of the answer is the id of a node", hint="return ids, such as f.id AS facility_id"
            )
        return self._drawn(
            ids,
            around,
            title=title or result.doc.partition(".")[0],
            question=result.doc,
            cypher=result.cypher,
        )

    def draw_around(self, text: str, *, steps: int = 1) -> Network:
        """Draw the neighbourhood of a node.

        Args:
            text: Id, name or part of the name.
            steps: Steps of neighbours, 0 to 2.

        Raises:
            QueryError: The text fits nothing or several things.
        """
        from graph_kb.workbench.find import find_node
        from graph_kb.workbench.records import called

        id_ = find_node(self.graph, text)
        return self._drawn([id_], steps, title=f"Around {called(self.graph, id_)}")

    def draw_chain(self, certificate: Mapping[str, Any], *, links: Sequence[tuple[str, str]] = ()) -> Network:
        """Draw what a certificate rests on, as the graph has it now; what takes part in the chain is marked.

        Args:
            certificate: The certificate.
            links: Texts and addresses of pages of the service that shows it.
        """
        from graph_kb.views import draw_network
        from graph_kb.workbench.parts import part_of_chains
        from graph_kb.workbench.subgraphs import source_names

        ends = certificate["source"], certificate["need"]
        part = part_of_chains(self.graph, [certificate], VIEW_LIMIT).subgraph
        names = {node.id: node.name for node in part.nodes}
        return draw_network(
            part,
            title=" → ".join(names.get(one, one) for one in ends),
            question=f"A {certificate['status']} chain and what it rests on, as the data was on {certificate['day']}.",
            notes=[str(one["question"]) for one in certificate["unknowns"]],
            sources=source_names(self.graph, part),
            highlight=[*ends, *(one["id"] for one in certificate["processes"])],
            links=links,
        )

    def _drawn(self, ids: list[str], around: int, *, title: str, question: str = "", cypher: str = "") -> Network:
        from graph_kb.views import draw_network
        from graph_kb.workbench.subgraphs import neighbours, source_names

        drawn = neighbours(self.graph, ids, around, MOST_COUNTED) if around else ids
        counted = f"{'at least ' if len(drawn) == MOST_COUNTED else ''}{len(drawn) - VIEW_LIMIT}"
        notes = [f"{counted} more nodes are not drawn"] if len(drawn) > VIEW_LIMIT else []
        part = self.subgraph(drawn[:VIEW_LIMIT])
        return draw_network(
            part,
            title=title or "Answer",
            question=question,
            cypher=cypher,
            notes=[
                *notes,
                "Paths, not certified chains: co-inputs, capacity, permits and seasons are not checked.",
            ],
            sources=source_names(self.graph, part),
            highlight=ids if around else (),
        )
