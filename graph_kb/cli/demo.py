"""`graph-kb demo`: the main job in one command."""

from __future__ import annotations

import os
import shutil
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from graph_kb.cli.chain_lists import show as show_chains
from graph_kb.cli.chains import SHAPE as CHAINS
from graph_kb.cli.load import LOADED, report
from graph_kb.cli.options import ANSWER, format_option
from graph_kb.cli.output import give_json, give_result, progress, tell
from graph_kb.cli.path_counts import SHAPE as PATHS
from graph_kb.cli.path_counts import show as show_paths
from graph_kb.cli.why_not import SHAPE as WHY_NOT
from graph_kb.cli.why_not import show as show_why_not
from graph_kb.intake.summary import Summary
from graph_kb.symbiosis.beside import Beside
from graph_kb.symbiosis.chains import Chains
from graph_kb.workbench import KnowledgeBase
from graph_kb.workbench.result import Result
from graph_kb.workbench.why_not import WhyNotAnswer

FACILITY = "facility:ammassuo-eco-industrial-centre"
HEAT = "resource:data-centre-waste-heat"
CHAINS_FROM = "facility:vantaa-waste-to-energy-plant"
MOST_KM = 30.0
LOT = ("offer:suomenoja-demolition-site/concrete-waste", "need:espoo-infrastructure-works/crushed-concrete")
_CHAINS = "4. Which paths from Vantaa waste-to-energy, at most 30 km long, are chains, and why are the others none?"
_WHY_NOT = "5. Why is there no chain from the concrete of a demolition site in Suomenoja to the works of Espoo?"
_LISTED = 3
_SHOWN = 12
_NEXT = """
What next:
  ask for chains from another place     {program} chains "Viikinmäki wastewater treatment plant" --paths
  open the map in a browser             {map}
  walk from another place               {program} paths "Vantaa waste-to-energy plant" --map paths.html
  explore in a browser                  {program} serve
  see what is around a place            {program} map --around "Katri Vala heat pump plant" -o around.html
  see which questions are ready         {program} query --list
  see what the graph is made of         {program} schema
  ask in your own words                 {program} cypher 'MATCH (o:Offer) RETURN o.name, o.amount, o.unit LIMIT 10'
  bring in your own offers and needs    {program} template offers.xlsx"""
_SHAPE = {
    "": {
        "graph": {"engine": "name and version", "address": "Bolt address", "home": "folder of all state"},
        "load": LOADED,
        "answers": [{"question": "question in words", **ANSWER[""]}],
        "chains": {name: told for name, told in CHAINS[""].items() if name != "saved"},
        "paths": PATHS,
        "why_not": WHY_NOT[""],
        "map": "page that draws the first answer",
    }
}


@click.command("demo")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    default=Path("uusimaa-map.html"),
    show_default=True,
    help="The page to write.",
)
@format_option(_SHAPE)
def command(output: Path, form: str) -> None:
    """Examples:

    \b
      graph-kb demo
      graph-kb demo -o map.html

    Start the embedded server if none runs, load the Uusimaa starter set, answer five questions: three about paths,
    one which of them are chains and one why there is none. The first answer is drawn as one page that opens offline.
    """  # noqa: D415 - examples come first
    with KnowledgeBase.open() as base:
        tell(f"graph: {base.graph.engine} at {base.graph.address}, state in {base.settings.home}")
        summary = _load(base)
        if form == "table":
            report(summary)
        answers = three_answers(base)
        drawing = base.draw(next(iter(answers.values())), title="Paths from the side streams of Ämmässuo")
        page = drawing.write(output).resolve()
        chains = base.chains(CHAINS_FROM, k=_LISTED, max_total_km=MOST_KM)
        paths = base.paths_and_chains(CHAINS_FROM, max_total_km=MOST_KM)
        why_not = base.why_not(*LOT)
        if form == "json":
            more = {"chains": chains.facts(), "paths": paths.facts(), "why_not": why_not.facts()}
            give_json({**_facts(base, summary, answers), **more, "map": str(page)})
        else:
            _show_paths(base, answers)
            _show_chains(chains, paths, why_not)
            click.echo(_NEXT.format(program=_program(), map=page))


def _load(base: KnowledgeBase) -> Summary:
    with progress("code lists") as told:
        base.load_reference(told)
    with progress("starter set") as told:
        return base.load_starter(progress=told)


def _facts(base: KnowledgeBase, summary: Summary, answers: dict[str, Result]) -> dict[str, Any]:
    graph = {"engine": base.graph.engine, "address": base.graph.address, "home": str(base.settings.home)}
    given = [{"question": question, **answer.facts()} for question, answer in answers.items()]
    return {"graph": graph, "load": summary.facts(), "answers": given}


def _show_paths(base: KnowledgeBase, answers: dict[str, Result]) -> None:
    for question, answer in answers.items():
        click.echo(f"\n{question}")
        give_result(replace(answer, rows=answer.rows[:_SHOWN]), "table")
        if len(answer) > _SHOWN:
            click.echo(f"... and {len(answer) - _SHOWN} more: {_program()} query {_call(base, answer)}")
    click.echo("\nSo far paths, not chains: co-inputs, capacity, permits and seasons were not checked.")


def _show_chains(chains: Chains, paths: Beside, why_not: WhyNotAnswer) -> None:
    click.echo(f"\n{_CHAINS}")
    show_chains(chains)
    show_paths(paths)
    click.echo(f"\n{_WHY_NOT}\n")
    show_why_not(why_not)


def _call(base: KnowledgeBase, answer: Result) -> str:
    """Name and parameters of a query as they are typed; what has its default is left out."""
    defaults = {one.name: one.value_or_default() for one in base.library.get(answer.name).parameters}
    given = (f"-p {name}={value}" for name, value in answer.parameters.items() if value != defaults[name])
    return " ".join([answer.name, *given])


def _program() -> str:
    """How the command is called from here."""
    return "graph-kb" if shutil.which("graph-kb") else os.path.relpath(sys.argv[0])


def three_answers(base: KnowledgeBase) -> dict[str, Result]:
    """The three questions of the demo and their answers."""
    return {
        "1. Which paths lead from Ämmässuo's side streams to a need?": base.paths(FACILITY),
        "2. Who could use the excess heat of data centres?": base.query("excess_heat_users", {"resource_id": HEAT}),
        "3. Which waste codes have an offer and no need?": base.query("codes_with_offer_no_need"),
    }
