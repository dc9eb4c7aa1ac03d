"""Start, find and stop the local server from a client."""

from __future__ import annotations

import subprocess
import sys
import time

from graph_kb.errors import ServerError, SettingsError
from graph_kb.store.neo4j_server.jars import ensure_jars
from graph_kb.store.runtime import Place, Runtime, is_alive, read_runtime
from graph_kb.store.settings import Settings

_START_PATIENCE_S = 90.0
_STOP_PATIENCE_S = 30.0
_POLL_S = 0.05


def ensure_server(settings: Settings) -> Runtime:
    """The running server of the folder, started when none runs.

    Raises:
        ServerError: It does not start; the message carries the end of its log.
    """
    return read_runtime(settings.place) or start_server(settings)


def start_server(settings: Settings) -> Runtime:
    """Start the server process and wait until it serves.

    Several clients may do this at once: the server lock lets one process serve and the others leave.

    Raises:
        ServerError: It does not start; the message carries the end of its log.
    """
    process = _spawn(settings)
    deadline = time.monotonic() + _START_PATIENCE_S
    while time.monotonic() < deadline:
        found = read_runtime(settings.place)
        if found is not None:
            # The server outlives this process on purpose: keep `Popen` from warning about it.
            process.returncode = 0
            return found
        if process.poll() not in (None, 0):
            break
        time.sleep(_POLL_S)
    raise ServerError(
        f"the server {settings.place.engine} of {settings.home} did not start:\n{_log_tail(settings.place)}",
        hint="run `graph-kb doctor`; the full log is in the folder `log` of GRAPH_KB_HOME",
    )


def stop_server(settings: Settings) -> bool:
    """Stop the server and wait until it is gone. Returns whether one ran.

    Raises:
        ServerError: It does not stop in time.
    """
    import psutil

    found = read_runtime(settings.place)
    if found is None:
        return False
    psutil.Process(found.pid).terminate()
    if not wait_until_gone(found):
        raise ServerError(
            f"the server (process {found.pid}) does not stop",
            hint=f"end it by hand: kill -9 {found.pid}",
        )
    return True


def wait_until_gone(runtime: Runtime) -> bool:
    """Wait for the end of a stopping server. Returns whether it ended in time."""
    deadline = time.monotonic() + _STOP_PATIENCE_S
    while is_alive(runtime):
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
