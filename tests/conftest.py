"""The starter set in a real embedded graph.

Fixture policy: one server and one load of the code lists and the starter set for all tests that ask for it. Tests
read; a test that writes makes a folder of its own.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from graph_kb.store import load_settings
from graph_kb.store.server import stop_server
from graph_kb.workbench import KnowledgeBase

Command = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture(scope="session")
def uusimaa_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    home = tmp_path_factory.mktemp("uusimaa")
    settings = load_settings({"GRAPH_KB_HOME": str(home)}, home)
    with KnowledgeBase.open(settings) as base:
        base.load_reference()
        summary = base.load_starter()
        assert summary.issues == []
    yield home
    stop_server(settings)


@pytest.fixture(scope="session")
def base(uusimaa_home: Path) -> Iterator[KnowledgeBase]:
    settings = load_settings({"GRAPH_KB_HOME": str(uusimaa_home)}, uusimaa_home)
    with KnowledgeBase.open(settings) as opened:
        yield opened


@pytest.fixture
def graph_kb(uusimaa_home: Path, tmp_path: Path) -> Command:
    """Run the command in an empty folder, on the loaded graph; warnings of the command are errors."""

    def run(*arguments: str, home: Path = uusimaa_home, **options: str) -> subprocess.CompletedProcess[str]:
        environment = {**os.environ, "GRAPH_KB_HOME": str(home), "PYTHONWARNINGS": "error", **options}
        command = [sys.executable, "-m", "graph_kb.cli.main", *arguments]
        return subprocess.run(command, env=environment, cwd=tmp_path, capture_output=True, text=True, timeout=180)

    return run
