"""`graph-kb export`: the whole graph in a file."""

from __future__ import annotations

from pathlib import Path

import click

from graph_kb.cli.output import tell


@click.command("export")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--format", "form", type=click.Choice(["jsonl", "graphml"]), default="jsonl", show_default=True)
def command(file: Path, form: str) -> None:
    """Examples:

    \b
      graph-kb export uusimaa.jsonl
      graph-kb export uusimaa.graphml --format graphml

    Write every node and relationship with its properties. `graph-kb load --backup FILE` reads JSON Lines back.
    """  # noqa: D415 - examples come first
    from graph_kb.workbench import KnowledgeBase
    from graph_kb.workbench.backup import write_backup, write_graphml

    with KnowledgeBase.open() as base:
        records = (write_graphml if form == "graphml" else write_backup)(base.graph, file)
    tell(f"{records} records written to {file}")
