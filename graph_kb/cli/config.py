"""`graph-kb config`: settings."""

from __future__ import annotations

import click

from graph_kb.cli.options import format_option
from graph_kb.cli.output import give_json, give_table
from graph_kb.store.settings import describe, load_settings

_SHAPE = {
    "": [
        {
            "setting": "name",
            "value": "value as text, the password hidden",
            "origin": "variable, file or default",
            "meaning": "what it is for",
        }
    ]
}


@click.group("config", invoke_without_command=True)
@click.pass_context
def command(context: click.Context) -> None:
    """Show the settings and where each comes from; `graph-kb config` alone does so too."""
    if context.invoked_subcommand is None:
        context.invoke(show, form="table")


@command.command("show", short_help="Show every setting with where it comes from.")
@format_option(_SHAPE)
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
