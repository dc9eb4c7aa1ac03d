"""Bulk writer: records in, the fewest writes out.

Each batch is compared with the graph by a hash of its records, so only what is new or different is written, and
writing the same records twice writes nothing. A batch claims the data version that it was compared at; when another
writer was faster it is compared again, so nothing is doubled and nothing lost, see `claims`.

New records are created rather than merged, because the embedded engine scans the whole label for a MERGE of a
node with two labels (20,000 nodes took 138 s, CREATE takes 2 s).
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from graph_kb.errors import QueryError
from graph_kb.model.schema import NODES
from graph_kb.store.claims import Planned, Run, claimed
from graph_kb.store.client import Graph
from graph_kb.store.merge import FILLED_IN, Bound, Written, differences, is_same, merge, source_name
from graph_kb.store.meta import BOOKKEEPING_PROPERTIES, RECORD_HASH, data_version

if TYPE_CHECKING:
    from neo4j import ManagedTransaction

Plan: TypeAlias = dict[str, list[dict[str, Any]]]
"""Records as they are sent, to `create` and to `update`."""
BATCH = 5000
_ENCODER = json.JSONEncoder(sort_keys=True, ensure_ascii=False, separators=(",", ":"))


@dataclass(frozen=True)
class NodeRow:
    """A node ready to be written: labels (main first), id, the properties that are not empty, their hash if known."""

    labels: tuple[str, ...]
    id: str
    properties: dict[str, Any]
    hash: str = ""

    @property
    def key(self) -> str:
        """What tells it from other nodes of its label."""
        return self.id


@dataclass(frozen=True)
class LinkRow:
    """A relationship ready to be written; `key` tells it from parallel ones of the same type."""

    type: str
    start_label: str
    start: str
    end_label: str
    end: str
    key: str
    properties: dict[str, Any]
    hash: str = ""


def record_hash(properties: dict[str, Any]) -> str:
    """Hash of what a record says, without who wrote it."""
    return digest(canonical({name: value for name, value in properties.items() if name not in BOOKKEEPING_PROPERTIES}))


def canonical(properties: dict[str, Any]) -> str:
    """Properties as text that is the same whenever they are."""
    return _ENCODER.encode(properties)


def digest(text: str) -> str:
    """Hash of such a text."""
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()


def write_nodes(
    graph: Graph,
    rows: Sequence[NodeRow],
    *,
    dry_run: bool = False,
    run: Run | None = None,
    new_since: int | None = None,
) -> Written:
    """Write nodes of one main label, in one transaction.

    A node that another source wrote keeps its values; only what it lacks is filled in, see `merge`.

    Args:
        graph: The graph.
        rows: The nodes.
        dry_run: Compare only.
        run: The writer, when it writes several batches at a time.
        new_since: Data version at which the graph had none of them, when known: they need not be looked for.
    """
    return _write(graph, _node_batch(rows), rows, dry_run, run, new_since)


def write_links(
    graph: Graph,
    rows: Sequence[LinkRow],
    *,
    dry_run: bool = False,
    run: Run | None = None,
    new_since: int | None = None,
) -> Written:
    """Write relationships of one type between two labels, in one transaction; both ends must be there.

    The arguments are those of `write_nodes`.
    """
    return _write(graph, _link_batch(rows), rows, dry_run, run, new_since)


def stated_before(graph: Graph, rows: Sequence[NodeRow] | Sequence[LinkRow]) -> dict[str, dict[str, Any]]:
    """Properties of those records of a batch that are in the graph, by their key."""
    batch = _node_batch(rows) if isinstance(rows[0], NodeRow) else _link_batch(rows)  # type: ignore[arg-type]
    sent = [_sent(row) for row in rows]
    return {row["key"]: row["properties"] for row in graph.read(batch.whole, {"rows": sent})}


@dataclass(frozen=True)
class _Batch:
    """The four statements of one kind of record."""

    find: str
    whole: str
    create: dict[str, str]
    update: str


def _write(
    graph: Graph, batch: _Batch, rows: Sequence[Any], dry_run: bool, run: Run | None, new_since: int | None
) -> Written:
    is_new = new_since is not None

    def plan_work() -> Planned:
        nonlocal is_new
        if is_new and new_since is not None:
            is_new = False  # if somebody was faster, compare
            version, plan, done = new_since, _all_new(rows), Written(created=len(rows))
        else:
            version = data_version(graph)
            plan, done = _compare(graph, batch, rows)
        is_idle = dry_run or not (plan["create"] or plan["update"])
        return Planned(version, None if is_idle else lambda transaction: _apply(transaction, batch, plan), done)

    return claimed(graph, plan_work, run)


def _all_new(rows: Sequence[Any]) -> Plan:
    return {"create": [_sent(row) for row in rows], "update": []}


def _compare(graph: Graph, batch: _Batch, rows: Sequence[Any]) -> tuple[Plan, Written]:
    """Sort rows into new, different and equal ones."""
    sent = [_sent(row) for row in rows]
    found = {row["key"]: row for row in graph.read(batch.find, {"rows": sent})}
    plan: Plan = {"create": [], "update": []}
    done, shared = Written(), []
    for row in sent:
        known = found.get(row["key"])
        if known is None:
            plan["create"].append(row)
            done.created += 1
            continue
        done.found.append(row["key"])
        is_own = source_name(known["load_id"]) == source_name(row["properties"].get("load_id"))
        if not is_own:
            _note_binding(row, known, done)
        if known["hash"] == row["properties"][RECORD_HASH] and not known["filled_in"]:
            done.unchanged += 1
        elif is_own and not known["filled_in"]:
            plan["update"].append(row)
            done.updated += 1
        else:
            shared.append((row, is_own))
    _merge(graph, batch, shared, plan, done)
    return plan, done


def _note_binding(row: dict[str, Any], known: dict[str, Any], done: Written) -> None:
    """A node that another source wrote is stated; that two sources cite one source is how it should be."""
    label = row["labels"].partition(":")[0]
    if not label or label == "Source":
        return
    said = row["properties"]
    name = str(said.get("name") or said.get("title") or row["key"])
    done.add(Written(bound=1, bindings=[Bound(label, row["key"], name, source_name(known["load_id"]))]))


def _merge(
    graph: Graph,
    batch: _Batch,
    rows: list[tuple[dict[str, Any], bool]],
    plan: Plan,
    done: Written,
) -> None:
    """Plan the records that more than one source speaks of."""
    if not rows:
        return
    keys = [row for row, _ in rows]
    found = {row["key"]: row["properties"] for row in graph.read(batch.whole, {"rows": keys})}
    for row, is_own in rows:
        there = found.get(row["key"], {})
        merged = merge(there, row["properties"])
        refused = [] if is_own else differences(row["properties"], merged)
        done.add(Written(kept=bool(refused), differing=len(refused), differences=refused))
        if is_same(there, merged):
            done.unchanged += not refused
            continue
        merged[RECORD_HASH] = record_hash(merged)
        plan["update"].append({**row, "properties": merged})
        done.updated += not refused


def _sent(row: NodeRow | LinkRow) -> dict[str, Any]:
    properties = {name: value for name, value in row.properties.items() if value is not None and value != []}
    properties[RECORD_HASH] = row.hash or record_hash(properties)
    if isinstance(row, NodeRow):
        return {"key": row.id, "labels": ":".join(row.labels), "properties": properties}
    properties["id"] = row.key
    return {"key": row.key, "start": row.start, "end": row.end, "labels": "", "properties": properties}


def _apply(transaction: ManagedTransaction, batch: _Batch, plan: Plan) -> None:
    groups: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in plan["create"]:
        groups[row["labels"]].append(row)
    for labels, rows in groups.items():
        checked_run(transaction, batch.create[labels], rows)
    if plan["update"]:
        checked_run(transaction, batch.update, plan["update"])


def checked_run(transaction: ManagedTransaction, text: str, rows: list[dict[str, Any]]) -> None:
    """Run a statement and make sure that it wrote every row: a missing end would drop one in silence."""
    written = transaction.run(text, rows=rows).single(strict=True)["n"]
    if written != len(rows):
        raise QueryError(f"{len(rows)} records sent, {written} written: an end of a relationship is missing")


def _node_batch(rows: Sequence[NodeRow]) -> _Batch:
    label = known_label(rows[0].labels[0])
    match = f"UNWIND $rows AS r MATCH (n:{label} {{id: r.key}})"
    kinds = {":".join(row.labels): ":".join(f"`{plain_name(part)}`" for part in row.labels) for row in rows}
    return _Batch(
        find=f"{match} RETURN n.id AS key, n.{RECORD_HASH} AS hash, n.load_id AS load_id, n.{FILLED_IN} AS filled_in",
        whole=f"{match} RETURN n.id AS key, properties(n) AS properties",
        create={
            key: f"UNWIND $rows AS r CREATE (n:{labels}) SET n = r.properties RETURN count(*) AS n"
            for key, labels in kinds.items()
        },
        update=f"{match} SET n = r.properties RETURN count(*) AS n",
    )


def _link_batch(rows: Sequence[LinkRow]) -> _Batch:
    first = rows[0]
    start, end, kind = known_label(first.start_label), known_label(first.end_label), f"`{plain_name(first.type)}`"
    ends = f"UNWIND $rows AS r MATCH (a:{start} {{id: r.start}}) MATCH (b:{end} {{id: r.end}})"
    match = f"{ends} MATCH (a)-[x:{kind} {{id: r.key}}]->(b)"
    return _Batch(
        find=f"{match} RETURN x.id AS key, x.{RECORD_HASH} AS hash, x.load_id AS load_id, x.{FILLED_IN} AS filled_in",
        whole=f"{match} RETURN x.id AS key, properties(x) AS properties",
        create={"": f"{ends} CREATE (a)-[x:{kind}]->(b) SET x = r.properties RETURN count(*) AS n"},
        update=f"{match} SET x = r.properties RETURN count(*) AS n",
    )


def known_label(label: str) -> str:
    """A label of the model: labels cannot be parameters, so nothing else may reach the text."""
    if label not in NODES:
        raise QueryError(f"{label!r} is no label of the model")
    return label


def plain_name(name: str) -> str:
    """A name of letters, digits and _, that may stand in a statement."""
    if not name.replace("_", "").isalnum() or not name.isascii():
        raise QueryError(f"{name!r} is no label or relationship type")
    return name
