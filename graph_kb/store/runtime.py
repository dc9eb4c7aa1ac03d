"""The runtime file of the embedded server: who serves this folder, at which port, with which passwords.

The file is readable by its owner alone. A file whose process is gone, or whose process id now belongs to
another process, is stale; only the holder of the server lock removes it.
"""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

_CLOCK_TOLERANCE_S = 2.0


@dataclass(frozen=True)
class Runtime:
    """A running embedded server.

    Attributes:
        pid: Process id.
        started: Start of the process, seconds since the epoch; tells a reused process id apart.
        port: Bolt port on loopback.
        database: Database name.
        version: Version of the engine.
        writer: User name and password of the account that may write.
        reader: User name and password of the account that the engine itself refuses writes.
    """

    pid: int
    started: float
    port: int
    database: str
    version: str
    writer: tuple[str, str]
    reader: tuple[str, str]

    @property
    def uri(self) -> str:
        """Bolt address."""
        return f"bolt://127.0.0.1:{self.port}"


def runtime_file(home: Path) -> Path:
    """Path of the runtime file."""
    return home / "run" / "server.json"


def lock_file(home: Path) -> Path:
    """Path of the lock that the serving process holds for its life."""
    return home / "run" / "server.lock"


def log_file(home: Path) -> Path:
    """Path of the log of the serving process."""
    return home / "log" / "server.log"


def read_runtime(home: Path) -> Runtime | None:
    """The running server of this folder, or None when none runs or the file is stale."""
    try:
        values = json.loads(runtime_file(home).read_text(encoding="utf-8"))
        found = Runtime(**{**values, "writer": tuple(values["writer"]), "reader": tuple(values["reader"])})
    except (OSError, ValueError, TypeError, KeyError):
        return None
    return found if is_alive(found) else None


def write_runtime(home: Path, runtime: Runtime) -> None:
    """Write the runtime file, for its owner alone, in one step."""
    target = runtime_file(home)
    aside = target.with_suffix(".new")
    aside.unlink(missing_ok=True)
    descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
        json.dump(asdict(runtime), stream)
    aside.replace(target)


def is_alive(runtime: Runtime) -> bool:
    """Whether the process still runs and is the one that wrote the file."""
    import psutil

    try:
        process = psutil.Process(runtime.pid)
        return process.status() != psutil.STATUS_ZOMBIE and _same_start(process.create_time(), runtime.started)
    except psutil.Error:
        return False


def _same_start(one: float, other: float) -> bool:
    return abs(one - other) <= _CLOCK_TOLERANCE_S
