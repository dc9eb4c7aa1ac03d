"""Fixtures of the tests about servers: each test starts its own, in a folder of its own."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from graph_kb.store import NodeRow, Settings, load_settings
from graph_kb.store.neo4j_server.home import Limits, Neo4jHome
from graph_kb.store.neo4j_server.serve import await_answer
from graph_kb.store.server import stop_server


@pytest.fixture
def settings(tmp_path: Path, new_graph: Callable[..., Settings]) -> Iterator[Settings]:
    """Settings of a graph of its own, empty and with its schema on Neo4j."""
    found = new_graph(tmp_path)
    yield found
    stop_server(found)


@pytest.fixture
def bare(tmp_path: Path) -> Iterator[Settings]:
    """Settings of a folder in which there is no graph yet."""
    found = load_settings({**os.environ, "GRAPH_KB_HOME": str(tmp_path)}, tmp_path)
    yield found
    stop_server(found)


def node(number: int, text: str = "n") -> NodeRow:
    """An organisation as the writer takes it."""
    said = {"name": text, "source_id": "source:t", "as_of": "2023", "method": "measured", "load_id": "load:t@1"}
    return NodeRow(("Organisation",), f"organisation:{number}", {"id": f"organisation:{number}", **said})


@contextmanager
def running_neo4j(folder: Path, port: int, given: dict[str, str]) -> Iterator[Neo4jHome]:
    """A Neo4j that somebody set up by hand: our own configuration, overruled by these settings."""
    home = Neo4jHome(folder, os.environ["GRAPH_KB_NEO4J_VERSION"])
    home.prepare(port, Limits())
    file = home.folder / "conf" / "neo4j.conf"
    own = dict(line.split("=", 1) for line in file.read_text(encoding="utf-8").splitlines())
    file.write_text("".join(f"{name}={value}\n" for name, value in (own | given).items()), encoding="utf-8")
    with subprocess.Popen(home.serve_command(Limits()), stdout=subprocess.DEVNULL) as engine:
        try:
            await_answer(engine, home, port)
            yield home
        finally:
            engine.terminate()
