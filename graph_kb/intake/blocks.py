"""Rows of a table that follow each other, also column by column: looking at many cells at once is far faster."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, Protocol

from graph_kb.intake.issues import CellProblem

SIZE = 5000
"""Number of rows that are looked at together."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row that is not blank: its number as a spreadsheet shows it (the header is row 1), and its cells."""

    number: int
    cells: Mapping[str, Any]
    problem: CellProblem | None = None


class Block(Protocol):
    """Rows that follow each other, none of them blank.

    Attributes:
        numbers: Their numbers.
    """

    numbers: Sequence[int]

    def column(self, name: str) -> Sequence[Any]:
        """Cells of a column, None where a row has no such cell."""

    def row(self, at: int) -> Row:
        """The row at a position."""

    def broken(self) -> Iterable[int]:
        """Positions of rows that cannot be read at all."""


class RowBlock:
    """Rows that were read one by one; blank ones are left out."""

    def __init__(self, rows: Iterable[Row]) -> None:
        self._rows = [row for row in rows if row.problem or not _is_blank(row.cells.values())]
        self.numbers: Sequence[int] = [row.number for row in self._rows]

    def column(self, name: str) -> Sequence[Any]:
        """Cells of a column, None where a row has no such cell."""
        return [row.cells.get(name) for row in self._rows]

    def row(self, at: int) -> Row:
        """The row at a position."""
        return self._rows[at]

    def broken(self) -> Iterable[int]:
        """Positions of rows that cannot be read at all."""
        return (at for at, row in enumerate(self._rows) if row.problem is not None)


class LineBlock:
    """Lines of text cells of equal length; blank ones are left out.

    Args:
        first: Number of the first line.
        names: Names of the columns; the last one of a name counts.
        lines: The lines, each as long as there are names.
    """

    def __init__(self, first: int, names: Sequence[str], lines: Sequence[Sequence[str]]) -> None:
        self.numbers: Sequence[int] = range(first, first + len(lines))
        blank = {at for at, line in enumerate(lines) if not line[0].strip() and _is_blank(line)}
        if blank:
            self.numbers = [number for at, number in enumerate(self.numbers) if at not in blank]
            lines = [line for at, line in enumerate(lines) if at not in blank]
        self._columns = dict(zip(names, zip(*lines, strict=True), strict=True)) if lines else {}

    def column(self, name: str) -> Sequence[Any]:
        """Cells of a column."""
        return self._columns.get(name, ())

    def row(self, at: int) -> Row:
        """The row at a position."""
        return Row(self.numbers[at], {name: cells[at] for name, cells in self._columns.items()})

    def broken(self) -> Iterable[int]:
        """Positions of rows that cannot be read at all: none."""
        return ()


def in_blocks(rows: Iterable[Row]) -> Iterator[Block]:
    """Rows that are read one by one, in blocks."""
    left = iter(rows)
    while taken := list(islice(left, SIZE)):
        yield RowBlock(taken)


def _is_blank(cells: Iterable[Any]) -> bool:
    return not any(cell is not None and (not isinstance(cell, str) or cell.strip()) for cell in cells)
