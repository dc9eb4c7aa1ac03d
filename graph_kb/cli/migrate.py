"""`graph-kb migrate`: bring the graph to this release's schema."""

from __future__ import annotations

import click

from graph_kb.cli.output import tell
from graph_kb.store import load_settings, open_graph


@click.command("migrate")
def command() -> None:
    """Bring the graph to this release's schema version. A backup is written first."""
    from graph_kb.workbench.migration import migrate

    settings = load_settings()
    with open_graph(settings) as graph:
        done = migrate(graph, settings.home / "backups")
    if done.backup is None:
        tell(f"schema version {done.after}: nothing to do")
    else:
        tell(f"schema version {done.before} to {done.after}; backup: {done.backup}")
