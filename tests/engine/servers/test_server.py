"""The embedded server: one process per folder, found by everybody, gone when idle, safe against kill -9.

These tests start servers of their own in folders of their own.
"""

from __future__ import annotations

import dataclasses
import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from graph_kb.api.app import create_app
from graph_kb.errors import QueryError, SchemaError, StoreError
from graph_kb.store import (
    content_hash,
    counts,
    data_version,
    open_graph,
    prepare,
    serving,
    write_records,
)
from graph_kb.store.runtime import read_runtime
from graph_kb.store.server import ensure_server, stop_server, wait_until_gone

from .conftest import node


def test_a_second_client_finds_the_first_ones_server(settings):
    with open_graph(settings) as first, open_graph(settings) as second:
        assert first.address == second.address
    assert read_runtime(settings.place) is not None


def test_clients_that_start_at_once_share_one_server(bare):
    text = (
        "from graph_kb.store import load_settings, open_graph, prepare\n"
        "with open_graph(load_settings()) as graph:\n    prepare(graph); print(graph.address)"
    )
    environment = {**os.environ, "GRAPH_KB_HOME": str(bare.home)}
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    clients = [subprocess.Popen([sys.executable, "-c", text], env=environment, **pipes) for _ in range(3)]
    told = [client.communicate(timeout=180) for client in clients]
    assert [client.returncode for client in clients] == [0, 0, 0], told
    assert len({address for address, _ in told}) == 1


def test_clients_that_make_the_schema_at_once_all_get_it(bare):
    with ExitStack() as stack, ThreadPoolExecutor(4) as pool:
        graphs = [stack.enter_context(open_graph(bare)) for _ in range(4)]
        assert list(pool.map(prepare, graphs)) == [0] * 4


def test_nothing_acknowledged_is_lost_to_kill_9_and_a_stale_file_is_no_server(settings):
    with open_graph(settings) as graph:
        prepare(graph)
        write_records(graph, [node(1), node(2)])
        before = content_hash(graph)
    runtime = ensure_server(settings)
    os.kill(runtime.pid, signal.SIGKILL)
    assert wait_until_gone(runtime)
    assert settings.place.runtime_file.exists()
    assert read_runtime(settings.place) is None
    with open_graph(settings) as graph:
        assert content_hash(graph) == before
        assert counts(graph)["Organisation"] == 2


def test_an_idle_server_leaves(settings):
    quick = dataclasses.replace(settings, idle_minutes=0.02)
    with open_graph(quick) as graph:
        assert graph.read("RETURN 1 AS one").rows == [{"one": 1}]
        time.sleep(3)
        # A connected client keeps it.
        assert graph.read("RETURN 1 AS one").rows == [{"one": 1}]
        runtime = read_runtime(quick.place)
    assert runtime is not None
    assert wait_until_gone(runtime)
    assert not quick.place.runtime_file.exists()


def test_a_client_that_meets_a_stopping_server_starts_a_new_one(settings):
    runtime = ensure_server(settings)
    os.kill(runtime.pid, signal.SIGTERM)
    with open_graph(settings) as graph:
        assert graph.read("RETURN 1 AS one").rows == [{"one": 1}]
        assert graph.address != runtime.uri


def test_stop_says_whether_one_ran(settings):
    ensure_server(settings)
    assert stop_server(settings)
    assert not stop_server(settings)


FORBIDDEN = [
    "CREATE (n:Organisation {id: 'x'})",
    "MATCH (n) SET n.name = 'x'",
    "MATCH (n) DETACH DELETE n",
    "MERGE (n:Organisation {id: 'x'})",
    "LOAD CSV FROM 'file:///etc/hostname' AS row RETURN row",
    "CREATE INDEX x IF NOT EXISTS FOR (n:Organisation) ON (n.name)",
]


def test_the_reader_account_is_refused_by_the_engine_itself(settings):
    with open_graph(settings) as graph:
        prepare(graph)
        write_records(graph, [node(1)])
        before = content_hash(graph)
        for text in FORBIDDEN:
            with pytest.raises(QueryError):
                graph.read(text)
        assert content_hash(graph) == before


