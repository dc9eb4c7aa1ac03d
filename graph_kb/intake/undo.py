"""Taking back what a load wrote, by its journal: all of it, or nothing when others built on it since.

Killed halfway it is simply run again: what was taken back already is found as it was before the load.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeAlias

from graph_kb.errors import Conflict
from graph_kb.intake.batches import batches
from graph_kb.model.schema import NODES
from graph_kb.store.changes import Touched
from graph_kb.store.claims import Planned, claimed
from graph_kb.store.client import Graph
from graph_kb.store.journal import Journal
from graph_kb.store.loads import mark_undone, only_load
from graph_kb.store.merge import FILLED_IN, Written, source_name
from graph_kb.store.meta import RECORD_HASH, data_version
from graph_kb.store.records import known_label, plain_name
from graph_kb.store.removal import DELETED
from graph_kb.store.writer import BATCH, checked_run

Kind: TypeAlias = tuple[str, ...]
"""Label of nodes; or type of relationships, label they start at and label they end at."""
_HINT = "take back the later loads first, or load a corrected version of the source"


@dataclass(frozen=True)
class _Work:
    """What is to be taken back of one kind of records: by id, the hash or properties that matter."""

    kind: Kind
    created: dict[str, str] = field(default_factory=dict)
    updated: dict[str, tuple[str, dict[str, Any]]] = field(default_factory=dict)
    removed: dict[str, dict[str, Any]] = field(default_factory=dict)

    @property
    def is_node(self) -> bool:
        """Whether the records are nodes."""
        return len(self.kind) == 1

    @property
    def match(self) -> str:
        """Cypher that finds the records `x` of `rows` of ids."""
        if self.is_node:
            return f"UNWIND $rows AS r MATCH (x:{known_label(self.kind[0])} {{id: r.key}})"
        start = known_label(self.kind[1])
        return f"UNWIND $rows AS r MATCH (:{start} {{id: r.start}})-[x:`{plain_name(self.kind[0])}` {{id: r.key}}]->()"

    def row(self, key: str, **more: Any) -> dict[str, Any]:
        """What finds a record; the ids of its ends are part of that of a relationship."""
        ends = {} if self.is_node else dict(zip(("start", "end"), key.split("|")[1:3], strict=True))
        return {"key": key, **ends, **more}


def take_back(graph: Graph, home: Path, journal: Journal, load_id: str) -> Written:
    """Take back a load: what it made is removed, what it changed or removed is as before.

    Args:
        graph: The graph.
        home: Folder of all state; no load may run from it meanwhile.
        journal: What the load noted.
        load_id: Its id.

    Returns:
        What was done: `updated` are records that are as before, `created` relationships that are there again.

    Raises:
        Conflict: Somebody built on it since.
        AnotherLoad: A load is running.
    """
    with only_load(home):
        works = _works(journal)
        for work in works:
            _check_untouched(graph, work)
        _check_alone(graph, works, load_id)
        done = Written()
        # Links before the nodes that they join.
        for work in sorted(works, key=lambda one: one.is_node):
            done.add(_remove(graph, work))
        for work in works:
            done.add(_restore(graph, work))
        mark_undone(graph, load_id)
    return done


def _works(journal: Journal) -> list[_Work]:
    """Of a batch that was planned again, the last plan is the one that was written."""
    found: dict[Kind, _Work] = {}
    for entry in journal.entries():
        work = found.setdefault(tuple(entry.kind), _Work(tuple(entry.kind)))
        work.created.update(entry.created)
        work.updated.update({key: (hash_, before) for key, (hash_, before) in entry.updated.items()})
        work.removed.update(entry.removed)
    return list(found.values())


def _now(graph: Graph, work: _Work, keys: list[str]) -> Iterator[tuple[str, str | None, str]]:
    """Id, hash and last speaker of those records that there are: who filled something in, or else who wrote it."""
    text = f"{work.match} RETURN x.id AS id, x.{RECORD_HASH} AS hash, x.load_id AS load, x.{FILLED_IN} AS filled"
    for some in batches(keys, BATCH):
        for row in graph.read(text, {"rows": [work.row(key) for key in some]}):
            fillers = [entry.partition("@")[2] for entry in row["filled"] or ()]
            yield row["id"], row["hash"], next(iter(fillers), source_name(row["load"]))


def _check_untouched(graph: Graph, work: _Work) -> None:
    """See that the records say what the load made of them; forget those of which nothing is to be done."""
    for key, hash_, by in _now(graph, work, list(work.created)):
        if hash_ != work.created[key]:
            raise _touched(key, by)
    there = {key: (hash_, by) for key, hash_, by in _now(graph, work, list(work.updated))}
    for key, (after, before) in list(work.updated.items()):
        hash_, by = there.get(key, (None, ""))
        if hash_ == before.get(RECORD_HASH):
            del work.updated[key]
        elif hash_ != after:
            raise _touched(key, by)


def _touched(key: str, by: str) -> Conflict:
    said = f"the load cannot be taken back: {key} was changed since"
    return Conflict(f"{said} by {by}" if by else said, hint=_HINT)


def _check_alone(graph: Graph, works: list[_Work], load_id: str) -> None:
    """See that nobody joined or cites what the load made."""
    links = {key for work in works if not work.is_node for key in work.created}
    for work in works:
        for ids in batches(work.created if work.is_node else (), BATCH):
            text = f"{work.match} MATCH (x)-[y]-() RETURN x.id AS id, y.id AS link"
            for row in graph.read(text, {"rows": [work.row(key) for key in ids]}):
                if row["link"] not in links:
                    said = f"the load cannot be taken back: {row['id']} was joined since, by {row['link']}"
                    raise Conflict(said, hint=_HINT)
    cited = [key for work in works if work.kind == ("Source",) for key in work.created]
    if cited:
        _check_not_cited(graph, cited, f"{source_name(load_id)}@")


def _check_not_cited(graph: Graph, sources: list[str], own: str) -> None:
    others = "WHERE x.source_id IN $ids AND NOT coalesce(x.load_id, '') STARTS WITH $own"
    texts = [f"MATCH (x:{label}) {others} RETURN x.id AS id LIMIT 1" for label in NODES]
    for text in (*texts, f"MATCH ()-[x]->() {others} RETURN x.id AS id LIMIT 1"):
        for row in graph.read(text, {"ids": sources, "own": own}):
            said = f"the load cannot be taken back: {row['id']} cites a source that it brought"
            raise Conflict(said, hint=_HINT)


def _remove(graph: Graph, work: _Work) -> Written:
    there = [key for key, _, _ in _now(graph, work, list(work.created))]
    done, text = Written(), f"{work.match} {DELETED}"
    for keys in batches(there, BATCH):
        touched = Touched(work.kind[0], removed=keys)
        done.add(_write(graph, text, [work.row(key) for key in keys], touched, Written(removed=len(keys))))
    return done


def _restore(graph: Graph, work: _Work) -> Written:
    """Records as they were before."""
    done = Written()
    text = f"{work.match} SET x = r.properties RETURN count(*) AS n"
    for some in batches(work.updated.items(), BATCH):
        rows = [work.row(key, properties=before) for key, (_, before) in some]
        done.add(_write(graph, text, rows, _written(work, rows), Written(updated=len(rows))))
    there = {key for key, _, _ in _now(graph, work, list(work.removed))}
    for lost in batches((one for one in work.removed.items() if one[0] not in there), BATCH):
        rows = [work.row(key, properties=before) for key, before in lost]
        done.add(_write(graph, _creation(work.kind), rows, _written(work, rows), Written(created=len(rows))))
    return done


def _creation(kind: Kind) -> str:
    type_, start, end = plain_name(kind[0]), known_label(kind[1]), known_label(kind[2])
    return (
        f"UNWIND $rows AS r MATCH (a:{start} {{id: r.start}}) MATCH (b:{end} {{id: r.end}}) "
        f"CREATE (a)-[x:`{type_}`]->(b) SET x = r.properties RETURN count(*) AS n"
    )


def _written(work: _Work, rows: list[dict[str, Any]]) -> Touched:
    start = "" if work.is_node else work.kind[1]
    return Touched(work.kind[0], [row["key"] for row in rows], start_label=start)


def _write(graph: Graph, text: str, rows: list[dict[str, Any]], touched: Touched, done: Written) -> Written:
    def plan() -> Planned:
        return Planned(data_version(graph), lambda transaction: checked_run(transaction, text, rows), done, touched)

    return claimed(graph, plan)
