"""The first load of a local Neo4j through its offline importer: CSV files in, a served graph out.

A header and the data are separate files, as `neo4j-admin database import full` takes them: fields quoted as RFC 4180
says, parts of a list joined by `LIST_MARK`, a missing value an empty field. Empty texts are never stored. Nodes are
numbered from 0, so that the importer need not find them by their ids. What makes an interrupted import harmless
stands in `half_made.py`.
"""

from __future__ import annotations

import re
import subprocess
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import IO, TypeAlias

from graph_kb.errors import ServerError
from graph_kb.store.meta import state
from graph_kb.store.neo4j_server import half_made
from graph_kb.store.neo4j_server.columns import LinkFiles, NodeFiles
from graph_kb.store.neo4j_server.empty_store import EmptyStore
from graph_kb.store.neo4j_server.home import DATABASE, Neo4jHome
from graph_kb.store.neo4j_server.serve import end_orphan, note_engine
from graph_kb.store.server import start_server

Told: TypeAlias = Callable[[str, int, int | None], None]

_SCHEMA_PATIENCE_S = 4 * 3600.0
_OFF_HEAP = "2g"
_KEPT_LINES = 40
_PHASE = re.compile(r"\(\d/\d\) (.+?) \d{4}-\d\d-\d\d")
_PERCENT = re.compile(r"[-.] ?.*\.\s+(\d{1,3})% ")
_NUMBER = re.compile(r"  (\d+) (nodes|relationships|properties)\s*")
_TRACE = re.compile(r"\s+(at |\.\.\. \d)")
_OPTIONS = (
    "--overwrite-destination=true",
    "--id-type=actual",
    "--array-delimiter=U+001F",
    "--bad-tolerance=0",
    f"--max-off-heap-memory={_OFF_HEAP}",
    "--report-file=./report.txt",
)


@dataclass(frozen=True)
class Imported:
    """What an import wrote, as the importer counts it; what the schema adds is left out."""

    nodes: int
    relationships: int
    properties: int


def import_full(
    store: EmptyStore,
    nodes: Sequence[NodeFiles],
    relationships: Sequence[LinkFiles],
    told: Told = lambda *_: None,
    *,
    multiline: bool = True,
    notes: Sequence[half_made.Note] = (),
) -> Imported:
    """Import everything into an empty graph of a local Neo4j; afterwards its server runs.

    The caller holds the lock of the loads, and no other client writes meanwhile. Password and account stay, and the
    data version is the one before, raised by one. Killed at any point, the graph is empty or whole at its next start.

    Args:
        store: The graph, see `empty_store.stop_empty`; its lock is released.
        nodes: Files of nodes, their records validated, their ids unique by main label, numbered from 0 in all.
        relationships: Files of relationships.
        told: Told the phase, the percent done and 100.
        multiline: Whether a value may hold a line break; the importer reads faster when none does.
        notes: What the graph is to say of the import, see `loads.load_statement`; it is there as soon as the graph is.

    Raises:
        ServerError: The importer or the server fails; the graph is empty as before.
    """
    settings = store.settings
    home = Neo4jHome(settings.place.graph_folder, settings.neo4j_version)
    try:
        told("start", 0, 100)
        end_orphan(home)
        half_made.settle(home)
        half_made.begin(home, [state(store.data_version + 1, anew=True), *notes])
        found = _run(home, _arguments(home, nodes, relationships, multiline), settings.heap, told)
        half_made.mark_done(home)
    except BaseException:
        half_made.settle(home)
        raise
    finally:
        store.lock.release()
    told("schema", 0, 100)
    start_server(settings, _SCHEMA_PATIENCE_S)
    return found


def _arguments(
    home: Neo4jHome, nodes: Sequence[NodeFiles], relationships: Sequence[LinkFiles], multiline: bool
) -> list[str]:
    """Arguments of the importer; files get plain names, since it reads commas and patterns into names."""
    work = half_made.work_folder(home)
    arguments = ["database", "import", "full", DATABASE, *_OPTIONS]
    arguments.append(f"--multiline-fields={str(multiline).lower()}")
    everything: list[NodeFiles | LinkFiles] = [*nodes, *relationships]
    for number, given in enumerate(everything):
        names = [f"{number}-header.csv", *(f"{number}-{part}.csv" for part in range(len(given.data)))]
        (work / names[0]).write_text(",".join(given.columns) + "\n", encoding="utf-8")
        for name, path in zip(names[1:], given.data, strict=True):
            (work / name).symlink_to(path.absolute())
        listed = ",".join(f"./{name}" for name in names)
        arguments.append(f"--{given.option}={given.kind}={listed}")
    return arguments


def _run(home: Neo4jHome, arguments: list[str], heap: str, told: Told) -> Imported:
    code, last = _run_once(home, arguments, heap, told)
    if code:
        # Every version tells the reason of a failure when it is verbose, which then tells no progress.
        raise _failure(_run_once(home, [*arguments, "--verbose"], heap, told)[1])
    numbers = {found[2]: int(found[1]) for found in map(_NUMBER.fullmatch, last) if found}
    return Imported(**numbers)


def _run_once(home: Neo4jHome, arguments: list[str], heap: str, told: Told) -> tuple[int, list[str]]:
    """Exit code of the importer and its last lines."""
    command, environment = home.admin_command(*arguments, heap=heap)
    with subprocess.Popen(  # noqa: S603 - our own command line
        command,
        env=environment,
        cwd=half_made.work_folder(home),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        errors="replace",
    ) as tool:
        note_engine(home, tool.pid)
        try:
            assert tool.stdout is not None
            last = _follow(tool.stdout, told)
        except BaseException:
            tool.kill()
            raise
    return tool.returncode, last


def _follow(lines: IO[str], told: Told) -> list[str]:
    """Tell how far the importer is. Returns its last lines without those of progress."""
    last: deque[str] = deque(maxlen=_KEPT_LINES)
    phase = "start"
    for line in lines:
        if named := _PHASE.match(line):
            phase = named[1].lower()
        if percent := _PERCENT.match(line):
            told(phase, int(percent[1]), 100)
        elif line.strip() and not _TRACE.match(line):
            last.append(line.rstrip("\n"))
    return list(last)


def _failure(lines: Sequence[str]) -> ServerError:
    """The innermost cause that the importer tells, or its last words where it tells none."""
    causes = [number for number, line in enumerate(lines) if line.startswith("Caused by: ")]
    told = [*lines[causes[-1] :]] if causes else [*lines[-8:]]
    end = next((number for number, line in enumerate(told) if causes and line.startswith("-----")), len(told))
    said = "\n".join(f"  {line.removeprefix('Caused by: ')}" for line in told[:end])
    hint = "load in the ordinary way; if that works, tell us"
    return ServerError(f"Neo4j's importer failed, the graph is empty as before:\n{said}", hint=hint)
