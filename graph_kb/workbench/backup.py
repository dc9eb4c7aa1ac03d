"""The whole graph in a file and back, as JSON Lines. Read and written in a stream.

The first line is a header (format, schema version, data version, counts), the last one a trailer (counts, SHA-256
of every byte before it), so that a file that was cut off, edited or comes from elsewhere is found out before
anything is written.
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NoReturn

from pydantic import ValidationError

from graph_kb import __version__
from graph_kb.errors import DataError, SchemaError, StoreError, UsageError
from graph_kb.intake import load_records
from graph_kb.intake.faults import problems_of
from graph_kb.intake.issues import shown
from graph_kb.model import NODES, SCHEMA_VERSION, Link, Node, relation
from graph_kb.store.client import Graph
from graph_kb.store.meta import RECORD_HASH, data_version, links, nodes

FORMAT = "graph-kb/2"
_TRIES = 3
_LONGEST_LINE_BYTES = 1 << 24
_EMPTY = {"nodes": 0, "relationships": 0}


def write_backup(graph: Graph, path: Path) -> int:
    """Write every node and relationship of one state of the graph, aside and renamed. Returns the number of records.

    Raises:
        DataError: A record would not be accepted back; other clients may have written it.
        StoreError: Other writers keep changing the graph.
        UsageError: The file cannot be written.
    """
    aside = path.with_name(f".{path.name}.{secrets.token_hex(4)}.tmp")
    try:
        for _ in range(_TRIES):
            head = _head(graph)
            written = _write(graph, aside, head)
            if written == head["counts"] and data_version(graph) == head["data_version"]:
                aside.replace(path)
                return sum(written.values())
    except OSError as error:
        hint = "give a file in a folder that exists and has room"
        raise UsageError(f"{path} cannot be written: {error.strerror}", hint=hint, file=str(path)) from error
    finally:
        aside.unlink(missing_ok=True)
    raise StoreError("other writers keep changing the graph", hint="wait for them, then run the command again")


def restore(graph: Graph, path: Path, home: Path) -> int:
    """Write the records of a backup into the graph, once the whole file has been read and checked.

    Args:
        graph: The graph, with its schema prepared.
        path: A file written by `write_backup`.
        home: Folder of all state; the records are staged there and its load lock is held.

    Returns:
        The number of records read.

    Raises:
        DataError: The file is no whole backup, or a record is not of the model; nothing was written.
        SchemaError: The backup has another schema version.
        StoreError: Another load is running, or the graph is gone; running it again completes it.
    """
    return load_records(graph, _records(path), name="restore", home=home, file=str(path), first_row=2).rows_read


def _head(graph: Graph) -> dict[str, Any]:
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
    found = dict(_EMPTY)
    for label in NODES:
        for name, pattern, what in (("nodes", "", "n"), ("relationships", "-[r]->()", "r")):
            text = f"MATCH (n:{label}){pattern} WHERE n.id > '' RETURN count({what}) AS count"
            found[name] += graph.read(text).rows[0]["count"]
    return found


def _write(graph: Graph, path: Path, head: dict[str, Any]) -> dict[str, int]:
    """Write header, records and trailer. Returns how many records were written."""
    total, counts = hashlib.sha256(), dict(_EMPTY)
    with path.open("wb") as stream:
        for line in _lines(graph, head):
            encoded = _encoded(line)
            total.update(encoded)
            stream.write(encoded)
            counts["nodes"] += "labels" in line
            counts["relationships"] += "type" in line
        stream.write(_encoded({"counts": counts, "sha256": total.hexdigest()}))
        stream.flush()
        os.fsync(stream.fileno())
    return counts


def _lines(graph: Graph, head: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Header and records; those of this release's schema are held against the model first."""
    yield head
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
    for labels, properties in nodes(graph):
        yield {"labels": list(labels), "properties": properties}
    yield from links(graph)


def _check_restorable(line: dict[str, Any]) -> None:
    try:
        _record(line)
    except ValueError as error:
        name = shown(line["properties"].get("id"))
        raise DataError(
            f"the graph holds a record that the model does not know, {name}: {_why(error)}",
            hint="another client wrote it: mend or remove it, or export GraphML, which takes everything",
        ) from error


