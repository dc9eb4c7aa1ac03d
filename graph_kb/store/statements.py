"""The statements that find and write one kind of record.

To find many records, all of a batch come back in one row of lists: on both engines that takes a quarter of the time
of a row for each. Relationships are looked for around their near node, see `near_end`: one look-up per node, and what
else is there is seen as well.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from graph_kb.model.relationships import near_end
from graph_kb.store.merge import FILLED_IN
from graph_kb.store.meta import RECORD_HASH
from graph_kb.store.records import LinkRow, NodeRow, known_label, plain_name


@dataclass(frozen=True)
class Statements:
    """The statements of one kind of record.

    Attributes:
        find: For `ids` of nodes: keys, marks and nodes of the records there, as lists. A mark is the load and the hash
            of a record; it is empty where no load is known, or where another source filled something in.
        whole: For `rows` of keys: all properties.
        update: From `rows` of keys and properties.
    """

    find: str
    whole: str
    update: str


def node_statements(rows: Sequence[NodeRow]) -> Statements:
    """Statements for nodes of one main label."""
    label = known_label(rows[0].labels[0])
    match = f"UNWIND $rows AS r MATCH (n:{label} {{id: r.key}})"
    return Statements(
        find=f"UNWIND $ids AS id MATCH (n:{label} {{id: id}}) RETURN {_lists('n')}",
        whole=f"{match} RETURN n.id AS key, properties(n) AS properties",
        update=f"{match} SET n = r.properties RETURN count(*) AS n",
    )


def link_statements(rows: Sequence[LinkRow]) -> Statements:
    """Statements for relationships of one type between two labels."""
    first = rows[0]
    start, end, kind = known_label(first.start_label), known_label(first.end_label), f"`{plain_name(first.type)}`"
    ends = f"UNWIND $rows AS r MATCH (a:{start} {{id: r.start}}) MATCH (b:{end} {{id: r.end}})"
    match = f"{ends} MATCH (a)-[x:{kind} {{id: r.key}}]->(b)"
    is_start = near_end(first.type, first.start_label, first.end_label) == "start"
    around = (
        f"(:{start} {{id: id}})-[x:{kind}]->(:{end})" if is_start else f"(:{end} {{id: id}})<-[x:{kind}]-(:{start})"
    )
    return Statements(
        find=f"UNWIND $ids AS id MATCH {around} RETURN {_lists('x')}, collect(id) AS nodes",
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


def link_creation(row: LinkRow, names: Sequence[str]) -> str:
    """Statement that makes relationships of the type of this one, between nodes of the same labels.

    Its `rows` are lists of start, end, key and place of the other properties, of these names, in the list `said`.
    """
    start, end, kind = known_label(row.start_label), known_label(row.end_label), plain_name(row.type)
    own = "".join(f", `{plain_name(name)}`: $said[r[3]].`{plain_name(name)}`" for name in names)
    return (
        f"UNWIND $rows AS r MATCH (a:{start} {{id: r[0]}}) MATCH (b:{end} {{id: r[1]}}) "
        f"CREATE (a)-[x:`{kind}` {{id: r[2]{own}}}]->(b) RETURN count(*) AS n"
    )


def near_node(row: LinkRow) -> str:
    """Id of the node that a relationship is looked for around."""
    return row.start if near_end(row.type, row.start_label, row.end_label) == "start" else row.end


def _lists(name: str) -> str:
    own_hash = f"coalesce({name}.{RECORD_HASH}, '')"
    mark = f"CASE WHEN {name}.{FILLED_IN} IS NULL THEN {name}.load_id + ' ' + {own_hash} END"
    # Missing values would be left out of the lists, which then no more go together.
    return f"collect(coalesce({name}.id, '')) AS keys, collect(coalesce({mark}, '')) AS marks"
