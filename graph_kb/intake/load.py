"""Loading a source: read and check everything, then write what is new or different, in batches.

An interrupted load is simply run again: records already written are found unchanged, so nothing is lost and
nothing doubled.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from itertools import chain, islice
from pathlib import Path
from typing import Any

from graph_kb.errors import DataError, GraphKBError
from graph_kb.intake.codes import KnownNodes
from graph_kb.intake.first_load import REFERENCE, import_staged
from graph_kb.intake.mapping import Mapping, TableRule
from graph_kb.intake.readers import Readers
from graph_kb.intake.rejects import is_fed_back
from graph_kb.intake.rows import RECORD_MAKERS, RowReader, as_records
from graph_kb.intake.source import SourceTable, chosen_tables, write_rejected
from graph_kb.intake.spool import Known, Spool
from graph_kb.intake.stages import Stage
from graph_kb.intake.summary import ISSUES_KEPT, Summary
from graph_kb.intake.supplements import stage_what_is_there
from graph_kb.intake.tables import Table
from graph_kb.intake.workers import Progress
from graph_kb.intake.writing import stated_in_full, write_staged
from graph_kb.model.base import Node
from graph_kb.model.relationships import Link
from graph_kb.reference import reference_records
from graph_kb.store.client import Graph
from graph_kb.store.loads import has_numbers, mark_dead_loads, note_load, only_load
from graph_kb.store.neo4j_server.importing import check_empty, check_local
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

    Raises:
        DataError: A file cannot be read at all, or no table has a row.
        StoreError: Another load is running, or the graph is gone.
    """
    told = progress or _silent
    if into_empty:
        check_local(into_empty)
        check_empty(graph)
    tables = chosen_tables(mapping, folder, files)
    summary = Summary(f"load:{mapping.name}@{_content(tables, mapping)[:12]}", dry_run=dry_run)
    with only_load(home), _staging(home, mapping.name) as spool:
        if not dry_run:
            mark_dead_loads(graph, home)
        read = _read(tables, mapping, spool, summary, told)
        stage_what_is_there(graph, spool, read.fed_back, summary.load_id)
        spool.reject(spool.misfits(lambda ids: resource_kinds(graph, ids)))
        known = KnownNodes(graph)
        _settle(spool, known, told)
        spool.forget_graph()
        _tell_issues(tables, spool, summary)
        folder = rejects_folder or home / "rejects"
        summary.reject_files = write_rejected(tables, spool, folder, mapping.name, dry_run=dry_run)
        if into_empty and not dry_run:
            graph.rest()
            import_staged(into_empty, spool, summary, told, with_codes=known.needs_codes)
            _note(graph, home, mapping, summary, "running")
            _note(graph, home, mapping, summary, "done")
            return summary
        if known.needs_codes and not dry_run:
            summary.codes_read = _load_codes(graph, home, told)
        with _noted(graph, home, mapping, summary):
            write_staged(graph, spool, summary, told, stated_in_full(mapping, read.whole))
    return summary


@contextmanager
def _noted(graph: Graph, home: Path, mapping: Mapping, summary: Summary) -> Iterator[None]:
    """Keep in the graph how a load goes."""
    _note(graph, home, mapping, summary, "running")
    try:
        yield
    except BaseException:
        with suppress(GraphKBError):
            _note(graph, home, mapping, summary, "interrupted")
        raise
    _note(graph, home, mapping, summary, "done")


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
        return _load_records(graph, records, name, home, file or name, first_row, progress or _silent)


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
        _settle(spool, lambda label, ids: existing_ids(graph, label, ids), told)
        issue = next(spool.issues(file), None)
        if issue:
            raise DataError(str(issue), hint="mend the records; nothing was written")
        write_staged(graph, spool, summary, told)
    return summary


