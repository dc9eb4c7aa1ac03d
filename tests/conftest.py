"""The starter set in a real embedded graph.

Fixture policy: one server and one load of the code lists and the starter set for all tests that ask for it. Tests
read; a test that writes makes a folder of its own.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from graph_kb.errors import ServerError
from graph_kb.store import Settings, load_settings, open_graph, prepare
from graph_kb.store.neo4j_server.jars import ensure_jars
from graph_kb.store.neo4j_server.java import find_java
from graph_kb.store.server import stop_server
from graph_kb.workbench import KnowledgeBase

Command = Callable[..., "subprocess.CompletedProcess[str]"]
NewGraph = Callable[..., Settings]
NEO4J_MISSING = pytest.StashKey[str]()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--engine", default="embedded", help="embedded, or neo4j- and a version that jars are known of")
    parser.addoption("--full", action="store_true", help="also what takes minutes, which not every change runs")


def pytest_configure(config: pytest.Config) -> None:
    """Every server of this run is of the engine asked for, whatever the environment of the caller says."""
    engine, _, version = config.getoption("--engine").partition("-")
    for name in [name for name in os.environ if name.startswith("GRAPH_KB_")]:
        del os.environ[name]
    os.environ["GRAPH_KB_ENGINE"] = engine
    # Short-lived servers: Java's second compiler takes more of them than it gives.
    os.environ.setdefault("JDK_JAVA_OPTIONS" if version else "ARCADEDB_JVM_ARGS", "-XX:TieredStopAtLevel=1")
    if version:
        os.environ["GRAPH_KB_NEO4J_VERSION"] = version
        config.stash[NEO4J_MISSING] = what_is_missing(version)


def what_is_missing(version: str) -> str:
    """Why a Neo4j cannot be had here; empty when it can. On CI it has to be had: the run fails instead."""
    try:
        find_java(version)
        ensure_jars(version)
    except ServerError as error:
        if os.environ.get("CI"):
            pytest.exit(f"Neo4j {version} is needed on CI: {error}", returncode=1)
        return str(error)
    return ""


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    engine, missing = config.getoption("--engine"), config.stash.get(NEO4J_MISSING, "")
    for item in items:
        if item.get_closest_marker("full") and not config.getoption("--full"):
            item.add_marker(pytest.mark.skip(reason="takes minutes: run with --full, as `make full` does"))
        if missing:
            item.add_marker(pytest.mark.skip(reason=f"{engine} cannot be had here: {missing}"))
        for other in {"embedded", "neo4j"} - {engine.partition("-")[0]}:
            if item.get_closest_marker(other):
                item.add_marker(pytest.mark.skip(reason=f"about {other}, not {engine}"))


def pytest_report_header(config: pytest.Config) -> str:
    return f"engine: {config.getoption('--engine')}"


@pytest.fixture(scope="session")
def new_graph(tmp_path_factory: pytest.TempPathFactory) -> NewGraph:
    """Gives the settings of a folder for an empty graph, whose server nobody has started yet; the test stops it.

    Neo4j takes seconds to make a graph and its schema: it is made once and copied, its schema included.
    """
    made: list[Path] = []

    def give(home: Path, **options: str) -> Settings:
        settings = load_settings({**os.environ, "GRAPH_KB_HOME": str(home), **options}, home)
        if settings.engine == "neo4j":
            if not made:
                made.append(_make_graph(tmp_path_factory.mktemp("made")))
            shutil.copytree(made[0], settings.place.graph_folder)
        return settings

    return give


def _make_graph(home: Path) -> Path:
    """Folder of an empty graph with its schema."""
    settings = load_settings({**os.environ, "GRAPH_KB_HOME": str(home)}, home)
    try:
        with open_graph(settings) as graph:
            prepare(graph)
    finally:
        stop_server(settings)
    return settings.place.graph_folder


@pytest.fixture(scope="session")
def uusimaa_home(tmp_path_factory: pytest.TempPathFactory, new_graph: NewGraph) -> Iterator[Path]:
    home = tmp_path_factory.mktemp("uusimaa")
    settings = new_graph(home)
    try:
        with KnowledgeBase.open(settings) as base:
            base.load_reference()
            summary = base.load_starter()
            assert summary.issues == []
        yield home
    finally:
        stop_server(settings)


@pytest.fixture(scope="session")
def base(uusimaa_home: Path) -> Iterator[KnowledgeBase]:
    settings = load_settings({**os.environ, "GRAPH_KB_HOME": str(uusimaa_home)}, uusimaa_home)
    with KnowledgeBase.open(settings) as opened:
        yield opened


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory, new_graph: NewGraph) -> Iterator[KnowledgeBase]:
    """A starter set of the file's own, to write into."""
    settings = new_graph(tmp_path_factory.mktemp("own"))
    try:
        with KnowledgeBase.open(settings) as opened:
            opened.load_reference()
            opened.load_starter()
            yield opened
    finally:
        stop_server(settings)


@pytest.fixture
def graph_kb(request: pytest.FixtureRequest, tmp_path: Path) -> Command:
    """Run the command in an empty folder; warnings of the command are errors.

    It runs on the loaded graph unless another home is given, and only then is the starter set loaded.
    """

    def run(*arguments: str, home: Path | None = None, **options: str) -> subprocess.CompletedProcess[str]:
        served = str(home or request.getfixturevalue("uusimaa_home"))
        environment = {**os.environ, "GRAPH_KB_HOME": served, "PYTHONWARNINGS": "error", **options}
        command = [sys.executable, "-m", "graph_kb.cli.main", *arguments]
        return subprocess.run(command, env=environment, cwd=tmp_path, capture_output=True, text=True, timeout=180)

    return run


@pytest.fixture(scope="session")
def served_at() -> Callable[..., AbstractContextManager[str]]:
    """Serve an application over a socket of loopback, from a thread, as signals are for the process of the tests.

    Gives the address.
    """
    import uvicorn

    @contextmanager
    def serve(app: Any) -> Iterator[str]:
        server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="warning", access_log=False))
        thread = Thread(target=server.run, daemon=True)
        thread.start()
        while not server.started:
            assert thread.is_alive()
            time.sleep(0.02)
        host, port = server.servers[0].sockets[0].getsockname()[:2]
        try:
            yield f"http://{host}:{port}"
        finally:
            server.should_exit = True
            thread.join(timeout=30)

    return serve
