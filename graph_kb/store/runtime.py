"""The runtime file of a local server: who serves this folder, at which port, with which passwords.

The file is readable by its owner alone. A file whose process is gone, or whose process id now belongs to
another process, is stale; only the holder of the server lock removes it. Releases may differ in what the file
holds, but every one names its process.
"""

from __future__ import annotations

import json
import os
import sys
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from graph_kb.errors import ServerError

_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")
_START_TICKS = 19
"""Place of `starttime` in /proc/PID/stat (field 22 of proc_pid_stat(5)), counted from the field after the name."""


@dataclass(frozen=True)
class Place:
    """Where one engine serves a folder; several engines may serve the same folder, each its own graph.

    Attributes:
        home: `GRAPH_KB_HOME`.
        engine: `embedded`, or `neo4j-` and a version.
    """

    home: Path
    engine: str = "embedded"

    @property
    def graph_folder(self) -> Path:
        """Folder of the graph and of the engine's own files."""
        return (
            self.home / "engine" if self.engine == "embedded" else self.home / "neo4j" / self.engine.partition("-")[2]
        )

    @property
    def runtime_file(self) -> Path:
        """The runtime file."""
        return self.home / "run" / f"{self.engine}.json"

    @property
    def lock_file(self) -> Path:
        """The lock that the serving process holds for its life."""
        return self.home / "run" / f"{self.engine}.lock"

    @property
    def log_file(self) -> Path:
        """The log of the serving process."""
        return self.home / "log" / f"{self.engine}.log"


@dataclass(frozen=True)
class Process:
    """A serving process, as every release names it.

    Attributes:
        pid: Id of the process.
        engine_pid: Id of the process that runs the engine: the same, or a Java machine that it started.
        mark: What tells the process from a later one with the same id, see `process_mark`.
    """

    pid: int
    engine_pid: int
    mark: str


@dataclass(frozen=True)
class Runtime(Process):
    """A running local server.

    Attributes:
        started: Start of the process, seconds since the epoch, to be shown; a step of the clock makes it wrong.
        port: Bolt port on loopback.
        database: Database name.
        version: Version of the engine.
        writer: User name and password of the account that may write.
        reader: User name and password of the account for reads; on the embedded engine one that it refuses writes.
    """

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


def read_runtime(place: Place) -> Runtime | None:
    """The running server of this place, or None when none runs or the file is stale.

    Raises:
        ServerError: A server runs, started by a release that describes it in another way.
    """
    values = _values(place)
    process = _living(values)
    if process is None:
        return None
    try:
        accounts = {name: (str(values[name][0]), str(values[name][1])) for name in ("writer", "reader")}
        # What a later release adds is of no use to this one.
        return Runtime(**{field.name: values[field.name] for field in fields(Runtime)} | accounts)
    except (LookupError, TypeError) as error:
        raise ServerError(
            f"the server of {place.home} (process {process.pid}) was started by another release of graph-kb",
            hint="end it with `graph-kb server stop`; the next command starts it anew",
        ) from error


def find_process(place: Place) -> Process | None:
    """The process that serves this place, whatever release started it; None when none does."""
    return _living(_values(place))


def _values(place: Place) -> dict[str, Any]:
    try:
        values = json.loads(place.runtime_file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return values if isinstance(values, dict) else {}


def _living(values: dict[str, Any]) -> Process | None:
    pid, mark = values.get("pid"), values.get("mark")
    engine_pid = values.get("engine_pid", pid)
    if not (isinstance(pid, int) and isinstance(engine_pid, int) and isinstance(mark, str)):
        return None
    found = Process(pid=pid, engine_pid=engine_pid, mark=mark)
    return found if is_alive(found) else None


def write_runtime(place: Place, runtime: Runtime) -> None:
    """Write the runtime file, for its owner alone, in one step."""
    target = place.runtime_file
    aside = target.with_suffix(".new")
    aside.unlink(missing_ok=True)
    descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
        json.dump(asdict(runtime), stream)
    aside.replace(target)


def is_alive(process: Process) -> bool:
    """Whether the process still runs and is the one that wrote the file, and its engine runs too."""
    import psutil

    try:
        ended = {psutil.Process(pid).status() for pid in {process.pid, process.engine_pid}} & {psutil.STATUS_ZOMBIE}
        return not ended and process_mark(process.pid) == process.mark
    except (psutil.Error, OSError, ValueError, OverflowError):
        return False


def process_mark(pid: int) -> str:
    """Start of a process, in a form that no step of the clock changes.

    On Linux the boot and the clock ticks since it, as psutil computes its start time from a clock that may be set;
    elsewhere the start time that the system keeps.

    Raises:
        OSError: There is no such process.
    """
    if sys.platform == "linux":
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
        return f"{_BOOT_ID.read_text(encoding='ascii').strip()} {fields[_START_TICKS]}"
    import psutil

    try:
        return f"{psutil.Process(pid).create_time():.2f}"
    except psutil.Error as error:
        raise ProcessLookupError(f"no process {pid}") from error
