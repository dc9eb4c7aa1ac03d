"""Chains in the graph, so that Cypher can ask about them, and what becomes of them when data changes.

A stored chain is no data: writing it changes neither the data version nor the content hash.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

from graph_kb.errors import DataError, UsageError
from graph_kb.model.relationships import link_key
from graph_kb.model.schema import CHAIN_SOURCE
from graph_kb.store.client import Graph
from graph_kb.store.meta import RAISE_BESIDE
from graph_kb.symbiosis.certifying import path_of, read_file, remove_file, summary, title, write_file
from graph_kb.symbiosis.changes import Change, changes, why
from graph_kb.symbiosis.verifying import FactReader, verify
from graph_kb.symbiosis.verifying.findings import Violation

if TYPE_CHECKING:
    from neo4j import ManagedTransaction

Row = dict[str, Any]
BROKEN = "broken"
_STORED = "MATCH (c:Chain) RETURN c.id AS id, c.name AS name, c.hash AS hash, c.status AS status ORDER BY id"
_SOURCED = "MATCH (s:Source {id: $id}) RETURN s.id AS id"
_CREATE_SOURCE = "CREATE (s:Source {id: $id}) SET s += $said"
_REMOVE = "UNWIND $rows AS row MATCH (c:Chain {id: row.id}) DETACH DELETE c"
_CREATE = "UNWIND $rows AS row CREATE (c:Chain {id: row.id}) SET c += row.said"
_MARK = (
    "UNWIND $rows AS row MATCH (c:Chain {id: row.id}) "
    "SET c.status = row.status, c.reason = row.reason, c.broken_conditions = row.conditions, "
    "c.data_version = row.version"
)
_LINKS = {
    "FROM_OFFER": "Offer",
    "TO_NEED": "Need",
    "STEP": "Process",
}


@dataclass(frozen=True)
class Checked:
    """A certificate that was checked against the graph.

    Attributes:
        name: What it is the certificate of.
        hash: Its hash.
        status: certified, conditional or broken.
        reason: Why it is broken; empty otherwise.
        same_data: Whether the graph is in the state that it was made from.
        conditions: Numbers of the conditions that are broken; empty where only the certificate is out of date.
        changes: Facts that are others now.
        violations: What the check found, in its own words.
        id: Id of the node of a stored chain.
    """

    name: str
    hash: str
    status: str
    reason: str = ""
    same_data: bool = True
    conditions: tuple[int, ...] = ()
    changes: tuple[Change, ...] = ()
    violations: tuple[Violation, ...] = ()
    id: str = ""

    @property
    def holds(self) -> bool:
        """Whether it says nothing but what is so."""
        return self.status != BROKEN


def checked(graph: Graph, certificate: Mapping[str, Any]) -> Checked:
    """Check a certificate against the graph. What it says that cannot be so is the reason, and raises nothing."""
    return _checked(FactReader(graph), certificate)


def _checked(reader: FactReader, certificate: Mapping[str, Any]) -> Checked:
    name = _name(certificate)
    try:
        facts = reader.read(certificate)
        verdict = verify(certificate, facts)
    except DataError as error:
        return Checked(name, str(certificate.get("hash", "")), BROKEN, error.message)
    if verdict.holds:
        return Checked(name, certificate["hash"], verdict.status, same_data=verdict.same_data)
    found = tuple(changes(certificate, facts))
    broken = tuple(sorted({one.condition for one in verdict.violations} - {0}))
    told = why(verdict, found), verdict.same_data, broken, found, verdict.violations
    return Checked(name, str(certificate.get("hash", "")), BROKEN, *told)


def save_chains(graph: Graph, home: Path, certificates: Iterable[Mapping[str, Any]]) -> list[str]:
    """Write chains into the graph. Each is verified first.

    A chain is kept once, whatever the day, the state of the data and the limits it was asked with, see `chain_id`: it
    takes the place of the one that was saved before, and its certificate that of the older one.

    Returns:
        Ids of the chains, each once.

    Raises:
        UsageError: A certificate does not hold.
    """
    given, reader = list(certificates), FactReader(graph)
    for one in given:
        if not (found := _checked(reader, one)).holds:
            hint = "the data has changed since: ask for chains again"
            raise UsageError(f"the chain {found.name} is not saved: {found.reason}", hint=hint)
        write_file(home, one)
    newest = {chain_id(one): one for one in given}
    nodes = [_node(one) for one in newest.values()]
    links = [link for one in newest.values() for link in _links(one)]
    older = {row["hash"] for row in stored_chains(graph) if row["id"] in newest}
    graph.write(lambda transaction: _write(transaction, nodes, links))
    for hash_ in older - {one["hash"] for one in given}:
        remove_file(home, str(hash_))
    return [*newest]


def verify_stored(graph: Graph, home: Path) -> list[Checked]:
    """Check the stored chains again and write what was found: those that hold no more are broken, with the reason."""
    stored, reader = stored_chains(graph), FactReader(graph)
    found = [replace(_again(reader, home, row), id=row["id"]) for row in stored]
    version = graph.read("MATCH (m:Meta {id: 'meta'}) RETURN m.data_version AS version").rows[0]["version"]
    rows = [{**_marked(one), "version": version} for one in found]
    _changed(graph, _MARK, rows)
    return found


def stored_chains(graph: Graph) -> list[Row]:
    """Id, name, hash and status of the chains in the graph."""
    return graph.read(_STORED).rows


def remove_chains(graph: Graph, ids: Iterable[str]) -> None:
    """Remove chains from the graph; what they are made of stays."""
    _changed(graph, _REMOVE, [{"id": id_} for id_ in ids])


def _changed(graph: Graph, text: str, rows: Sequence[Row]) -> None:
    """Change chains in the graph, if there are any to change."""

    def change(transaction: ManagedTransaction) -> None:
        transaction.run(text, rows=list(rows)).consume()
        transaction.run(RAISE_BESIDE).consume()

    if rows:
        graph.write(change)


def _marked(found: Checked) -> Row:
    conditions = list(found.conditions) or None
    return {"id": found.id, "status": found.status, "reason": found.reason or None, "conditions": conditions}


def _again(reader: FactReader, home: Path, row: Row) -> Checked:
    try:
        certificate = read_file(path_of(home, str(row["hash"])))
    except (UsageError, DataError) as error:
        return Checked(
            row["name"] or row["id"], row["hash"], BROKEN, f"its certificate cannot be read: {error.message}"
        )
    return _checked(reader, certificate)


def chain_id(certificate: Mapping[str, Any]) -> str:
    """Id of the node of a chain: the same for the same offer, processes and need, sought by the same objective.

    The amounts of another end of the intervals or of other months are those of another chain.
    """
    processes, asked = sorted(one["id"] for one in certificate["processes"]), certificate["question"]
    sought = {name: asked[name] for name in ("end", "weights", "months")}
    told = json.dumps([certificate["source"], processes, certificate["need"], sought], sort_keys=True)
    return f"chain:{hashlib.sha256(told.encode()).hexdigest()[:20]}"


def _write(transaction: ManagedTransaction, nodes: Sequence[Row], links: Sequence[Row]) -> None:
    if nodes and not transaction.run(_SOURCED, id=CHAIN_SOURCE).data():
        transaction.run(_CREATE_SOURCE, id=CHAIN_SOURCE, said=_source(nodes[0]["said"])).consume()
    transaction.run(_REMOVE, rows=list(nodes)).consume()
    transaction.run(_CREATE, rows=list(nodes)).consume()
    for type_, label in _LINKS.items():
        text = (
            f"UNWIND $rows AS row MATCH (c:Chain {{id: row.start}}) MATCH (n:{label} {{id: row.end}}) "
            f"CREATE (c)-[r:{type_} {{id: row.id}}]->(n) SET r += row.said"
        )
        transaction.run(text, rows=[link for link in links if link["type"] == type_]).consume()
    transaction.run(RAISE_BESIDE).consume()


def _source(chain: Row) -> Row:
    """What chains name as their source: a node as any other source, so that nothing names one that is not there."""
    title = "Chains that graph-kb found in this graph and certified: results of calculation, no data"
    given = {name: chain[name] for name in ("source_id", "as_of", "method")}
    return {"title": title, "publisher": "graph-kb", **given}


def _node(certificate: Mapping[str, Any]) -> Row:
    row = summary(certificate)
    told = {"name": title(row)[:4000], "value": row["value"], "unit": row["value_unit"]}
    said = {name: certificate[name] for name in ("hash", "status", "data_version")}
    return {"id": chain_id(certificate), "said": {**said, **told, **_sourced(certificate)}}


def _sourced(certificate: Mapping[str, Any]) -> Row:
    day = min(str(certificate["day"]), datetime.now(UTC).date().isoformat())
    return {"source_id": CHAIN_SOURCE, "as_of": day, "method": "inferred"}


def _links(certificate: Mapping[str, Any]) -> list[Row]:
    found = [
        _link(certificate, "FROM_OFFER", certificate["source"]),
        _link(certificate, "TO_NEED", certificate["need"]),
    ]
    units = {one["subject"]: one["value"] for one in certificate["facts"] if one["property"] == "activity_unit"}
    for place, one in enumerate(certificate["processes"], start=1):
        is_known = certificate["value"]["limited"] and None not in one["activity"]
        amount = float(sum(map(Fraction, one["activity"]))) if is_known else None
        found.append(_link(certificate, "STEP", one["id"], order=place, amount=amount, unit=units.get(one["id"])))
    return found


def _link(certificate: Mapping[str, Any], type_: str, end: str, **said: Any) -> Row:
    start = chain_id(certificate)
    kept = {name: value for name, value in said.items() if value is not None}
    id_ = link_key(type_, start, end)
    return {"type": type_, "id": id_, "start": start, "end": end, "said": {**kept, **_sourced(certificate)}}


def _name(certificate: Mapping[str, Any]) -> str:
    try:
        return title(summary(certificate))
    except (KeyError, TypeError, ValueError, ZeroDivisionError, AttributeError):
        # What cannot be read is told by the check.
        return str(certificate.get("hash") or "certificate")
