"""Start, find and stop the embedded server from a client."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

from graph_kb.errors import ServerError
from graph_kb.store.runtime import Runtime, is_alive, log_file, read_runtime
from graph_kb.store.settings import Settings

_START_PATIENCE_S = 90.0
_STOP_PATIENCE_S = 30.0
_POLL_S = 0.05


def ensure_server(settings: Settings) -> Runtime:
    """The running server of the folder, started when none runs.

    Raises:
        ServerError: It does not start; the message carries the end of its log.
    """
    return read_runtime(settings.home) or start_server(settings)


def start_server(settings: Settings) -> Runtime:
    """Start the server process and wait until it serves.

    Several clients may do this at once: the server lock lets one process serve and the others leave.

    Raises:
        ServerError: It does not start; the message carries the end of its log.
    """
    process = _spawn(settings)
    deadline = time.monotonic() + _START_PATIENCE_S
    while time.monotonic() < deadline:
        found = read_runtime(settings.home)
        if found is not None:
            # The server outlives this process on purpose: keep `Popen` from warning about it.
            process.returncode = 0
            return found
        if process.poll() not in (None, 0):
            break
        time.sleep(_POLL_S)
    raise ServerError(
        f"the embedded server of {settings.home} did not start:\n{_log_tail(settings.home)}",
        hint="run `graph-kb doctor`; the full log is in the folder `log` of GRAPH_KB_HOME",
    )


def stop_server(settings: Settings) -> bool:
    """Stop the server and wait until it is gone. Returns whether one ran.

    Raises:
        ServerError: It does not stop in time.
    """
    import psutil

    found = read_runtime(settings.home)
    if found is None:
        return False
    psutil.Process(found.pid).terminate()
    if not wait_until_gone(found):
        raise ServerError(
            f"the embedded server (process {found.pid}) does not stop",
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
    settings.home.mkdir(parents=True, exist_ok=True, mode=0o700)
    for folder in ("run", "log", "engine"):
        (settings.home / folder).mkdir(exist_ok=True, mode=0o700)
    command = [sys.executable, "-m", "graph_kb.store.embedded", str(settings.home), "--heap", settings.heap]
    command += ["--idle-minutes", str(settings.idle_minutes), "--query-seconds", str(settings.query_seconds)]
    with log_file(settings.home).open("ab") as log:
        return subprocess.Popen(  # noqa: S603 - our own module with our own arguments
            command, stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT, start_new_session=True
        )


def _log_tail(home: Path, lines: int = 8) -> str:
    try:
        text = log_file(home).read_text(encoding="utf-8", errors="replace")
    except OSError:
        return "(no log)"
    return "\n".join("  " + line for line in text.splitlines()[-lines:])
