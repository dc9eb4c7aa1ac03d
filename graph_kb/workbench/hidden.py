"""The streams of a graph that are not public, what belongs to them, and what stands around them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from graph_kb.model.relationships import link_key
from graph_kb.store.client import Graph
from graph_kb.store.meta import BOOKKEEPING_PROPERTIES
from graph_kb.workbench.blurring import Place, blurred_record, bounds_of, cell_of, crowded, name_for
from graph_kb.workbench.records import SAME_AS, Direction, Record, records_by_id
from graph_kb.workbench.result import plain

STREAMS = ("Offer", "Need")
TOLD = ("OF", "SERVES", "CODED")
"""Relationships of such a stream that tell what it is, and not whose."""
SITED = ("OFFERS", "AT")
"""Relationships that tell the site."""
_PUBLIC = "coalesce(s.confidentiality, 'public') = 'public'"
"""Whether a stream is public, see `is_public`."""
_KIN_STEPS = 3


@dataclass(frozen=True)
class Tie:
    """A relationship of something hidden, as seen from the other end.

    Attributes:
        type: Its type.
        direction: Whether it starts at the other end (`out`) or ends there (`in`).
        other: Id of the other end.
        label: Label of what is hidden.
        hidden: Its id.
    """

    type: str
    direction: Direction
    other: str
    label: str
    hidden: str


@dataclass(frozen=True)
class Hidden:
    """What whoever may not see it as it is must not learn.

    Attributes:
        names: Ids that stand for those of streams, and of exchanges that concern them.
        records: What is told of each, by the id that stands for it, in order.
        withheld: Ids of claims that are not told at all.
        spoken: Ids that give something away wherever they stand, former ones among them.
        ties: Relationships that are told of each, by the id that stands for it.
        around: Relationships of all of these, told or not, by the id of the other end.
    """

    names: Mapping[str, str]
    records: Mapping[str, Record]
    withheld: frozenset[str]
    spoken: frozenset[str]
    ties: Mapping[str, tuple[Tie, ...]]
    around: Mapping[str, tuple[Tie, ...]]

    def matching(self, label: str, values: Mapping[str, Any], after: str) -> Iterator[Record]:
        """What is told of those of a label whose told properties have these values, from an id on."""
        for name, record in self.records.items():
            told = record["label"] == label and name > after
            if told and all(record.get(key) == value for key, value in values.items()):
                yield record

    def told_ties(self, id_: str) -> list[Tie]:
        """Relationships of a public record to streams that are told of it, and not only counted off."""
        return [tie for tie in self.around.get(id_, ()) if tie.type in TOLD and tie.hidden in self.names]

    def named(self, tie: Tie) -> str:
        """Id that is told of a relationship."""
        ends = (tie.other, self.names[tie.hidden])
        return link_key(tie.type, *(ends if tie.direction == "out" else ends[::-1]))


def any_hidden(graph: Graph) -> bool:
    """Whether any stream is not public."""
    texts = (f"MATCH (s:{label}) WHERE NOT {_PUBLIC} RETURN s.id AS id LIMIT 1" for label in STREAMS)
    return any(graph.read(text).rows for text in texts)


def is_public(stream: Mapping[str, Any]) -> bool:
    """Whether a stream is public; one that another client wrote without saying so is public, as in the model."""
    return stream.get("confidentiality") in (None, "public")


def chains_of_hidden(graph: Graph) -> frozenset[str]:
    """Ids of saved chains that start or end at such a stream; saving a chain does not raise the data version."""
    text = f"MATCH (c:Chain)-[:FROM_OFFER|TO_NEED]->(s) WHERE NOT {_PUBLIC} RETURN DISTINCT c.id AS id"
    return frozenset(row["id"] for row in graph.read(text))


def read_hidden(graph: Graph, secret: bytes) -> Hidden:
    """Read all that is hidden.

    Args:
        graph: The graph.
        secret: What ids are replaced with.
    """
    said = {label: _streams(graph, label) for label in STREAMS}
    ties = [tie for label in STREAMS for tie in _ties(graph, label, said[label])]
    said["Exchange"] = _exchanges(graph, ties)
    ties += _ties(graph, "Exchange", said["Exchange"])
    names = {id_: name_for(secret, label, id_) for label, each in said.items() for id_ in each}
    withheld, former = _claims(graph, ties, names)
    ties += _ties(graph, "Claim", withheld)
    cells = _cells(graph, ties)
    told = [blurred_record(label, names[i], each[i], cells.get(i)) for label, each in said.items() for i in each]
    shown = [tie for tie in ties if tie.type in TOLD and tie.hidden in names]
    return Hidden(
        names,
        {record["id"]: record for record in sorted(told, key=lambda record: str(record["id"]))},
        frozenset(withheld),
        frozenset({*names, *withheld, *former}),
        _grouped((names[tie.hidden], tie) for tie in shown),
        _grouped((tie.other, tie) for tie in ties),
    )


def others_of(graph: Graph, hidden: Hidden, name: str) -> list[tuple[Tie, Record]]:
    """What is told of the relationships of a hidden record, each with the record at its other end."""
    told = hidden.ties.get(name, ())
    records = {record["id"]: record for record in records_by_id(graph, [tie.other for tie in told])}
    return [(tie, records[tie.other]) for tie in told if tie.other in records]


def _streams(graph: Graph, label: str) -> dict[str, dict[str, Any]]:
    text = f"MATCH (s:{label}) WHERE NOT {_PUBLIC} RETURN s.id AS id, properties(s) AS said"
    return {row["id"]: _plain(row["said"]) for row in graph.read(text)}


def _ties(graph: Graph, label: str, ids: Iterable[str]) -> list[Tie]:
    """All relationships of records; those of saved chains come and go without a new data version, see above."""
    found: list[Tie] = []
    given = list(ids)
    seen: dict[str, Direction] = {"-[r]->": "in", "<-[r]-": "out"}
    for arrow in seen if given else ():
        text = (
            f"UNWIND $ids AS id MATCH (s:{label} {{id: id}}){arrow}(m) "
            "WHERE m.id IS NOT NULL AND NOT 'Chain' IN labels(m) RETURN id, type(r) AS type, m.id AS other"
        )
        rows = graph.read(text, {"ids": given})
        found += [Tie(row["type"], seen[arrow], row["other"], label, row["id"]) for row in rows]
    return found


def _exchanges(graph: Graph, ties: Iterable[Tie]) -> dict[str, dict[str, Any]]:
    """Exchanges that concern such a stream: of its resource or one akin, given or taken by its site."""
    sites = _grouped((tie.hidden, tie) for tie in ties if tie.type in SITED)
    kin = _kin(graph)
    busy = {
        (site.other, resource, tie.label)
        for tie in ties
        for site in (sites.get(tie.hidden, ()) if tie.type in ("OF", "SERVES") else ())
        for resource in {tie.other, *kin[tie.other]}
    }
    text = (
        "MATCH (x:Exchange)-[:OF]->(r:Resource) OPTIONAL MATCH (f)-[:SENDS]->(x) "
        "OPTIONAL MATCH (x)-[:DELIVERED_TO]->(g) "
        "RETURN x.id AS id, properties(x) AS said, r.id AS resource, f.id AS giver, g.id AS taker"
    )
    found = {}
    for row in graph.read(text).rows if busy else ():
        if busy & {(row["giver"], row["resource"], "Offer"), (row["taker"], row["resource"], "Need")}:
            found[row["id"]] = _plain(row["said"])
    return found


def _kin(graph: Graph) -> defaultdict[str, set[str]]:
    """Broader and narrower resources of each."""
    text = f"MATCH (a:Resource)-[:KIND_OF]->{{1,{_KIN_STEPS}}}(b:Resource) RETURN DISTINCT a.id AS a, b.id AS b"
    found: defaultdict[str, set[str]] = defaultdict(set)
    for row in graph.read(text):
        found[row["a"]].add(row["b"])
        found[row["b"]].add(row["a"])
    return found


def _claims(graph: Graph, ties: Iterable[Tie], names: Mapping[str, str]) -> tuple[list[str], set[str]]:
    """Claims about what is hidden, and ids that were merged into what is."""
    same = graph.read(
        "MATCH (c:Claim) WHERE c.property = $same RETURN c.id AS id, c.subject_id AS former, c.value AS value",
        {"same": SAME_AS},
    ).rows
    former = {row["former"] for row in same if row["value"] in names}
    about = graph.read(
        "UNWIND $ids AS id MATCH (c:Claim {subject_id: id}) RETURN c.id AS id", {"ids": [*names, *former]}
    ).rows
    tied = [tie.other for tie in ties if tie.type == "ABOUT"]
    found = [*tied, *(row["id"] for row in about), *(row["id"] for row in same if row["value"] in names)]
    return list(dict.fromkeys(found)), former


def _cells(graph: Graph, ties: Iterable[Tie]) -> dict[str, dict[str, float]]:
    """Where each stream is, about."""
    text = (
        "MATCH (f:Facility) WHERE f.latitude IS NOT NULL AND f.longitude IS NOT NULL "
        "RETURN f.id AS id, f.latitude AS latitude, f.longitude AS longitude"
    )
    places: dict[str, Place] = {row["id"]: (row["latitude"], row["longitude"]) for row in graph.read(text)}
    many = crowded(places.values())
    found = {}
    for tie in ties:
        if tie.type in SITED and tie.other in places and cell_of(places[tie.other]) in many:
            found[tie.hidden] = bounds_of(cell_of(places[tie.other]))
    return found


def _grouped(pairs: Iterable[tuple[str, Tie]]) -> dict[str, tuple[Tie, ...]]:
    found: defaultdict[str, dict[Tie, None]] = defaultdict(dict)
    for key, tie in pairs:
        found[key][tie] = None
    return {key: tuple(each) for key, each in found.items()}


def _plain(said: Mapping[str, Any]) -> dict[str, Any]:
    return {name: plain(value) for name, value in said.items() if name not in BOOKKEEPING_PROPERTIES}
