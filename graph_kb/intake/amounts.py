"""Amounts: an interval and its unit, converted to the unit the graph keeps."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from graph_kb.errors import UnitError
from graph_kb.intake.cells import Cells, compile_expression
from graph_kb.intake.issues import CellProblem
from graph_kb.intake.mapping import AmountColumns
from graph_kb.intake.numbers import Mark, number
from graph_kb.model.units import Quantity, quantity


def compile_amounts(rule: AmountColumns, decimal: Mark | None = None) -> Callable[[Cells], dict[str, Any]]:
    """A function from clean cells to amount, amount_min, amount_max, unit, period and stated."""
    unit, columns, unit_column = compile_expression(rule.unit), columns_of(rule), rule.unit.column or ""

    def values(cells: Cells) -> dict[str, Any]:
        read = columns.items()
        given = {name: number(column, cells[column], decimal) for name, column in read if cells[column] is not None}
        return converted(given, unit(cells), columns, unit_column) if given else {}

    return values


def columns_of(rule: AmountColumns) -> dict[str, str]:
    """Columns of the amounts, by property, the smallest amount first."""
    columns = {"amount_min": rule.min, "amount": rule.amount, "amount_max": rule.max}
    return {name: column for name, column in columns.items() if column}


def converted(given: dict[str, float], unit: str | None, columns: dict[str, str], unit_column: str) -> dict[str, Any]:
    """Amounts in the unit that the graph keeps, with that unit and its period.

    Args:
        given: Amounts as they are written, by property, the smallest first.
        unit: Their unit as it is written.
        columns: Their columns, by property.
        unit_column: Column of the unit.

    Raises:
        CellProblem: One is negative, they are out of order, or the unit is missing or unknown.
    """
    for name, value in given.items():
        if value < 0:
            told = f"the amount {value:g} is negative"
            raise CellProblem(columns[name], "negative", told, "amounts are zero or more")
    _check_order(given, columns)
    return _converted(given, unit, unit_column)


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
    found = quantity_of(written, column)
    values: dict[str, Any] = {name: scaled(amount, found.factor) for name, amount in given.items()}
    values["unit"] = found.unit
    if found.period:
        values["period"] = found.period
    if found.factor != 1.0:
        values["stated"] = as_stated(given.values(), written)
    return values


def quantity_of(written: str | None, column: str) -> Quantity:
    """The unit of an amount, as the graph keeps it.

    Raises:
        CellProblem: It is missing or unknown.
    """
    if written is None:
        raise CellProblem(column, "missing_unit", "an amount without a unit", "name the unit, such as t/a")
    try:
        return quantity(written)
    except UnitError as error:
        raise CellProblem(column, "unit", error.message, error.hint) from error


def scaled(amount: float, factor: float) -> float:
    """An amount in another unit."""
    # Decimal digits as people write them: 61.107 thousand must not become 61107.00000000001.
    return amount if factor == 1.0 else float(f"{amount * factor:.12g}")


def as_stated(amounts: Iterable[float | None], written: str | None) -> str:
    """Amounts in their order, the smallest first, as a source writes them: `2..3 kt/a`."""
    distinct = dict.fromkeys(amount for amount in amounts if amount is not None)
    return f"{'..'.join([f'{amount:.12g}' for amount in distinct])} {written}"
