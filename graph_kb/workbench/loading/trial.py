"""Tables that were sent are read once by a process of bounded memory, before the service itself reads them.

A small file can unpack to a row of a hundred million cells. The process ends then, and the load with it; the service
reads nothing that did not fit there.
"""

from __future__ import annotations

import pickle
import subprocess
import sys
import time
import traceback
from collections.abc import Iterable
from threading import Event

from graph_kb.errors import DataError, GraphKBError
from graph_kb.intake.source import SourceTable
from graph_kb.workbench.apart import limit_memory
from graph_kb.workbench.loading.job import Stopped

MOST_BYTES = 2 << 30
LONGEST_S = 1800.0
SMALL_BYTES = 1 << 20
"""A text file of this size fits whatever it holds, and is not tried."""
_LOOKS_S = 0.2
_NO_MEMORY = 3
"""Exit code of a process whose memory did not suffice."""
# A process of its own and no pool: where memory is short, a pool may lose the word that it is.
_COMMAND = (sys.executable, "-P", "-c", "from graph_kb.workbench.loading import trial; trial.read_given()")


def try_tables(tables: Iterable[SourceTable], stopping: Event) -> None:
    """Read every table that could be larger than it looks.

    Args:
        tables: The tables of a load.
        stopping: Whether the service is being stopped.

    Raises:
        DataError: A table takes too much memory or time.
        GraphKBError: It cannot be read.
        Stopped: The service is being stopped.
    """
    until = time.monotonic() + LONGEST_S
    # Several rules may read the same sheet.
    for table in {(table.path, table.rule.sheet): table for table in tables}.values():
        if table.path.suffix.lower() == ".xlsx" or table.path.stat().st_size > SMALL_BYTES:
            _try(table, stopping, until)


def _try(table: SourceTable, stopping: Event, until: float) -> None:
    pipe, nowhere = subprocess.PIPE, subprocess.DEVNULL
    with subprocess.Popen(_COMMAND, stdin=pipe, stdout=pipe, stderr=nowhere) as reader:  # noqa: S603 - this interpreter
        try:
            told = _told(reader, pickle.dumps((table, MOST_BYTES)), table.name, stopping, until)
        finally:
            reader.kill()
    # A process that is killed for want of memory has a negative one.
    if reader.returncode < 0 or reader.returncode == _NO_MEMORY:
        hint = "send it as .csv, or split it; blank rows and columns count as well"
        raise DataError(f"{table.name}: reading it takes more than {MOST_BYTES >> 20} MiB", hint=hint)
    if reader.returncode:
        raise RuntimeError(f"{table.name} could not be tried: {told.decode(errors='replace')}")
    error = pickle.loads(told)  # noqa: S301 - written by `read_given`, not by whoever sent the table
    if error is not None:
        raise error


def _told(reader: subprocess.Popen[bytes], given: bytes | None, name: str, stopping: Event, until: float) -> bytes:
    while time.monotonic() < until:
        if stopping.is_set():
            raise Stopped
        try:
            return reader.communicate(given, timeout=_LOOKS_S)[0]
        except subprocess.TimeoutExpired:
            given = None
    raise DataError(f"{name}: reading it takes too long", hint="split the table")


def read_given() -> None:
    """Read the table that standard input names, and tell on standard output what is wrong with it."""
    table, most_bytes = pickle.load(sys.stdin.buffer)  # noqa: S301 - written by `_try`
    limit_memory(most_bytes)
    error = None
    try:
        for _ in table.open().blocks:
            pass
    except GraphKBError as found:
        error = found
    except MemoryError:
        sys.exit(_NO_MEMORY)
    except Exception:
        sys.stdout.write(traceback.format_exc())
        sys.stdout.flush()
        sys.exit(1)
    pickle.dump(error, sys.stdout.buffer)