def _encoded(line: dict[str, Any]) -> bytes:
    return json.dumps(line, ensure_ascii=False, default=str).encode("utf-8", "surrogatepass") + b"\n"


def _records(path: Path) -> Iterator[Node | Link]:
    """Records of a backup; the file is known to be whole only when all have been taken."""
    try:
        with path.open("rb") as stream:
            head = _read_head(path, stream.readline(_LONGEST_LINE_BYTES))
            yield from _read_body(path, stream, *head)
    except OSError as error:
        raise DataError(f"{path}: cannot be read: {error.strerror}", file=str(path)) from error


def _read_head(path: Path, line: bytes) -> tuple[bytes, dict[str, int]]:
    """The header line and the counts it names."""
    try:
        head = json.loads(line)
        known = head["format"] == FORMAT
        schema, counts = head["schema_version"], {name: int(head["counts"][name]) for name in _EMPTY}
    except (ValueError, TypeError, KeyError, RecursionError):
        known = False
    if not known:
        hint = "give a file written by `graph-kb export`"
        raise DataError(f"{path}: no backup of a graph", hint=hint, file=str(path), line=1)
    if schema != SCHEMA_VERSION:
        raise SchemaError(
            f"{path}: the backup has schema version {shown(schema)}, this release needs {SCHEMA_VERSION}",
            hint=f"restore it with the release that wrote it ({shown(head.get('release'))}), then run migrate there",
        )
    return line, counts


def _read_body(path: Path, stream: Any, head: bytes, expected: dict[str, int]) -> Iterator[Node | Link]:
    total, counts, number = hashlib.sha256(head), dict(_EMPTY), 1
    while line := stream.readline(_LONGEST_LINE_BYTES):
        number += 1
        given = _parsed(path, number, line)
        if "sha256" in given:
            whole = given == {"counts": counts, "sha256": total.hexdigest()} and counts == expected
            if not whole or stream.read(1):
                _refuse(path, number, "the check sum or the counts do not agree with the lines before")
            return
        total.update(line)
        try:
            record = _record(given)
        except ValueError as error:
            _refuse(path, number, _why(error))
        counts["nodes" if isinstance(record, Node) else "relationships"] += 1
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


def _record(given: dict[str, Any]) -> Node | Link:
    """The record of a line, checked by its model.

    Raises:
        ValueError: The model does not know it.
    """
    try:
        properties = {name: value for name, value in given["properties"].items() if name != RECORD_HASH}
        return _node(given["labels"], properties) if "labels" in given else _link(given, properties)
    except (KeyError, TypeError, AttributeError, IndexError) as error:
        raise ValueError("broken record") from error


def _node(labels: list[str], properties: dict[str, Any]) -> Node:
    model = NODES.get(labels[0])
    if model is None:
        raise ValueError(f"{shown(labels[0])} is no label of the model")
    node = model.model_validate(properties)
    if list(node.labels()) != labels:
        raise ValueError(f"labels {shown(labels)} do not belong together")
    return node


def _link(given: dict[str, Any], properties: dict[str, Any]) -> Link:
    ends = {name: given[name] for name in ("start", "end", "start_label", "end_label")}
    key = properties.pop("id")
    found = relation(given["type"], ends["start_label"], ends["end_label"])
    if found is None:
        raise ValueError(f"no relationship {shown(given['type'])} joins these labels in the model")
    link = Link(type=found.type, **ends, properties=found.properties.model_validate(properties))
    if link.key() != key:
        raise ValueError(f"the id {shown(key)} is not the one of this relationship")
    return link


def _why(error: ValueError) -> str:
    if isinstance(error, ValidationError):
        return problems_of(error, str)[0].message
    return str(error)


def _refuse(path: Path, number: int, why: str) -> NoReturn:
    hint = "the file was cut off or edited: take another copy; nothing was written"
    raise DataError(f"{path}:{number}: {why}", hint=hint, file=str(path), line=number)
