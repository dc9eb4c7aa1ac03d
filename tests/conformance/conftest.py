"""Engines that the snippets run on.

Policy: an engine is a context manager in `OPENERS` that yields a driver and the name of a database which may be
emptied. One of each serves all snippets and is stopped at the end.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest
from neo4j import Driver, GraphDatabase

from graph_kb.store import load_settings
from graph_kb.store.server import ensure_server, stop_server

from .runner import Runner

Opened = tuple[Driver, str]


@contextmanager
def _embedded(home: Path) -> Iterator[Opened]:
    limits = {"GRAPH_KB_HEAP": "512m", "GRAPH_KB_QUERY_SECONDS": "10"}
    settings = load_settings({"GRAPH_KB_HOME": str(home), **limits}, home)
    try:
        runtime = ensure_server(settings)
        with GraphDatabase.driver(runtime.uri, auth=runtime.writer, notifications_min_severity="OFF") as driver:
            yield driver, runtime.database
    finally:
        stop_server(settings)


OPENERS: dict[str, Callable[[Path], AbstractContextManager[Opened]]] = {"embedded": _embedded}


@pytest.fixture(scope="session", params=OPENERS)
def engine_driver(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[str, Driver, str]]:
    with OPENERS[request.param](tmp_path_factory.mktemp("engine")) as (driver, database):
        yield request.param, driver, database


@pytest.fixture(scope="session")
def runner(engine_driver: tuple[str, Driver, str]) -> Runner:
    return Runner(engine_driver[1], engine_driver[2])
