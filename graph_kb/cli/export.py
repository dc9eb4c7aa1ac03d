"""`graph-kb export`: the whole graph in a file or folder."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from graph_kb.cli.options import format_option
from graph_kb.cli.output import give_json, tell
from graph_kb.errors import UsageError

if TYPE_CHECKING:
    from graph_kb.store.client import Graph

_SHAPE = {
    "": {
        "file": "the file or folder that was written",
        "kind": "jsonl, graphml, parquet or cypher",
        "records": "nodes and relationships",
    }
}
_KINDS = ("jsonl", "graphml", "parquet", "cypher")


@click.command("export")
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--as",
    "kind",
    type=click.Choice(_KINDS),
    help="Form of the file; without it, the one that the name ends in, else JSON Lines.",
)
@format_option(_SHAPE)
def command(file: Path, kind: str | None, form: str) -> None:
    """Examples:

    \b
      graph-kb export uusimaa.jsonl
      graph-kb export uusimaa.jsonl.gz                    (packed with gzip)
      graph-kb export uusimaa.parquet                     (a folder, one file a label or relationship type)
      graph-kb export uusimaa.cypher                      (statements for cypher-shell and other tools)
      graph-kb export uusimaa.graphml                     (for network tools; lists become text)

    Write every node and relationship with its properties. `graph-kb load --backup FILE` reads JSON Lines, packed or
    not, and a folder of Parquet back, into any engine.
    """  # noqa: D415 - examples come first
    chosen = kind or _kind_of(file)
    if chosen != "jsonl" and file.suffix.lower() == ".gz":
        raise UsageError(f"only JSON Lines are packed, not {chosen} to {file}", hint="leave .gz out of the name")
    from graph_kb.workbench import KnowledgeBase

    with KnowledgeBase.open() as base:
        records = _writer(chosen)(base.graph, file)
    if form == "json":
        give_json({"file": str(file), "kind": chosen, "records": records})
    else:
        tell(f"{records} records written to {file}")


def _kind_of(file: Path) -> str:
    endings = {suffix.lower().removeprefix(".") for suffix in file.suffixes[-2:]}
    return next((kind for kind in _KINDS if kind in endings), "jsonl")


def _writer(kind: str) -> Callable[[Graph, Path], int]:
    from graph_kb.workbench.backup import write_backup
    from graph_kb.workbench.cypher_script import write_cypher
    from graph_kb.workbench.graphml import write_graphml
    from graph_kb.workbench.parquet import write_parquet

    return {"jsonl": write_backup, "graphml": write_graphml, "parquet": write_parquet, "cypher": write_cypher}[kind]
