"""The local Neo4j: what the serving process and the Java machine behind it promise.

What both engines promise stands in `test_server.py`.
"""

from __future__ import annotations

import json
import os
import signal
import stat
import subprocess
from dataclasses import replace
from pathlib import Path

import psutil
import pytest
import yaml
from neo4j import GraphDatabase

from graph_kb.store import load_settings, open_graph, prepare
from graph_kb.store.neo4j_server.home import DATABASE, USER, Limits, Neo4jHome
from graph_kb.store.neo4j_server.serve import await_answer
from graph_kb.store.runtime import read_runtime
from graph_kb.store.server import ensure_server, stop_server, wait_until_gone
from graph_kb.store.serving import free_port

pytestmark = pytest.mark.neo4j
ROOT = Path(__file__).parents[2]


@pytest.fixture
def settings(tmp_path):
    found = load_settings({**os.environ, "GRAPH_KB_HOME": str(tmp_path)}, tmp_path)
    yield found
    stop_server(found)


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
    assert not [runtime for runtime in both if psutil.pid_exists(runtime.pid)]


def test_the_values_of_docker_compose_are_settings_that_this_server_takes(tmp_path, settings):
    compose = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
    given = compose["services"]["neo4j"]["environment"]
    wanted = {_setting(name): value for name, value in given.items() if name != "NEO4J_AUTH_FILE"}
    home, port = Neo4jHome(tmp_path / "composed", settings.neo4j_version), free_port()
    home.prepare(port, Limits())
    file = home.folder / "conf" / "neo4j.conf"
    own = dict(line.split("=", 1) for line in file.read_text(encoding="utf-8").splitlines())
    file.write_text("".join(f"{name}={value}\n" for name, value in (own | wanted).items()), encoding="utf-8")

    with subprocess.Popen(home.serve_command(Limits()), stdout=subprocess.DEVNULL) as engine:
        try:
            await_answer(engine, home, port)
            with GraphDatabase.driver(f"bolt://127.0.0.1:{port}", auth=(USER, home.password())) as driver:
                rows, _, _ = driver.execute_query(
                    "SHOW SETTINGS YIELD name, value, isExplicitlySet", database_=DATABASE
                )
            explicit = {row["name"] for row in rows if row["isExplicitlySet"]}
            assert wanted.keys() <= explicit
        finally:
            engine.terminate()


def _setting(variable: str) -> str:
    """Name of a setting from the variable of the image: `_` stands for a dot, `__` for an underscore."""
    return variable.removeprefix("NEO4J_").replace("__", "\0").replace("_", ".").replace("\0", "_")