def test_a_runaway_query_is_stopped_and_the_server_goes_on(settings):
    quick = dataclasses.replace(settings, query_seconds=2)
    with open_graph(quick) as graph:
        prepare(graph)
        runaway = (
            "UNWIND range(1, 3000) AS a UNWIND range(1, 3000) AS b UNWIND range(1, 3000) AS c RETURN count(*) AS n"
        )
        with pytest.raises(QueryError, match="longer than allowed"):
            graph.read(runaway)
        assert graph.read("RETURN 1 AS one").rows == [{"one": 1}]


def test_a_query_that_exhausts_the_memory_costs_the_server_and_no_data(settings):
    with open_graph(settings) as graph:
        prepare(graph)
        write_records(graph, [node(1)])
        before = content_hash(graph)
        bomb = "RETURN size(reduce(s = 'x', i IN range(1, 40) | s + s)) AS n"
        with pytest.raises((StoreError, QueryError)):
            graph.read(bomb, trusted=False)
        # The statement is not tried again; the next one starts the server.
        assert content_hash(graph) == before


def ended(settings):
    """The server was told to stop."""
    assert stop_server(settings)


def killed(settings):
    """The server was killed."""
    runtime = read_runtime(settings.place)
    os.kill(runtime.pid, signal.SIGKILL)
    assert wait_until_gone(runtime)


def started_anew(settings):
    """Another client started it again after it was killed."""
    killed(settings)
    ensure_server(settings)


@pytest.mark.parametrize(("gone", "is_read"), [(ended, True), (killed, False), (started_anew, True)])
def test_an_open_graph_finds_the_server_again(settings, gone, is_read):
    with open_graph(settings) as graph:
        prepare(graph)
        address = graph.address
        gone(settings)
        if is_read:
            assert data_version(graph) == 0
        else:
            assert write_records(graph, [node(1)]).created == 1
        assert graph.address != address
        assert counts(graph).get("Organisation", 0) == (0 if is_read else 1)


def test_a_graph_at_rest_holds_no_connection_and_is_asked_again(settings):
    with open_graph(settings) as graph:
        prepare(graph)
        runtime = ensure_server(settings)
        for _ in range(2):
            graph.rest()
            assert not serving.clients(runtime.engine_pid, runtime.port)
        assert data_version(graph) == 0
        assert ensure_server(settings) == runtime


def test_threads_that_find_the_server_gone_share_the_new_one(settings):
    with open_graph(settings) as graph, ThreadPoolExecutor(4) as pool:
        prepare(graph)
        killed(settings)
        assert list(pool.map(lambda _: data_version(graph), range(8))) == [0] * 8
        assert graph.address == ensure_server(settings).uri


def test_the_api_answers_after_the_server_was_killed(settings, monkeypatch):
    monkeypatch.setenv("GRAPH_KB_HOME", str(settings.home))
    with TestClient(create_app()) as client:
        assert client.get("/readyz").json()["data_version"] == 0
        killed(settings)
        assert client.get("/readyz").json()["data_version"] == 0


def test_another_schema_version_is_refused_with_the_way_out(settings):
    with open_graph(settings) as graph:
        prepare(graph)
        graph.run("MATCH (m:Meta {id: 'meta'}) SET m.schema_version = 99")
        with pytest.raises(SchemaError, match="graph-kb migrate"):
            prepare(graph)


def test_all_state_lies_under_the_home(bare, tmp_path_factory):
    folder = tmp_path_factory.mktemp("elsewhere")
    text = (
        "from graph_kb.store import load_settings, open_graph, prepare\n"
        "with open_graph(load_settings()) as graph: prepare(graph)"
    )
    environment = {**os.environ, "GRAPH_KB_HOME": str(bare.home)}
    subprocess.run([sys.executable, "-c", text], env=environment, cwd=folder, check=True, timeout=120)
    assert list(Path(folder).iterdir()) == []
