"""The statements that find and write one kind of record.

To find many records, all of a batch come back in one row of lists: on both engines that takes a quarter of the time
of a row for each. Relationships are looked for around their near node, see `near_end`: one look-up per node, and what
else is there is seen as well.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from graph_kb.store.batch import LinkBatch, NodeBatch
from graph_kb.store.merge import FILLED_IN
from graph_kb.store.meta import RECORD_HASH
from graph_kb.store.records import known_label, plain_name


@dataclass(frozen=True)
class Statements:
    """The statements of one kind of record.

    Attributes:
        find: For `ids` of nodes: `keys` and `hashes` of the records there, as lists, and the distinct `loads` that
            they are of; the load is empty where none is known, or where another source filled something in.
        tell: For the same: `keys`, the load of each and the node that it is around, as lists.
        whole: For `rows` of keys: all properties.
        update: From `rows` of keys and properties.
    """

    find: str
    tell: str
    whole: str
    update: str


def statements_of(batch: NodeBatch | LinkBatch) -> Statements:
    """Statements for the kind of record of a batch."""
    return _node_statements(batch) if isinstance(batch, NodeBatch) else _link_statements(batch)


def _node_statements(batch: NodeBatch) -> Statements:
    label = known_label(batch.label)
    match = f"UNWIND $rows AS r MATCH (n:{label} {{id: r.key}})"
    around = f"UNWIND $ids AS id MATCH (n:{label} {{id: id}})"
    return Statements(
        **_looks(around, "n"),
        whole=f"{match} RETURN n.id AS key, properties(n) AS properties",
        update=f"{match} SET n = r.properties RETURN count(*) AS n",
    )


def _link_statements(batch: LinkBatch) -> Statements:
    start, end, kind = known_label(batch.start_label), known_label(batch.end_label), f"`{plain_name(batch.type)}`"
    ends = f"UNWIND $rows AS r MATCH (a:{start} {{id: r.start}}) MATCH (b:{end} {{id: r.end}})"
    match = f"{ends} MATCH (a)-[x:{kind} {{id: r.key}}]->(b)"
    is_start = batch.near_end == "start"
    around = (
        f"(:{start} {{id: id}})-[x:{kind}]->(:{end})" if is_start else f"(:{end} {{id: id}})<-[x:{kind}]-(:{start})"
    )
    return Statements(
        **_looks(f"UNWIND $ids AS id MATCH {around}", "x"),
        whole=f"{match} RETURN x.id AS key, properties(x) AS properties",
        update=f"{match} SET x = r.properties RETURN count(*) AS n",
    )


def node_creation(labels: Iterable[str], names: Sequence[str]) -> str:
    """Statement that makes nodes of the same labels; `rows` are lists of the values of these properties.

    Both engines are faster at this than at setting the properties afterwards.
    """
    own = ", ".join(f"`{plain_name(name)}`: r[{at}]" for at, name in enumerate(names))
    kinds = ":".join(f"`{plain_name(label)}`" for label in labels)
    return f"UNWIND $rows AS r CREATE (n:{kinds} {{{own}}}) RETURN count(*) AS n"


def link_creation(batch: LinkBatch, names: Sequence[str]) -> str:
    """Statement that makes relationships of the kind of a batch.

    Its `rows` are lists of start, end, key and place of the other properties, of these names, in the list `said`.
    """
    start, end, kind = known_label(batch.start_label), known_label(batch.end_label), plain_name(batch.type)
    own = "".join(f", `{plain_name(name)}`: $said[r[3]].`{plain_name(name)}`" for name in names)
    return (
        f"UNWIND $rows AS r MATCH (a:{start} {{id: r[0]}}) MATCH (b:{end} {{id: r[1]}}) "
        f"CREATE (a)-[x:`{kind}` {{id: r[2]{own}}}]->(b) RETURN count(*) AS n"
    )


def _looks(around: str, name: str) -> dict[str, str]:
    # Missing values would be left out of the lists, which then no more go together.
    load = f"CASE WHEN {name}.{FILLED_IN} IS NULL THEN coalesce({name}.load_id, '') ELSE '' END"
    keys, hashes = f"collect(coalesce({name}.id, '')) AS keys", f"collect(coalesce({name}.{RECORD_HASH}, '')) AS hashes"
    return {
        "find": f"{around} RETURN {keys}, {hashes}, collect(DISTINCT {load}) AS loads",
        "tell": f"{around} RETURN {keys}, collect({load}) AS loads, collect(id) AS nodes",
    }
