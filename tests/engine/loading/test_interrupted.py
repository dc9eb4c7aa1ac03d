"""A load that is interrupted or killed, or whose server is killed, at whatever write: run again, it gives the whole."""

from __future__ import annotations

import itertools
import signal
import subprocess
import sys

import pytest

from graph_kb.store import content_hash
from graph_kb.store.loads import load_statement
from graph_kb.workbench import KnowledgeBase

from .conftest import rows

SITES, STREAMS, BATCH = 97, 600, 100
RECORDS = 1 + SITES + STREAMS + STREAMS

KILLED = """
import itertools, os, signal, sys
from pathlib import Path

import neo4j

import graph_kb.intake.writing as loading
from graph_kb.store import load_settings
from graph_kb.store.runtime import read_runtime
from graph_kb.workbench import KnowledgeBase

home, mapping, victim, moment, at, loading.BATCH = (kind(given) for kind, given in zip(
    (Path, Path, str, str, int, int), sys.argv[1:]))
settings = load_settings({**os.environ, "GRAPH_KB_HOME": str(home)}, home)
run, numbers = neo4j.ManagedTransaction.run, itertools.count(1)


def kill(when, number):
    if (when, number) == (moment, at):
        os.kill(os.getpid() if victim == "loader" else read_runtime(settings.place).engine_pid, signal.SIGKILL)
        print("killed")


def run_or_die(*given, **more):
    number = next(numbers)
    kill("before", number)
    answer = run(*given, **more)
    kill("after", number)
    return answer


neo4j.ManagedTransaction.run = run_or_die
with KnowledgeBase.open(settings) as base:
    base.load(mapping)
print("statements", next(numbers) - 1)
"""
"""Loads in small batches; just before or after statement `at` is sent, the loader or the server is killed."""


@pytest.fixture
def whole(loading):
    """Content hash of an uninterrupted load; the graph is empty again."""
    loading.base.load(loading.streams(rows(STREAMS)))
    found = content_hash(loading.graph)
    loading.clear()
    return found


def status(loading):
    return [row["status"] for row in loading.graph.read("MATCH (l:Load) RETURN l.status AS status")]


def run_killed(loading, mapping, victim, moment, at):
    home = str(loading.base.settings.home)
    command = [sys.executable, "-c", KILLED, home, str(mapping), victim, moment, str(at), str(BATCH)]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)


# A batch is one statement that writes its records and one that raises the version; the last ones note the load.
@pytest.mark.parametrize(("moment", "at"), [("after", 6), ("before", 14), ("after", 14), ("after", 30), ("before", 36)])
def test_a_load_that_is_killed_is_run_again(whole, loading, moment, at):
    mapping = loading.streams(rows(STREAMS))
    assert run_killed(loading, mapping, "loader", moment, at).returncode == -signal.SIGKILL
    assert status(loading) == ["running"]
    with KnowledgeBase.open(loading.base.settings):
        assert status(loading) == ["interrupted"]
    done = loading.base.load(mapping).written
    assert done.created + done.unchanged == RECORDS
    assert content_hash(loading.graph) == whole
    assert status(loading) == ["done"]


@pytest.mark.parametrize("at", [10])
def test_a_load_whose_server_is_killed_is_run_again(whole, loading, at):
    """The loader may give up, or find the server that somebody starts anew and go on."""
    mapping = loading.streams(rows(STREAMS))
    assert "killed" in run_killed(loading, mapping, "server", "after", at).stdout
    done = loading.base.load(mapping).written
    assert done.created + done.unchanged == RECORDS
    assert content_hash(loading.graph) == whole
    assert status(loading) == ["done"]


@pytest.mark.parametrize("batches", [0, 1, 4])
def test_an_interrupted_load_is_run_again(loading, batches):
    mapping, written = loading.streams(rows(STREAMS)), itertools.count()
    loading.base.load(mapping)
    whole = content_hash(loading.graph)
    loading.clear()

    def interrupt(phase, done, total):
        if phase == "write" and next(written) == batches:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        loading.base.load(mapping, progress=interrupt)
    assert status(loading) == ["interrupted"]
    done = loading.base.load(mapping).written
    assert (bool(done.unchanged), done.created + done.unchanged) == (bool(batches), RECORDS)
    assert content_hash(loading.graph) == whole
    assert status(loading) == ["done"]


def test_a_load_from_another_folder_may_still_run(loading, tmp_path):
    """Several computers may load into one Neo4j: the lock of this folder says nothing about them."""
    for place in (loading.base.settings.home, tmp_path):
        loading.graph.run(*load_statement(f"load:{place.name}@1", place, "running", {"source_name": "x"}, {}))
    loading.base.load(loading.streams(rows(3)))
    assert sorted(status(loading)) == ["done", "interrupted", "running"]


def test_a_load_that_runs_is_left_alone_by_those_who_only_look(loading):
    seen = []

    def look(phase, done, total):
        if phase == "write":
            with KnowledgeBase.open(loading.base.settings):
                seen.extend(status(loading))

    loading.base.load(loading.streams(rows(3)), progress=look)
    assert set(seen) == {"running"}
    assert status(loading) == ["done"]
