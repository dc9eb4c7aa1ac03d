"""`graph-kb paths`: walk paths."""

from __future__ import annotations

from pathlib import Path

import click

from graph_kb.cli.options import ids_option, result_options
from graph_kb.cli.output import give_result, tell


@click.command("paths")
@click.argument("origin", metavar="FACILITY|OFFER")
@click.option("--to", "target", help="A facility that the paths must end at.")
@click.option(
    "--max-processes",
    type=click.IntRange(0, 3),
    default=3,
    show_default=True,
    help="Most processes on a path.",
)
@click.option("--map", "drawing", type=click.Path(path_type=Path), help="Draw the paths as an interactive page.")
@ids_option
@result_options()
def command(
    origin: str,
    target: str | None,
    max_processes: int,
    drawing: Path | None,
    form: str,
    output: Path | None,
    ids: bool,
    limit: int,
) -> None:
    """Examples:

    \b
      graph-kb paths "Vantaa waste-to-energy plant"
      graph-kb paths facility:katri-vala-heat-pump-plant --max-processes 2 --format json
      graph-kb paths "Vantaa waste-to-energy plant" --to "Ämmässuo eco" --map paths.html

    Walk paths from a facility or offer to needs. A name, a part of it or an id will do. Without --to, sites that
    are part of the facility offer for it. A path is no chain: co-inputs, capacity, permits and seasons are not
    checked.
    """  # noqa: D415 - examples come first
    from graph_kb.workbench import KnowledgeBase

    with KnowledgeBase.open() as base:
        result = base.paths(origin, to=target, max_processes=max_processes, limit=limit)
        give_result(result, form, output, ids=ids)
        if drawing:
            title = f"Paths from {origin} to {target}" if target else f"Paths from {origin}"
            tell(f"drawn: {base.draw(result, title=title).write(drawing)}")
        if not result.rows:
            tell("no path found: see `graph-kb query one_step_missing` and `graph-kb query offers_without_need`")
