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

from graph_kb.intake.amounts import as_stated, columns_of, quantity_of, scaled
from graph_kb.intake.blocks import Block
from graph_kb.intake.cells import AS_OF, clean, compile_expression
from graph_kb.intake.issues import CellProblem
from graph_kb.intake.mapping import AmountColumns, Expression
from graph_kb.intake.numbers import Mark, number
from graph_kb.model.units import Quantity

_REMEMBERED = 5_000
_PLAIN_CELLS = frozenset({str, int, float, type(None), date, datetime, time, Decimal})
_PLAIN_DIGITS = b"0123456789.|"
_REFUSED = object()


class Batch:
    """Clean cells of some rows.

    Attributes:
        refused: Positions of rows that must be read by themselves.
        cells: Clean cells by column, None where blank; each list is as long as there are rows.
    """

    def __init__(self, block: Block, columns: Iterable[str]) -> None:
        self._length = len(block.numbers)
        self.refused = set(block.broken())
        self.cells: dict[str, Sequence[Any]] = {name: self._cleaned(name, block.column(name)) for name in columns}

    def __len__(self) -> int:
        """Number of rows."""
        return self._length

    def refuse(self, positions: Iterable[int]) -> None:
        """Leave rows to be read by themselves."""
        self.refused.update(positions)

    def _cleaned(self, column: str, found: Sequence[Any]) -> Sequence[Any]:
        if set(map(type, found)) <= {str}:
            together = "".join(found)
            if together.isprintable() and "#" not in together:
                stripped = list(map(str.strip, found))
                return [cell or None for cell in stripped] if "" in stripped else stripped
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
        if refused := [at for at, value in enumerate(found) if value is _REFUSED]:
            batch.refuse(refused)
            found = [None if value is _REFUSED else value for value in found]
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
        is_bare = expression.column is not None and not expression.steps()
        self._is_text = is_bare and kind in ("text", "choice")
        self._is_number = is_bare and kind in ("number", "integer") and decimal != ","
        if len(self._columns) == 1:
            (column,) = self._columns
            self._memo = _Memo(lambda cell: value({column: cell}))
        else:
            self._memo = _Memo(lambda cells: value(dict(zip(self._columns, cells, strict=True))))

    def over(self, batch: Batch) -> Sequence[Any]:
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
    if (
        not together.isascii()
        or together.encode().translate(None, _PLAIN_DIGITS)
        or ".|" in together
        or "|." in together
    ):
        return None
    if max(map(len, texts), default=0) > 30:
        return None
    try:
        return list(map(float, texts)) if len(texts) == len(cells) else [_float(cell) for cell in cells]
    except ValueError:
        return None


def _float(cell: str | None) -> float | None:
    return None if cell is None else float(cell)


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

    def over(self, batch: Batch) -> Mapping[str, Sequence[Any]]:
        """Columns of the properties that amounts give."""
        given = {name: self._numbers(batch, name) for name in self._columns}
        wrong, blank = _wrong_and_blank(list(given.values()))
        batch.refuse(wrong)
        units: Sequence[str | None] = self._unit.over(batch)
        known = {unit: self._quantity(unit) for unit in set(units)}
        found = [known[unit] for unit in units]
        if None in known.values():
            batch.refuse({at for at, one in enumerate(found) if one is None} - blank)
        for at in blank:
            found[at] = None
        factors = [1.0 if one is None else one.factor for one in found]
        columns: dict[str, list[Any]] = {name: _all_scaled(column, factors) for name, column in given.items()}
        columns["unit"] = [one and one.unit for one in found]
        columns["period"] = [(one and one.period) or None for one in found]
        rows = zip(zip(*given.values(), strict=True), factors, units, strict=True)
        columns["stated"] = [None if factor == 1.0 else as_stated(amounts, unit) for amounts, factor, unit in rows]
        return {name: column for name, column in columns.items() if any(value is not None for value in column)}

    def _quantity(self, unit: str | None) -> Quantity | None:
        try:
            return quantity_of(unit, self._unit_column)
        except CellProblem:
            return None

    def _numbers(self, batch: Batch, name: str) -> list[Any]:
        cells = batch.cells[self._columns[name]]
        found = plain_numbers(cells) if self._is_plain else None
        return self._read[name].over(cells, batch) if found is None else found


def _wrong_and_blank(amounts: Sequence[Sequence[float | None]]) -> tuple[list[int], set[int]]:
    """Positions of rows with a negative amount or one that is smaller than one before it, and of rows without any."""
    import numpy

    table = numpy.array(amounts, dtype=float)
    wrong = (table < 0) | (table < numpy.fmax.accumulate(table, axis=0))
    blank = numpy.isnan(table).all(axis=0)
    return numpy.flatnonzero(wrong.any(axis=0)).tolist(), set(numpy.flatnonzero(blank).tolist())


def _all_scaled(amounts: Sequence[float | None], factors: Sequence[float]) -> list[float | None]:
    pairs = zip(amounts, factors, strict=True)
    return [amount if factor == 1.0 or amount is None else scaled(amount, factor) for amount, factor in pairs]
