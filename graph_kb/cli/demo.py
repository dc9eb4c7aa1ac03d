"""`graph-kb demo`: the main job in one command."""

from __future__ import annotations

import os
import shutil
import sys
from dataclasses import replace
from pathlib import Path

import click

from graph_kb.cli.load import report
from graph_kb.cli.output import give_result, progress, tell
from graph_kb.workbench import KnowledgeBase
from graph_kb.workbench.result import Result

FACILITY = "facility:ammassuo-eco-industrial-centre"
HEAT = "resource:data-centre-waste-heat"
_SHOWN = 12
_NEXT = """
Next, try:
  {program} paths "Vantaa waste-to-energy plant"
  {program} map --around "Ämmässuo eco-industrial centre" --steps 1 -o ammassuo.html
  {program} query --list
  {program} cypher 'MATCH (f:Facility)-[:OFFERS]->(o:Offer) RETURN f.name, o.name, o.amount, o.unit LIMIT 10'
  {program} template offers.xlsx"""


@click.command("demo")
@click.option("-o", "--output", type=click.Path(path_type=Path), default=Path("uusimaa-map.html"), show_default=True)
def command(output: Path) -> None:
    """Examples:

    \b
      graph-kb demo
      graph-kb demo -o map.html

    Start the embedded server if none runs, load the Uusimaa starter set, answer three questions and draw the
    answer as one page that opens offline.
    """  # noqa: D415 - examples come first
    with KnowledgeBase.open() as base:
        tell(f"graph: {base.graph.engine} at {base.graph.address}, state in {base.settings.home}")
        with progress("code lists") as told:
            base.load_reference(told)
        with progress("starter set") as told:
            summary = base.load_starter(progress=told)
        report(summary)
        answers = three_answers(base)
        for question, answer in answers.items():
            click.echo(f"\n{question}")
            _give(answer)
        click.echo("\nPaths, not chains: co-inputs, capacity, permits and seasons are not checked here.")
        drawing = base.draw(next(iter(answers.values())), title="Paths from the side streams of Ämmässuo")
        click.echo(f"\nThe map of the first answer: {drawing.write(output).resolve()}")
    click.echo(_NEXT.format(program=_program()))


def _program() -> str:
    """How the command is called from here."""
    return "graph-kb" if shutil.which("graph-kb") else os.path.relpath(sys.argv[0])


def _give(answer: Result) -> None:
    give_result(replace(answer, rows=answer.rows[:_SHOWN]), "table")
    if len(answer) > _SHOWN:
        query = " ".join([answer.name, *(f"-p {name}={value}" for name, value in answer.parameters.items())])
        click.echo(f"... and {len(answer) - _SHOWN} more: {_program()} query {query}")


def three_answers(base: KnowledgeBase) -> dict[str, Result]:
    """The three questions of the demo and their answers."""
    return {
        "1. Which paths lead from Ämmässuo's side streams to a need?": base.paths(FACILITY),
        "2. Who could use the excess heat of data centres?": base.query("excess_heat_users", {"resource_id": HEAT}),
        "3. Which waste codes have an offer and no need?": base.query("codes_with_offer_no_need"),
    }
