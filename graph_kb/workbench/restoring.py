"""A backup read back into a graph, once the whole file has been read and checked."""

from __future__ import annotations

import gzip
import hashlib
import json
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any, NoReturn, cast

from graph_kb.errors import DataError, UsageError
from graph_kb.intake import load_records
from graph_kb.intake.summary import Summary
from graph_kb.model import NODES, Link, Node
from graph_kb.model.evidence import Load
from graph_kb.model.schema import CHAIN_SOURCE
from graph_kb.store.client import Graph
from graph_kb.store.meta import counts
from graph_kb.workbench.backup import FORMAT
from graph_kb.workbench.parquet_restoring import parquet_records
from graph_kb.workbench.stored import CUT_OFF, EMPTY, check_schema, count, record_of, why

_LONGEST_LINE_BYTES = 1 << 24
_GZIP = b"\x1f\x8b"


def restore(graph: Graph, path: Path, home: Path, *, merge: bool = False) -> Summary:
    """Write the records of a backup into the graph.

    Args:
        graph: The graph, with its schema prepared.
        path: A file written by `write_backup`, or a folder written by `write_parquet`.
        home: Folder of all state; the records are staged there and its load lock is held.
        merge: Whether the graph may hold records already. Those of another load then keep their values, as with
            every source; the summary names what was not taken. It also completes a restore that was interrupted.

    Returns:
        What was created, updated, left as it was or not taken.

    Raises:
        DataError: The file is no whole backup, or a record is not of the model; nothing was written.
        SchemaError: The backup has another schema version.
        StoreError: Another load is running, or the graph is gone.
        UsageError: The graph holds records and `merge` is not set; nothing was written.
    """
    _refuse_missing(path)
    if not merge:
        _refuse_records(graph)
    loads: list[Load] = []
    if path.is_dir():
        summary = load_records(graph, parquet_records(path, loads), name="restore", home=home, file=str(path))
    else:
        summary = load_records(graph, _records(path, loads), name="restore", home=home, file=str(path), first_row=2)
    _write_loads(graph, loads)
    _unmark_chains(graph, summary.load_id)
    return summary


def _refuse_missing(path: Path) -> None:
    """First of all: what the graph holds is of no interest where there is nothing to restore."""
    try:
        path.stat()
    except OSError as error:
        hint = "give a file or folder written by `graph-kb export`"
        raise DataError(f"{path}: cannot be read: {error.strerror}", hint=hint, file=str(path)) from error


def _refuse_records(graph: Graph) -> None:
    found = sum(number for label, number in counts(graph).items() if label in NODES)
    if found:
        raise UsageError(
            f"the graph holds {found} nodes already: what differs there would be kept",
            hint="restore into an empty GRAPH_KB_HOME, or add --merge, which loads it as a source like any other "
            "and completes a restore that broke off",
        )


def _write_loads(graph: Graph, loads: list[Load]) -> None:
    """Write the loads that records name; one that the graph knows already stays as it is."""
    rows = [one.model_dump(exclude_unset=True) for one in loads]
    for row in rows:
        # Whatever ran when the backup was written does not run here.
        row["status"] = "interrupted" if row["status"] == "running" else row["status"]
    if rows:
        graph.run("UNWIND $rows AS row MERGE (l:Load {id: row.id}) ON CREATE SET l = row", {"rows": rows})


def _unmark_chains(graph: Graph, load_id: str) -> None:
    """Saved chains are results and of no load, also where a load brought them back."""
    given = {"load": load_id, "source": CHAIN_SOURCE}
    ours = "WHERE x.load_id = $load REMOVE x.load_id, x.record_hash"
    graph.run(f"MATCH (x:Chain) {ours}", given)
    graph.run(f"MATCH (:Chain)-[x]->() {ours}", given)
    graph.run(f"MATCH (x:Source {{id: $source}}) {ours}", given)


def _records(path: Path, loads: list[Load]) -> Iterator[Node | Link]:
    """Records of a backup, its loads put aside; the file is known to be whole only when all have been taken."""
    try:
        with path.open("rb") as raw:
            packed = raw.read(len(_GZIP)) == _GZIP
            raw.seek(0)
            stream = cast("IO[bytes]", gzip.GzipFile(fileobj=raw)) if packed else raw
            head = _read_head(path, stream.readline(_LONGEST_LINE_BYTES))
            yield from _read_body(path, stream, head, loads)
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise DataError(f"{path}: the packed file is damaged: {error}", hint=CUT_OFF, file=str(path)) from error
    except OSError as error:
        raise DataError(f"{path}: cannot be read: {error.strerror}", file=str(path)) from error


def _read_head(path: Path, line: bytes) -> tuple[bytes, dict[str, int]]:
    """The header line and the counts it names."""
    try:
        head = json.loads(line)
        known = head["format"] == FORMAT
        schema, expected = head["schema_version"], {name: int(head["counts"][name]) for name in EMPTY}
    except (ValueError, TypeError, KeyError, RecursionError):
        known = False
    if not known:
        hint = "give a file written by `graph-kb export`"
        raise DataError(f"{path}: no backup of a graph", hint=hint, file=str(path), line=1)
    check_schema(path, schema)
    return line, expected


def _read_body(
    path: Path, stream: IO[bytes], head: tuple[bytes, dict[str, int]], loads: list[Load]
) -> Iterator[Node | Link]:
    total, found, number = hashlib.sha256(head[0]), dict(EMPTY), 1
    while line := stream.readline(_LONGEST_LINE_BYTES):
        number += 1
        given = _parsed(path, number, line)
        if "sha256" in given:
            whole = given == {"counts": found, "sha256": total.hexdigest()} and found == head[1]
            if not whole or stream.read(1):
                _refuse(path, number, "the check sum or the counts do not agree with the lines before")
            return
        total.update(line)
        try:
            record = record_of(given)
        except ValueError as error:
            _refuse(path, number, why(error))
        count(found, given)
        if isinstance(record, Load):
            loads.append(record)
        else:
            yield record
    _refuse(path, number, "the file ends here, without its last line")


def _parsed(path: Path, number: int, line: bytes) -> dict[str, Any]:
    try:
        given = json.loads(line)
    except (ValueError, RecursionError):
        given = None
    if not isinstance(given, dict):
        _refuse(path, number, "broken line")
    return given


def _refuse(path: Path, number: int, reason: str) -> NoReturn:
    raise DataError(f"{path}:{number}: {reason}", hint=CUT_OFF, file=str(path), line=number)
