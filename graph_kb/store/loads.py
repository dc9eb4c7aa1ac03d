"""The loads of a graph: one at a time from one folder, each noted in the graph, no dead one left as running."""

from __future__ import annotations

import platform
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from graph_kb.errors import StoreError
from graph_kb.model.ids import digest
from graph_kb.store.client import Graph
from graph_kb.store.meta import RAISE_BESIDE

_PLACE = "started_from"


class AnotherLoad(StoreError):
    """Loads of a folder run one at a time."""


@contextmanager
def only_load(home: Path) -> Iterator[None]:
    """Hold the lock of the loads of a folder.

    Args:
        home: Folder of all state.

    Raises:
        AnotherLoad: Another load is running in this folder.
    """
    from filelock import FileLock, Timeout

    path = home / "run" / "load.lock"
    path.parent.mkdir(parents=True, exist_ok=True)
    lock = FileLock(path)
    try:
        lock.acquire(timeout=0)
    except Timeout as error:
        hint = "wait for it, then run the command again"
        raise AnotherLoad("another load is running in this folder", hint=hint) from error
    try:
        yield
    finally:
        lock.release()


def load_statement(
    load_id: str, home: Path, status: str, values: Mapping[str, Any], numbers: Mapping[str, int]
) -> tuple[str, dict[str, Any]]:
    """Statement that keeps a record of a load; outside the data version, so that loading twice changes nothing.

    Args:
        load_id: Id of the load.
        home: Folder that it runs from.
        status: running, done or interrupted.
        values: What else is known of it.
        numbers: What it did; empty while nothing is to be told of it, as of a repetition that changed nothing.

    Returns:
        The statement and its parameters.
    """
    now = datetime.now(UTC).isoformat(timespec="seconds")
    noted = {**values, **numbers, "status": status, _PLACE: _place(home)}
    # The numbers are those of the last run that changed something, and so is its end.
    if numbers:
        noted["finished"] = now
    text = "MERGE (l:Load {id: $id}) SET l.started = coalesce(l.started, $now), l += $values"
    return text, {"id": load_id, "values": noted, "now": now}


def has_numbers(graph: Graph, load_id: str) -> bool:
    """Whether it is known what an earlier run of a load did."""
    found = graph.read("MATCH (l:Load {id: $id}) WHERE l.created IS NOT NULL RETURN 1 AS n", {"id": load_id}).rows
    return bool(found)


def mark_dead_loads(graph: Graph, home: Path) -> None:
    """Mark loads from this folder that were killed as interrupted; the caller holds the lock, so none is alive.

    Loads that somebody runs into the same graph from another folder or computer are left alone.
    """
    text = f"MATCH (l:Load) WHERE l.status = 'running' AND coalesce(l.{_PLACE}, $place) = $place "
    found = graph.read(f"{text}RETURN l.id AS id", {"place": _place(home)}).rows
    if found:
        graph.run(f"{text}SET l.status = 'interrupted'", {"place": _place(home)})
        graph.run(RAISE_BESIDE)


def mark_undone(graph: Graph, load_id: str) -> None:
    """Note that a load was taken back.

    Args:
        graph: The graph.
        load_id: Its id; of one that was interrupted, what all ids of the source begin with.
    """
    interrupted = "$id ENDS WITH '@' AND l.id STARTS WITH $id AND l.status = 'interrupted'"
    graph.run(f"MATCH (l:Load) WHERE l.id = $id OR ({interrupted}) SET l.status = 'undone'", {"id": load_id})
    graph.run(RAISE_BESIDE)


def settle_dead_loads(graph: Graph, home: Path) -> None:
    """The same, unless a load is running in this folder; for those who only look."""
    if not graph.read("MATCH (l:Load) WHERE l.status = 'running' RETURN l.id AS id LIMIT 1").rows:
        return
    try:
        with only_load(home):
            mark_dead_loads(graph, home)
    except AnotherLoad:
        return


def _place(home: Path) -> str:
    """Computer and folder, without telling them to whoever reads the graph."""
    return digest(platform.node(), str(home.resolve()))
