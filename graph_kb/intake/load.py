"""Loading a source: read and check everything, then write what is new or different, in batches.

An interrupted load is simply run again: records already written are found unchanged, so nothing is lost and
nothing doubled.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from graph_kb.errors import DataError, MappingError, StoreError
from graph_kb.intake.issues import Issue, Rejects
from graph_kb.intake.mapping import Mapping, TableRule
from graph_kb.intake.rows import RowReader, as_records, iterate
from graph_kb.intake.spool import Spool
from graph_kb.intake.tables import read_table
from graph_kb.model.base import Node
from graph_kb.model.relationships import Link
from graph_kb.store.client import Graph
from graph_kb.store.writer import BATCH, Written, existing_ids, write_links, write_nodes

Progress = Callable[[str, int, int | None], None]
"""Called with the phase (read, check, write), the number done and the total when known."""


@dataclass
class Summary:
    """What a load did.

    Attributes:
        load_id: Id of the load, stamped on every record.
        rows_read: Rows read, blank ones left out.
        rows_rejected: Rows that were not loaded.
        written: Records created, updated, unchanged, or kept as another source wrote them.
        reject_files: Files of rejected rows, by table.
        issues: Every issue found.
        dry_run: Whether nothing was written on purpose.
    """

    load_id: str
    rows_read: int = 0
    rows_rejected: int = 0
    written: Written = field(default_factory=Written)
    reject_files: list[Path] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)
    dry_run: bool = False


def load_source(
    graph: Graph,
    mapping: Mapping,
    folder: Path,
    *,
    home: Path,
    files: Sequence[Path] = (),
    rejects_folder: Path | None = None,
    dry_run: bool = False,
    progress: Progress | None = None,
) -> Summary:
    """Load the tables of a mapping.

    Args:
        graph: The graph, with its schema prepared.
        mapping: The rules.
        folder: Folder that the file names of the mapping are relative to.
        home: Folder of all state; the load stages there and holds its lock.
        files: Files to read instead of those the mapping names, each matched to its table by name.
        rejects_folder: Where files of rejected rows go; `rejects` in the home when missing.
        dry_run: Check and compare everything, write nothing.
        progress: Told how far the load is.

    Raises:
        DataError: A file cannot be read at all, or has no rows.
        StoreError: Another load is running, or the graph is gone.
    """
    told = progress or (lambda phase, done, total: None)
    tables = _chosen(mapping, folder, files)
    load_id = f"load:{mapping.name}@{_content([path for _, path in tables], mapping)[:12]}"
    summary = Summary(load_id, dry_run=dry_run)
    rejects = {path.name: Rejects() for _, path in tables}
    with _only_load(home), Spool(home / "staging" / f"{mapping.name}.sqlite") as spool:
        _read(tables, mapping, spool, summary, rejects, told)
        _check(graph, spool, summary, told)
        _collect(tables, mapping, summary, rejects)
        _note(graph, mapping, summary, "running")
        _write(graph, spool, summary, told)
        _note(graph, mapping, summary, "done")
    _write_rejects(tables, mapping, rejects, rejects_folder or home / "rejects", summary)
    return summary


def load_records(
    graph: Graph, records: Iterable[Node | Link], *, name: str, home: Path, progress: Progress | None = None
) -> Summary:
    """Load records that are already validated, such as the shipped code lists.

    Raises:
        DataError: A record refers to a node that is nowhere; shipped records must be complete.
    """
    told = progress or (lambda phase, done, total: None)
    summary = Summary(f"load:{name}@records")
    with _only_load(home), Spool(home / "staging" / f"{name}.sqlite") as spool:
        for number, record in enumerate(records, start=1):
            spool.add(name, number, as_records(record, summary.load_id))
            summary.rows_read = number
        spool.finish()
        told("read", summary.rows_read, summary.rows_read)
        _check(graph, spool, summary, told)
        if summary.issues:
            raise DataError(f"{name}: {summary.issues[0]}", hint="mend the records; nothing was written")
        _write(graph, spool, summary, told)
    return summary


def check_source(mapping: Mapping, folder: Path, spool: Spool, files: Sequence[Path] = ()) -> Summary:
    """Read and check the tables of a mapping into a spool, without a graph.

    References are checked within the source alone; the caller resolves them against what it knows.
    """
    summary = Summary("load:check@0")
    tables = _chosen(mapping, folder, files)
    _read(tables, mapping, spool, summary, {path.name: Rejects() for _, path in tables}, lambda *_: None)
    return summary


def _chosen(mapping: Mapping, folder: Path, files: Sequence[Path]) -> list[tuple[TableRule, Path]]:
    if not files:
        return [(table, folder / table.file) for table in mapping.tables]
    if len({path.name for path in files}) < len(files):
        raise MappingError("two files have the same name", hint="rename one: rejected rows are told apart by file name")
    if len(mapping.tables) == 1:
        return [(mapping.tables[0], path) for path in files]
    by_stem = {_stem(Path(table.file)): table for table in mapping.tables}
    for path in files:
        if _stem(path) not in by_stem:
            raise MappingError(f"{path}: no table of the mapping has this name", hint=f"tables: {', '.join(by_stem)}")
    return [(by_stem[_stem(path)], path) for path in files]


def _stem(path: Path) -> str:
    """Name up to the first dot, so that `offers.rejected.csv` belongs to `offers.csv`."""
    return path.name.partition(".")[0]


def _content(paths: Sequence[Path], mapping: Mapping) -> str:
    total = hashlib.sha256(mapping.model_dump_json().encode())
    for path in paths:
        if path.is_file():
            with path.open("rb") as stream:
                total.update(hashlib.file_digest(stream, "sha256").digest())
    return total.hexdigest()


@contextmanager
def _only_load(home: Path) -> Iterator[None]:
    from filelock import FileLock, Timeout

    path = home / "run" / "load.lock"
    path.parent.mkdir(parents=True, exist_ok=True)
    lock = FileLock(path)
    try:
        lock.acquire(timeout=0)
    except Timeout as error:
        raise StoreError(
            "another load is running in this folder", hint="wait for it, then run the command again"
        ) from error
    try:
        yield
    finally:
        lock.release()


def _read(
    tables: Sequence[tuple[TableRule, Path]],
    mapping: Mapping,
    spool: Spool,
    summary: Summary,
    rejects: dict[str, Rejects],
    told: Progress,
) -> None:
    for table, path in tables:
        reader = RowReader(path.name, table, mapping.provenance, summary.load_id)
        rows = read_table(path, table, table.columns(mapping.provenance))
        for row, cells, records in iterate(reader, rows):
            summary.rows_read += 1
            if records.issues:
                summary.issues += records.issues
                rejects[path.name].add(cells, records.issues)
            else:
                spool.add(path.name, row, records)
            if summary.rows_read % 1000 == 0:
                told("read", summary.rows_read, None)
    spool.finish()
    told("read", summary.rows_read, summary.rows_read)


def _check(graph: Graph, spool: Spool, summary: Summary, told: Progress) -> None:
    """Reject doubles, then rows that refer to nothing, until no rejected row leaves another one dangling."""
    told("check", 0, None)
    doubles = list(spool.doubles())
    spool.drop(doubles)
    summary.issues += doubles
    spool.resolve(lambda label, ids: existing_ids(graph, label, ids))
    while dangling := list(spool.dangling()):
        spool.drop(dangling)
        summary.issues += dangling


def _collect(
    tables: Sequence[tuple[TableRule, Path]], mapping: Mapping, summary: Summary, rejects: dict[str, Rejects]
) -> None:
    """Fetch the cells of rows that were rejected after reading."""
    late: dict[str, dict[int, list[Issue]]] = {}
    for issue in summary.issues:
        if issue.row not in rejects[issue.file].issues:
            late.setdefault(issue.file, {}).setdefault(issue.row, []).append(issue)
    for table, path in tables:
        wanted = late.get(path.name)
        if wanted:
            for row, cells in read_table(path, table, table.columns(mapping.provenance)):
                if row in wanted:
                    rejects[path.name].add(cells, wanted[row])
    summary.rows_rejected = sum(len(one) for one in rejects.values())


def _write(graph: Graph, spool: Spool, summary: Summary, told: Progress) -> None:
    total, done = spool.counts(), 0
    told("write", 0, total)
    for batch in spool.node_batches(BATCH):
        summary.written.add(write_nodes(graph, batch, dry_run=summary.dry_run))
        done += len(batch)
        told("write", done, total)
    for links in spool.link_batches(BATCH):
        summary.written.add(write_links(graph, links, dry_run=summary.dry_run))
        done += len(links)
        told("write", done, total)
    told("write", total, total)


def _note(graph: Graph, mapping: Mapping, summary: Summary, status: str) -> None:
    """Keep a record of the load; outside the data version, so that loading twice changes nothing."""
    if summary.dry_run:
        return
    now = datetime.now(UTC).isoformat(timespec="seconds")
    values: dict[str, Any] = {
        "source_name": mapping.name,
        "status": status,
        "content": summary.load_id.partition("@")[2],
    }
    values |= {"started": now} if status == "running" else {"finished": now, **_numbers(summary)}
    graph.run("MERGE (l:Load {id: $id}) SET l += $values", {"id": summary.load_id, "values": values})


def _numbers(summary: Summary) -> dict[str, int]:
    written = summary.written
    return {
        "rows_read": summary.rows_read,
        "rejected": summary.rows_rejected,
        "created": written.created,
        "updated": written.updated,
        "unchanged": written.unchanged,
    }


def _write_rejects(
    tables: Sequence[tuple[TableRule, Path]],
    mapping: Mapping,
    rejects: dict[str, Rejects],
    folder: Path,
    summary: Summary,
) -> None:
    for table, path in tables:
        if len(rejects[path.name]):
            target = folder / f"{_stem(path)}.rejected.csv"
            rejects[path.name].write(target, table.columns(mapping.provenance))
            summary.reject_files.append(target)
