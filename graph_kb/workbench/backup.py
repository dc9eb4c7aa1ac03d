"""The whole graph in a file, as JSON Lines, written in a stream; `restoring.py` reads it back.

The first line is a header (format, schema version, data version, counts), the last one a trailer (counts, SHA-256
of every byte before it, unpacked), so that a file that was cut off, edited or comes from elsewhere is found out
before anything is written. A name that ends in .gz is packed with gzip.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import secrets
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import nullcontext
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path
from typing import Any

from graph_kb import __version__
from graph_kb.errors import DataError, StoreError, UsageError
from graph_kb.intake.issues import shown
from graph_kb.model import SCHEMA_VERSION
from graph_kb.store.client import Graph
from graph_kb.store.meta import data_version, links, main_labels, nodes
from graph_kb.workbench.stored import EMPTY, count, record_of, why

FORMAT = "graph-kb/2"
_TRIES = 3


def write_backup(graph: Graph, path: Path) -> int:
    """Write every node with an id and every relationship between such nodes, of one state of the graph.

    The file is written aside and renamed. Whatever its label, a node is written; while the schema is that of this
    release, a record that could not be restored is refused instead.

    Returns:
        The number of records.

    Raises:
        DataError: A record would not be accepted back; other clients may have written it.
        StoreError: Other writers keep changing the graph.
        UsageError: The file cannot be written.
    """
    return in_one_state(graph, path, lambda aside, head: _write(graph, aside, head, packed=path.suffix == ".gz"))


def check_file(path: Path) -> None:
    """Refuse to write a file where a folder is.

    Raises:
        UsageError: It is a folder.
    """
    if path.is_dir():
        hint = "give the name of a file in it, or --as parquet and the name of a new folder"
        raise UsageError(f"{path} is a folder", hint=hint, file=str(path))


def in_one_state(
    graph: Graph, path: Path, write: Callable[[Path, dict[str, Any]], dict[str, int]], *, is_folder: bool = False
) -> int:
    """Write one state of the graph aside and rename it.

    Args:
        graph: The graph.
        path: File or folder to write.
        write: Writes the whole graph to a path that does not exist, given the header. Returns how many records.
        is_folder: Whether a folder is written; one that is there is replaced with all it holds, so the caller must
            have made sure of it. A file never takes the place of a folder.

    Returns:
        The number of records.

    Raises:
        StoreError: Other writers keep changing the graph.
        UsageError: The path cannot be written.
    """
    path = path.resolve()
    if not is_folder:
        check_file(path)
    aside = path.with_name(f".{path.name}.{secrets.token_hex(4)}.tmp")
    try:
        for _ in range(_TRIES):
            head = head_of(graph)
            written = write(aside, head)
            if written == head["counts"] and data_version(graph) == head["data_version"]:
                (_replace_folder if is_folder else Path.replace)(aside, path)
                return sum(written.values())
            _remove(aside)
    except OSError as error:
        hint = "give a file in a folder that exists and has room"
        raise UsageError(f"{path} cannot be written: {error.strerror}", hint=hint, file=str(path)) from error
    finally:
        _remove(aside)
    raise StoreError("other writers keep changing the graph", hint="wait for them, then run the command again")


def _replace_folder(aside: Path, path: Path) -> None:
    """Put what was written in the place of what was there before."""
    if not path.is_dir():
        aside.rename(path)
        return
    old = aside.with_suffix(".old")
    path.rename(old)
    aside.rename(path)
    _remove(old)


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    path.unlink(missing_ok=True)


def head_of(graph: Graph) -> dict[str, Any]:
    """Header of a backup: format, versions, counts."""
    text = "MATCH (m:Meta {id: 'meta'}) RETURN m.schema_version AS schema, m.data_version AS data"
    meta = graph.read(text).rows or [{"schema": SCHEMA_VERSION, "data": 0}]
    return {
        "format": FORMAT,
        "schema_version": meta[0]["schema"],
        "data_version": meta[0]["data"],
        "counts": _counts(graph),
        "release": __version__,
        "written": datetime.now(UTC).isoformat(timespec="seconds"),
    }


def _counts(graph: Graph) -> dict[str, int]:
    """How many records there are to write; nodes without id are none of ours."""
    found = "MATCH (n) WHERE n.id > '' AND NOT n:Meta RETURN count(n) AS count"
    joined = "MATCH (a)-[r]->(b) WHERE a.id > '' AND b.id > '' RETURN count(r) AS count"
    return {name: graph.read(text).rows[0]["count"] for name, text in zip(EMPTY, (found, joined), strict=True)}


def _write(graph: Graph, path: Path, head: dict[str, Any], *, packed: bool) -> dict[str, int]:
    """Write header, records and trailer. Returns how many records were written."""
    counts = dict(EMPTY)
    with path.open("wb") as file:
        # Without name and time, so that the same graph gives the same bytes.
        with gzip.GzipFile("", "wb", fileobj=file, mtime=0) if packed else nullcontext(file) as stream:
            stream.writelines(signed(chain([head], records(graph, head)), counts))
        file.flush()
        os.fsync(file.fileno())
    return counts


def signed(lines: Iterable[dict[str, Any]], counts: dict[str, int]) -> Iterator[bytes]:
    """Header and records as they are written, then the trailer.

    Args:
        lines: The header and the records.
        counts: How many records there were is added to it.
    """
    total = hashlib.sha256()
    for line in lines:
        encoded = in_bytes(line)
        total.update(encoded)
        yield encoded
        count(counts, line)
    yield in_bytes({"counts": counts, "sha256": total.hexdigest()})


def records(graph: Graph, head: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Every record, nodes first; those of this release's schema are held against the model.

    Raises:
        DataError: A record would not be accepted back.
    """
    cited: set[str] = set()
    sources: set[str] = set()
    for line in _stored(graph):
        if head["schema_version"] == SCHEMA_VERSION:
            _check_restorable(line)
        if line.get("labels", [""])[0] == "Source":
            sources.add(line["properties"]["id"])
        cited.add(line["properties"].get("source_id", ""))
        yield line
    missing = sorted(cited - sources - {""})
    if missing and head["schema_version"] == SCHEMA_VERSION:
        hint = "load the source, or remove what cites it; `graph-kb check` finds such records"
        raise DataError(f"source {shown(missing[0])} is cited but is not in the graph", hint=hint)


def _stored(graph: Graph) -> Iterator[dict[str, Any]]:
    every = main_labels(graph)
    for labels, properties in nodes(graph, every):
        yield {"labels": list(labels), "properties": properties}
    yield from links(graph, every)


def _check_restorable(line: dict[str, Any]) -> None:
    try:
        record_of(line)
    except ValueError as error:
        name = shown(line["properties"].get("id"))
        raise DataError(
            f"the graph holds a record that the model does not know, {name}: {why(error)}",
            hint="another client wrote it: mend or remove it, or export GraphML, which takes everything",
        ) from error


def in_bytes(line: dict[str, Any]) -> bytes:
    """A line of a backup."""
    # Sorted: engines keep properties in an order of their own.
    return json.dumps(line, ensure_ascii=False, sort_keys=True, default=str).encode("utf-8", "surrogatepass") + b"\n"
