"""The whole graph in a file and back: JSON Lines for us, GraphML for other tools. Read and written in a stream."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from graph_kb.errors import DataError
from graph_kb.model.schema import SCHEMA_VERSION
from graph_kb.store.client import Graph
from graph_kb.store.meta import RECORD_HASH, data_version, links, nodes
from graph_kb.store.writer import BATCH, LinkRow, NodeRow, write_links, write_nodes

FORMAT = "graph-kb/1"


def write_backup(graph: Graph, path: Path) -> int:
    """Write every node and relationship as JSON Lines, written aside and renamed. Returns the number of records."""
    aside = path.with_name(path.name + ".new")
    count = 0
    with aside.open("w", encoding="utf-8") as stream:
        for line in _lines(graph):
            stream.write(json.dumps(line, ensure_ascii=False, default=str) + "\n")
            count += 1
    aside.replace(path)
    return count - 1


def restore(graph: Graph, path: Path) -> int:
    """Write the records of a backup into the graph. Returns the number of records read.

    Raises:
        DataError: The file is no backup, or a line is broken; lines before it are already written.
    """
    count = 0
    for batch in _batches(_read(path)):
        if isinstance(batch[0], NodeRow):
            write_nodes(graph, batch)
        else:
            write_links(graph, batch)
        count += len(batch)
    return count


def write_graphml(graph: Graph, path: Path) -> int:
    """Write GraphML for network tools; lists become text. Returns the number of records."""
    import networkx

    whole: networkx.MultiDiGraph[str] = networkx.MultiDiGraph()
    for labels, properties in nodes(graph):
        whole.add_node(properties["id"], labels=":".join(labels), **_flat(properties))
    for link in links(graph):
        whole.add_edge(
            link["start"],
            link["end"],
            key=link["properties"]["id"],
            type=link["type"],
            **_flat(link["properties"]),
        )
    networkx.write_graphml(whole, path)
    return int(whole.number_of_nodes() + whole.number_of_edges())


def _lines(graph: Graph) -> Iterator[dict[str, Any]]:
    now = datetime.now(UTC).isoformat(timespec="seconds")
    yield {
        "format": FORMAT,
        "schema_version": SCHEMA_VERSION,
        "data_version": data_version(graph),
        "written": now,
    }
    for labels, properties in nodes(graph):
        yield {"labels": labels, "properties": properties}
    yield from links(graph)


def _read(path: Path) -> Iterator[NodeRow | LinkRow]:
    try:
        with path.open(encoding="utf-8") as stream:
            _check_head(path, stream.readline())
            for number, line in enumerate(stream, start=2):
                yield _record(path, number, line)
    except OSError as error:
        raise DataError(f"{path}: cannot be read: {error.strerror}", file=str(path)) from error


def _check_head(path: Path, line: str) -> None:
    try:
        head = json.loads(line)
        known = head["format"] == FORMAT
    except (ValueError, TypeError, KeyError):
        known = False
    if not known:
        raise DataError(
            f"{path}: no backup of a graph", hint="give a file written by `graph-kb export`", file=str(path)
        )


def _record(path: Path, number: int, line: str) -> NodeRow | LinkRow:
    try:
        given = json.loads(line)
        properties = {name: value for name, value in given["properties"].items() if name != RECORD_HASH}
        if "labels" in given:
            return NodeRow(tuple(given["labels"]), properties["id"], properties)
        key = properties.pop("id")
        ends = (given["start_label"], given["start"], given["end_label"], given["end"])
        return LinkRow(given["type"], *ends, key, properties)
    except (ValueError, TypeError, KeyError) as error:
        raise DataError(f"{path}:{number}: broken line", hint="the file was cut off or edited", row=number) from error


def _batches(records: Iterator[NodeRow | LinkRow]) -> Iterator[list[Any]]:
    """Batches of one kind each; every node comes before the first relationship."""
    waiting: dict[tuple[str, ...], list[NodeRow | LinkRow]] = defaultdict(list)
    in_nodes = True
    for record in records:
        if in_nodes and isinstance(record, LinkRow):
            yield from waiting.values()
            waiting.clear()
            in_nodes = False
        batch = waiting[_kind(record)]
        batch.append(record)
        if len(batch) == BATCH:
            yield waiting.pop(_kind(record))
    yield from waiting.values()


def _kind(record: NodeRow | LinkRow) -> tuple[str, ...]:
    return record.labels[:1] if isinstance(record, NodeRow) else (record.type, record.start_label, record.end_label)


def _flat(properties: dict[str, Any]) -> dict[str, Any]:
    shown = {name: value for name, value in properties.items() if name != RECORD_HASH}
    return {name: "; ".join(map(str, value)) if isinstance(value, list) else value for name, value in shown.items()}
