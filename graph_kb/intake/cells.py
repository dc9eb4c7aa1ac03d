"""From cells to values: what each form of expression does, and what it says when a cell is wrong."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from graph_kb.errors import CodeError, GraphKBError, UnitError
from graph_kb.intake.issues import CellProblem
from graph_kb.intake.mapping import AmountColumns, Expression
from graph_kb.model.ids import node_id
from graph_kb.model.units import quantity

Cells = Mapping[str, Any]
Value = Callable[[Cells], Any]


def compile_expression(expression: Expression) -> Value:
    """A function from the cells of a row to a value; None where the cell is blank."""
    if expression.value is not None:
        return lambda cells: expression.value
    if expression.id is not None:
        return _id_maker(expression.id, expression.columns)
    column = str(expression.column)
    step = _step(expression)

    def value(cells: Cells) -> Any:
        found = cell(cells, column)
        return None if found is None else step(column, found)

    return value


def cell(cells: Cells, column: str) -> Any:
    """The cell, None when blank.

    Raises:
        CellProblem: The cell could not be decoded.
    """
    found = cells.get(column)
    if not isinstance(found, str):
        return None if found is None or found == [] else found
    stripped = found.strip()
    if not stripped:
        return None
    if any("\ud800" <= letter <= "\udfff" for letter in stripped):
        raise CellProblem(
            column, "encoding", "the cell is not in the declared encoding", "set `encoding:`, such as cp1252"
        )
    return stripped


def amounts(rule: AmountColumns) -> Callable[[Cells], dict[str, Any]]:
    """A function from cells to amount, amount_min, amount_max, unit, period and stated."""
    unit = compile_expression(rule.unit)
    columns = {"amount": rule.amount, "amount_min": rule.min, "amount_max": rule.max}

    def value(cells: Cells) -> dict[str, Any]:
        numbers = {name: _number(cells, column) for name, column in columns.items() if column}
        given = {name: number for name, number in numbers.items() if number is not None}
        written = unit(cells)
        if not given:
            return {}
        if written is None:
            raise CellProblem(
                _unit_column(rule), "missing_unit", "an amount without a unit", "name the unit, such as t/a"
            )
        return _converted(rule, given, str(written))

    return value


def _converted(rule: AmountColumns, given: dict[str, float], written: str) -> dict[str, Any]:
    try:
        found = quantity(written)
    except UnitError as error:
        raise CellProblem(_unit_column(rule), "unit", error.message, error.hint) from error
    values: dict[str, Any] = {name: _scaled(number, found.factor) for name, number in given.items()}
    _check_order(rule, values)
    values["unit"] = found.unit
    if found.period:
        values["period"] = found.period
    if found.factor != 1.0:
        values["stated"] = f"{'..'.join(f'{number:g}' for number in sorted(set(given.values())))} {written}"
    return values


def _scaled(number: float, factor: float) -> float:
    # Decimal digits as people write them: 61.107 thousand must not become 61107.00000000001.
    return float(f"{number * factor:.12g}")


def _check_order(rule: AmountColumns, values: dict[str, Any]) -> None:
    ordered = [values[name] for name in ("amount_min", "amount", "amount_max") if name in values]
    if ordered != sorted(ordered):
        raise CellProblem(
            rule.amount or rule.min or rule.max or "",
            "interval",
            f"amounts out of order: {ordered}",
            "min <= amount <= max",
        )


def _unit_column(rule: AmountColumns) -> str:
    return rule.unit.column or rule.amount or "unit"


def _number(cells: Cells, column: str) -> float | None:
    found = cell(cells, column)
    if found is None or isinstance(found, int | float):
        return None if found is None else _finite(column, float(found))
    text = str(found).replace("\u00a0", "").replace(" ", "")
    if text.count(",") == 1 and "." not in text:
        text = text.replace(",", ".")
    try:
        return _finite(column, float(text))
    except ValueError:
        raise CellProblem(column, "number", f"{found!r} is no number", "digits with a decimal point or comma") from None


def _finite(column: str, number: float) -> float:
    if number != number or number in (float("inf"), float("-inf")):
        raise CellProblem(column, "number", f"{number} is no amount", "leave the cell blank when unknown")
    if number < 0:
        raise CellProblem(column, "negative", f"the amount {number:g} is negative", "amounts are zero or more")
    return number


def _id_maker(prefix: str, columns: list[str]) -> Value:
    def value(cells: Cells) -> str | None:
        parts = [cell(cells, column) for column in columns]
        return None if any(part is None for part in parts) else node_id(prefix, *map(str, parts))

    return value


def _step(expression: Expression) -> Callable[[str, Any], Any]:
    if expression.split is not None:
        mark = expression.split
        return lambda column, found: [part.strip() for part in str(found).split(mark) if part.strip()]
    if expression.choices is not None:
        table = expression.choices
        return lambda column, found: _choose(column, str(found), table)
    if expression.place:
        return lambda column, found: _explained(column, "place", lambda: _municipality(str(found)))
    if expression.code:
        return lambda column, found: _explained(column, "code", lambda: _waste_code(str(found)))
    if expression.industry:
        version = expression.industry
        return lambda column, found: _explained(column, "code", lambda: _industry(str(found), version))
    return lambda column, found: found


def _choose(column: str, found: str, table: Mapping[str, Any]) -> Any:
    if found not in table:
        raise CellProblem(column, "choice", f"{found!r} is not expected here", f"use one of {', '.join(table)}")
    return table[found]


def _explained(column: str, code: str, work: Callable[[], str]) -> str:
    try:
        return work()
    except CodeError as error:
        raise CellProblem(column, code, error.message, error.hint) from error
    except GraphKBError as error:
        raise CellProblem(column, error.code, error.message, error.hint) from error


def _municipality(text: str) -> str:
    from graph_kb.reference import find_municipality

    return find_municipality(text).id


def _waste_code(text: str) -> str:
    from graph_kb.reference import WasteCode

    return WasteCode.parse(text).code.id


def _industry(text: str, version: str) -> str:
    from graph_kb.reference import find_industry

    return find_industry(text, version).id
