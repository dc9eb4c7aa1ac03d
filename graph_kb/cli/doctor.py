"""`graph-kb doctor`: what is missing here and how to get it."""

from __future__ import annotations

import platform
import shutil
import sys
import tempfile
from collections.abc import Callable
from importlib.metadata import PackageNotFoundError, version
from typing import Any

import click

from graph_kb.cli.options import format_option
from graph_kb.cli.output import give_json, give_table
from graph_kb.errors import GraphKBError, ServerError
from graph_kb.store.settings import Settings, load_settings

_LEAST_DISK_MB = 500
_SHAPE = {
    "": [{"check": "what was looked at", "ok": "whether it is well", "finding": "what was found, and what to do"}]
}
Finding = tuple[bool, str]


@click.command("doctor")
@format_option(_SHAPE)
@click.pass_context
def command(context: click.Context, form: str) -> None:
    """Examples:

    \b
      graph-kb doctor
      graph-kb doctor --format json

    Check Python, packages, settings, folder, disk and server, and say what to do. Exit code 1 when something is
    wrong.
    """  # noqa: D415 - examples come first
    rows = [_row(name, examine) for name, examine in _OF_THE_MACHINE.items()]
    try:
        settings = load_settings()
    except GraphKBError as error:
        # What depends on the settings cannot be looked at: the error is told once.
        rows.append({"check": "settings", "ok": False, "finding": str(error)})
    else:
        rows.append({"check": "settings", "ok": True, "finding": _origins(settings)})
        rows += [_row(name, examine, settings) for name, examine in _OF_THE_SETTINGS.items()]
    if form == "json":
        give_json(rows)
    else:
        give_table(("check", "ok", "finding"), [{**row, "ok": "yes" if row["ok"] else "NO"} for row in rows])
    context.exit(0 if all(row["ok"] for row in rows) else 1)


def _row(name: str, examine: Callable[..., Finding], *settings: Settings) -> dict[str, Any]:
    try:
        good, text = examine(*settings)
    except GraphKBError as error:
        good, text = False, str(error)
    return {"check": name, "ok": good, "finding": text}


def _origins(settings: Settings) -> str:
    origins = sorted(set(settings.origins.values()) - {"default"})
    return f"set by {', '.join(origins)}" if origins else "all by default"


def _python() -> Finding:
    return sys.version_info >= (3, 11), f"Python {platform.python_version()}; 3.11 or newer is needed"


def _engine() -> Finding:
    try:
        return True, f"arcadedb-embedded {version('arcadedb-embedded')}, Java included"
    except PackageNotFoundError:
        return False, "the embedded engine is missing: pip install arcadedb-embedded"


def _driver() -> Finding:
    try:
        return True, f"neo4j {version('neo4j')} with neo4j-rust-ext {version('neo4j-rust-ext')}"
    except PackageNotFoundError as error:
        return (
            False,
            f"{error.name} is missing: pip install {error.name} (without it loading is 20 times slower)",
        )


def _folder(settings: Settings) -> Finding:
    """Whether a file can be written, and whether there is room for more."""
    try:
        settings.home.mkdir(parents=True, exist_ok=True, mode=0o700)
        with tempfile.TemporaryFile(dir=settings.home):
            free = shutil.disk_usage(settings.home).free // 2**20
    except OSError as error:
        return False, f"{settings.home} cannot be written: {error.strerror}; set GRAPH_KB_HOME to another folder"
    room = f"{free} MB free; at least {_LEAST_DISK_MB} MB are needed"
    return free >= _LEAST_DISK_MB, f"{settings.home} can be written, {room}"


def _graph(settings: Settings) -> Finding:
    from graph_kb.store import open_graph, prepare

    with open_graph(settings) as graph:
        return True, f"{graph.engine} at {graph.address}, data version {prepare(graph)}"


def _queries(settings: Settings) -> Finding:
    from graph_kb.queries import Library

    library = Library.load(settings.queries)
    left_out = "".join(f"\nleft out: {problem}" for problem in library.problems)
    return not left_out, f"{len(library)} named queries pass their checks{left_out}"


def _neo4j(settings: Settings) -> Finding:
    """What a local Neo4j needs; it is missed only where it is the engine chosen."""
    from graph_kb.store.neo4j_server.jars import find_maven, jar_folder, jars_present
    from graph_kb.store.neo4j_server.java import find_java

    version, is_chosen = settings.neo4j_version, settings.local and settings.engine == "neo4j"
    try:
        java = find_java(version)
    except ServerError as error:
        return not is_chosen, str(error)
    if jars_present(version):
        return True, f"Neo4j {version} is in {jar_folder(version)}; Java {java.release} fits"
    if find_maven():
        return True, f"Neo4j {version} is fetched by Maven at the first `server start --engine neo4j`"
    return not is_chosen, f"Neo4j {version} needs Maven once (Debian: apt install maven)"


_OF_THE_MACHINE: dict[str, Callable[[], Finding]] = {"python": _python, "engine": _engine, "driver": _driver}
_OF_THE_SETTINGS: dict[str, Callable[[Settings], Finding]] = {
    "folder": _folder,
    "queries": _queries,
    "local neo4j": _neo4j,
    "graph": _graph,
}
