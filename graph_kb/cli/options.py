"""Options that several commands share, and the shape of the JSON that a command gives.

A shape is written like the JSON itself, with words in place of values; `"*"` stands for any name, and a list holds
the shape of its items. The reference page prints it, and a test holds it against a real run.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from graph_kb.errors import UsageError
from graph_kb.workbench.result import FORMATS

Answerer = Callable[..., Any]
Shapes = Mapping[str, Any]
"""Shapes of a command by the way it is called, such as `with --list`; the plain way is an empty text."""

ANSWER: Shapes = {
    "": {
        "meta": {
            "query": "name of the query, null for free Cypher",
            "parameters": {"*": "value by name"},
            "data_version": "counter of the batches that changed data",
            "truncated": "whether there are more rows than the limit",
            "warnings": ["what the reader should know"],
        },
        "columns": ["name of a column, in order"],
        "rows": [{"*": "value by column"}],
    }
}


class FormatOption(click.Option):
    """The option `--format` with the shapes of the command's JSON.

    Attributes:
        shapes: Shapes by the way the command is called.
    """

    def __init__(self, *arguments: Any, shapes: Shapes, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.shapes = shapes


def format_option(shapes: Shapes, choices: Sequence[str] = ("table", "json")) -> Callable[[Answerer], Answerer]:
    """The option `--format`, the same for every command."""
    return click.option(
        "--format",
        "form",
        cls=FormatOption,
        shapes=shapes,
        type=click.Choice(list(choices)),
        default="table",
        show_default=True,
        help="Form of the answer.",
    )


def result_options(shapes: Shapes = ANSWER) -> Callable[[Answerer], Answerer]:
    """The options `--format`, `--output` and `--limit` of commands that answer with rows."""

    def decorate(command: Answerer) -> Answerer:
        limit = click.option("--limit", type=click.IntRange(1), default=10_000, show_default=True, help="Most rows.")
        output = click.option("-o", "--output", type=click.Path(path_type=Path), help="Write to this file.")
        return format_option(shapes, FORMATS)(output(limit(command)))

    return decorate


def ids_option(command: Answerer) -> Answerer:
    """The option `--ids` of commands whose columns we chose; columns that somebody asked for are never hidden."""
    return click.option("--ids", is_flag=True, help="Show the columns of ids in a table too.")(command)


def months_of(context: click.Context, option: click.Parameter, given: str | None) -> tuple[int, ...]:
    """Months of a text such as `1,2,12`; all when it is missing."""
    if given is None:
        return tuple(range(1, 13))
    parts = [part.strip() for part in given.split(",")]
    if not all(part.isdigit() and 1 <= int(part) <= 12 for part in parts):
        raise UsageError(f"--months {given!r} are no months", hint="write them as 1,2,12")
    return tuple(sorted({int(part) for part in parts}))


_FEEDERS = (
    "Most processes beside the line that make what a step of it needs. With 0 an answer is proved much sooner: ask so "
    "first, and widen afterwards. As many as there is room for when missing."
)
_DEFINITION = (
    click.option("--max-processes", type=click.IntRange(0, 6), default=4, show_default=True, help="Most processes."),
    click.option("--max-feeders", type=click.IntRange(0), help=_FEEDERS),
    click.option("--max-leg-km", type=click.FloatRange(0), help="Longest leg of any flow, also beside the line."),
    click.option("--max-total-km", type=click.FloatRange(0), help="Longest line; what goes beside it is not counted."),
    click.option(
        "--min-amount",
        type=click.FloatRange(0, min_open=True),
        default=1.0,
        show_default=True,
        help="Least amount a year, in the unit of the source.",
    ),
    click.option(
        "--months", metavar="1,2,12", callback=months_of, help="Months that the source may be taken in; all if missing."
    ),
    click.option(
        "--end",
        type=click.Choice(("low", "expected", "high")),
        default="expected",
        show_default=True,
        help="End of the intervals of amounts.",
    ),
    click.option("--day", metavar="YYYY-MM-DD", help="Day asked for; today when missing."),
)


def definition_options(command: Answerer) -> Answerer:
    """The options that say what a chain is, the same for all commands that ask about chains."""
    for option in reversed(_DEFINITION):
        command = option(command)
    return command
