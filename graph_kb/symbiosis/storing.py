"""Chains in the graph, so that Cypher can ask about them, and what becomes of them when data changes.

A stored chain is no data: writing it changes neither the data version nor the content hash.
"""

from __future__ import annotations

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
from graph_kb.symbiosis.certifying import folder_of, read_file, summary, title, write_file
from graph_kb.symbiosis.verifying import FactReader, Verdict, verify

if TYPE_CHECKING:
    from neo4j import ManagedTransaction

Row = dict[str, Any]
BROKEN = "broken"
_SHOWN = 3
_STORED = "MATCH (c:Chain) RETURN c.id AS id, c.name AS name, c.hash AS hash, c.status AS status ORDER BY id"
_SOURCED = "MATCH (s:Source {id: $id}) RETURN s.id AS id"
_CREATE_SOURCE = "CREATE (s:Source {id: $id}) SET s += $said"
_REMOVE = "UNWIND $rows AS row MATCH (c:Chain {id: row.id}) DETACH DELETE c"
_CREATE = "UNWIND $rows AS row CREATE (c:Chain {id: row.id}) SET c += row.said"
_MARK = (
    "UNWIND $rows AS row MATCH (c:Chain {id: row.id}) "
    "SET c.status = row.status, c.reason = row.reason, c.data_version = row.version"
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
        id: Id of the node of a stored chain.
    """

    name: str
    hash: str
    status: str
    reason: str = ""
    same_data: bool = True
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
        verdict = verify(certificate, reader.read(certificate))
    except DataError as error:
        return Checked(name, str(certificate.get("hash", "")), BROKEN, error.message)
    status = verdict.status if verdict.holds else BROKEN
    return Checked(name, str(certificate.get("hash", "")), status, why(verdict), verdict.same_data)


def why(verdict: Verdict) -> str:
    """Why a certificate does not hold, in a few words; empty when it holds."""
    found = sorted(verdict.violations, key=lambda one: (one.condition == 0, one.condition))
    told = [f"condition {one.condition}: {one.message}" if one.condition else one.message for one in found[:_SHOWN]]
    more = f"and {len(found) - _SHOWN} more" if len(found) > _SHOWN else ""
    return "; ".join(filter(None, [*told, more]))


def save_chains(graph: Graph, home: Path, certificates: Iterable[Mapping[str, Any]]) -> list[str]:
    """Write chains into the graph. Each is verified first.

    Returns:
        Ids of the chains.

    Raises:
        UsageError: A certificate does not hold.
    """
    given, reader = list(certificates), FactReader(graph)
    for one in given:
        if not (found := _checked(reader, one)).holds:
            hint = "the data has changed since: ask for chains again"
            raise UsageError(f"the chain {found.name} is not saved: {found.reason}", hint=hint)
        write_file(home, one)
    nodes = [_node(one) for one in given]
    links = [link for one in given for link in _links(one)]
    graph.write(lambda transaction: _write(transaction, nodes, links))
    return [node["id"] for node in nodes]


def verify_stored(graph: Graph, home: Path) -> list[Checked]:
    """Check the stored chains again and write what was found: those that hold no more are broken, with the reason."""
    stored, reader = graph.read(_STORED).rows, FactReader(graph)
    found = [replace(_again(reader, home, row), id=row["id"]) for row in stored]
    version = graph.read("MATCH (m:Meta {id: 'meta'}) RETURN m.data_version AS version").rows[0]["version"]
    rows = [
        {"id": row["id"], "status": one.status, "reason": one.reason or None, "version": version}
        for row, one in zip(stored, found, strict=True)
    ]
    graph.run(_MARK, {"rows": rows})
    return found


def _again(reader: FactReader, home: Path, row: Row) -> Checked:
    try:
        certificate = read_file(folder_of(home) / f"{row['hash']}.json")
    except (UsageError, DataError) as error:
        return Checked(
            row["name"] or row["id"], row["hash"], BROKEN, f"its certificate cannot be read: {error.message}"
        )
    return _checked(reader, certificate)


def chain_id(certificate: Mapping[str, Any]) -> str:
    """Id of the node of a chain."""
    return f"chain:{certificate['hash'][:20]}"


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
