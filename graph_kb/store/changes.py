"""What each batch changed, noted with its data version in the transaction of the batch itself.

A note is a node `Change` without an id, so it is no record: it is in no backup, and outside the content. It names the
records alone; what they say now is in the graph. Only the notes of the last batches are kept.
"""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from graph_kb.store.client import Graph
from graph_kb.store.meta import data_version

if TYPE_CHECKING:
    from neo4j import ManagedTransaction

KEPT = 1_000
"""Batches whose notes are kept; a batch has 5,000 records at most."""
_QUICK = 1


@dataclass(frozen=True)
class Touched:
    """The records that a batch changes.

    Attributes:
        kind: Label of the nodes, or type of the relationships.
        written: Ids of those that are new or say something else.
        removed: Ids of those that are removed.
        start_label: Label of the nodes that written relationships start at.
    """

    kind: str
    written: Sequence[str] = ()
    removed: Sequence[str] = ()
    start_label: str = ""


@dataclass(frozen=True)
class Change(Touched):
    """What a batch changed.

    Attributes:
        version: Data version of the graph since then.
    """

    version: int = 0


def note_change(transaction: ManagedTransaction, version: int, touched: Touched) -> None:
    """Note what a batch changes."""
    said = {
        "version": version,
        "kind": touched.kind,
        "start_label": touched.start_label,
        "written": _packed(touched.written),
        "removed": _packed(touched.removed),
    }
    transaction.run("CREATE (c:Change) SET c = $said", said=said).consume()


def changes_since(graph: Graph, version: int, most: int) -> list[Change]:
    """The batches after a data version, the oldest first."""
    text = (
        "MATCH (c:Change) WHERE c.version > $version RETURN c.version AS version, c.kind AS kind, "
        "c.start_label AS start_label, c.written AS written, c.removed AS removed ORDER BY version LIMIT $most"
    )
    return [_read(row) for row in graph.read(text, {"version": version, "most": most})]


def is_known_since(graph: Graph, version: int) -> bool:
    """Whether the graph has a note of every batch after a data version."""
    text = "MATCH (c:Change) WHERE c.version > $version RETURN count(c) AS n"
    before = data_version(graph)
    noted = graph.read(text, {"version": version}).rows[0]["n"]
    return bool(0 <= before - version <= noted)


def forget_old_changes(graph: Graph, kept: int = KEPT) -> None:
    """Remove the notes of all but the last batches."""
    last = data_version(graph) - kept
    old = "MATCH (c:Change) WHERE c.version <= $last"
    if last > 0 and graph.read(f"{old} RETURN 1 AS n LIMIT 1", {"last": last}).rows:
        graph.run(f"{old} DELETE c", {"last": last})


def _packed(ids: Sequence[str]) -> str:
    """Ids as one short text: those of a batch are much alike."""
    return base64.b64encode(zlib.compress(json.dumps(list(ids)).encode(), _QUICK)).decode() if ids else ""


def _unpacked(text: str) -> list[str]:
    return list(json.loads(zlib.decompress(base64.b64decode(text)))) if text else []


def _read(row: dict[str, Any]) -> Change:
    ids = _unpacked(row["written"]), _unpacked(row["removed"])
    return Change(row["kind"], *ids, row["start_label"], row["version"])
