"""`graph-kb query`: named queries."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from graph_kb.cli.options import ANSWER, ids_option, result_options
from graph_kb.cli.output import give_json, give_result, give_text, tell
from graph_kb.errors import UsageError
from graph_kb.queries import Library, Query
from graph_kb.store.settings import load_settings
from graph_kb.workbench.result import Result

_SHAPES = {
    **ANSWER,
    "with --list": [
        {
            "name": "name of the query",
            "folder": "the question it belongs to",
            "doc": "what it answers",
            "params": [
                {
                    "name": "name of the parameter",
                    "type": "type of its value",
                    "required": "whether it must be given",
                    "default": "value when it is not given",
                    "doc": "what it means",
                }
            ],
            "returns": ["name of a column, in order"],
        }
    ],
    "with --cypher": {"name": "name of the query", "path": "its file", "cypher": "its text"},
}


@click.command("query")
@click.argument("name", required=False)
@click.option("--list", "listed", is_flag=True, help="List the queries.")
@click.option("-p", "--param", "parameters", multiple=True, metavar="NAME=VALUE", help="A parameter; may be repeated.")
@click.option("--cypher", "show", is_flag=True, help="Print the text of the query instead of running it.")
@ids_option
@result_options(_SHAPES)
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
    if listed and name is not None:
        raise UsageError(f"--list takes no name of a query: {name!r}")
    library = Library.load(load_settings().queries)
    if listed or name is None:
        _list(library, form, output, limit)
    elif show:
        _show(library.get(name), form, output)
    else:
        from graph_kb.workbench import KnowledgeBase

        library.get(name)
        with KnowledgeBase.open() as base:
            give_result(base.query(name, assignments(parameters), limit=limit), form, output, ids=ids)
    for problem in library.problems:
        tell(f"warning: left out of the library: {problem}")


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


def _list(library: Library, form: str, output: Path | None, limit: int) -> None:
    described = [query.describe() for query in library]
    if form == "json":
        give_json(described[:limit], output)
    elif form == "jsonl":
        columns = tuple(described[0])
        give_result(Result(columns, described[:limit], truncated=len(described) > limit), form, output)
    else:
        give_result(_as_rows(library, limit), form, output)


def _as_rows(library: Library, limit: int) -> Result:
    rows = [
        {
            "folder": query.folder,
            "name": query.name,
            "parameters": ", ".join(one.name if one.required else f"[{one.name}]" for one in query.parameters),
            "answers": query.doc.partition("\n")[0].partition(". ")[0],
        }
        for query in library
    ]
    return Result(tuple(rows[0]), rows[:limit], "queries", truncated=len(rows) > limit)


def _show(query: Query, form: str, output: Path | None) -> None:
    if form == "json":
        give_json({"name": query.name, "path": query.path, "cypher": query.text}, output)
    elif form == "table":
        give_text(query.text.rstrip(), output)
    else:
        raise UsageError(f"--cypher gives a text, not {form}", hint="leave --format out, or use --format json")
