"""Ctrl-C in the middle of a query: the command leaves, although the server goes on for a while."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from graph_kb.store.server import stop_server
from graph_kb.workbench import KnowledgeBase

ENDLESS = "UNWIND range(1, 40000) AS a UNWIND range(1, 40000) AS b WITH a, b WHERE a < 0 RETURN count(b) AS n"
QUERY_S = 100
PATIENCE_S = 90
"""Below the time that the server gives a query: a command that waited for its end would be found out."""
INTERRUPT = f"""
import signal, sys, threading, time

ENDLESS = {ENDLESS!r}

def interrupt_once_the_query_runs():
    main = threading.main_thread().ident
    while not asks(sys._current_frames()[main]):
        time.sleep(0.05)
    time.sleep(1)
    signal.pthread_kill(main, signal.SIGINT)

def asks(frame):
    while frame is not None:
        if frame.f_code.co_name == "work" and ENDLESS in frame.f_locals.values():
            return True
        frame = frame.f_back
    return False

def watch():
    threading.Thread(target=interrupt_once_the_query_runs, daemon=True).start()
"""


@pytest.fixture(scope="module")
def home(tmp_path_factory, new_graph):
    settings = new_graph(tmp_path_factory.mktemp("interrupted"), GRAPH_KB_QUERY_SECONDS=str(QUERY_S))
    with KnowledgeBase.open(settings):
        yield settings.home
    stop_server(settings)


def run(home: Path, code: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "GRAPH_KB_HOME": str(home)}
    command = [sys.executable, "-c", INTERRUPT + code]
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=PATIENCE_S)


def test_an_interrupted_command_leaves_at_once_with_exit_code_130(home):
    answer = run(
        home,
        "from graph_kb.cli.main import main\nsys.argv = ['graph-kb', 'cypher', ENDLESS]\nwatch()\nmain()",
    )
    assert answer.returncode == 130, answer.stderr
    assert answer.stdout == ""
    assert answer.stderr.strip() == "interrupted"
    assert "Traceback" not in answer.stderr


@pytest.mark.parametrize("read", ["base.cypher", "base.graph.read"])
def test_an_interrupted_read_leaves_the_graph_usable(home, read):
    answer = run(
        home,
        "from graph_kb.workbench import KnowledgeBase\n"
        "with KnowledgeBase.open() as base:\n"
        "    watch()\n"
        "    try:\n"
        f"        {read}(ENDLESS)\n"
        "    except KeyboardInterrupt:\n"
        "        print(base.cypher('RETURN 1 AS one').rows)\n",
    )
    assert answer.stdout.strip() == "[{'one': 1}]", answer.stderr
