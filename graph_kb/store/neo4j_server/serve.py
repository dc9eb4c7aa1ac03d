"""The process that serves one folder with Neo4j: `python -m graph_kb.store.neo4j_server.serve HOME`.

It keeps the same promises as the embedded server: it holds the folder's lock for its life, announces itself in
the runtime file, and ends the Java machine when told to or when no client was connected for a while.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from pathlib import Path

import psutil

from graph_kb.errors import ServerError
from graph_kb.store import serving
from graph_kb.store.neo4j_server import half_made
from graph_kb.store.neo4j_server.home import DATABASE, USER, Limits, Neo4jHome
from graph_kb.store.runtime import Place, Runtime, process_mark, read_runtime, write_runtime

_START_PATIENCE_S = 120.0
_STOP_PATIENCE_S = 60.0
_POLL_S = 0.1


def main(arguments: list[str] | None = None) -> int:
    """Serve a folder until told to stop, idle, or left by the engine. Returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("home", type=Path)
    parser.add_argument("--version", required=True)
    parser.add_argument("--heap", default="1g")
    parser.add_argument("--idle-minutes", type=float, default=15.0)
    parser.add_argument("--query-seconds", type=float, default=60.0)
    options = parser.parse_args(arguments)
    place = Place(options.home, f"neo4j-{options.version}")
    lock = serving.hold_lock(place.lock_file, lambda: read_runtime(place) is not None)
    if lock is None:
        return 0
    try:
        place.runtime_file.unlink(missing_ok=True)
        return _serve(place, options)
    except ServerError as error:
        print(error, file=sys.stderr)
        return error.exit_code
    finally:
        lock.release()


def _serve(place: Place, options: argparse.Namespace) -> int:
    stop = serving.stop_on_signal()
    home = Neo4jHome(place.graph_folder, options.version)
    limits, port = Limits(heap=options.heap, query_seconds=options.query_seconds), serving.free_port()
    end_orphan(home)
    half_made.settle(home)
    home.prepare(port, limits)
    engine, served = _launch(home, limits), False
    try:
        await_answer(engine, home, port)
        half_made.finish(home, port)
        write_runtime(place, _runtime(home, port, engine.pid))
        served = True
        print(f"serving {home.folder} at 127.0.0.1:{port}", flush=True)
        serving.wait(stop, engine.pid, port, options.idle_minutes * 60, lambda: engine.poll() is not None)
    finally:
        # Gone first: a client looks again after connecting, and leaves when the file has gone.
        place.runtime_file.unlink(missing_ok=True)
        serving.let_clients_finish(engine.pid, port)
        ended = engine.poll()
        if ended is None:
            _end(psutil.Process(engine.pid))
        # The code of a process that was killed is below zero.
        home.classes.keep(whole=engine.wait() >= 0 and served)
        if not served:
            home.classes.discard()
        print("stopped", flush=True)
    return 0 if ended is None else 4


def end_orphan(home: Neo4jHome) -> None:
    """End an engine whose serving process was killed: it would keep the store locked for ever."""
    try:
        pid, mark = _mark_file(home).read_text(encoding="utf-8").split(maxsplit=1)
        if process_mark(int(pid)) == mark:
            _end(psutil.Process(int(pid)))
    except (OSError, ValueError, psutil.Error):
        return


def note_engine(home: Neo4jHome, pid: int) -> None:
    """Note a process that holds the store, so that it is ended when whoever started it was killed."""
    _mark_file(home).write_text(f"{pid} {process_mark(pid)}", encoding="utf-8")


def _mark_file(home: Neo4jHome) -> Path:
    return home.folder / "run" / "engine"


def _launch(home: Neo4jHome, limits: Limits) -> subprocess.Popen[bytes]:
    command = home.serve_command(limits, home.classes.make())
    engine = subprocess.Popen(command, stdin=subprocess.DEVNULL, cwd=home.folder)  # noqa: S603 - our own command
    note_engine(home, engine.pid)
    return engine


def _end(process: psutil.Process) -> None:
    process.terminate()
    try:
        process.wait(_STOP_PATIENCE_S)
    except psutil.TimeoutExpired:
        process.kill()
        process.wait(_STOP_PATIENCE_S)


def await_answer(engine: subprocess.Popen[bytes], home: Neo4jHome, port: int) -> None:
    """Wait until the server answers.

    Raises:
        ServerError: It ended, or does not answer in time.
    """
    from neo4j import GraphDatabase
    from neo4j.exceptions import DriverError, Neo4jError

    deadline = time.monotonic() + _START_PATIENCE_S
    account = (USER, home.password())
    # Without the driver's own retries, whose pauses grow beyond the time that a start takes.
    with GraphDatabase.driver(f"bolt://127.0.0.1:{port}", auth=account, max_transaction_retry_time=0) as driver:
        while engine.poll() is None and time.monotonic() < deadline:
            try:
                driver.execute_query("RETURN 1", database_=DATABASE)
                return
            except (DriverError, Neo4jError, OSError):
                time.sleep(_POLL_S)
    raise ServerError(f"Neo4j {home.version} did not start; see {home.folder / 'logs' / 'neo4j.log'} and the log above")


def _runtime(home: Neo4jHome, port: int, engine_pid: int) -> Runtime:
    account = (USER, home.password())
    return Runtime(
        pid=os.getpid(),
        engine_pid=engine_pid,
        started=time.time(),
        mark=process_mark(os.getpid()),
        port=port,
        database=DATABASE,
        version=f"Neo4j {home.version}",
        writer=account,
        reader=account,
    )


if __name__ == "__main__":
    sys.exit(main())
