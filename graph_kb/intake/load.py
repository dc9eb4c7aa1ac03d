"""Loading a source: read and check everything, then write what is new or different, in batches.

An interrupted load is simply run again: records already written are found unchanged, so nothing is lost and
nothing doubled.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from graph_kb.errors import DataError, GraphKBError
from graph_kb.intake.codes import KnownNodes
from graph_kb.intake.first_load import REFERENCE, import_staged
from graph_kb.intake.mapping import Mapping
from graph_kb.intake.reading import Read, read_tables, settle, silent, tell_issues
from graph_kb.intake.rows import RECORD_MAKERS, as_records
from graph_kb.intake.source import SourceTable, chosen_tables, write_rejected
from graph_kb.intake.spool import Spool
from graph_kb.intake.summary import Summary
from graph_kb.intake.supplements import stage_what_is_there
from graph_kb.intake.workers import Progress
from graph_kb.intake.writing import stated_in_full, write_staged
from graph_kb.model.base import Node
from graph_kb.model.relationships import Link
from graph_kb.reference import reference_records
from graph_kb.store.client import Graph
from graph_kb.store.journal import Journal
from graph_kb.store.loads import has_numbers, load_statement, mark_dead_loads, only_load
from graph_kb.store.meta import RAISE_BESIDE
from graph_kb.store.neo4j_server.empty_store import check_empty, check_local, stopped_meanwhile
from graph_kb.store.neo4j_server.half_made import Note
from graph_kb.store.presence import existing_ids, resource_kinds
from graph_kb.store.settings import Settings


def load_source(
    graph: Graph,
    mapping: Mapping,
    folder: Path,
    *,
    home: Path,
    files: Sequence[Path] = (),
    rejects_folder: Path | None = None,
    dry_run: bool = False,
    into_empty: Settings | None = None,
    progress: Progress | None = None,
    journal: Journal | None = None,
) -> Summary:
    """Load the tables of a mapping. The shipped code lists come first when the source refers to them.

    Args:
        graph: The graph, with its schema prepared.
        mapping: The rules.
        folder: Folder that the file names of the mapping are relative to.
        home: Folder of all state; the load stages there and holds its lock.
        files: Files to read instead of those the mapping names, each matched to its tables by name.
        rejects_folder: Where files of rejected rows go; `rejects` in the home when missing.
        dry_run: Check and compare everything, write nothing into the graph.
        into_empty: Settings of the graph when it is an empty one of a local Neo4j, to be filled by its importer.
        progress: Told how far the load is.
        journal: Where what the graph has before is noted, so that the load can be taken back.

    Raises:
        DataError: A file cannot be read at all, or no table has a row.
        StoreError: Another load is running, or the graph is gone.
    """
    told = progress or silent
    if into_empty:
        check_local(into_empty)
        check_empty(graph)
    tables = chosen_tables(mapping, folder, files)
    summary = Summary(f"load:{mapping.name}@{_content(tables, mapping)[:12]}", dry_run=dry_run)
    source = _Source(mapping, tables, summary, home, rejects_folder or home / "rejects", journal)
    with only_load(home), _staging(home, mapping.name) as spool:
        if into_empty and not dry_run:
            _import(graph, into_empty, source, spool, told)
        else:
            _load(graph, source, spool, told)
    return summary


@dataclass(frozen=True)
class _Source:
    """What is loaded: rules and tables, what is told of it, the folder of all state, where rejects and journal go."""

    mapping: Mapping
    tables: Sequence[SourceTable]
    summary: Summary
    home: Path
    rejects: Path
    journal: Journal | None = None

    def note(self, graph: Graph, status: str) -> None:
        """Keep in the graph how the load goes."""
        if self.summary.dry_run:
            return
        # A repetition that changed nothing must not hide what the load did.
        is_told = self.summary.written.changes or not has_numbers(graph, self.summary.load_id)
        graph.run(*self.statement(status, _numbers(self.summary) if status != "running" and is_told else {}))
        graph.run(RAISE_BESIDE)

    def statement(self, status: str, numbers: dict[str, int]) -> Note:
        """Statement that keeps it."""
        load_id = self.summary.load_id
        values = {"source_name": self.mapping.name, "content": load_id.partition("@")[2]}
        return load_statement(load_id, self.home, status, values, numbers)


def _load(graph: Graph, source: _Source, spool: Spool, told: Progress) -> None:
    """Write what is new or different, in batches."""
    if not source.summary.dry_run:
        mark_dead_loads(graph, source.home)
    read, known = _checked(graph, source, spool, told)
    if known.needs_codes and not source.summary.dry_run:
        source.summary.codes_read = _load_codes(graph, source.home, told)
    with _noted(graph, source):
        stated = stated_in_full(source.mapping, read.whole)
        write_staged(graph, spool, source.summary, told, stated, source.journal)


def _import(graph: Graph, settings: Settings, source: _Source, spool: Spool, told: Progress) -> None:
    """Have the offline importer write everything; the server is stopped while the rows are read."""
    for table in source.tables:
        table.open()  # what is missing or misnamed is told while the server still runs
    graph.rest()
    begun = source.statement("running", {})
    with stopped_meanwhile(settings) as stopped:
        _, known = _checked(None, source, spool, told)
        source.summary.written.created = spool.counts()
        # Part of what is imported, so that a graph that is whole says where it comes from.
        notes = [begun, source.statement("done", _numbers(source.summary))]
        import_staged(stopped, spool, source.summary, told, notes, with_codes=known.needs_codes)
    source.note(graph, "done")


def _checked(graph: Graph | None, source: _Source, spool: Spool, told: Progress) -> tuple[Read, KnownNodes]:
    """Read and check every row, beside what is in the graph; without one, beside nothing."""
    summary, known = source.summary, KnownNodes(graph)
    read = read_tables(source.tables, source.mapping, spool, summary, told)
    if graph:
        stage_what_is_there(graph, spool, read.fed_back, summary.load_id)
    spool.reject(spool.misfits(lambda ids: resource_kinds(graph, ids) if graph else {}))
    settle(spool, known, told)
    spool.forget_graph()
    tell_issues(source.tables, spool, summary)
    name = source.mapping.name
    summary.reject_files = write_rejected(source.tables, spool, source.rejects, name, dry_run=summary.dry_run)
    return read, known


@contextmanager
def _noted(graph: Graph, source: _Source) -> Iterator[None]:
    """Keep in the graph how a load goes."""
    source.note(graph, "running")
    try:
        yield
    except BaseException:
        with suppress(GraphKBError):
            source.note(graph, "interrupted")
        raise
    source.note(graph, "done")


def load_records(
    graph: Graph,
    records: Iterable[Node | Link],
    *,
    name: str,
    home: Path,
    file: str = "",
    first_row: int = 1,
    progress: Progress | None = None,
) -> Summary:
    """Load records that are already validated, such as the shipped code lists. A record that names its load keeps it.

    Args:
        graph: The graph, with its schema prepared.
        records: The records; nothing is written before the last one has been taken.
        name: Name of the load.
        home: Folder of all state; the load stages there and holds its lock.
        file: What issues call the place that the records come from; the name when missing.
        first_row: Number of the first record, as issues count.
        progress: Told how far the load is.

    Raises:
        DataError: A record refers to a node that is nowhere; shipped records must be complete.
    """
    with only_load(home):
        return _load_records(graph, records, name, home, file or name, first_row, progress or silent)


def _load_codes(graph: Graph, home: Path, told: Progress) -> int:
    """Load the shipped code lists within a load. Returns the number of records."""
    return _load_records(graph, reference_records(), REFERENCE, home, REFERENCE, 1, told).rows_read


def _load_records(
    graph: Graph, records: Iterable[Node | Link], name: str, home: Path, file: str, first_row: int, told: Progress
) -> Summary:
    summary = Summary(f"load:{name}@records")
    with _staging(home, name) as spool:
        maker = spool.declare(RECORD_MAKERS)
        for number, record in enumerate(records, start=first_row):
            spool.add(file, number, as_records(record, summary.load_id), maker)
            summary.rows_read += 1
        spool.finish()
        told("read", summary.rows_read, summary.rows_read)
        settle(spool, lambda label, ids: existing_ids(graph, label, ids), told)
        issue = next(spool.issues(file), None)
        if issue:
            raise DataError(str(issue), hint="mend the records; nothing was written")
        write_staged(graph, spool, summary, told)
    return summary


def _content(tables: Sequence[SourceTable], mapping: Mapping) -> str:
    total = hashlib.sha256(mapping.model_dump_json().encode())
    for path in dict.fromkeys(table.path for table in tables):
        if path.is_file():
            with path.open("rb") as stream:
                total.update(hashlib.file_digest(stream, "sha256").digest())
    return total.hexdigest()


@contextmanager
def _staging(home: Path, name: str) -> Iterator[Spool]:
    """A spool in the folder of all state; the caller holds the lock of its only load."""
    with Spool(home / "staging" / name) as spool:
        yield spool


def _numbers(summary: Summary) -> dict[str, int]:
    written = summary.written
    return {
        "rows_read": summary.rows_read,
        "rejected": summary.rows_rejected,
        "created": written.created,
        "updated": written.updated,
        "unchanged": written.unchanged,
        "removed": written.removed,
    }
