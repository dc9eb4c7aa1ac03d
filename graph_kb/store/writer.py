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
from graph_kb.store.batch import LinkBatch, NodeBatch, batch_of
from graph_kb.store.changes import Touched
from graph_kb.store.claims import Planned, Run, Work, claimed
from graph_kb.store.client import Graph
from graph_kb.store.comparing import Plan, Records, compare, key_of, stated_before
from graph_kb.store.journal import Entry, Journal
from graph_kb.store.merge import Written
from graph_kb.store.meta import RECORD_HASH, data_version
from graph_kb.store.records import LinkRow, NodeRow
from graph_kb.store.statements import link_creation, node_creation, statements_of

if TYPE_CHECKING:
    from neo4j import ManagedTransaction

BATCH = 5000


def write_records(
    graph: Graph,
    records: Records | Sequence[NodeRow] | Sequence[LinkRow],
    *,
    dry_run: bool = False,
    run: Run | None = None,
    new_since: int | None = None,
    journal: Journal | None = None,
) -> Written:
    """Write nodes of one main label, or relationships of one type between two labels, in one transaction.

    A record that another source wrote keeps its values; only what it lacks is filled in, see `merge`. Both ends of a
    relationship must be there.

    Args:
        graph: The graph.
        records: The records.
        dry_run: Compare only.
        run: The writer, when it writes several batches at a time.
        new_since: Data version at which the graph had none of them, when known: they need not be looked for.
        journal: Where what the graph has before is noted, so that the write can be taken back.
    """
    batch = records if isinstance(records, NodeBatch | LinkBatch) else batch_of(records)
    since = new_since

    def plan_work() -> Planned:
        nonlocal since
        if since is not None:
            version, plan, done = since, Plan(range(len(batch))), Written(created=len(batch))
            since = None  # if somebody was faster, compare
        else:
            version = data_version(graph)
            plan, done = compare(graph, batch)
        is_idle = dry_run or not plan
        if journal and not is_idle:
            journal.note(_before(graph, batch, plan))
        work: Work | None = None if is_idle else lambda transaction: _apply(transaction, batch, plan)
        return Planned(version, work, done, _touched(batch, plan))

    return claimed(graph, plan_work, run)


def _touched(batch: Records, plan: Plan) -> Touched:
    written = [*batch.chosen(plan.create).keys, *(row.key for row, _ in plan.update)]
    if isinstance(batch, NodeBatch):
        return Touched(batch.label, written)
    return Touched(batch.type, written, start_label=batch.start_label)


def _before(graph: Graph, batch: Records, plan: Plan) -> Entry:
    """What the graph has in the place of what is planned."""
    new, changed = batch.chosen(plan.create), [row for row, _ in plan.update]
    there = stated_before(graph, batch, changed) if changed else {}
    updated = {row.key: (properties[RECORD_HASH], there[row.key]) for row, properties in plan.update}
    kind = [batch.label] if isinstance(batch, NodeBatch) else [batch.type, batch.start_label, batch.end_label]
    return Entry(kind, dict(zip(new.keys, new.hashes, strict=True)), updated)


def _apply(transaction: ManagedTransaction, batch: Records, plan: Plan) -> None:
    if plan.create:
        new = batch.chosen(plan.create)
        _create_nodes(transaction, new) if isinstance(new, NodeBatch) else _create_links(transaction, new)
    if plan.update:
        changed = [{**key_of(row), "properties": properties} for row, properties in plan.update]
        checked_run(transaction, statements_of(batch).update, changed)


def _create_nodes(transaction: ManagedTransaction, batch: NodeBatch) -> None:
    kinds: dict[tuple[str, ...], list[dict[str, Any]]] = defaultdict(list)
    for labels, hash_, said in zip(batch.labels, batch.hashes, batch.all_said(), strict=True):
        kinds[labels].append({**said, RECORD_HASH: hash_})
    for labels, found in kinds.items():
        names = _names(found)
        checked_run(transaction, node_creation(labels, names), [[one.get(name) for name in names] for one in found])


def _create_links(transaction: ManagedTransaction, batch: LinkBatch) -> None:
    said = batch.all_said()
    distinct = {id(one): {**one, RECORD_HASH: hash_} for one, hash_ in zip(said, batch.hashes, strict=True)}
    places = {name: place for place, name in enumerate(distinct)}
    rows = list(zip(batch.starts, batch.ends, batch.keys, (places[id(one)] for one in said), strict=True))
    checked_run(transaction, link_creation(batch, _names(distinct.values())), rows, said=list(distinct.values()))


def _names(said: Iterable[dict[str, Any]]) -> list[str]:
    """Names of all properties, in the same order for the same ones: the engines keep the plan of a statement."""
    return sorted(set().union(*said))


def checked_run(transaction: ManagedTransaction, text: str, rows: Sequence[Any], **more: Any) -> None:
    """Run a statement and make sure that it wrote every row: a missing end would drop one in silence."""
    written = transaction.run(text, rows=rows, **more).single(strict=True)["n"]
    if written != len(rows):
        hint = "load the nodes at its ends too, or before it; if nobody deletes nodes meanwhile, tell us"
        raise QueryError(f"{len(rows)} records sent, {written} written: an end of a relationship is missing", hint=hint)
