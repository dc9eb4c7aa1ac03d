"""The embedded server process: ArcadeDB speaking Bolt on loopback, started by `python -m`.

One process serves one folder. It holds the server lock for its life, so the operating system frees it even
after `kill -9`; it stops when no client has been connected for a while.

Work-arounds for the engine, each measured: the Java machine must not handle SIGTERM itself (it crashes), and
the server must be stopped explicitly or its threads keep the process alive for ever.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import secrets
import signal
import socket
import sys
import threading
import time
from importlib.metadata import version
from pathlib import Path
from typing import Any

from graph_kb.store.runtime import Runtime, lock_file, read_runtime, runtime_file, write_runtime

DATABASE = "graph"
_LOCK_PATIENCE_S = 30.0
_GRACE_S = 2.0
_READER_GROUP = {
    "version": 1,
    "databases": {
        "*": {
            "groups": {
                "admin": {
                    "access": ["updateSecurity", "updateSchema", "updateDatabaseSettings"],
                    "resultSetLimit": -1,
                    "readTimeout": -1,
                    "types": {"*": {"access": ["createRecord", "readRecord", "updateRecord", "deleteRecord"]}},
                },
                "reader": {
                    "access": [],
                    # A limit here would silently cut inner results, not only the answer.
                    "resultSetLimit": -1,
                    "readTimeout": -1,
                    "types": {"*": {"access": ["readRecord"]}},
                },
            }
        }
    },
}


def main(arguments: list[str] | None = None) -> int:
    """Serve a folder until told to stop or idle. Returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("home", type=Path)
    parser.add_argument("--heap", default="1g")
    parser.add_argument("--idle-minutes", type=float, default=15.0)
    parser.add_argument("--query-seconds", type=float, default=60.0)
    options = parser.parse_args(arguments)
    lock = _hold_lock(options.home)
    if lock is None:
        return 0
    try:
        runtime_file(options.home).unlink(missing_ok=True)
        _serve(options)
    finally:
        lock.release()
    return 0


def _hold_lock(home: Path) -> Any | None:
    """The lock of the folder, or None when another server came up meanwhile."""
    from filelock import FileLock, Timeout

    lock = FileLock(lock_file(home))
    deadline = time.monotonic() + _LOCK_PATIENCE_S
    while time.monotonic() < deadline:
        with contextlib.suppress(Timeout):
            lock.acquire(timeout=0.2)
            return lock
        if read_runtime(home) is not None:
            return None
    print("another process holds the folder but does not serve it", file=sys.stderr)
    return None


def _serve(options: argparse.Namespace) -> None:
    stop = threading.Event()
    server, runtime = _start(options)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    try:
        write_runtime(options.home, runtime)
        print(f"serving {options.home} at {runtime.uri}", flush=True)
        _wait(stop, runtime.port, options.idle_minutes * 60)
    finally:
        # Gone first: a client looks again after connecting, and leaves when the file has gone.
        runtime_file(options.home).unlink(missing_ok=True)
        _let_clients_finish(runtime.port)
        server.stop()
        print("stopped", flush=True)


def _start(options: argparse.Namespace) -> tuple[Any, Runtime]:
    root = options.home / "engine"
    config = root / "config"
    config.mkdir(parents=True, exist_ok=True)
    # The engine writes its application log into ./log of the working folder.
    os.chdir(root)
    # Passwords are made anew at each start; the engine would keep the old ones.
    (config / "server-users.jsonl").unlink(missing_ok=True)
    (config / "server-groups.json").write_text(json.dumps(_READER_GROUP), encoding="utf-8")
    import arcadedb_embedded
    import jpype
    from arcadedb_embedded.jvm import start_jvm

    # A query that exhausts the heap ends the process rather than leave it half alive; the next client starts it
    # again, and nothing acknowledged is lost.
    start_jvm(heap_size=options.heap, jvm_args=["-Xrs", "-XX:+UseSerialGC", "-XX:+ExitOnOutOfMemoryError"])
    jpype.JClass("com.arcadedb.GlobalConfiguration").COMMAND_TIMEOUT.setValue(int(options.query_seconds * 1000))
    root_password, port = secrets.token_urlsafe(24), _free_port()
    server = arcadedb_embedded.create_server(
        str(root),
        root_password,
        {
            "mode": "development",
            "host": "127.0.0.1",
            "http_port": "0",
            "server_plugins": "Bolt:com.arcadedb.bolt.BoltProtocolPlugin",
            "bolt_port": port,
        },
    )
    server.start()
    server.create_database(DATABASE)
    reader_password = _add_reader(server, jpype)
    return server, Runtime(
        pid=os.getpid(),
        started=_process_start(),
        port=port,
        database=DATABASE,
        version=f"ArcadeDB {version('arcadedb-embedded')}",
        writer=("root", root_password),
        reader=("reader", reader_password),
    )


def _add_reader(server: Any, jpype: Any) -> str:
    """Create the account that the engine itself refuses writes and file reads."""
    password = secrets.token_urlsafe(24)
    security = server._java_server.getSecurity()
    account = jpype.JClass("com.arcadedb.serializer.json.JSONObject")()
    account.put("name", "reader")
    account.put("password", security.encodePassword(password))
    groups = jpype.JClass("com.arcadedb.serializer.json.JSONArray")()
    groups.put("reader")
    account.put("databases", jpype.JClass("com.arcadedb.serializer.json.JSONObject")().put("*", groups))
    security.createUser(account)
    return password


def _wait(stop: threading.Event, port: int, idle_s: float) -> None:
    """Return when told to stop, or when no client was connected for `idle_s` seconds."""
    last_seen = time.monotonic()
    while not stop.wait(min(1.0, idle_s / 4)):
        if _clients(port):
            last_seen = time.monotonic()
        elif time.monotonic() - last_seen > idle_s:
            return


def _let_clients_finish(port: int) -> None:
    deadline = time.monotonic() + _GRACE_S
    while _clients(port) and time.monotonic() < deadline:
        time.sleep(0.05)


def _clients(port: int) -> int:
    import psutil

    connections = psutil.Process().net_connections(kind="tcp")
    return sum(1 for one in connections if one.status == psutil.CONN_ESTABLISHED and one.laddr.port == port)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _process_start() -> float:
    import psutil

    return float(psutil.Process().create_time())


if __name__ == "__main__":
    sys.exit(main())
