"""`graph-kb template`: a spreadsheet to fill in."""

from __future__ import annotations

from pathlib import Path

import click

from graph_kb.cli.output import tell
from graph_kb.errors import UsageError


@click.command("template")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--force", is_flag=True, help="Overwrite an existing file.")
def command(file: Path, force: bool) -> None:
    """Examples:

    \b
      graph-kb template offers.xlsx
      graph-kb load offers.xlsx --dry-run

    Write a spreadsheet with drop-down lists of units, municipalities and waste codes. Filled in, it loads
    without a mapping.
    """  # noqa: D415 - examples come first
    if file.exists() and not force:
        raise UsageError(f"{file} exists", hint="choose another name, or --force")
    from graph_kb.intake.template import write_template

    click.echo(write_template(file))
    tell(f"fill in the sheet, then: graph-kb load {file}")
