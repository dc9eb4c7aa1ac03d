"""`graph-kb migrate`: bring the graph to this release's schema."""

from __future__ import annotations

import click

from graph_kb.cli.options import format_option
from graph_kb.cli.output import give_json, tell
from graph_kb.store import load_settings, open_graph

_SHAPE = {
    "": {
        "before": "schema version before",
        "after": "schema version now",
        "backup": "file of the backup, null when there was nothing to do",
    }
}


@click.command("migrate")
@format_option(_SHAPE)
def command(form: str) -> None:
    """Examples:

    \b
      graph-kb migrate
      graph-kb migrate --format json

    Bring the graph to this release's schema version. A backup is written first.
    """  # noqa: D415 - examples come first
    from graph_kb.workbench.migration import migrate

    settings = load_settings()
    with open_graph(settings) as graph:
        done = migrate(graph, settings.home / "backups")
    if form == "json":
        backup = str(done.backup) if done.backup else None
        give_json({"before": done.before, "after": done.after, "backup": backup})
    elif done.backup is None:
        tell(f"schema version {done.after}: nothing to do")
    else:
        tell(f"schema version {done.before} to {done.after}; backup: {done.backup}")