def check_source(
    mapping: Mapping, folder: Path, spool: Spool, files: Sequence[Path] = (), known: Known | None = None
) -> Summary:
    """Read and check the tables of a mapping into a spool, without a graph.

    Args:
        mapping: The rules.
        folder: Folder that the file names of the mapping are relative to.
        spool: Where the records are staged.
        files: Files to read instead of those the mapping names.
        known: Tells which ids of a label exist elsewhere. When given, disagreeing and dangling records are
            rejected too, as a load does; when missing, that is left to the caller.
    """
    summary = Summary("load:check@0", dry_run=True)
    tables = chosen_tables(mapping, folder, files)
    _read(tables, mapping, spool, summary, lambda *_: None)
    if known is not None:
        spool.reject(spool.misfits(lambda ids: {}))
        _settle(spool, known, lambda *_: None)
        spool.join_doubles()
    _tell_issues(tables, spool, summary)
    return summary


@dataclass
class _Read:
    """Tables that had rows: the rules of those that are whole, the names of those that are fed back."""

    whole: list[TableRule] = field(default_factory=list)
    fed_back: list[str] = field(default_factory=list)


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


def _read(tables: Sequence[SourceTable], mapping: Mapping, spool: Spool, summary: Summary, told: Progress) -> _Read:
    """Read the rows of all tables into the spool."""
    read = _Read()
    with Readers() as readers:
        for table in tables:
            before, opened = summary.rows_read, table.open()
            for rows in _staged(table, opened, mapping, spool, readers, summary.load_id):
                summary.rows_read += rows
                told("read", summary.rows_read, None)
            if summary.rows_read == before:
                summary.empty_tables.append(table.name)
            elif is_fed_back(opened.columns, table.needed):
                read.fed_back.append(table.name)
            else:
                read.whole.append(table.rule)
    if not summary.rows_read:
        names = ", ".join(table.name for table in tables)
        raise DataError(f"{names}: no row below the header", hint="fill in the table; the first row names the columns")
    spool.finish()
    told("read", summary.rows_read, summary.rows_read)
    return read


def _staged(
    source: SourceTable, opened: Table, mapping: Mapping, spool: Spool, readers: Readers, load_id: str
) -> Iterator[int]:
    """Stage the rows of a table. Yields how many at a time."""
    one = RowReader(source.name, source.rule, mapping.provenance, load_id)
    stage = Stage(source.name, load_id, spool.declare(one.makers()))
    for block, portion in readers.portions(source.rule, mapping.provenance, stage, opened.blocks, spool.turn):
        spool.add_portion(stage, block, portion, one.of)
        yield len(block.numbers)


def _settle(spool: Spool, known: Known, told: Progress) -> None:
    """Reject disagreeing rows, then rows that refer to nothing, until no rejected row leaves another one dangling."""
    told("check", 0, None)
    spool.reject(spool.doubles())
    spool.resolve(known)
    while spool.reject(spool.dangling()):
        spool.resolve(known)


def _tell_issues(tables: Sequence[SourceTable], spool: Spool, summary: Summary) -> None:
    names = dict.fromkeys(table.name for table in tables)
    summary.issues = list(islice(chain.from_iterable(map(spool.issues, names)), ISSUES_KEPT))
    summary.warnings = list(islice(chain.from_iterable(map(spool.warnings, names)), ISSUES_KEPT))
    summary.rows_rejected, summary.rows_warned = spool.rejected_rows(), spool.warned_rows()


def _note(graph: Graph, home: Path, mapping: Mapping, summary: Summary, status: str) -> None:
    if summary.dry_run:
        return
    values: dict[str, Any] = {"source_name": mapping.name, "content": summary.load_id.partition("@")[2]}
    # A repetition that changed nothing must not hide what the load did.
    if status != "running" and (summary.written.changes or not has_numbers(graph, summary.load_id)):
        values |= _numbers(summary)
    note_load(graph, summary.load_id, home, status, values)


def _silent(phase: str, done: int, total: int | None) -> None:
    """No progress to be told."""


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
