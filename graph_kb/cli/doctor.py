"""`graph-kb doctor`: what is missing here and how to get it."""

from __future__ import annotations

import os
import platform
import shutil
import sys
from collections.abc import Callable
from importlib.metadata import PackageNotFoundError, version

import click

from graph_kb.cli.output import format_option, give_json, give_table
from graph_kb.errors import GraphKBError
from graph_kb.store.settings import Settings, load_settings

_LEAST_DISK_MB = 500
Finding = tuple[bool, str]


@click.command("doctor")
@format_option()
@click.pass_context
def command(context: click.Context, form: str) -> None:
    """Examples:

    \b
      graph-kb doctor
      graph-kb doctor --format json

    Check Python, packages, folder, disk and server, and say what to do. Exit code 1 when something is wrong.
    """  # noqa: D415 - examples come first
    rows = []
    for name, examine in _EXAMINATIONS.items():
        try:
            good, text = examine(load_settings())
        except GraphKBError as error:
            good, text = False, str(error)
        rows.append({"check": name, "ok": good, "finding": text})
    if form == "json":
        give_json(rows)
    else:
        give_table(("check", "ok", "finding"), [{**row, "ok": "yes" if row["ok"] else "NO"} for row in rows])
    context.exit(0 if all(row["ok"] for row in rows) else 1)


def _python(settings: Settings) -> Finding:
    return sys.version_info >= (3, 11), f"Python {platform.python_version()}; 3.11 or newer is needed"


def _engine(settings: Settings) -> Finding:
    try:
        return True, f"arcadedb-embedded {version('arcadedb-embedded')}, Java included"
    except PackageNotFoundError:
        return False, "the embedded engine is missing: pip install arcadedb-embedded"


def _driver(settings: Settings) -> Finding:
    try:
        return True, f"neo4j {version('neo4j')} with neo4j-rust-ext {version('neo4j-rust-ext')}"
    except PackageNotFoundError as error:
        return (
            False,
            f"{error.name} is missing: pip install {error.name} (without it loading is 20 times slower)",
        )


def _folder(settings: Settings) -> Finding:
    probe = settings.home
    while not probe.exists():
        probe = probe.parent
    writable = os.access(probe, os.W_OK)
    return (
        writable,
        f"{settings.home} {'is writable' if writable else 'cannot be written: set GRAPH_KB_HOME'}",
    )


def _disk(settings: Settings) -> Finding:
    probe = settings.home
    while not probe.exists():
        probe = probe.parent
    free = shutil.disk_usage(probe).free // 2**20
    return free >= _LEAST_DISK_MB, f"{free} MB free; at least {_LEAST_DISK_MB} MB are needed"


def _graph(settings: Settings) -> Finding:
    from graph_kb.store import open_graph, prepare

    with open_graph(settings) as graph:
        return True, f"{graph.engine} at {graph.address}, data version {prepare(graph)}"


def _queries(settings: Settings) -> Finding:
    from graph_kb.queries import Library

    return True, f"{len(Library.load(settings.queries))} named queries pass their checks"


_EXAMINATIONS: dict[str, Callable[[Settings], Finding]] = {
    "python": _python,
    "engine": _engine,
    "driver": _driver,
    "folder": _folder,
    "disk": _disk,
    "queries": _queries,
    "graph": _graph,
}
