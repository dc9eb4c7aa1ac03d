"""Cells of many rows at once: each expression over a whole column, each distinct text worked out once.

What it gives is what `cells`, `amounts` and `record` give row by row; a row with anything out of the ordinary is
refused, and is then read by itself, which also tells what is wrong with it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from itertools import repeat
from typing import Any

from graph_kb.intake.amounts import compile_amounts
from graph_kb.intake.cells import AS_OF, clean, compile_expression
from graph_kb.intake.fields import kinds
from graph_kb.intake.issues import CellProblem
from graph_kb.intake.mapping import Expression, Properties
from graph_kb.intake.numbers import Mark
from graph_kb.intake.tables import Row
from graph_kb.model.base import Sourced

_REMEMBERED = 5_000
_PLAIN_CELLS = frozenset({str, int, float, type(None), date, datetime, time, Decimal})
_REFUSED = object()

CellColumns = Mapping[str, list[Any]]
"""Clean cells, by column; all lists are as long as there are rows."""


class Batch:
    """Clean cells of some rows.

    Attributes:
        rows: The rows.
        cells: Their cells, by column.
        refused: Positions of rows that must be read by themselves.
    """

    def __init__(self, rows: Sequence[Row], columns: Iterable[str]) -> None:
        self.rows = rows
        self.refused = {at for at, row in enumerate(rows) if row.problem is not None}
        self.cells: dict[str, list[Any]] = {column: self._cleaned(column) for column in columns}

    def __len__(self) -> int:
        """Number of rows."""
        return len(self.rows)

    def _cleaned(self, column: str) -> list[Any]:
        found = [row.cells.get(column) for row in self.rows]
        plain = [cell.strip() if type(cell) is str else cell for cell in found]
        for at, cell in enumerate(plain):
            if type(cell) is str:
                if not cell:
                    plain[at] = None
                elif not cell.isprintable() or cell[0] == "#":
                    plain[at] = self._looked_at(at, column, found[at])
            elif type(cell) not in _PLAIN_CELLS or cell != cell:
                self.refused.add(at)
                plain[at] = None
        return plain

    def _looked_at(self, at: int, column: str, cell: Any) -> Any:
        problems: list[CellProblem] = []
        found = clean({column: cell}, [column], problems)[column]
        if problems:
            self.refused.add(at)
        return found

    def kept(self, positions: Iterable[int] | None = None) -> list[int]:
        """Positions of the rows that are not refused."""
        return [at for at in (range(len(self)) if positions is None else positions) if at not in self.refused]


class _Memo(dict[Any, Any]):
    """What has been worked out, by text; bounded."""

    def __init__(self, work: Callable[[Any], Any]) -> None:
        super().__init__()
        self._work = work
        self.refuses = False

    def __missing__(self, key: Any) -> Any:
        try:
            value = self._work(key)
        except CellProblem:
            value, self.refuses = _REFUSED, True
        # Only texts are kept: the numbers 1 and 1.0 and the word true are one key, and not one cell.
        if type(key) is str or (type(key) is tuple and all(type(part) is str for part in key)):
            if len(self) >= _REMEMBERED:
                self.clear()
            self[key] = value
        return value


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
        if len(self._columns) == 1:
            (column,) = self._columns
            self._memo = _Memo(lambda cell: value({column: cell}))
        else:
            self._memo = _Memo(lambda cells: value(dict(zip(self._columns, cells, strict=True))))

    def over(self, batch: Batch) -> list[Any]:
        """Its values, None where blank; rows that it cannot read are refused."""
        columns = [batch.cells[column] for column in self._columns]
        keys = columns[0] if len(columns) == 1 else zip(*columns, strict=True) if columns else repeat((), len(batch))
        return _looked_up(self._memo, keys, batch)


def _looked_up(memo: _Memo, keys: Iterable[Any], batch: Batch) -> list[Any]:
    found = [memo[key] for key in keys]
    if memo.refuses:
        batch.refused.update(at for at, value in enumerate(found) if value is _REFUSED)
    return found


class ColumnValues:
    """A set of properties over a batch: the counterpart of `record.Expressions`.

    Args:
        rule: What the mapping says.
        model: Model that declares the properties.
        decimal: Decimal mark of the table.
    """

    def __init__(self, rule: Properties, model: type[Sourced], decimal: Mark | None) -> None:
        known = kinds(model)
        self._made = [(name, ColumnExpression(item, known[name], decimal)) for name, item in rule.values.items()]
        self._amounts: _Memo | None = None
        if rule.amounts:
            amounts, self._amount_columns = compile_amounts(rule.amounts, decimal), rule.amounts.used()
            self._amounts = _Memo(lambda cells: amounts(dict(zip(self._amount_columns, cells, strict=True))))

    def over(self, batch: Batch) -> Callable[[int], dict[str, Any]]:
        """What gives the values of a row, by its position; rows that cannot be read are refused."""
        made = [(name, expression.over(batch)) for name, expression in self._made]
        amounts: list[dict[str, Any]] = []
        if self._amounts is not None:
            columns = [batch.cells[column] for column in self._amount_columns]
            amounts = _looked_up(self._amounts, zip(*columns, strict=True), batch)

        def values(at: int) -> dict[str, Any]:
            found = {name: value for name, column in made if (value := column[at]) is not None}
            if amounts:
                found.update(amounts[at])
            return found

        return values
