"""The embedded server process: ArcadeDB speaking Bolt on loopback, started by `python -m`.

One process serves one folder. It holds the server lock for its life, so the operating system frees it even
after `kill -9`; it stops when no client has been connected for a while.

Work-arounds for the engine, each measured: the Java machine must not handle SIGTERM itself (it crashes), the
server must be stopped explicitly or its threads keep the process alive for ever, and even then the thread of a
client that stays connected does: the process ends without waiting for Java's threads.
"""

from __future__ import annotations

import argparse
import json
import os
import secrets
import sys
import time
from importlib.metadata import version
from pathlib import Path
from typing import Any

from graph_kb.store import serving
from graph_kb.store.runtime import Place, Runtime, process_mark, read_runtime, write_runtime

DATABASE = "graph"
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
    place = Place(options.home)
    lock = serving.hold_lock(place.lock_file, lambda: read_runtime(place) is not None)
    if lock is None:
        return 0
    try:
        place.runtime_file.unlink(missing_ok=True)
        _serve(place, options)
    finally:
        lock.release()
    return 0


def _serve(place: Place, options: argparse.Namespace) -> None:
    server, runtime = _start(options)
    # After the start: the Java machine sets handlers of its own.
    stop = serving.stop_on_signal()
    try:
        write_runtime(place, runtime)
        print(f"serving {options.home} at {runtime.uri}", flush=True)
        serving.wait(stop, runtime.pid, runtime.port, options.idle_minutes * 60)
    finally:
        # Gone first: a client looks again after connecting, and leaves when the file has gone.
        place.runtime_file.unlink(missing_ok=True)
        serving.let_clients_finish(runtime.pid, runtime.port)
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

    _start_java(options)
    root_password, port = secrets.token_urlsafe(24), serving.free_port()
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
        engine_pid=os.getpid(),
        started=time.time(),
        mark=process_mark(os.getpid()),
        port=port,
        database=DATABASE,
        version=f"ArcadeDB {version('arcadedb-embedded')}",
        writer=("root", root_password),
        reader=("reader", reader_password),
    )


def _start_java(options: argparse.Namespace) -> None:
    import jpype
    from arcadedb_embedded.jvm import start_jvm

    # A query that exhausts the heap ends the process rather than leave it half alive; the next client starts it
    # again, and nothing acknowledged is lost.
    start_jvm(heap_size=options.heap, jvm_args=["-Xrs", "-XX:+UseSerialGC", "-XX:+ExitOnOutOfMemoryError"])
    jpype.JClass("com.arcadedb.GlobalConfiguration").COMMAND_TIMEOUT.setValue(int(options.query_seconds * 1000))


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


if __name__ == "__main__":
    exit_code = main()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(exit_code)
