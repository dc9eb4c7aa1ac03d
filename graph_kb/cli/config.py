"""`graph-kb config`: settings."""

from __future__ import annotations

import click

from graph_kb.cli.output import format_option, give_json, give_table
from graph_kb.store.settings import describe, load_settings


@click.group("config")
def command() -> None:
    """Show the settings and where each comes from."""


@command.command("show")
@format_option()
def show(form: str) -> None:
    """Examples:

    \b
      graph-kb config show
      GRAPH_KB_URI=neo4j://localhost graph-kb config show --format json

    Show every setting, its value, its origin and its meaning. The password is hidden.
    """  # noqa: D415 - examples come first
    rows = describe(load_settings())
    if form == "json":
        give_json(rows)
    else:
        give_table(("setting", "value", "origin", "meaning"), rows)
