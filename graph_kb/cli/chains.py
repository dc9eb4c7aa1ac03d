"""`graph-kb chains`: chains that the engine certifies."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from graph_kb.cli.chain_lists import how_complete, show
from graph_kb.cli.options import Shapes, definition_options, format_option
from graph_kb.cli.output import give_json, give_result, tell
from graph_kb.cli.path_counts import SHAPE as PATHS
from graph_kb.cli.path_counts import show as show_paths
from graph_kb.errors import UsageError

if TYPE_CHECKING:
    from graph_kb.symbiosis.beside import Beside
    from graph_kb.symbiosis.chains import Chains
    from graph_kb.workbench import KnowledgeBase

_ROW = {
    "source_id": "id of the offer",
    "source": "its name",
    "step_ids": ["id of a process of the line, in order"],
    "steps": ["its name"],
    "feeder_ids": ["id of a process beside the line"],
    "feeders": ["its name"],
    "need_id": "id of the need",
    "need": "its name",
    "amount": "what is taken of the offer in a year; null when nothing that is known limits it",
    "at_most": "whether the amount is the most, as an amount, a capacity or months on the way are not known",
    "unit": "unit of the amount",
    "km": "length of the line",
    "legs_of_unknown_length": "legs that count as 0 km",
    "legs_from_centres": "legs measured from or to the centre of a municipality, for a site is not placed better",
    "value": "value by the objective in a year; null when the amount is unknown, but the length is known",
    "value_unit": "unit of the value",
    "not_stated": "prices and emissions that nobody states and that count 0",
    "to_find_out": "how many facts are missing",
    "assumed": "how many conditions rest on assumed facts",
    "status": "certified or conditional",
    "hash": "hash of the certificate",
    "file": "file of the certificate",
}
_LISTED = {
    "chains": [_ROW],
    "proved": "whether nothing better is left out",
    "in_time": "whether the search came to its end before its time was up",
    "open_bound": "most that a chain not listed can be worth; null when there is none, or nobody can tell",
    "gap": "how much more than the best listed one not found can be worth; 0 when proved, null when nobody can tell",
    "not_searched": ["id of an offer that time did not suffice for"],
    "left_out": ["a chain that could not be certified, and why"],
    "counts": {"*": "what the search did"},
}
_ANSWER = {
    "meta": {
        "data_version": "counter of the batches that changed data",
        "day": "day asked for",
        "offers": ["id of an offer that was asked about"],
        "question": {"*": "what was asked, by name, such as time_limit in seconds"},
    },
    "certified": _LISTED,
    "conditional": _LISTED,
    "seconds": {"*": "time of reading, compiling, searching and certifying"},
    "saved": ["id of a chain that was written into the graph"],
}
SHAPE: Shapes = {"": _ANSWER, "with --paths": {**_ANSWER, "paths": PATHS}}
_OBJECTIVES = ("amount", "net-value", "co2e", "distance", "weighted")
_LONGER = 30.0
"""Seconds of search that are offered where time was up, at least."""


@click.command("chains")
@click.argument("origin", metavar="OFFER|FACILITY|RESOURCE")
@click.option("--need", help="A need that the chains must end at.")
@click.option("--k", type=click.IntRange(1), default=10, show_default=True, help="Most chains of each kind.")
@definition_options
@click.option("--objective", type=click.Choice(_OBJECTIVES), default="amount", show_default=True, help="What is best.")
@click.option("--weights", metavar="net_value=1,co2e=0.1,distance=2", help="Weights of the objective weighted.")
@click.option(
    "--different",
    type=click.FloatRange(0, 1),
    default=0.5,
    show_default=True,
    help="Most that a chain shares with a better one: 0 nothing, 1 all.",
)
@click.option("--time-limit", type=click.FloatRange(0), default=10.0, show_default=True, help="Seconds of search.")
@click.option("--paths", "with_paths", is_flag=True, help="Count the paths too, and say why most are no chain.")
@click.option("--save", is_flag=True, help="Write the chains into the graph, so that Cypher can ask about them.")
@format_option(SHAPE, ("table", "json", "csv"))
def command(origin: str, need: str | None, form: str, with_paths: bool, save: bool, **options: Any) -> None:
    """Examples:

    \b
      graph-kb chains "Vantaa waste-to-energy plant"
      graph-kb chains resource:data-centre-waste-heat --max-total-km 30
      graph-kb chains "Vantaa waste-to-energy plant" --max-feeders 0
      graph-kb chains "Vantaa waste-to-energy plant" --max-total-km 30 --paths
      graph-kb chains "Ämmässuo eco" --objective distance --k 3 --format json
      graph-kb chains "Ämmässuo eco" --objective weighted --weights net_value=1,co2e=0.1,distance=2
      graph-kb chains offer:vantaa-waste-to-energy-plant/electricity --save
      graph-kb chains "Ämmässuo eco" --format csv > chains.csv

    Find the best different chains from an offer, a facility (all its offers and those of its parts) or a resource
    (all offers of it and of its kinds), each with a certificate that `graph-kb verify` checks. Certified chains rest
    on facts that are known; conditional ones hold if what is not known turns out well. A path is not a chain:
    `--paths` counts the paths of the same question, and why most of them are no chain.
    """  # noqa: D415 - examples come first
    from graph_kb.workbench import KnowledgeBase

    if with_paths and form == "csv":
        raise UsageError("counts of paths are no rows of a chain", hint="ask for them with --format table or json")
    with KnowledgeBase.open() as base:
        found = base.chains(origin, need, **options)
        paths = base.paths_and_chains(origin, need, **options) if with_paths else None
        saved = base.save_chains(found) if save else []
        if form == "json":
            give_json({**found.facts(), "saved": saved, **({"paths": paths.facts()} if paths else {})})
        elif form == "csv":
            _give_csv(found)
        else:
            _show(found, paths)
            _tell_next(base, found, saved)


def _give_csv(found: Chains) -> None:
    """A row for each flow. How complete the lists are is told beside it: no limit may look like there being none."""
    from graph_kb.symbiosis.certifying import COLUMNS
    from graph_kb.workbench.result import Result

    give_result(Result(tuple(COLUMNS), found.flow_rows()), "csv")
    for kind in ("certified", "conditional"):
        tell(f"{kind}: {how_complete(found, kind)}")


def _show(found: Chains, paths: Beside | None) -> None:
    show(found)
    if paths:
        show_paths(paths)


def _tell_next(base: KnowledgeBase, found: Chains, saved: list[str]) -> None:
    """What can be done with the answer."""
    if saved:
        tell(f"{len(saved)} chains written into the graph: graph-kb cypher 'MATCH (c:Chain) RETURN c.name, c.status'")
    if found.certificates:
        best = found.certificates[0]["hash"][:12]
        tell(f"certificates: {base.settings.home / 'certificates'}")
        tell(f"next: graph-kb card {best}      writes one as a page for a meeting")
        tell(f"      graph-kb verify {best}    checks one against the graph")
    elif not (found.certified.in_time and found.conditional.in_time):
        longer = max(_LONGER, 3 * found.asked["time_limit"])
        tell(f"next: ask again with more time, such as --time-limit {longer:g}")
    else:
        tell("next: graph-kb paths walks from the same place without any condition; see what is near")
