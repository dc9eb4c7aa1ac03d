"""Bulk writer: records in, the fewest writes out.

Each batch is compared with the graph by a hash of its records, so only what is new or different is written, and
writing the same records twice writes nothing. A batch claims the data version that it was compared at; when another
writer was faster it is compared again, so nothing is doubled and nothing lost, see `claims`.

New records are created rather than merged, because the embedded engine scans the whole label for a MERGE of a
node with two labels (20,000 nodes took 138 s, CREATE takes 2 s). Relationships that say the same are sent with one
copy of what they say.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from graph_kb.errors import QueryError
from graph_kb.store.claims import Planned, Run, claimed
from graph_kb.store.client import Graph
from graph_kb.store.comparing import Plan, Rows, compare, key_of, statements_of, whole
from graph_kb.store.merge import Written
from graph_kb.store.meta import RECORD_HASH, data_version
from graph_kb.store.records import LinkRow, NodeRow, said_by
from graph_kb.store.statements import Statements, link_creation, node_creation

if TYPE_CHECKING:
    from neo4j import ManagedTransaction

BATCH = 5000


def write_records(
    graph: Graph, rows: Rows, *, dry_run: bool = False, run: Run | None = None, new_since: int | None = None
) -> Written:
    """Write nodes of one main label, or relationships of one type between two labels, in one transaction.

    A record that another source wrote keeps its values; only what it lacks is filled in, see `merge`. Both ends of a
    relationship must be there.

    Args:
        graph: The graph.
        rows: The records.
        dry_run: Compare only.
        run: The writer, when it writes several batches at a time.
        new_since: Data version at which the graph had none of them, when known: they need not be looked for.
    """
    statements, since = statements_of(rows), new_since

    def plan_work() -> Planned:
        nonlocal since
        if since is not None:
            version, plan, done = since, Plan(create=list(rows)), Written(created=len(rows))
            since = None  # if somebody was faster, compare
        else:
            version = data_version(graph)
            plan, done = compare(graph, rows)
        is_idle = dry_run or not plan
        return Planned(version, None if is_idle else lambda transaction: _apply(transaction, statements, plan), done)

    return claimed(graph, plan_work, run)


def _apply(transaction: ManagedTransaction, statements: Statements, plan: Plan) -> None:
    nodes: dict[tuple[str, ...], list[dict[str, Any]]] = defaultdict(list)
    for row in plan.create:
        if isinstance(row, NodeRow):
            nodes[row.labels].append(whole(row))
    for labels, said in nodes.items():
        names = _names(said)
        values = [[one.get(name) for name in names] for one in said]
        checked_run(transaction, node_creation(labels, names), values)
    if links := [row for row in plan.create if isinstance(row, LinkRow)]:
        _create_links(transaction, links)
    if plan.update:
        changed = [{**key_of(row), "properties": properties} for row, properties in plan.update]
        checked_run(transaction, statements.update, changed)


def _create_links(transaction: ManagedTransaction, links: Sequence[LinkRow]) -> None:
    places: dict[int, int] = {}
    said: list[dict[str, Any]] = []
    rows = []
    for row in links:
        place = places.setdefault(id(row.properties), len(said))
        if place == len(said):
            properties, hash_ = said_by(row)
            said.append({**properties, RECORD_HASH: hash_})
        rows.append([row.start, row.end, row.key, place])
    checked_run(transaction, link_creation(links[0], _names(said)), rows, said=said)


def _names(said: Iterable[dict[str, Any]]) -> list[str]:
    """Names of all properties, in the same order for the same ones: the engines keep the plan of a statement."""
    return sorted(set().union(*said))


def checked_run(transaction: ManagedTransaction, text: str, rows: Sequence[Any], **more: Any) -> None:
    """Run a statement and make sure that it wrote every row: a missing end would drop one in silence."""
    written = transaction.run(text, rows=rows, **more).single(strict=True)["n"]
    if written != len(rows):
        raise QueryError(f"{len(rows)} records sent, {written} written: an end of a relationship is missing")
