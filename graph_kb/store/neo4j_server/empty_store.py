"""The empty graph of a local Neo4j that is to be filled by the importer: looked at first, and its server stopped."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass

from filelock import BaseFileLock

from graph_kb.errors import StoreError
from graph_kb.store import serving
from graph_kb.store.client import Graph, open_graph
from graph_kb.store.meta import prepare
from graph_kb.store.runtime import read_runtime
from graph_kb.store.server import stop_server
from graph_kb.store.settings import Settings

_TRIES = 3


@dataclass(frozen=True)
class EmptyStore:
    """An empty graph of a local Neo4j whose server is stopped, and stays so until the lock is released.

    Attributes:
        settings: Its settings.
        data_version: Its data version.
        lock: Keeps others from starting the server.
    """

    settings: Settings
    data_version: int
    lock: BaseFileLock


def stop_empty(settings: Settings) -> EmptyStore:
    """Stop the server of an empty graph of a local Neo4j.

    Raises:
        SchemaError: The graph was made by another schema version.
        StoreError: The graph is none of a local Neo4j, or not empty.
    """
    check_local(settings)
    for _ in range(_TRIES):
        with open_graph(settings) as graph:
            version = prepare(graph)
            check_empty(graph)
        stop_server(settings)
        lock = serving.hold_lock(settings.place.lock_file, lambda: read_runtime(settings.place) is not None)
        if lock is not None:
            return EmptyStore(settings, version, lock)
    raise StoreError("other clients keep starting the server", hint="end them, then run the command again")


@contextmanager
def stopped_meanwhile(settings: Settings) -> Iterator[Callable[[], EmptyStore]]:
    """Stop the server of an empty graph beside other work; in the end nothing keeps it stopped.

    Yields:
        Gives the graph as `stop_empty` does, once its server has stopped.
    """
    with ThreadPoolExecutor(1, thread_name_prefix="stop") as pool:
        stopping = pool.submit(stop_empty, settings)
        try:
            yield stopping.result
        finally:
            # Now, or when the thread ends: to wait here would hold the lock if somebody interrupts that.
            stopping.add_done_callback(_release)


def _release(stopping: Future[EmptyStore]) -> None:
    if not stopping.cancelled() and stopping.exception() is None:
        stopping.result().lock.release()


def check_local(settings: Settings) -> None:
    """Refuse a graph that has no offline importer.

    Raises:
        StoreError: It is none of a local Neo4j.
    """
    if not settings.local or settings.engine != "neo4j":
        hint = "load in the ordinary way, or choose one: graph-kb server start --engine neo4j"
        raise StoreError("the offline importer is for a local Neo4j", hint=hint)


def check_empty(graph: Graph) -> None:
    """Refuse a graph that the importer would overwrite.

    Raises:
        StoreError: It holds a node beside its own state.
    """
    found = graph.read("MATCH (n) WHERE NOT n:Meta RETURN labels(n) AS labels LIMIT 1").rows
    if found:
        raise StoreError(
            f"the graph is not empty, it holds {' '.join(found[0]['labels']) or 'a node'}",
            hint="load in the ordinary way, or into an empty GRAPH_KB_HOME",
        )
