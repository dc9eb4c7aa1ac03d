"""Amounts: an interval and its unit, converted to the unit the graph keeps."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from graph_kb.errors import UnitError
from graph_kb.intake.cells import Cells, compile_expression
from graph_kb.intake.issues import CellProblem
from graph_kb.intake.mapping import AmountColumns
from graph_kb.intake.numbers import Mark, number
from graph_kb.model.units import Quantity, quantity


def compile_amounts(rule: AmountColumns, decimal: Mark | None = None) -> Callable[[Cells], dict[str, Any]]:
    """A function from clean cells to amount, amount_min, amount_max, unit, period and stated."""
    unit = compile_expression(rule.unit)
    columns = [("amount_min", rule.min), ("amount", rule.amount), ("amount_max", rule.max)]
    read = [(name, column) for name, column in columns if column]
    unit_column = rule.unit.column or ""

    def values(cells: Cells) -> dict[str, Any]:
        given = {name: _amount(column, cells[column], decimal) for name, column in read if cells[column] is not None}
        if not given:
            return {}
        _check_order(given, dict(read))
        return _converted(given, unit(cells), unit_column)

    return values


def _amount(column: str, found: Any, decimal: Mark | None) -> float:
    value = number(column, found, decimal)
    if value < 0:
        raise CellProblem(column, "negative", f"the amount {value:g} is negative", "amounts are zero or more")
    return value


def _check_order(given: dict[str, float], columns: dict[str, str]) -> None:
    """Raise when smallest, expected and largest amount are not in this order."""
    values = list(given.values())
    if values != sorted(values):
        said = ", ".join(f"{columns[name]} {value:g}" for name, value in given.items())
        column = columns[next(iter(given))]
        raise CellProblem(
            column, "interval", f"the amounts are out of order: {said}", "smallest <= expected <= largest"
        )


def _converted(given: dict[str, float], written: str | None, column: str) -> dict[str, Any]:
    if written is None:
        raise CellProblem(column, "missing_unit", "an amount without a unit", "name the unit, such as t/a")
    found = _quantity(written, column)
    values: dict[str, Any] = {name: _scaled(amount, found.factor) for name, amount in given.items()}
    values["unit"] = found.unit
    if found.period:
        values["period"] = found.period
    if found.factor != 1.0:
        values["stated"] = f"{'..'.join(f'{amount:.12g}' for amount in sorted(set(given.values())))} {written}"
    return values


def _quantity(written: str, column: str) -> Quantity:
    try:
        return quantity(written)
    except UnitError as error:
        raise CellProblem(column, "unit", error.message, error.hint) from error


def _scaled(amount: float, factor: float) -> float:
    # Decimal digits as people write them: 61.107 thousand must not become 61107.00000000001.
    return amount if factor == 1.0 else float(f"{amount * factor:.12g}")
