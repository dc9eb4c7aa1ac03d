"""`graph-kb map`: draw an answer."""

from __future__ import annotations

from pathlib import Path

import click

from graph_kb.cli.options import format_option
from graph_kb.cli.output import give_json, tell
from graph_kb.cli.query import assignments
from graph_kb.errors import UsageError

_SHAPE = {
    "": {
        "file": "the page that was written",
        "nodes": "nodes drawn",
        "relationships": "relationships drawn",
        "notes": ["what the page tells its reader"],
        "warnings": ["what the reader should know of the answer"],
    }
}


@click.command("map")
@click.argument("query", required=False)
@click.option("-p", "--param", "parameters", multiple=True, metavar="NAME=VALUE", help="A parameter of the query.")
@click.option("--around", help="Draw the neighbourhood of this node instead: an id or a name.")
@click.option("--steps", type=click.IntRange(0, 2), default=None, help="Steps of neighbours drawn; 1 with --around.")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    default=Path("map.html"),
    show_default=True,
    help="The page to write.",
)
@format_option(_SHAPE)
def command(
    query: str | None, parameters: tuple[str, ...], around: str | None, steps: int | None, output: Path, form: str
) -> None:
    """Examples:

    \b
      graph-kb map excess_heat_users -p resource_id=resource:data-centre-waste-heat
      graph-kb map --around "Ämmässuo eco-industrial centre" --steps 2 -o ammassuo.html

    Draw the answer of a named query, or the neighbourhood of a node, as one self-contained page that opens
    offline. Every number on it carries its unit, year and source.
    """  # noqa: D415 - examples come first
    if (query is None) == (around is None):
        raise UsageError("name a query, or a node with --around", hint="`graph-kb query --list` lists the queries")
    if around is not None and parameters:
        raise UsageError("--param belongs to a query, not to --around")
    from graph_kb.workbench import KnowledgeBase

    warnings: tuple[str, ...] = ()
    with KnowledgeBase.open() as base:
        if around is not None:
            network = base.draw_around(around, steps=1 if steps is None else steps)
        else:
            answer = base.query(str(query), assignments(parameters))
            network, warnings = base.draw(answer, around=steps or 0), answer.warnings
        file = network.write(output)
    drawn = {"nodes": len(network.subgraph.nodes), "relationships": len(network.subgraph.links)}
    if form == "json":
        give_json({"file": str(file), **drawn, "notes": list(network.caption.notes), "warnings": list(warnings)})
    else:
        click.echo(file)
        tell(
            f"{drawn['nodes']} nodes and {drawn['relationships']} relationships: open the page in a browser, "
            "it needs no network"
        )
    for warning in warnings:
        tell(f"warning: {warning}")
