"""Parts of the graph that are asked for: around a node, in an answer, of chains; never more nodes than may be."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from graph_kb.errors import NotFound
from graph_kb.store.client import Graph
from graph_kb.views import Subgraph
from graph_kb.workbench.records import merged_into, records_by_id
from graph_kb.workbench.result import Result
from graph_kb.workbench.subgraphs import ids_in, neighbours, read_around, read_subgraph

_MORE = "there is more: only the first {} nodes are here, with the links between them"


@dataclass(frozen=True)
class Part:
    """A part of the graph.

    Attributes:
        subgraph: Its nodes and links.
        truncated: Whether nodes were left out.
        warnings: What the reader should know.
    """

    subgraph: Subgraph
    truncated: bool = False
    warnings: tuple[str, ...] = ()


def part_around(graph: Graph, id_: str, steps: int, most: int) -> Part:
    """What stands around a node, the nearest first; sources and claims are left out.

    Raises:
        NotFound: Nothing has this id.
    """
    if steps != 1:
        demand_node(graph, id_)
        return _part(graph, neighbours(graph, [id_], steps, most + 1), most)
    found = read_around(graph, id_, most)
    if found is None:
        raise no_node(graph, id_)
    subgraph, count = found
    return Part(subgraph, truncated=count > most, warnings=(_MORE.format(most),) if count > most else ())


def demand_node(graph: Graph, id_: str) -> None:
    """See that a node has an id.

    Raises:
        NotFound: Nothing has this id.
    """
    if not records_by_id(graph, [id_]):
        raise no_node(graph, id_)


def no_node(graph: Graph, id_: str) -> NotFound:
    """That nothing has an id, with what to do."""
    other = merged_into(graph, id_)
    hint = f"it was merged into {other}" if other else "GET /v1/search?text=... finds ids by names and codes"
    return NotFound(f"nothing has the id {id_!a:.200}", hint=hint)


def part_of_result(graph: Graph, result: Result, most: int) -> Part:
    """What an answer speaks of: every node whose id stands in one of its cells, and the links between them."""
    part = _part(graph, ids_in(graph, result), most)
    rows = (f"only the first {len(result)} rows of the answer were looked at",) if result.truncated else ()
    is_less = part.truncated or result.truncated
    return replace(part, truncated=is_less, warnings=(*result.warnings, *rows, *part.warnings))


def part_of_chains(graph: Graph, certificates: Iterable[Mapping[str, Any]], most: int) -> Part:
    """The nodes and links that certificates rest on, as the graph has them now."""
    subjects = dict.fromkeys(str(fact["subject"]) for one in certificates for fact in one["facts"])
    links = {tuple(one.split("|")[:3]) for one in subjects if "|" in one}
    ids = [id_ for one in subjects for id_ in (one.split("|")[1:3] if "|" in one else [one])]
    part = _part(graph, list(dict.fromkeys(ids)), most)
    kept = tuple(link for link in part.subgraph.links if (link.type, link.start, link.end) in links)
    return replace(part, subgraph=Subgraph(part.subgraph.nodes, kept))


def _part(graph: Graph, ids: list[str], most: int) -> Part:
    if len(ids) <= most:
        return Part(read_subgraph(graph, ids))
    return Part(read_subgraph(graph, ids[:most]), truncated=True, warnings=(_MORE.format(most),))
