"""The state of the graph itself: schema version, data version, content hash, constraints."""

from __future__ import annotations

import hashlib
import json
import random
import secrets
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from graph_kb.errors import QueryError, SchemaError, StoreError
from graph_kb.model.schema import CHAIN_SOURCE, NODES, OUTSIDE_CONTENT, SCHEMA_VERSION, constraints
from graph_kb.store.client import Graph

if TYPE_CHECKING:
    from neo4j import ManagedTransaction

RECORD_HASH = "record_hash"
BOOKKEEPING_PROPERTIES = frozenset({"load_id", "filled_in", RECORD_HASH})
"""Properties that say who wrote a record, not what it says; outside the content hash."""

RAISE_BESIDE = "MATCH (m:Meta {id: 'meta'}) SET m.beside_version = coalesce(m.beside_version, 0) + 1"
"""Statement that says of a change of what is no data: whoever keeps answers asks by it whether they hold."""

_PAGE = 5000
_ATTEMPTS = 20
_LONGEST_PAUSE_S = 0.5


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


class Versions(NamedTuple):
    """What tells a state of the graph from others.

    Attributes:
        data: The data version.
        beside: Counter of changes of what is no data: saved chains, notes of loads.
        made: What tells the graph from one that was there before it, and counted from 0 as well.
    """

    data: int
    beside: int
    made: str

    @property
    def content(self) -> tuple[str, int]:
        """What is the same as long as data is."""
        return self.made, self.data


def versions(graph: Graph) -> Versions:
    """What tells the state that the graph is in; it may change at any time."""
    text = (
        "MATCH (m:Meta {id: 'meta'}) RETURN m.data_version AS data, coalesce(m.beside_version, 0) AS beside, "
        "coalesce(m.made, '') AS made"
    )
    found = graph.read(text).rows
    return Versions(**found[0]) if found else Versions(0, 0, "")


def raise_version(transaction: ManagedTransaction, expected: int, writer: str = "") -> int:
    """Raise the data version from the expected one, in the transaction of every batch that changes data.

    Two writers conflict on this record, so one of them sees another version than it planned for.

    Args:
        transaction: The transaction.
        expected: Version that its work was planned for.
        writer: Name of the writer; its own batches may have raised the version since.

    Returns:
        The data version from now on; 0 when somebody else has changed data since, and nothing may be written on the
        old plan.
    """
    found = transaction.run(
        "MATCH (m:Meta {id: 'meta'}) SET m.data_version = m.data_version + 1, m.as_of = $today "
        "RETURN m.data_version AS version, m.writer AS writer, m.writer_since AS since",
        today=_today(),
    ).single(strict=True)
    version = int(found["version"])
    if writer and found["writer"] == writer:
        return version if found["since"] <= expected else 0
    if writer or found["writer"]:
        text = "MATCH (m:Meta {id: 'meta'}) SET m.writer = $writer, m.writer_since = $since"
        transaction.run(text, writer=writer, since=version - 1).consume()
    return version if version == expected + 1 else 0


def state(data_version: int, *, anew: bool = False) -> tuple[str, dict[str, Any]]:
    """Statement that notes the state of a graph with our schema, and its parameters.

    Args:
        data_version: Its data version; 0 before the first change, which no day is noted of.
        anew: Whether a state that is noted already gives way.
    """
    said = {"schema_version": SCHEMA_VERSION, "data_version": data_version}
    changed = {"as_of": _today()} if data_version else {}
    when = "SET" if anew else "ON CREATE SET"
    made = {"made": secrets.token_hex(8)}
    return f"MERGE (m:Meta {{id: 'meta'}}) {when} m += $state", {"state": {**said, **changed, **made}}


def is_overtaken(graph: Graph, expected: int, writer: str = "") -> bool:
    """Whether somebody else has changed data since a version; the arguments are those of `raise_version`."""
    text = "MATCH (m:Meta {id: 'meta'}) RETURN m.data_version AS version, m.writer AS writer, m.writer_since AS since"
    found = graph.read(text).rows[0]
    is_own = bool(writer) and found["writer"] == writer and found["since"] <= expected
    return bool(found["version"] != expected) and not is_own


def counts(graph: Graph) -> dict[str, int]:
    """Number of nodes by label and of relationships by type, labels first, both sorted; notes of changes are none."""
    labels = graph.read(
        "MATCH (n) WHERE NOT n:Change UNWIND labels(n) AS label RETURN label, count(*) AS n ORDER BY label"
    ).rows
    types = graph.read("MATCH ()-[r]->() RETURN type(r) AS type, count(*) AS n ORDER BY type").rows
    return {row["label"]: row["n"] for row in labels} | {row["type"]: row["n"] for row in types}


def main_labels(graph: Graph) -> tuple[str, ...]:
    """Main labels of everything in the graph that has an id, those of the model first; `Meta` is left out."""
    found = graph.read("MATCH (n) WHERE n.id > '' RETURN DISTINCT labels(n) AS labels").rows
    others = {main_label(row["labels"]) for row in found} - {*NODES, "Meta"}
    return (*NODES, *sorted(others))


