"""`graph-kb why-not`: why there is no chain, and what would make one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from graph_kb.cli.limits import limit_of, options_of
from graph_kb.cli.options import definition_options, format_option
from graph_kb.cli.output import give_json, give_table, tell

if TYPE_CHECKING:
    from graph_kb.workbench.why_not import WhyNotAnswer

_BROKEN = {
    "kind": "kind of the broken condition",
    "says": "what is broken and by how much, with ids",
    "missing": "by how much, in `unit`",
    "unit": "unit of the amounts",
    "stated": "what the graph states",
    "required": "what would do",
    "resolver": "id of the facility or technology that could resolve it",
    "process": "id",
    "site": "id",
    "offer": "id",
    "need": "id",
    "resource": "id",
    "code": "waste code, digits",
    "substance": "substance",
    "more": {"*": "further ids"},
}
SHAPE = {
    "": {
        "message": "what it comes to",
        "question": {"*": "what was asked, by name, such as max_total_km"},
        "offer": "id",
        "need": "id",
        "certified": "certified chains that there are",
        "conditional": "conditional chains that there are",
        "complete": "whether all lines were looked at, or all chains counted",
        "facts": [{"subject": "id", "says": "what is unknown or assumed", "resolver": "id of who could tell"}],
        "relaxations": [
            {
                "broken": [_BROKEN],
                "processes": ["id of a process of the line, in order"],
                "feeders": ["id of a process that feeds it"],
                "amount": "units of the offer a year that it would unlock",
                "value": "value of the objective that it would unlock",
            }
        ],
        "seconds": "time taken",
        "rows": [{"*": "value by column of the table, with names"}],
    }
}
_SHOWN = ("rank", "missing", "how_much", "who", "through", "amount", "unit")
_NOBODY = "nobody known"


@click.command("why-not")
@click.argument("offer", metavar="OFFER")
@click.argument("need", metavar="NEED")
@definition_options
@format_option(SHAPE)
def command(offer: str, need: str, form: str, **options: Any) -> None:
    """Examples:

    \b
      graph-kb why-not "Mineral fraction of slag of Ämmässuo" "Organic fertiliser for farms near Lohja"
      graph-kb why-not offer:my-ash need:their-blocks --max-processes 2 --format json
      graph-kb why-not offer:my-ash need:their-blocks --max-total-km 30 --months 10,11,12

    Say why no chain leads from an offer to a need: which conditions are broken, by how much, who could resolve them,
    and how much of the offer that would unlock. One broken condition comes before two. Names, parts of them or ids
    will do. Where there is a chain, it says so, and which facts a conditional one lacks. The options that say what a
    chain is are those of `graph-kb chains`, so that both commands speak of the same chains.
    """  # noqa: D415 - examples come first
    from graph_kb.workbench import KnowledgeBase

    with KnowledgeBase.open() as base:
        answer = base.why_not(offer, need, **options)
    if form == "json":
        give_json(answer.facts())
    else:
        tell(answer.message)
        if limit := limit_of(answer.asked, answer.units):
            tell(f"only chains{limit} were asked for: {options_of(answer.asked)}")
        show(answer)


def show(answer: WhyNotAnswer) -> None:
    """Print what is missing; columns without any value are left out."""
    if answer.rows:
        filled = {name for name in _SHOWN if any(row.get(name) not in (None, "") for row in answer.rows)}
        if "amount" not in filled:
            filled.discard("unit")
        give_table([name for name in _SHOWN if name in filled], [_readable(row) for row in answer.rows])


def _readable(row: dict[str, Any]) -> dict[str, Any]:
    """A row without a unit that nothing is measured in; where nobody is known who could tell or resolve it, that."""
    unit = row.get("unit") if row.get("amount") is not None else None
    return {**row, "unit": unit, "who": row.get("who") or _NOBODY}
