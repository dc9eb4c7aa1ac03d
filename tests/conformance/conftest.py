"""The engine that the snippets run on: that of `--engine`, in a folder of its own, stopped after the last snippet:
some statements that never answer keep a core busy until then.

The runner empties the database before each snippet and drops its constraints.
"""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from neo4j import Driver, GraphDatabase

from graph_kb.store import load_settings
from graph_kb.store.server import ensure_server, stop_server

from .runner import Runner


@pytest.fixture(scope="package")
def engine_driver(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Driver, str]]:
    home = tmp_path_factory.mktemp("engine")
    limits = {"GRAPH_KB_HEAP": "512m", "GRAPH_KB_QUERY_SECONDS": "10"}
    settings = load_settings({**os.environ, "GRAPH_KB_HOME": str(home), **limits}, home)
    try:
        runtime = ensure_server(settings)
        with GraphDatabase.driver(runtime.uri, auth=runtime.writer, notifications_min_severity="OFF") as driver:
            yield settings.place.engine, driver, runtime.database
    finally:
        stop_server(settings)


@pytest.fixture(scope="package")
def runner(engine_driver: tuple[str, Driver, str]) -> Runner:
    return Runner(engine_driver[1], engine_driver[2])
