"""`graph-kb query`: named queries."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from graph_kb.cli.output import give_json, give_result, give_table, ids_option, result_options
from graph_kb.errors import UsageError
from graph_kb.queries import Library
from graph_kb.store.settings import load_settings


@click.command("query")
@click.argument("name", required=False)
@click.option("--list", "listed", is_flag=True, help="List the queries.")
@click.option("-p", "--param", "parameters", multiple=True, metavar="NAME=VALUE", help="A parameter; may be repeated.")
@click.option("--cypher", "show", is_flag=True, help="Print the text of the query instead of running it.")
@ids_option
@result_options
def command(
    name: str | None,
    listed: bool,
    parameters: tuple[str, ...],
    show: bool,
    form: str,
    output: Path | None,
    ids: bool,
    limit: int,
) -> None:
    """Examples:

    \b
      graph-kb query --list
      graph-kb query codes_with_offer_no_need
      graph-kb query paths_from_facility -p facility_id=facility:ammassuo-eco-industrial-centre --format json
      graph-kb query largest_offers --format xlsx -o offers.xlsx

    Run a named query of the library, or list them all.
    """  # noqa: D415 - examples come first
    if listed or name is None:
        _list(Library.load(load_settings().queries), form)
    elif show:
        click.echo(Library.load(load_settings().queries).get(name).text.rstrip())
    else:
        from graph_kb.workbench import KnowledgeBase

        with KnowledgeBase.open() as base:
            give_result(base.query(name, assignments(parameters), limit=limit), form, output, ids=ids)


def assignments(given: tuple[str, ...]) -> dict[str, Any]:
    """Parameters as NAME=VALUE, by name.

    Raises:
        UsageError: A parameter has no `=`, or is given twice.
    """
    found: dict[str, Any] = {}
    for text in given:
        name, mark, value = text.partition("=")
        if not mark or not name:
            raise UsageError(f"--param {text!r} is no assignment", hint="write --param name=value")
        if name in found:
            raise UsageError(f"parameter {name!r} is given twice")
        found[name] = value
    return found


def _list(library: Library, form: str) -> None:
    if form == "json":
        give_json([query.describe() for query in library])
        return
    rows = [
        {
            "folder": query.folder,
            "name": query.name,
            "parameters": ", ".join(one.name if one.required else f"[{one.name}]" for one in query.parameters),
            "answers": query.doc.partition("\n")[0].partition(". ")[0],
        }
        for query in library
    ]
    give_table(("folder", "name", "parameters", "answers"), rows)
