"""The state of the graph itself: schema version, data version, content hash, constraints."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from graph_kb.errors import QueryError, SchemaError
from graph_kb.model.schema import NODES, OUTSIDE_CONTENT, SCHEMA_VERSION, constraints
from graph_kb.store.client import Graph

if TYPE_CHECKING:
    from neo4j import ManagedTransaction

RECORD_HASH = "record_hash"
BOOKKEEPING_PROPERTIES = frozenset({"load_id", "filled_in", RECORD_HASH})
"""Properties that say who wrote a record, not what it says; outside the content hash."""

_PAGE = 5000


def prepare(graph: Graph) -> int:
    """Make sure that the graph has our schema. Returns its data version.

    Raises:
        SchemaError: The graph was made by another schema version.
    """
    found = graph.read("MATCH (m:Meta {id: 'meta'}) RETURN m.schema_version AS schema, m.data_version AS data").rows
    if not found:
        return _create_schema(graph)
    if found[0]["schema"] != SCHEMA_VERSION:
        raise SchemaError(
            f"the graph has schema version {found[0]['schema']}, this release needs {SCHEMA_VERSION}",
            hint="run `graph-kb migrate`; it makes a backup first",
        )
    return int(found[0]["data"])


def data_version(graph: Graph) -> int:
    """Counter of the batches that changed data; 0 for an empty graph."""
    found = graph.read("MATCH (m:Meta {id: 'meta'}) RETURN m.data_version AS data").rows
    return int(found[0]["data"]) if found else 0


def raise_version(transaction: ManagedTransaction, expected: int) -> bool:
    """Raise the data version from the expected one; the first act in the transaction of every batch that changes data.

    Two writers conflict on this record, so one of them sees another version than it planned for.

    Returns:
        Whether the version was the expected one; when not, nothing may be written on the old plan.
    """
    found = transaction.run(
        "MATCH (m:Meta {id: 'meta'}) SET m.data_version = m.data_version + 1, m.as_of = $today "
        "RETURN m.data_version AS version",
        today=datetime.now(UTC).date().isoformat(),
    ).single(strict=True)
    return bool(found["version"] == expected + 1)


def counts(graph: Graph) -> dict[str, int]:
    """Number of nodes by label and of relationships by type, labels first, both sorted."""
    labels = graph.read("MATCH (n) UNWIND labels(n) AS label RETURN label, count(*) AS n ORDER BY label").rows
    types = graph.read("MATCH ()-[r]->() RETURN type(r) AS type, count(*) AS n ORDER BY type").rows
    return {row["label"]: row["n"] for row in labels} | {row["type"]: row["n"] for row in types}


def nodes(graph: Graph) -> Iterator[tuple[tuple[str, ...], dict[str, Any]]]:
    """Labels and properties of every node of the model, by label and id, read page by page."""
    for label in NODES:
        last = ""
        text = (
            f"MATCH (n:{label}) WHERE n.id > $last RETURN n.id AS id, labels(n) AS labels, properties(n) AS properties "
            f"ORDER BY id LIMIT {_PAGE}"
        )
        while rows := graph.read(text, {"last": last}).rows:
            for row in rows:
                yield (label, *sorted(set(row["labels"]) - {label})), row["properties"]
            last = rows[-1]["id"]


def links(graph: Graph) -> Iterator[dict[str, Any]]:
    """Every relationship between nodes of the model: type, ends and properties, by label and id of its start."""
    for label in NODES:
        last = ""
        page = f"MATCH (a:{label}) WHERE a.id > $last RETURN a.id AS id ORDER BY id LIMIT {_PAGE // 5}"
        text = (
            f"UNWIND $ids AS id MATCH (a:{label} {{id: id}}) MATCH (a)-[r]->(b) RETURN type(r) AS type, a.id AS start, "
            "b.id AS end, labels(b) AS end_labels, properties(r) AS properties ORDER BY start, type, end, properties.id"
        )
        while ids := [row["id"] for row in graph.read(page, {"last": last}).rows]:
            for row in graph.read(text, {"ids": ids}).rows:
                yield {**row, "start_label": label, "end_label": _main_label(row.pop("end_labels"))}
            last = ids[-1]


def content_hash(graph: Graph) -> str:
    """SHA-256 over the sorted content: every node and relationship without what bookkeeping wrote."""
    total = hashlib.sha256()
    for labels, properties in nodes(graph):
        if labels[0] not in OUTSIDE_CONTENT:
            total.update(_line(list(labels), properties))
    for link in links(graph):
        if not {link["start_label"], link["end_label"]} & OUTSIDE_CONTENT:
            total.update(_line([link["type"], link["start"], link["end"]], link["properties"]))
    return total.hexdigest()


def _line(head: list[str], properties: dict[str, Any]) -> bytes:
    kept = {name: value for name, value in properties.items() if name not in BOOKKEEPING_PROPERTIES}
    return json.dumps([head, kept], sort_keys=True, ensure_ascii=False, default=str).encode() + b"\n"


def _main_label(labels: list[str]) -> str:
    return next((label for label in labels if label in NODES), labels[0])


def _create_schema(graph: Graph) -> int:
    for statement in constraints():
        graph.run(statement)
    made = "MERGE (m:Meta {id: 'meta'}) ON CREATE SET m.schema_version = $schema, m.data_version = 0"
    try:
        graph.run(made, {"schema": SCHEMA_VERSION})
    except QueryError as error:
        # Another client made it at the same time.
        if "Constraint" not in str(error.context.get("engine_code")):
            raise
    return data_version(graph)
