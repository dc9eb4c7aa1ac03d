"""Files of rejected rows that are fed back: they add to what their source has in the graph, and change none of it.

What the source has in the graph about the same records is staged before their rows, as one more statement: rows that
say something else are then rejected like any that contradict an earlier one, and what they leave blank stays.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from graph_kb.intake.batches import link_batches, node_batches
from graph_kb.intake.spool import Spool
from graph_kb.store.batch import LinkBatch
from graph_kb.store.client import Graph
from graph_kb.store.comparing import Records, stated_before
from graph_kb.store.merge import own_statement, source_name
from graph_kb.store.writer import BATCH


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
    spool.find_doubles()
    for nodes in node_batches(spool.base, BATCH):
        said = _own(graph, nodes, source)
        spool.stage_before(nodes=[row._replace(properties=said[row.key]) for row in nodes.rows() if row.key in said])
    for links in link_batches(spool.base, BATCH):
        said = _own(graph, links, source)
        spool.stage_before(links=[row._replace(properties=said[row.key]) for row in links.rows() if row.key in said])
    spool.state_before(files)


def _own(graph: Graph, batch: Records, source: str) -> dict[str, dict[str, Any]]:
    """What a source said of records that it wrote before, by key."""
    there = stated_before(graph, batch, batch.rows())
    own = {key: own_statement(said) for key, said in there.items() if source_name(said.get("load_id")) == source}
    if isinstance(batch, LinkBatch):
        # The id of a relationship is its key, which is no part of what a row says of it.
        own = {key: {name: said[name] for name in said if name != "id"} for key, said in own.items()}
    return own
