"""`graph-kb export`: the whole graph in a file."""

from __future__ import annotations

from pathlib import Path

import click

from graph_kb.cli.options import format_option
from graph_kb.cli.output import give_json, tell
from graph_kb.errors import UsageError

_SHAPE = {"": {"file": "the file that was written", "kind": "jsonl or graphml", "records": "nodes and relationships"}}


@click.command("export")
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--as",
    "kind",
    type=click.Choice(["jsonl", "graphml"]),
    help="Form of the file; without it, GraphML when the name ends in .graphml, else JSON Lines.",
)
@format_option(_SHAPE)
def command(file: Path, kind: str | None, form: str) -> None:
    """Examples:

    \b
      graph-kb export uusimaa.jsonl
      graph-kb export uusimaa.jsonl.gz                    (packed with gzip)
      graph-kb export uusimaa.graphml

    Write every node and relationship with its properties. `graph-kb load --backup FILE` reads JSON Lines back,
    packed or not.
    """  # noqa: D415 - examples come first
    from graph_kb.workbench import KnowledgeBase
    from graph_kb.workbench.backup import write_backup
    from graph_kb.workbench.graphml import write_graphml

    chosen = kind or ("graphml" if ".graphml" in (file.suffix.lower(), Path(file.stem).suffix.lower()) else "jsonl")
    if chosen == "graphml" and file.suffix == ".gz":
        raise UsageError(f"GraphML is written unpacked, not to {file}", hint="leave .gz out of the name")
    with KnowledgeBase.open() as base:
        records = (write_graphml if chosen == "graphml" else write_backup)(base.graph, file)
    if form == "json":
        give_json({"file": str(file), "kind": chosen, "records": records})
    else:
        tell(f"{records} records written to {file}")
