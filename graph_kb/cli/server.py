"""`graph-kb server`: the embedded server."""

from __future__ import annotations

import time

import click

from graph_kb.cli.output import format_option, give_json, give_table, tell
from graph_kb.errors import UsageError
from graph_kb.store.runtime import Runtime, log_file, read_runtime
from graph_kb.store.server import ensure_server, stop_server
from graph_kb.store.settings import Settings, load_settings


@click.group("server")
def command() -> None:
    """Start, stop and inspect the embedded server. Commands start it by themselves when they need it."""


@command.command("start")
def start() -> None:
    """Start the server, or attach when it runs."""
    settings = _embedded()
    runtime = ensure_server(settings)
    click.echo(runtime.uri)
    tell(f"{runtime.version} serves {settings.home} (process {runtime.pid})")


@command.command("stop")
def stop() -> None:
    """Stop the server."""
    tell("stopped" if stop_server(_embedded()) else "no server runs")


@command.command("status")
@format_option()
def status(form: str) -> None:
    """Show engine, address, process and uptime."""
    settings = load_settings()
    runtime = read_runtime(settings.home) if settings.embedded else None
    facts = _facts(settings, runtime)
    if form == "json":
        give_json(facts)
    else:
        give_table(("what", "value"), [{"what": name, "value": value} for name, value in facts.items()])


@command.command("connect")
@click.option("--writer", is_flag=True, help="The account that may write, instead of the reader.")
@format_option()
def connect(writer: bool, form: str) -> None:
    """Show how to use the server from other tools: address, account, password."""
    runtime = ensure_server(_embedded())
    user, password = runtime.writer if writer else runtime.reader
    facts = {"uri": runtime.uri, "user": user, "password": password, "database": runtime.database}
    if form == "json":
        give_json(facts)
        return
    give_table(("what", "value"), [{"what": name, "value": value} for name, value in facts.items()])
    tell("the password is made anew at each start; for Python: neo4j.GraphDatabase.driver(uri, auth=(user, password))")


def _embedded() -> Settings:
    settings = load_settings()
    if not settings.embedded:
        raise UsageError(
            f"the settings point at {settings.uri}, not at the embedded server",
            hint="unset GRAPH_KB_URI to use it",
        )
    return settings


def _facts(settings: Settings, runtime: Runtime | None) -> dict[str, str]:
    if not settings.embedded:
        return {"state": "remote", "address": str(settings.uri), "database": settings.database}
    if runtime is None:
        return {"state": "not running", "home": str(settings.home), "log": str(log_file(settings.home))}
    return {
        "state": "running",
        "engine": runtime.version,
        "address": runtime.uri,
        "database": runtime.database,
        "process": str(runtime.pid),
        "uptime_s": str(round(time.time() - runtime.started)),
        "home": str(settings.home),
        "log": str(log_file(settings.home)),
    }
