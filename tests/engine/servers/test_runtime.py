"""What tells a client of the server that runs: the runtime file, also of another release, and the lock."""

from __future__ import annotations

import dataclasses
import json
import os
import stat
import subprocess
import sys

import pytest
from click.testing import CliRunner
from filelock import FileLock

from graph_kb.cli.main import cli
from graph_kb.errors import ServerError
from graph_kb.store import open_graph, server, serving
from graph_kb.store.neo4j_server import serve
from graph_kb.store.runtime import find_process, process_mark, read_runtime, write_runtime
from graph_kb.store.server import await_server, ensure_server, stop_server, wait_until_gone


def test_runtime_file_is_for_its_owner_alone(settings):
    ensure_server(settings)
    assert stat.S_IMODE(os.stat(settings.place.runtime_file).st_mode) == 0o600


def test_a_file_that_names_another_process_is_stale(settings):
    runtime = ensure_server(settings)
    write_runtime(settings.place, dataclasses.replace(runtime, mark=process_mark(os.getpid())))
    assert read_runtime(settings.place) is None
    write_runtime(settings.place, runtime)
    assert read_runtime(settings.place) == runtime


def test_a_step_of_the_clock_orphans_no_server(settings):
    runtime = ensure_server(settings)
    for step_s in (-3600, 3600):
        write_runtime(settings.place, dataclasses.replace(runtime, started=runtime.started + step_s))
        assert ensure_server(settings).pid == runtime.pid
    assert stop_server(settings)
    assert wait_until_gone(runtime)


def rewrite(place, **values):
    """The runtime file as another release writes it: some fields more, those that are None missing."""
    found = json.loads(place.runtime_file.read_text(encoding="utf-8")) | values
    kept = {name: value for name, value in found.items() if value is not None}
    place.runtime_file.write_text(json.dumps(kept), encoding="utf-8")


def test_what_a_later_release_adds_is_left_aside(settings):
    runtime = ensure_server(settings)
    rewrite(settings.place, secret_handshake=1)
    assert read_runtime(settings.place) == runtime


@pytest.mark.parametrize(
    "values", [{"port": None}, {"reader": None}, {"writer": 5}, {"engine_pid": None, "port": None}]
)
def test_the_server_of_another_release_is_told_and_can_be_stopped(settings, values):
    runtime = ensure_server(settings)
    rewrite(settings.place, **values)
    with pytest.raises(ServerError, match=f"process {runtime.pid}") as told:
        ensure_server(settings)
    assert "graph-kb server stop" in told.value.hint
    assert find_process(settings.place).pid == runtime.pid
    assert stop_server(settings)
    assert wait_until_gone(runtime)
    assert read_runtime(settings.place) is None


@pytest.mark.parametrize("text", ["", "[]", "7", '{"pid": 1}', '{"pid": "1", "mark": "x"}', '{"pid": -5, "mark": "x"}'])
def test_a_file_that_names_no_living_process_is_stale(settings, text):
    settings.place.runtime_file.parent.mkdir()
    settings.place.runtime_file.write_text(text, encoding="utf-8")
    assert read_runtime(settings.place) is None
    assert not stop_server(settings)


def test_a_folder_that_another_process_holds_is_told_at_once(settings):
    settings.place.lock_file.parent.mkdir()
    left = subprocess.Popen([sys.executable, "-c", ""])
    with FileLock(settings.place.lock_file), pytest.raises(ServerError, match=f"process {os.getpid()} holds"):
        await_server(settings, left)


def test_a_client_waits_longer_than_the_server_does():
    assert serve._START_PATIENCE_S + serving._LOCK_PATIENCE_S < server._START_PATIENCE_S
    assert serve._STOP_PATIENCE_S + serving._GRACE_S < server._STOP_PATIENCE_S


@pytest.mark.parametrize("arguments", [[], ["--writer"]])
def test_connect_says_what_the_account_may_and_how_long_the_password_holds(settings, monkeypatch, arguments):
    monkeypatch.setenv("GRAPH_KB_HOME", str(settings.home))
    answer = CliRunner().invoke(cli, ["server", "connect", "--format", "json", *arguments])
    facts = json.loads(answer.stdout)
    is_embedded = settings.engine == "embedded"
    assert facts["may_write"] is (not is_embedded or bool(arguments))
    assert ("made anew at each start" in answer.stderr) is is_embedded
    assert ("has one account" in answer.stderr) is (facts["may_write"] and not arguments)
    stop_server(settings)
    open_graph(settings).close()
    again = json.loads(CliRunner().invoke(cli, ["server", "connect", "--format", "json", *arguments]).stdout)
    assert (again["password"] == facts["password"]) is not is_embedded


def test_status_tells_a_server_that_starts_from_none(settings, monkeypatch):
    """Whoever holds the lock without serving starts or stops; asking leaves no trace."""
    monkeypatch.setenv("GRAPH_KB_HOME", str(settings.home))

    def state():
        return json.loads(CliRunner().invoke(cli, ["server", "status", "--format", "json"]).stdout)["state"]

    stop_server(settings)
    assert state() == "not running"
    with FileLock(settings.place.lock_file):
        assert state() == "starting or stopping"
    assert state() == "not running"
    assert ensure_server(settings)
    assert state() == "running"


def test_status_of_a_folder_that_is_not_there_makes_none(tmp_path, monkeypatch):
    monkeypatch.setenv("GRAPH_KB_HOME", str(tmp_path / "none"))
    assert "not running" in CliRunner().invoke(cli, ["server", "status"]).stdout
    assert not (tmp_path / "none").exists()
