"""`graph-kb template`: a spreadsheet to fill in."""

from __future__ import annotations

from pathlib import Path

import click

from graph_kb.cli.options import format_option
from graph_kb.cli.output import give_json, tell
from graph_kb.errors import GraphKBError, UsageError

_SHAPE = {"": {"file": "the spreadsheet that was written"}}


@click.command("template")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--force", is_flag=True, help="Overwrite an existing file.")
@format_option(_SHAPE)
def command(file: Path, force: bool, form: str) -> None:
    """Examples:

    \b
      graph-kb template offers.xlsx
      graph-kb load offers.xlsx --dry-run

    Write a spreadsheet with drop-down lists of units, municipalities, waste codes and, where there is a graph, its
    resources. Filled in, it loads without a mapping.
    """  # noqa: D415 - examples come first
    if file.exists() and not force:
        raise UsageError(f"{file} exists", hint="choose another name, or --force")
    from graph_kb.intake.template import write_template

    written = write_template(file, _resources())
    if form == "json":
        give_json({"file": str(written)})
    else:
        click.echo(written)
    tell(f"fill in the sheet, then: graph-kb load {file}")


def _resources() -> list[str]:
    """Names of the resources of the graph; none where there is no graph, which a template does not need."""
    from graph_kb.intake.resources import names_to_choose, resource_names
    from graph_kb.store import load_settings
    from graph_kb.workbench import KnowledgeBase

    try:
        settings = load_settings()
        if settings.local and not settings.place.graph_folder.exists():
            return []
        with KnowledgeBase.open(settings) as base:
            return names_to_choose(resource_names(base.graph))
    except GraphKBError as error:
        tell(f"the column resource has no list of names: {error.message}")
        return []
