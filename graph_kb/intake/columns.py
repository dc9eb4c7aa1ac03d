"""Cells of many rows at once: each expression over a whole column, each distinct text worked out once.

What it gives is what `cells` and `amounts` give row by row; a row with anything out of the ordinary is refused, and is
then read by itself, which also tells what is wrong with it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from functools import partial
from itertools import repeat
from typing import Any

from graph_kb.intake.amounts import columns_of, converted
from graph_kb.intake.cells import AS_OF, clean, compile_expression
from graph_kb.intake.issues import CellProblem
from graph_kb.intake.mapping import AmountColumns, Expression
from graph_kb.intake.numbers import Mark, number
from graph_kb.intake.tables import Row

_REMEMBERED = 5_000
_PLAIN_CELLS = frozenset({str, int, float, type(None), date, datetime, time, Decimal})
_PLAIN_DIGITS = frozenset("0123456789.|")
_REFUSED = object()


class Batch:
    """Clean cells of some rows.

    Attributes:
        rows: The rows.
        refused: Positions of rows that must be read by themselves.
        cells: Clean cells by column, None where blank; each list is as long as there are rows.
    """

    def __init__(self, rows: Sequence[Row], columns: Iterable[str]) -> None:
        self.rows = rows
        self.refused = {at for at, row in enumerate(rows) if row.problem is not None}
        self.cells: dict[str, list[Any]] = {column: self._cleaned(column) for column in columns}

    def __len__(self) -> int:
        """Number of rows."""
        return len(self.rows)

    def refuse(self, positions: Iterable[int]) -> None:
        """Leave rows to be read by themselves."""
        self.refused.update(positions)

    def _cleaned(self, column: str) -> list[Any]:
        found: list[Any] = [row.cells.get(column) for row in self.rows]
        if set(map(type, found)) <= {str}:
            together = "".join(found)
            if together.isprintable() and "#" not in together:
                return [cell.strip() or None for cell in found]
        return [self._looked_at(at, column, cell) for at, cell in enumerate(found)]

    def _looked_at(self, at: int, column: str, cell: Any) -> Any:
        if type(cell) not in _PLAIN_CELLS or cell != cell:
            self.refused.add(at)
            return None
        problems: list[CellProblem] = []
        found = clean({column: cell}, [column], problems)[column]
        if problems:
            self.refused.add(at)
        return found


class _Memo(dict[Any, Any]):
    """What has been worked out, by text; bounded."""

    def __init__(self, work: Callable[[Any], Any]) -> None:
        super().__init__()
        self._work = work

    def __missing__(self, key: Any) -> Any:
        try:
            value = self._work(key)
        except CellProblem:
            value = _REFUSED
        # Only texts are kept: the numbers 1 and 1.0 and the word true are one key, and not one cell.
        if type(key) is str or (type(key) is tuple and all(type(part) is str for part in key)):
            if len(self) >= _REMEMBERED:
                self.clear()
            self[key] = value
        return value

    def over(self, keys: Iterable[Any], batch: Batch) -> list[Any]:
        """What has been worked out for each row; those that it cannot be for are refused."""
        found = [self[key] for key in keys]
        batch.refuse(at for at, value in enumerate(found) if value is _REFUSED)
        return found


class ColumnExpression:
    """An expression over a batch.

    Args:
        expression: What the mapping says.
        kind: Kind of the property, as `fields.kinds` names it.
        decimal: Decimal mark of the table.
    """

    def __init__(self, expression: Expression, kind: str = "text", decimal: Mark | None = None) -> None:
        value = compile_expression(expression, kind, decimal)
        self._columns = [*expression.used(), *([AS_OF] if expression.code else [])]
        steps = (expression.split, expression.choices, expression.place, expression.code, expression.industry)
        is_bare = expression.column is not None and all(step is None for step in steps)
        self._is_text = is_bare and kind in ("text", "choice")
        self._is_number = is_bare and kind in ("number", "integer") and decimal != ","
        if len(self._columns) == 1:
            (column,) = self._columns
            self._memo = _Memo(lambda cell: value({column: cell}))
        else:
            self._memo = _Memo(lambda cells: value(dict(zip(self._columns, cells, strict=True))))

    def over(self, batch: Batch) -> list[Any]:
        """Its values, None where blank; rows that it cannot read are refused."""
        columns = [batch.cells[column] for column in self._columns]
        if self._is_text and set(map(type, columns[0])) <= {str, type(None)}:
            return columns[0]
        if self._is_number and (found := plain_numbers(columns[0])) is not None:
            return found
        keys = columns[0] if len(columns) == 1 else zip(*columns, strict=True) if columns else repeat((), len(batch))
        return self._memo.over(keys, batch)


def plain_numbers(cells: Sequence[Any]) -> list[float | None] | None:
    """Cells as numbers where all are digits with at most a decimal point; None where one is anything else."""
    texts = [cell for cell in cells if cell is not None]
    if not set(map(type, texts)) <= {str}:
        return None
    together = f"|{'|'.join(texts)}|"
    if not set(together) <= _PLAIN_DIGITS or ".|" in together or "|." in together:
        return None
    if max(map(len, texts), default=0) > 30:
        return None
    try:
        return [None if cell is None else float(cell) for cell in cells]
    except ValueError:
        return None


def _number(cell: Any, column: str, decimal: Mark | None) -> float | None:
    return None if cell is None else number(column, cell, decimal)


class ColumnAmounts:
    """Amounts and their unit over a batch.

    Args:
        rule: What the mapping says.
        decimal: Decimal mark of the table.
    """

    def __init__(self, rule: AmountColumns, decimal: Mark | None) -> None:
        self._columns, self._unit_column = columns_of(rule), rule.unit.column or ""
        self._unit = ColumnExpression(rule.unit)
        self._read = {
            name: _Memo(partial(_number, column=column, decimal=decimal)) for name, column in self._columns.items()
        }
        self._is_plain = decimal != ","

    def over(self, batch: Batch) -> Mapping[str, list[Any]]:
        """Columns of the properties that amounts give."""
        given, units = [self._numbers(batch, name) for name in self._columns], self._unit.over(batch)
        names, rows = list(self._columns), [dict[str, Any]()] * len(batch)
        for at, (unit, *amounts) in enumerate(zip(units, *given, strict=True)):
            found = {name: amount for name, amount in zip(names, amounts, strict=True) if amount is not None}
            if found and at not in batch.refused:
                try:
                    rows[at] = converted(found, unit, self._columns, self._unit_column)
                except CellProblem:
                    batch.refused.add(at)
        written = dict.fromkeys(name for row in rows for name in row)
        return {name: [row.get(name) for row in rows] for name in written}

    def _numbers(self, batch: Batch, name: str) -> list[Any]:
        cells = batch.cells[self._columns[name]]
        found = plain_numbers(cells) if self._is_plain else None
        return self._read[name].over(cells, batch) if found is None else found
