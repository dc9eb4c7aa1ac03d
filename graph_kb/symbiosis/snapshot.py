"""The compiled graph on disk: made once for every state of the graph and day, then only opened.

`HOME/snapshots/DATA_VERSION-DAY-KEY` holds one; the key tells graphs apart that share a folder. Two are kept.
"""

from __future__ import annotations

import hashlib
import json
import os
import time
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

from graph_kb.errors import StoreError, UsageError
from graph_kb.store.client import Graph
from graph_kb.symbiosis.arrays import Arrays, Names
from graph_kb.symbiosis.compile import compile_tables
from graph_kb.symbiosis.kinds import KINDS
from graph_kb.symbiosis.reading import read_tables
from graph_kb.symbiosis.shelf import is_whole, load_arrays, load_names, save, tidy
from graph_kb.symbiosis.tables import Tables

_ATTEMPTS = 3


@dataclass
class Snapshot:
    """The compiled graph.

    Attributes:
        arrays: The arrays, mapped from files.
        folder: Where the files are.
        data_version: Data version of the graph that was read.
        day: Day that it was compiled for.
        was_found: Whether it was there already; otherwise it was made just now.
        seconds_read: Time that reading the graph took, seconds; 0 when it was there.
        seconds_compiled: Time that compiling took, seconds; 0 when it was there.
    """

    arrays: Arrays
    folder: Path
    data_version: int
    day: str
    was_found: bool = True
    seconds_read: float = 0.0
    seconds_compiled: float = 0.0

    @cached_property
    def names(self) -> Names:
        """Ids of the rows, read when they are asked for."""
        return load_names(self.folder)


def compiled(graph: Graph, home: Path, day: str) -> Snapshot:
    """The compiled graph, made anew only when the graph has changed. Processes may ask at once: one makes it.

    Args:
        graph: The graph.
        home: Folder of all state.
        day: Day asked for, `YYYY-MM-DD`.

    Raises:
        UsageError: The day is none.
        StoreError: The graph does not answer, keeps changing, or the files cannot be written.
    """
    from filelock import FileLock

    day = _day(day)
    key = state_of(graph, day)
    folder = home / "snapshots" / _name(key)
    if found := _found(folder, key):
        return found
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(folder.parent / "lock"):
            return _found(folder, key) or _made(graph, folder.parent, day)
    except OSError as error:
        hint = "see that GRAPH_KB_HOME can be written and has room"
        raise StoreError(f"the compiled graph cannot be kept in {folder}: {error.strerror}", hint=hint) from error


def state_of(graph: Graph, day: str) -> dict[str, Any]:
    """What tells the state of a graph on a day from all others.

    A graph that was thrown away and made again counts its versions from 0 again, so its loads, which have the time
    of their start, and its sizes tell as well.
    """
    meta = "MATCH (m:Meta {id: 'meta'}) RETURN m.schema_version AS schema, m.data_version AS data"
    found = graph.read(meta).rows
    loads = "MATCH (l:Load) RETURN l.id AS id, l.started AS started, l.content AS content ORDER BY id"
    labels = dict.fromkeys(kind.page[1] for kind in KINDS.values())
    return {
        "graph": graph.identity,
        "schema": found[0]["schema"] if found else 0,
        "version": found[0]["data"] if found else 0,
        "day": day,
        "loads": [[row["id"], row["started"], row["content"]] for row in graph.read(loads).rows],
        "sizes": {label: graph.read(f"MATCH (n:{label}) RETURN count(n) AS n").rows[0]["n"] for label in labels},
    }


def _found(folder: Path, key: dict[str, Any]) -> Snapshot | None:
    if not is_whole(folder, key):
        return None
    try:
        arrays = load_arrays(folder)
        # Those used last are kept.
        os.utime(folder)
    except OSError:
        # Another process has just removed it.
        return None
    return Snapshot(arrays, folder, key["version"], key["day"])


def _made(graph: Graph, shelf: Path, day: str) -> Snapshot:
    began = time.perf_counter()
    key, tables = _read_unchanged(graph, day)
    read = time.perf_counter()
    arrays, names = compile_tables(tables)
    done = time.perf_counter()
    folder = shelf / _name(key)
    save(folder, key, arrays, names)
    tidy(shelf, folder)
    return Snapshot(load_arrays(folder), folder, key["version"], day, False, read - began, done - read)


def _read_unchanged(graph: Graph, day: str) -> tuple[dict[str, Any], Tables]:
    """The tables of one state: pages of several states would not go together."""
    before = state_of(graph, day)
    for _ in range(_ATTEMPTS):
        tables = read_tables(graph, day)
        after = state_of(graph, day)
        if after == before:
            return after, tables
        before = after
    raise StoreError("the graph changed while it was read", hint="try again when nothing is being loaded")


def _day(text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError as error:
        raise UsageError(f"{text!r} is no day", hint="write it as 2026-06-15") from error


def _name(key: dict[str, Any]) -> str:
    digest = hashlib.sha256(json.dumps(key, sort_keys=True).encode()).hexdigest()
    return f"{key['version']}-{key['day']}-{digest[:12]}"
