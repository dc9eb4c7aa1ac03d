"""Writing what is staged, in batches: nodes, relationships, then what the source states no more is removed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from graph_kb.intake import resources
from graph_kb.intake.batches import link_batches, node_batches
from graph_kb.intake.mapping import LinkRule, Mapping, TableRule
from graph_kb.intake.spool import Spool
from graph_kb.intake.summary import Summary
from graph_kb.intake.workers import Progress, side_by_side
from graph_kb.model.relationships import described
from graph_kb.store.batch import NodeBatch
from graph_kb.store.changes import forget_old_changes
from graph_kb.store.claims import Run
from graph_kb.store.client import Graph
from graph_kb.store.comparing import Records
from graph_kb.store.journal import Journal
from graph_kb.store.merge import Written, source_name
from graph_kb.store.presence import Newness
from graph_kb.store.removal import Described, remove_unstated
from graph_kb.store.writer import BATCH, write_records


def write_staged(
    graph: Graph,
    spool: Spool,
    summary: Summary,
    told: Progress,
    replaced: Sequence[Described] = (),
    journal: Journal | None = None,
) -> None:
    """Write what is new or different.

    Args:
        graph: The graph.
        spool: The staged records.
        summary: What was done is added to it; it says whether anything may be written.
        told: Told how far it is.
        replaced: Relationships that the source states in full around its nodes.
        journal: Where what the graph has before is noted.
    """
    spool.join_doubles()
    total, done = spool.counts(), 0
    told("write", 0, total)
    known = resources.resource_names(graph)
    for batch, written in _written(graph, spool, summary, journal):
        _note_found(spool, batch, written, replaced)
        if isinstance(batch, NodeBatch):
            _note_new_resources(known, batch, written, summary)
        summary.written.add(written)
        done += len(batch)
        told("write", done, total)
    _remove_unstated(graph, spool, summary, replaced, journal)
    if not summary.dry_run:
        forget_old_changes(graph)
    found = summary.written.bindings
    summary.written.bindings = [replace(one, where=spool.place(one.label, one.id)) for one in found]


def _written(
    graph: Graph, spool: Spool, summary: Summary, journal: Journal | None
) -> Iterator[tuple[Records, Written]]:
    """Batches and what writing each did, in their order; nodes before relationships."""
    newness, run = Newness(graph), Run()

    def work(batch: Records) -> Written:
        since = newness.of_batch(batch)
        return write_records(graph, batch, dry_run=summary.dry_run, run=run, new_since=since, journal=journal)

    yield from side_by_side(work, node_batches(spool.base, BATCH), graph.writers)
    yield from side_by_side(work, link_batches(spool.base, BATCH), graph.writers)


def _note_found(spool: Spool, batch: Records, written: Written, replaced: Sequence[Described]) -> None:
    """Keep which nodes were in the graph, and around which of them there is perhaps something to be taken back."""
    if isinstance(batch, NodeBatch):
        spool.note_restated(batch.label, written.found)
        return
    label = batch.start_label if batch.near_end == "start" else batch.end_label
    kind = Described(batch.type, label, batch.near_end)
    if kind in replaced:
        spool.note_beside(kind, written.beside)


def _note_new_resources(known: dict[str, str], batch: NodeBatch, written: Written, summary: Summary) -> None:
    if batch.label != resources.LABEL or not written.created:
        return
    found = set(written.found)
    summary.new_resources += resources.new_beside([row for row in batch.rows() if row.id not in found], known)


def _remove_unstated(
    graph: Graph, spool: Spool, summary: Summary, replaced: Sequence[Described], journal: Journal | None
) -> None:
    """Remove relationships that this source gave a node before, and gives it no more now that it states it again."""
    source = source_name(summary.load_id)
    for kind in replaced:
        for ids in spool.restated_batches(kind, BATCH):
            unstated = _asked(spool, kind.type)
            dry_run = summary.dry_run
            done = remove_unstated(graph, kind, ids, source, unstated, dry_run=dry_run, journal=journal)
            summary.written.add(done)


def _asked(spool: Spool, type_: str) -> Callable[[list[str]], list[str]]:
    return lambda keys: spool.unstated(type_, keys)


def stated_in_full(mapping: Mapping, read: Iterable[TableRule]) -> list[Described]:
    """Relationships of which a load has all that its source states: those of tables that were all read and had rows.

    Args:
        mapping: The rules of the source.
        read: The rules of the tables that had rows.
    """
    was_read = {id(rule) for rule in read}
    found = []
    for kind in (Described(*one) for one in described()):
        stating = [table for table in mapping.tables if any(_states(rule, kind) for rule in table.relationships)]
        if stating and all(id(table) in was_read for table in stating):
            found.append(kind)
    return found


def _states(rule: LinkRule, kind: Described) -> bool:
    near = rule.start if kind.end == "start" else rule.end
    return rule.type == kind.type and near.label == kind.label