def nodes(graph: Graph, labels: Iterable[str] = NODES) -> Iterator[tuple[tuple[str, ...], dict[str, Any]]]:
    """Labels and properties of every node of these main labels, by label and id, read page by page."""
    for label in labels:
        last = ""
        text = (
            f"{_match('n', label)} AND n.id > $last RETURN n.id AS id, labels(n) AS labels, "
            f"properties(n) AS properties ORDER BY id LIMIT {_PAGE}"
        )
        while rows := graph.read(text, {"label": label, "last": last}).rows:
            for row in rows:
                # A node with the labels of two is one of the first.
                if main_label(row["labels"]) == label:
                    yield (label, *sorted(set(row["labels"]) - {label})), row["properties"]
            last = rows[-1]["id"]


def links(graph: Graph, labels: Iterable[str] = NODES) -> Iterator[dict[str, Any]]:
    """Every relationship that starts at a node of these main labels and ends at one with an id, page by page.

    Yields:
        Type, ends and properties, by label and id of the start.
    """
    for label in labels:
        last = ""
        page = (
            f"{_match('a', label)} AND a.id > $last RETURN a.id AS id, labels(a) AS labels "
            f"ORDER BY id LIMIT {_PAGE // 5}"
        )
        text = (
            f"{_chosen('a', label)} MATCH (a)-[r]->(b) WHERE b.id > '' "
            "RETURN type(r) AS type, a.id AS start, b.id AS end, labels(b) AS end_labels, properties(r) AS properties "
            "ORDER BY start, type, end, properties.id"
        )
        while rows := graph.read(page, {"label": label, "last": last}).rows:
            ids = [row["id"] for row in rows if main_label(row["labels"]) == label]
            for row in graph.read(text, {"label": label, "ids": ids}).rows:
                end_label = main_label(row.pop("end_labels"))
                yield {**row, "start_label": label, "end_label": end_label}
            last = rows[-1]["id"]


def _match(name: str, label: str) -> str:
    """Pattern of a main label; one that is not of the model came from the graph and stays a parameter."""
    if label in NODES:
        return f"MATCH ({name}:{label}) WHERE true"
    return f"MATCH ({name}) WHERE " + (f"$label IN labels({name})" if label else f"size(labels({name})) = 0")


def _chosen(name: str, label: str) -> str:
    """Pattern of those nodes of a main label whose ids are given."""
    if label in NODES:
        return f"UNWIND $ids AS id MATCH ({name}:{label} {{id: id}})"
    return f"{_match(name, label)} AND {name}.id IN $ids"


def content_hash(graph: Graph, read: Callable[[], None] = lambda: None) -> str:
    """SHA-256 over the sorted content: every node and relationship without what bookkeeping wrote.

    Args:
        graph: The graph.
        read: Called for every record that was read.
    """
    total = hashlib.sha256()
    for labels, properties in nodes(graph):
        read()
        if is_content(labels[0], properties):
            total.update(_line(list(labels), properties))
    for link in links(graph):
        read()
        if not {link["start_label"], link["end_label"]} & OUTSIDE_CONTENT:
            total.update(_line([link["type"], link["start"], link["end"]], link["properties"]))
    return total.hexdigest()


def is_content(label: str, properties: Mapping[str, Any]) -> bool:
    """Whether a node is data, and no result or bookkeeping."""
    return label not in OUTSIDE_CONTENT and properties.get("id") != CHAIN_SOURCE


def _line(head: list[str], properties: dict[str, Any]) -> bytes:
    kept = {name: value for name, value in properties.items() if name not in BOOKKEEPING_PROPERTIES}
    return json.dumps([head, kept], sort_keys=True, ensure_ascii=False, default=str).encode() + b"\n"


def main_label(labels: list[str]) -> str:
    """The first label in the order of the model, or else of the alphabet; "" where there is none."""
    return next((label for label in NODES if label in labels), min(labels, default=""))


def _create_schema(graph: Graph) -> int:
    for statement in constraints():
        _declare(graph, statement)
    try:
        graph.run(*state(0))
    except QueryError as error:
        # Another client made it at the same time.
        if "Constraint" not in str(error.context.get("engine_code")):
            raise
    return data_version(graph)


def _today() -> str:
    return datetime.now(UTC).date().isoformat()


def _declare(graph: Graph, statement: str) -> None:
    """Run a statement of the schema, which leaves what is there as it is and so may be said again.

    Clients that make the schema at once lock each other out on Neo4j, or find made what was not there a moment ago.
    """
    for attempt in range(1, _ATTEMPTS + 1):
        try:
            graph.run(statement)
            return
        except (QueryError, StoreError) as error:
            if attempt == _ATTEMPTS or ".Schema." not in str(error.context.get("engine_code")):
                raise
            time.sleep(random.uniform(0, _LONGEST_PAUSE_S))  # noqa: S311 - a pause, no secret
