"""Start, find and stop the local server from a client."""

from __future__ import annotations

import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

from graph_kb.errors import ServerError, SettingsError
from graph_kb.store.neo4j_server.jars import ensure_jars
from graph_kb.store.runtime import Place, Process, Runtime, find_process, is_alive, read_runtime
from graph_kb.store.settings import Settings

_START_PATIENCE_S = 180.0
_STOP_PATIENCE_S = 90.0
"""Longer than the serving process itself waits: for the lock and the engine's start, and for its end."""

_POLL_S = 0.05


def ensure_server(settings: Settings) -> Runtime:
    """The running server of the folder, started when none runs.

    Raises:
        ServerError: It does not start; the message carries the end of its log. Or it runs another release.
    """
    return read_runtime(settings.place) or start_server(settings)


def start_server(settings: Settings, patience_s: float = _START_PATIENCE_S) -> Runtime:
    """Start the server process and wait until it serves.

    Several clients may do this at once: the server lock lets one process serve and the others leave.

    Args:
        settings: Which folder, and which engine.
        patience_s: Longest wait, seconds.

    Raises:
        ServerError: It does not start; the message carries the end of its log.
    """
    return await_server(settings, _spawn(settings), patience_s)


def await_server(
    settings: Settings, process: subprocess.Popen[bytes], patience_s: float = _START_PATIENCE_S
) -> Runtime:
    """Wait until the process that was started, or another one, serves the folder.

    Raises:
        ServerError: It ended, or does not serve in time.
    """
    deadline = time.monotonic() + patience_s
    while time.monotonic() < deadline:
        code = process.poll()
        # After the look at the process, which may have announced itself meanwhile or left to another one.
        found = read_runtime(settings.place)
        if found is not None:
            # The server outlives this process on purpose: keep `Popen` from warning about it.
            process.returncode = 0
            return found
        if code == 0:
            raise _left(settings)
        if code is not None:
            break
        time.sleep(_POLL_S)
    raise ServerError(
        f"the server {settings.place.engine} of {settings.home} did not start:\n{_log_tail(settings.place)}",
        hint="run `graph-kb doctor`; the full log is in the folder `log` of GRAPH_KB_HOME",
    )


def _left(settings: Settings) -> ServerError:
    """Why a serving process left without a word: another one holds the folder."""
    holder = _lock_holder(settings.place)
    if holder is None:
        return ServerError(f"the server of {settings.home} ended as soon as it ran", hint="run the command again")
    return ServerError(
        f"process {holder} holds the folder {settings.home} but does not serve it",
        hint=f"wait until it is done, or end it: kill {holder}",
    )


def _lock_holder(place: Place) -> int | None:
    """Id of a process of this user that has the lock file open."""
    import psutil

    for process in psutil.process_iter():
        try:
            if any(Path(file.path) == place.lock_file.resolve() for file in process.open_files()):
                return int(process.pid)
        except (psutil.Error, OSError):
            continue
    return None


def stop_server(settings: Settings) -> bool:
    """Stop the server and wait until it is gone. Returns whether one ran.

    Raises:
        ServerError: It does not stop in time.
    """
    import psutil

    found = find_process(settings.place)
    if found is None:
        return False
    with suppress(psutil.NoSuchProcess):  # it left meanwhile
        psutil.Process(found.pid).terminate()
    if not wait_until_gone(found):
        raise ServerError(
            f"the server (process {found.pid}) does not stop",
            hint=f"end it by hand: kill -9 {found.pid}",
        )
    return True


def wait_until_gone(process: Process) -> bool:
    """Wait for the end of a stopping server. Returns whether it ended in time."""
    deadline = time.monotonic() + _STOP_PATIENCE_S
    while is_alive(process):
        if time.monotonic() > deadline:
            return False
        time.sleep(_POLL_S)
    return True


def _spawn(settings: Settings) -> subprocess.Popen[bytes]:
    try:
        settings.home.mkdir(parents=True, exist_ok=True, mode=0o700)
        for folder in ("run", "log"):
            (settings.home / folder).mkdir(exist_ok=True, mode=0o700)
    except OSError as error:
        raise SettingsError(
            f"the folder of all state, {settings.home}, cannot be written: {error.strerror}",
            hint="set GRAPH_KB_HOME to a folder that you may write",
        ) from error
    module = "embedded" if settings.engine == "embedded" else "neo4j_server.serve"
    command = [sys.executable, "-m", f"graph_kb.store.{module}", str(settings.home), "--heap", settings.heap]
    if settings.engine == "neo4j":
        # Fetched by the client, which can say what it waits for.
        ensure_jars(settings.neo4j_version)
        command += ["--version", settings.neo4j_version]
    command += ["--idle-minutes", str(settings.idle_minutes), "--query-seconds", str(settings.query_seconds)]
    with settings.place.log_file.open("ab") as log:
        return subprocess.Popen(  # noqa: S603 - our own module with our own arguments
            command, stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT, start_new_session=True
        )


def _log_tail(place: Place, lines: int = 8) -> str:
    try:
        text = place.log_file.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return "(no log)"
    return "\n".join("  " + line for line in text.splitlines()[-lines:])
