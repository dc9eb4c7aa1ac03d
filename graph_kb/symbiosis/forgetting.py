"""Certificates and stored chains that nobody needs any more: named ones, broken ones, those of chains never saved.

Answers are results: whatever is forgotten can be asked for again, as long as the data says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from graph_kb.store.client import Graph
from graph_kb.symbiosis.certifying import kept_hashes, remove_file
from graph_kb.symbiosis.storing import remove_chains, stored_chains, verify_stored

NAMED, BROKEN, UNSAVED = "named", "broken", "not saved"


@dataclass(frozen=True)
class Forgotten:
    """A certificate that was forgotten, or would be.

    Attributes:
        hash: Its hash.
        why: named, broken or not saved.
        id: Id of the node of a stored chain; empty where it was not stored.
        name: Name of a stored chain; empty otherwise.
        reason: Why a broken one does not hold; empty otherwise.
    """

    hash: str
    why: str
    id: str = ""
    name: str = ""
    reason: str = ""


def forget(
    graph: Graph, home: Path, hashes: Iterable[str] = (), *, broken: bool, unsaved: bool, dry_run: bool
) -> list[Forgotten]:
    """Remove certificates and the stored chains that are theirs.

    Args:
        graph: The graph with the stored chains.
        home: Folder of all state.
        hashes: Whole hashes of certificates to forget, stored or not.
        broken: Whether to check the stored chains, and forget those that hold no more.
        unsaved: Whether to forget the certificates of chains that are not stored in this graph.
        dry_run: Whether only to say what would be forgotten.
    """
    found = [*_named(graph, hashes)]
    if broken:
        found += [
            Forgotten(one.hash, BROKEN, one.id, one.name, one.reason)
            for one in verify_stored(graph, home)
            if not one.holds
        ]
    if unsaved:
        stored = {row["hash"] for row in stored_chains(graph)}
        found += [Forgotten(hash_, UNSAVED) for hash_ in kept_hashes(home) if hash_ not in stored]
    once = list({(one.hash, one.id): one for one in reversed(found)}.values())[::-1]
    if not dry_run:
        remove_chains(graph, [one.id for one in once if one.id])
        for one in once:
            remove_file(home, one.hash)
    return once


def _named(graph: Graph, hashes: Iterable[str]) -> Iterator[Forgotten]:
    stored = {row["hash"]: row for row in stored_chains(graph)}
    for hash_ in hashes:
        row = stored.get(hash_, {})
        yield Forgotten(hash_, NAMED, row.get("id") or "", row.get("name") or "")
