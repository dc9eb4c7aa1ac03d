"""How commands speak: data to stdout, talk to stderr, progress only on a terminal."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from graph_kb.errors import UsageError
from graph_kb.workbench.result import FORMATS, Result

_PIPED_WIDTH = 160
Answerer = Callable[..., Any]


def format_option(choices: Sequence[str] = ("table", "json"), default: str = "table") -> Callable[[Answerer], Answerer]:
    """The option `--format`, the same for every command."""
    return click.option(
        "--format",
        "form",
        type=click.Choice(list(choices)),
        default=default,
        show_default=True,
        help="Form of the answer.",
    )


def result_options(command: Answerer) -> Answerer:
    """The options `--format`, `--output` and `--limit` of commands that answer with rows."""
    command = click.option("--limit", type=click.IntRange(1), default=10_000, show_default=True, help="Most rows.")(
        command
    )
    command = click.option("-o", "--output", type=click.Path(path_type=Path), help="Write to this file.")(command)
    return format_option(FORMATS)(command)


def ids_option(command: Answerer) -> Answerer:
    """The option `--ids` of commands whose columns we chose; columns that somebody asked for are never hidden."""
    return click.option("--ids", is_flag=True, help="Show the columns of ids in a table too.")(command)


def tell(text: str) -> None:
    """Say something that is no data."""
    click.echo(text, err=True)


def give_json(value: Any) -> None:
    """Print data as JSON."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2, default=str))


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
        _write(_text(result, form), output)
    if output is not None:
        tell(f"{len(result)} rows written to {output}")
    if result.truncated:
        tell(f"only the first {len(result)} rows are shown; there are more (raise --limit)")


def give_table(columns: Sequence[str], rows: Sequence[Mapping[str, Any]], title: str = "") -> None:
    """Print a table that fits the terminal."""
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(title=Text(title) if title else None, box=box.SIMPLE_HEAD, title_justify="left", pad_edge=False)
    for column in columns:
        numeric = bool(rows) and all(isinstance(row.get(column), int | float | None) for row in rows)
        table.add_column(Text(column), justify="right" if numeric else "left", overflow="fold")
    for row in rows:
        table.add_row(*(Text(_shown(row.get(column))) for column in columns))
    width = None if sys.stdout.isatty() else _PIPED_WIDTH
    Console(file=sys.stdout, width=width, highlight=False).print(table)
    if not rows:
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


def _shown(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:,.10g}" if abs(value) >= 1000 else f"{value:.6g}"
    if isinstance(value, list):
        return " > ".join(_shown(item) for item in value)
    return json.dumps(value, ensure_ascii=False, default=str) if isinstance(value, dict) else str(value)


def _text(result: Result, form: str) -> str:
    if form == "json":
        return result.to_json()
    return result.to_jsonl() if form == "jsonl" else result.to_csv()


def _write(text: str, output: Path | None) -> None:
    if output is None:
        click.echo(text)
    else:
        output.write_text(text + "\n", encoding="utf-8")
