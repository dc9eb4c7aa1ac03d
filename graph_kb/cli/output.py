"""How commands speak: data to stdout, talk to stderr, progress only on a terminal."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from graph_kb.cli.tables import print_table
from graph_kb.errors import UsageError
from graph_kb.workbench.result import Result, visible


def tell(text: str) -> None:
    """Say something that is no data."""
    click.echo(visible(text), err=True)


def give_json(value: Any, output: Path | None = None) -> None:
    """Print or write data as JSON."""
    give_text(json.dumps(value, ensure_ascii=False, indent=2, default=str), output)


def give_facts(facts: Mapping[str, Any], form: str) -> None:
    """Print what a command found or did: a table of two columns, or a JSON object."""
    if form == "json":
        give_json(facts)
    else:
        give_table(("what", "value"), [{"what": name, "value": value} for name, value in facts.items()])


def give_text(text: str, output: Path | None = None) -> None:
    """Print text, or write it to a file."""
    if output is None:
        click.echo(text)
    else:
        output.write_text(text + "\n", encoding="utf-8")


def give_result(result: Result, form: str, output: Path | None = None, *, ids: bool = False) -> None:
    """Print or write the rows of an answer.

    Args:
        result: The answer.
        form: One of `FORMATS`.
        output: File to write instead of stdout; a must for a spreadsheet.
        ids: Whether a table shows the columns of ids too; the other forms always have them.
    """
    if form == "xlsx":
        if output is None:
            raise UsageError("a spreadsheet needs a file", hint="add -o answer.xlsx")
        result.to_xlsx(output)
    elif form == "table" and output is None:
        give_table(_readable(result, ids), result.rows)
    else:
        give_text(_text(result, form), output)
    if output is not None:
        tell(f"{len(result)} rows written to {output}")
    if result.truncated:
        tell(f"only the first {len(result)} rows are shown; there are more (raise --limit)")
    for warning in result.warnings:
        tell(f"warning: {warning}")


def give_table(columns: Sequence[str], rows: Sequence[Mapping[str, Any]], title: str = "") -> None:
    """Print a table that fits the terminal; without rows there is none."""
    if rows:
        print_table(columns, rows, title)
    else:
        tell("no rows")


@contextmanager
def progress(label: str) -> Iterator[Callable[[str, int, int | None], None]]:
    """A progress bar on stderr, silent when stderr is no terminal."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), disable=not sys.stderr.isatty()) as bar:
        task = bar.add_task(label, total=None)

        def told(phase: str, done: int, total: int | None) -> None:
            bar.update(task, description=f"{label}: {phase}", completed=done, total=total)

        yield told


def _readable(result: Result, ids: bool) -> list[str]:
    """Columns that people read: ids and columns without any value are left to the other forms."""
    filled = [name for name in result.columns if any(row.get(name) not in (None, [], "") for row in result)]
    named = [name for name in filled if not name.endswith(("_id", "_ids"))]
    return list(result.columns) if ids or not named else named


def _text(result: Result, form: str) -> str:
    if form == "json":
        return result.to_json()
    return result.to_jsonl() if form == "jsonl" else result.to_csv()
