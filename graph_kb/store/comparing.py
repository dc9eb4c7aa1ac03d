"""Records beside the graph: which are new, which say something else, which more than one source speaks of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from graph_kb.store.batch import LinkBatch, NodeBatch
from graph_kb.store.client import Graph
from graph_kb.store.merge import FILLED_IN, Bound, Written, differences, is_same, merge, source_name
from graph_kb.store.meta import RECORD_HASH
from graph_kb.store.records import LinkRow, NodeRow, record_hash, said_by
from graph_kb.store.statements import statements_of

Records: TypeAlias = NodeBatch | LinkBatch


@dataclass
class Plan:
    """What is to be written.

    Attributes:
        create: Positions of the records that are new.
        update: Records that change, each with the properties that it will have.
    """

    create: Sequence[int] = ()
    update: list[tuple[NodeRow | LinkRow, dict[str, Any]]] = field(default_factory=list)

    def __bool__(self) -> bool:
        """Whether there is anything."""
        return bool(self.create or self.update)


@dataclass(frozen=True)
class _There:
    """What a graph has where the records of a batch belong.

    Attributes:
        hashes: Hash of each record there, by key.
        owners: Source that alone speaks of each, empty where there is none such; empty when all are of the batch, and
            of its source.
        nodes: Node that each is around, as far as it was asked.
    """

    hashes: dict[str, str]
    owners: dict[str, str] = field(default_factory=dict)
    nodes: dict[str, str] = field(default_factory=dict)

    def is_own(self, key: str, load: str | None) -> bool:
        """Whether the source of a load alone speaks of a record."""
        return not self.owners or (self.owners.get(key) or None) == source_name(load)


def stated_before(graph: Graph, batch: Records, rows: Sequence[NodeRow | LinkRow]) -> dict[str, dict[str, Any]]:
    """Properties of those rows of a batch that are in the graph, by their key."""
    found = graph.read(statements_of(batch).whole, {"rows": list(map(key_of, rows))})
    return {row["key"]: row["properties"] for row in found}


def key_of(row: NodeRow | LinkRow) -> dict[str, Any]:
    """What finds a record, as a statement takes it."""
    return {"key": row.key} if isinstance(row, NodeRow) else {"key": row.key, "start": row.start, "end": row.end}


def compare(graph: Graph, batch: Records) -> tuple[Plan, Written]:
    """Plan the write of records of one kind.

    Args:
        graph: The graph.
        batch: The records.

    Returns:
        The plan, and what it will have done.
    """
    there = _looked_up(graph, batch)
    hashes = [there.hashes.get(key) for key in batch.keys]
    new, known = _parted(hashes)
    shared = [at for at in known if not there.is_own(batch.keys[at], batch.loads[at])] if there.owners else []
    changed = [] if hashes == batch.hashes else [at for at in known if hashes[at] != batch.hashes[at]]
    if shared:
        changed = sorted(set(changed).difference(shared))
    plan = Plan(new, [(row, whole(row)) for row in batch.rows(changed)])
    unchanged = len(known) - len(shared) - len(changed)
    done = Written(created=len(new), updated=len(changed), unchanged=unchanged)
    done.found = [batch.keys[at] for at in known] if new else list(batch.keys)
    _merge(graph, batch, shared, plan, done)
    others = there.nodes.keys() - set(batch.keys)
    done.beside = sorted({there.nodes[key] for key in others if there.is_own(key, batch.loads[0])})
    return plan, done


def _looked_up(graph: Graph, batch: Records) -> _There:
    """Look up the records; who speaks of each is asked only when not all are of the batch and of its source."""
    ids = {"ids": list(dict.fromkeys(batch.near))}
    found = graph.read(statements_of(batch).find, ids).rows[0]
    hashes = dict(zip(found["keys"], found["hashes"], strict=True))
    sources = {source_name(load) for load in {*found["loads"], *batch.loads}}
    is_own = len(sources) == 1 and "" not in sources
    if not hashes or (is_own and hashes.keys() <= set(batch.keys)):
        return _There(hashes)
    told = graph.read(statements_of(batch).tell, ids).rows[0]
    owners = dict(zip(told["keys"], map(source_name, told["loads"]), strict=True))
    return _There(hashes, owners, dict(zip(told["keys"], told["nodes"], strict=True)))


def _parted(hashes: Sequence[str | None]) -> tuple[Sequence[int], Sequence[int]]:
    """Positions of what is missing, and of what is there."""
    if None not in hashes:
        return (), range(len(hashes))
    new = [at for at, hash_ in enumerate(hashes) if hash_ is None]
    return new, [at for at, hash_ in enumerate(hashes) if hash_ is not None]


def _merge(graph: Graph, batch: Records, positions: Sequence[int], plan: Plan, done: Written) -> None:
    """Plan the records that more than one source speaks of."""
    if not positions:
        return
    rows = batch.rows(positions)
    found = stated_before(graph, batch, rows)
    for row in rows:
        there, (said, hash_) = found.get(row.key, {}), said_by(row)
        is_own = source_name(there.get("load_id")) == source_name(said.get("load_id"))
        if not is_own:
            _note_binding(row, there, done)
        if there.get(RECORD_HASH) == hash_ and not there.get(FILLED_IN):
            done.unchanged += 1
        else:
            _join(row, there, plan, done, is_own=is_own)


def _join(row: NodeRow | LinkRow, there: dict[str, Any], plan: Plan, done: Written, *, is_own: bool) -> None:
    said = whole(row)
    merged = merge(there, said)
    refused = [] if is_own else differences(said, merged)
    done.add(Written(kept=bool(refused), differing=len(refused), differences=refused))
    if is_same(there, merged):
        done.unchanged += not refused
        return
    merged[RECORD_HASH] = record_hash(merged)
    plan.update.append((row, merged))
    done.updated += not refused


def whole(row: NodeRow | LinkRow) -> dict[str, Any]:
    """All properties that a record has once it is written."""
    said, hash_ = said_by(row)
    return {**said, RECORD_HASH: hash_} if isinstance(row, NodeRow) else {**said, RECORD_HASH: hash_, "id": row.key}


def _note_binding(row: NodeRow | LinkRow, there: dict[str, Any], done: Written) -> None:
    """A node that another source wrote is stated; that two sources cite one source is how it should be."""
    if isinstance(row, LinkRow) or row.labels[0] == "Source":
        return
    name = str(row.properties.get("name") or row.properties.get("title") or row.key)
    done.add(Written(bound=1, bindings=[Bound(row.labels[0], row.key, name, source_name(there.get("load_id")))]))
