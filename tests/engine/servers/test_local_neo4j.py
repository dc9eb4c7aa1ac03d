"""The local Neo4j: what the serving process and the Java machine behind it promise.

What both engines promise stands in `test_server.py`.
"""

from __future__ import annotations

import json
import os
import signal
import stat
import subprocess
import time
from dataclasses import replace
from pathlib import Path

import psutil
import pytest
import yaml
from neo4j import GraphDatabase

from graph_kb.store import open_graph, prepare
from graph_kb.store.neo4j_server.home import DATABASE, USER, Neo4jHome
from graph_kb.store.neo4j_server.jars import jar_folder
from graph_kb.store.runtime import is_alive, read_runtime
from graph_kb.store.server import ensure_server, stop_server, wait_until_gone
from graph_kb.store.serving import free_port

from .conftest import running_neo4j

pytestmark = pytest.mark.neo4j
ROOT = Path(__file__).parents[3]
PATIENCE_S = 20


def test_the_password_is_in_no_list_of_processes_and_in_files_of_the_owner_alone(settings):
    runtime = ensure_server(settings)
    password = runtime.writer[1]
    words = [word for process in psutil.process_iter(["cmdline"]) for word in process.info["cmdline"] or []]
    assert password not in " ".join(words)
    kept = settings.place.graph_folder / "password"
    assert kept.read_text(encoding="utf-8") == password
    assert stat.S_IMODE(kept.stat().st_mode) == stat.S_IMODE(settings.place.runtime_file.stat().st_mode) == 0o600


def test_it_listens_on_loopback_alone_and_speaks_no_http(settings):
    runtime = ensure_server(settings)
    listening = [
        one.laddr
        for one in psutil.Process(runtime.engine_pid).net_connections("tcp")
        if one.status == psutil.CONN_LISTEN
    ]
    assert [(address.ip.removeprefix("::ffff:"), address.port) for address in listening] == [
        ("127.0.0.1", runtime.port)
    ]


def test_it_neither_looks_for_other_servers_nor_can_be_found_by_them(settings):
    """The settings are unknown to versions before 2026, which know no fleet."""
    text = (
        "SHOW SETTINGS YIELD name, value WHERE name CONTAINS 'fleet' AND name ENDS WITH '.enabled' RETURN name, value"
    )
    with open_graph(settings) as graph:
        found = {row["name"]: row["value"] for row in graph.read(text).rows}
    known = not settings.neo4j_version.startswith("5.")
    assert found == dict.fromkeys(
        ("server.fleet_discovery.enabled", "dbms.fleet_manager.enabled") if known else (), "false"
    )


def test_a_killed_serving_process_leaves_no_java_machine_that_locks_the_store(settings):
    with open_graph(settings) as graph:
        prepare(graph)
        graph.run("CREATE (:Organisation {id: 'organisation:kept'})")
    runtime = read_runtime(settings.place)
    os.kill(runtime.pid, signal.SIGKILL)
    assert wait_until_gone(runtime)
    assert psutil.pid_exists(runtime.engine_pid)
    with open_graph(settings) as graph:
        assert graph.read("MATCH (o:Organisation) RETURN o.id AS id").rows == [{"id": "organisation:kept"}]
    assert not psutil.pid_exists(runtime.engine_pid)


def test_stop_leaves_no_other_engine_of_the_folder_behind(settings, graph_kb):
    both = [ensure_server(replace(settings, engine=engine)) for engine in ("embedded", "neo4j")]
    stopped = graph_kb("server", "stop", "--format", "json", home=settings.home)
    assert json.loads(stopped.stdout)["stopped"]
    assert not [runtime for runtime in both if is_alive(runtime)]


def test_the_values_of_docker_compose_are_settings_that_this_server_takes(tmp_path):
    compose = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
    given = compose["services"]["neo4j"]["environment"]
    wanted = {_setting(name): value for name, value in given.items() if name != "NEO4J_AUTH_FILE"}
    port = free_port()
    with running_neo4j(tmp_path / "composed", port, wanted) as home:
        account = (USER, home.password())
        with GraphDatabase.driver(f"bolt://127.0.0.1:{port}", auth=account) as driver:
            rows, _, _ = driver.execute_query("SHOW SETTINGS YIELD name, value, isExplicitlySet", database_=DATABASE)
        explicit = {row["name"] for row in rows if row["isExplicitlySet"]}
    assert wanted.keys() <= explicit


def _setting(variable: str) -> str:
    """Name of a setting from the variable of the image: `_` stands for a dot, `__` for an underscore."""
    return variable.removeprefix("NEO4J_").replace("__", "\0").replace("_", ".").replace("\0", "_")


def test_java_takes_the_archive_of_classes_that_the_first_server_left(settings, tmp_path, monkeypatch):
    """In a cache of its own, with the jars of the usual one; Java refuses to start where it cannot take the archive."""
    jars = jar_folder(settings.neo4j_version)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    jar_folder(settings.neo4j_version).parent.mkdir(parents=True)
    jar_folder(settings.neo4j_version).symlink_to(jars)
    home = Neo4jHome(settings.place.graph_folder, settings.neo4j_version)
    ensure_server(settings)
    assert not home.classes.file.exists()
    stop_server(settings)
    until = time.monotonic() + PATIENCE_S
    while not home.classes.file.exists() and time.monotonic() < until:
        time.sleep(0.05)  # the server is gone a moment before its archive is in its place
    command, environment = home.admin_command("--version", heap="256m")
    assert f"-XX:SharedArchiveFile={home.classes.file}" in command
    command.insert(1, "-Xshare:on")
    told = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60)
    assert (told.returncode, settings.neo4j_version in told.stdout) == (0, True), told
    assert "[warning]" not in told.stdout
