"""Files of rejected rows that are fed back: they add to what their source has in the graph, and change none of it.

What the source has in the graph about the same records is staged before their rows, as one more statement: rows that
say something else are then rejected like any that contradict an earlier one, and what they leave blank stays.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, TypeVar

from graph_kb.intake.batches import link_batches, node_batches
from graph_kb.intake.spool import Spool
from graph_kb.store.client import Graph
from graph_kb.store.comparing import stated_before
from graph_kb.store.merge import own_statement, source_name
from graph_kb.store.records import LinkRow, NodeRow
from graph_kb.store.writer import BATCH

R = TypeVar("R", NodeRow, LinkRow)


def stage_what_is_there(graph: Graph, spool: Spool, files: Sequence[str], load_id: str) -> None:
    """Stage what a source has in the graph already.

    Args:
        graph: The graph.
        spool: The staged rows, all of them read.
        files: Names of the tables that are fed back.
        load_id: Load of the source.
    """
    if not files:
        return
    source = source_name(load_id)
    for nodes in node_batches(spool.base, BATCH):
        spool.stage_before(nodes=[row._replace(properties=said) for row, said in _own(graph, nodes, source)])
    for links in link_batches(spool.base, BATCH):
        spool.stage_before(links=[row._replace(properties=said) for row, said in _own(graph, links, source)])
    spool.state_before(files)


def _own(graph: Graph, rows: Sequence[R], source: str) -> Iterator[tuple[R, dict[str, Any]]]:
    """Rows whose record the source wrote before, and what it said of it."""
    there = stated_before(graph, rows)
    for row in rows:
        properties = there.get(row.key, {})
        if source_name(properties.get("load_id")) == source:
            said = own_statement(properties)
            # The id of a relationship is its key, which is no part of what a row says of it.
            yield row, said if isinstance(row, NodeRow) else {name: said[name] for name in said if name != "id"}
