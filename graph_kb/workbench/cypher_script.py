"""The whole graph as Cypher statements, for other tools; every statement is one line that ends in a semicolon."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import Any, TypeAlias

from graph_kb.model.schema import constraints
from graph_kb.store.client import Graph
from graph_kb.store.records import plain_name
from graph_kb.workbench.backup import in_one_state, records
from graph_kb.workbench.stored import EMPTY, count

_BATCH = 200
_ESCAPES = str.maketrans({"\\": "\\\\", "'": "\\'", "\n": "\\n", "\r": "\\r", "\t": "\\t"})
Kind: TypeAlias = tuple[str, ...]


def write_cypher(graph: Graph, path: Path) -> int:
    """Write a script that makes the same graph in an empty database.

    Returns:
        The number of records.

    Raises:
        DataError: The graph holds a record that the model does not know.
        StoreError: Other writers keep changing the graph.
        UsageError: The file cannot be written.
    """
    return in_one_state(graph, path, lambda aside, head: _write(graph, aside, head))


def literal(value: Any) -> str:
    """A value as Cypher writes it; whatever a text holds, it stays a text.

    Neo4j reads `\\uXXXX` before it reads texts, even after a backslash that is escaped: a backslash and a `u` in a
    text are therefore kept apart.
    """
    if isinstance(value, str):
        return "'" + value.translate(_ESCAPES).replace("\\\\u", "\\\\' + 'u") + "'"
    if isinstance(value, list):
        return "[" + ", ".join(map(literal, value)) + "]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{plain_name(name)}: {literal(value[name])}" for name in sorted(value)) + "}"
    return str(value).lower() if isinstance(value, bool) else repr(value).replace("e+", "e")


def _write(graph: Graph, path: Path, head: dict[str, Any]) -> dict[str, int]:
    counts = dict(EMPTY)
    with path.open("x", encoding="utf-8", newline="\n") as stream:
        stream.write(f"// {head['counts']['nodes']} nodes and {head['counts']['relationships']} relationships, ")
        stream.write(f"for an empty database; written by graph-kb {head['release']}\n")
        stream.writelines(f"{statement};\n" for statement in constraints())
        for batch in _batches(records(graph, head), counts):
            stream.write(f"{_statement(*batch)};\n")
        state = {name: head[name] for name in ("schema_version", "data_version")}
        stream.write(f"MERGE (m:Meta {{id: 'meta'}}) SET m += {literal(state)};\n")
    return counts


def _batches(lines: Iterator[dict[str, Any]], counts: dict[str, int]) -> Iterator[tuple[Kind, list[dict[str, Any]]]]:
    """Records of the same kind together; all nodes come before the first relationship."""
    for _, part in groupby(lines, lambda line: "labels" in line):
        waiting: dict[Kind, list[dict[str, Any]]] = {}
        for line in part:
            count(counts, line)
            kind = _kind(line)
            waiting.setdefault(kind, []).append(line)
            if len(waiting[kind]) == _BATCH:
                yield kind, waiting.pop(kind)
        yield from waiting.items()


def _kind(line: dict[str, Any]) -> Kind:
    return tuple(line["labels"]) if "labels" in line else (line["start_label"], line["type"], line["end_label"])


def _statement(kind: Kind, lines: list[dict[str, Any]]) -> str:
    names = [f"`{plain_name(part)}`" for part in kind]
    if "labels" in lines[0]:
        rows = ", ".join(literal(line["properties"]) for line in lines)
        return f"UNWIND [{rows}] AS row CREATE (n:{':'.join(names)}) SET n = row"
    rows = ", ".join(literal({name: line[name] for name in ("start", "end", "properties")}) for line in lines)
    start, type_, end = names
    ends = f"MATCH (a:{start} {{id: row.start}}) MATCH (b:{end} {{id: row.end}})"
    return f"UNWIND [{rows}] AS row {ends} CREATE (a)-[r:{type_}]->(b) SET r = row.properties"
