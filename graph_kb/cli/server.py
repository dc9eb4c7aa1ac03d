"""`graph-kb server`: the local server, embedded or Neo4j."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

import click

from graph_kb.cli.options import format_option
from graph_kb.cli.output import give_facts, give_json, tell
from graph_kb.errors import UsageError
from graph_kb.store.neo4j_server.jars import checksums, jars_present
from graph_kb.store.runtime import Runtime, read_runtime
from graph_kb.store.server import ensure_server, stop_server
from graph_kb.store.serving import is_held
from graph_kb.store.settings import ENGINES, Settings, load_settings, remember_engine

_SERVER = {
    "": {
        "state": "running, starting or stopping, not running, or remote for a server elsewhere",
        "engine": "name and version, null when none runs here",
        "address": "Bolt address",
        "database": "name of the database",
        "process": "id of the process",
        "uptime_s": "seconds since its start",
        "size_mb": "size of its graph on disk, megabytes",
        "home": "folder of all state",
        "log": "file of its log",
    }
}
_STOPPED = {"": {"stopped": "whether a server ran", "home": "folder it served"}}
_CONNECTION = {
    "": {
        "uri": "Bolt address",
        "user": "account",
        "password": "made anew at each start of the embedded engine; a local Neo4j keeps it",
        "database": "its name",
        "may_write": "whether the account may write",
    }
}


@click.group("server")
def command() -> None:
    """Start, stop and inspect the local server. Commands start it by themselves when they need it."""


@command.command("start", short_help="Start the server, or attach when it runs.")
@click.option("--engine", type=click.Choice(ENGINES), help="Local engine to use from now on in this folder.")
@click.option("--version", help="Version of Neo4j; 2026.05.0 or 5.26.31.")
@format_option(_SERVER)
def start(engine: str | None, version: str | None, form: str) -> None:
    """Examples:

    \b
      graph-kb server start
      graph-kb server start --engine neo4j
      graph-kb server start --engine neo4j --version 5.26.31

    Start the server, or attach when it runs. With --engine the choice is remembered for this folder. Each engine
    keeps a graph of its own; carry one over with `graph-kb export` and `graph-kb load --backup`.

    Neo4j Community comes from Maven Central at the first start (about 140 MB, kept in a cache) and needs Maven.
    """  # noqa: D415 - examples come first
    settings = _chosen(_local(), engine, version)
    if settings.engine == "neo4j" and not jars_present(settings.neo4j_version):
        tell(f"fetching Neo4j {settings.neo4j_version} with Maven, once")
    runtime = ensure_server(settings)
    if form == "json":
        give_json(_facts(settings, runtime))
        return
    click.echo(runtime.uri)
    tell(f"{runtime.version} serves {settings.home} (process {runtime.pid})")


@command.command("stop", short_help="Stop the server.")
@format_option(_STOPPED)
def stop(form: str) -> None:
    """Examples:

    \b
      graph-kb server stop

    Stop the server; of several engines that serve the folder, all.
    """  # noqa: D415 - examples come first
    settings = _local()
    # Another engine may have been started in this folder before: none is left behind.
    stopped = any([stop_server(one) for one in _engines(settings)])
    if form == "json":
        give_json({"stopped": stopped, "home": str(settings.home)})
    else:
        tell("stopped" if stopped else "no server runs")


@command.command("status", short_help="Show engine, address, process, size and uptime.")
@format_option(_SERVER)
def status(form: str) -> None:
    """Examples:

    \b
      graph-kb server status
      graph-kb server status --format json

    Show engine, address, process, size and uptime.
    """  # noqa: D415 - examples come first
    settings = load_settings()
    runtime = read_runtime(settings.place) if settings.local else None
    facts = _facts(settings, runtime)
    give_facts(facts if form == "json" else {name: value for name, value in facts.items() if value is not None}, form)


@command.command("connect", short_help="Show address, account and password for other tools.")
@click.option("--writer", is_flag=True, help="The account that may write, instead of the reader.")
@format_option(_CONNECTION)
def connect(writer: bool, form: str) -> None:
    """Examples:

    \b
      graph-kb server connect
      graph-kb server connect --writer --format json

    Show how to use the server from other tools: address, account, password.

    Neo4j Community has one account, which may write: there --writer changes nothing.
    """  # noqa: D415 - examples come first
    settings = _local()
    runtime = ensure_server(settings)
    user, password = runtime.writer if writer else runtime.reader
    facts = {"uri": runtime.uri, "user": user, "password": password, "database": runtime.database}
    may_write = writer or runtime.reader == runtime.writer
    give_facts({**facts, "may_write": may_write}, form)
    if may_write and not writer:
        tell("this server has one account: it may write, so take care, or open sessions in READ mode")
    kept = "is made anew at each start" if settings.engine == "embedded" else "stays the same from start to start"
    tell(f"the password {kept}; for Python: neo4j.GraphDatabase.driver(uri, auth=(user, password))")


def _chosen(settings: Settings, engine: str | None, version: str | None) -> Settings:
    """The settings with the engine asked for, which later commands use too."""
    if engine is None and version is None:
        return settings
    if version and (engine or settings.engine) != "neo4j":
        raise UsageError("--version is for Neo4j", hint="add --engine neo4j")
    chosen = replace(settings, engine=engine or settings.engine, neo4j_version=version or settings.neo4j_version)
    if chosen.engine == "neo4j":
        checksums(chosen.neo4j_version)
    chosen.home.mkdir(parents=True, exist_ok=True, mode=0o700)
    remember_engine(chosen.home, chosen.engine, chosen.neo4j_version)
    return chosen


def _engines(settings: Settings) -> list[Settings]:
    """The settings with each engine that has served this folder, the chosen one first."""
    files = (settings.home / "run").glob("*.json")
    others = sorted({file.stem for file in files} - {settings.place.engine})
    parts = [engine.partition("-") for engine in others]
    known = [(name, version or settings.neo4j_version) for name, _, version in parts]
    return [settings, *(replace(settings, engine=name, neo4j_version=version) for name, version in known)]


def _local() -> Settings:
    settings = load_settings()
    if not settings.local:
        raise UsageError(
            f"the settings point at {settings.uri}, not at a local server",
            hint="unset GRAPH_KB_URI to use it",
        )
    return settings


def _facts(settings: Settings, runtime: Runtime | None) -> dict[str, str | float | None]:
    return {
        "state": _state(settings, runtime),
        "engine": runtime.version if runtime else None,
        "address": runtime.uri if runtime else settings.uri,
        "database": runtime.database if runtime else None if settings.local else settings.database,
        "process": runtime.pid if runtime else None,
        "uptime_s": round(time.time() - runtime.started) if runtime else None,
        "home": str(settings.home),
        "log": str(settings.place.log_file) if settings.local else None,
        "size_mb": _size_mb(settings.place.graph_folder) if settings.local else None,
    }


def _state(settings: Settings, runtime: Runtime | None) -> str:
    if not settings.local:
        return "remote"
    if runtime:
        return "running"
    return "starting or stopping" if is_held(settings.place.lock_file) else "not running"


def _size_mb(folder: Path) -> float:
    return round(sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1e6, 1)
