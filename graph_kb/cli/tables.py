"""Tables on a terminal: no header and no word of usual length is broken; too many columns become records."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from graph_kb.workbench.result import visible

if TYPE_CHECKING:
    from rich.console import Console

_PIPED_WIDTH = 160
_LONGEST_WORD = 16
_BETWEEN = 3
"""Characters that a column takes beside its width."""


def print_table(columns: Sequence[str], rows: Sequence[Mapping[str, Any]], title: str = "") -> None:
    """Print a table that fits the terminal; as one record below another when its headers and words do not.

    Args:
        columns: Names of the columns, in order.
        rows: At least one row.
        title: Line above the table.
    """
    from rich.console import Console
    from rich.text import Text

    # A width that somebody sets holds in a pipe too.
    width = None if sys.stdout.isatty() or "COLUMNS" in os.environ else _PIPED_WIDTH
    console = Console(file=sys.stdout, width=width, highlight=False)
    heads = [visible(column) for column in columns]
    cells = [[_shown(row.get(column)) for column in columns] for row in rows]
    if title:
        console.print(Text(visible(title), style="italic"))
    widths = _widths(heads, cells, console.width)
    if widths is None:
        _print_records(console, heads, cells)
    else:
        numeric = [all(_is_number(row.get(column)) for row in rows) for column in columns]
        _print_grid(console, heads, cells, widths, numeric)


def _print_grid(
    console: Console, heads: list[str], cells: list[list[str]], widths: list[int], numeric: list[bool]
) -> None:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for head, width, is_number in zip(heads, widths, numeric, strict=True):
        table.add_column(Text(head), width=width, justify="right" if is_number else "left", overflow="fold")
    for line in cells:
        table.add_row(*(Text(cell) for cell in line))
    console.print(table)


def _print_records(console: Console, heads: list[str], cells: list[list[str]]) -> None:
    from rich.table import Table
    from rich.text import Text

    for line in cells:
        record = Table.grid(padding=(0, 2, 0, 0))
        record.add_column(no_wrap=True)
        record.add_column(overflow="fold")
        for head, cell in zip(heads, line, strict=True):
            if cell:
                record.add_row(Text(head), Text(cell))
        console.print()
        console.print(record)
    console.print()


def _widths(heads: list[str], cells: list[list[str]], room: int) -> list[int] | None:
    """Width of each column: as wide as its texts where they fit, else narrower, down to header and longest word.

    Returns:
        None when not even these fit.
    """
    from rich.cells import cell_len

    room -= _BETWEEN * len(heads)
    columns = list(zip(*cells, strict=True))
    words = [min(_LONGEST_WORD, max([0, *map(cell_len, _words(column))])) for column in columns]
    least = [max(cell_len(head), word) for head, word in zip(heads, words, strict=True)]
    whole = [max([0, *(cell_len(line) for cell in column for line in cell.split("\n"))]) for column in columns]
    if sum(least) > room:
        return None
    widths = [max(low, high) for low, high in zip(least, whole, strict=True)]
    cap = min(max([0, *widths]), room)
    while sum(widths) > room:
        cap -= 1
        widths = [max(low, min(high, cap)) for low, high in zip(least, whole, strict=True)]
    return widths


def _words(column: Sequence[str]) -> Iterator[str]:
    for cell in column:
        yield from cell.split()


def _is_number(value: Any) -> bool:
    return value is None or isinstance(value, int | float)


def _shown(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:,.10g}" if abs(value) >= 1000 else f"{value:.6g}"
    if isinstance(value, list):
        return " > ".join(_shown(item) for item in value)
    return visible(json.dumps(value, ensure_ascii=False, default=str) if isinstance(value, dict) else str(value))
