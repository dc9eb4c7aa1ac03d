"""From cells to values: what each form of expression does, and what it says when a cell is wrong."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from operator import itemgetter
from typing import Any

from graph_kb.errors import CodeError, GraphKBError, UnitError
from graph_kb.intake.fields import as_field, as_text
from graph_kb.intake.issues import CellProblem, shown
from graph_kb.intake.mapping import Expression
from graph_kb.intake.numbers import Mark
from graph_kb.intake.sense import first_and_last_day
from graph_kb.intake.sheets import Uncalculated
from graph_kb.model.ids import slug
from graph_kb.model.units import RESOURCE_UNITS, quantity

Cells = Mapping[str, Any]
Value = Callable[[Cells], Any]

_UNREADABLE = re.compile("[\ud800-\udfff]")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")
_EXCEL_ERRORS = frozenset({"#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!", "#SPILL!", "#CALC!"})
_CACHED = 4096
AS_OF = "\x00as_of"
"""Key of the date that a row holds for, beside its columns: a waste code is read in the list of that time."""


def clean(cells: Cells, columns: Iterable[str], problems: list[CellProblem]) -> dict[str, Any]:
    """The cells of some columns without blanks around them; None where blank or unreadable.

    Args:
        cells: A row.
        columns: Columns wanted.
        problems: Cells that cannot be read are added to it.
    """
    found = {}
    for column in columns:
        cell = cells.get(column)
        try:
            found[column] = _text(column, cell) if isinstance(cell, str) else _other(column, cell)
        except CellProblem as problem:
            found[column] = None
            problems.append(problem)
    return found


def _text(column: str, cell: str) -> str | None:
    if isinstance(cell, Uncalculated):
        message = f"the formula {shown(str(cell))} has never been calculated"
        hint = "open the file in a spreadsheet program and save it, or write the value"
        raise CellProblem(column, "uncalculated", message, hint)
    text = cell.strip()
    if text.isprintable() and not text.startswith("#"):
        return text or None
    if _UNREADABLE.search(text):
        hint = "set `encoding:` of the table, such as cp1252"
        raise CellProblem(column, "encoding", "the cell is not in the declared encoding", hint)
    if _CONTROL.search(text):
        raise CellProblem(column, "control_character", f"{shown(text)} has control characters", "remove them")
    if text in _EXCEL_ERRORS:
        raise CellProblem(column, "excel_error", f"the cell is an error of the spreadsheet: {text}", "mend the formula")
    return text


def _other(column: str, cell: Any) -> Any:
    if isinstance(cell, bytes):
        return _text(column, cell.decode("utf-8", "surrogateescape"))
    if isinstance(cell, float) and cell != cell:
        raise CellProblem(column, "number", "NaN is no value", "leave the cell blank when unknown")
    return None if cell == [] else cell


def compile_expression(expression: Expression, kind: str = "text", decimal: Mark | None = None) -> Value:
    """A function from clean cells to a value of a kind of property; None where the cell is blank.

    Args:
        expression: What the mapping says.
        kind: Kind of the property, as `fields.kinds` names it.
        decimal: Decimal mark of the table.
    """
    if expression.value is not None:
        constant = as_field(kind, "", expression.value, decimal)
        return lambda cells: constant
    if expression.id is not None:
        return _id_maker(expression.id, expression.columns)
    column = str(expression.column)
    step = _step(expression)
    get = itemgetter(column)
    is_text = kind in ("text", "choice")

    def value(cells: Cells) -> Any:
        found = get(cells)
        if found is None:
            return None
        if step is not None and (found := step(column, found, cells)) is None:
            return None
        return found if is_text and type(found) is str else as_field(kind, column, found, decimal)

    return value


def _id_maker(prefix: str, columns: list[str]) -> Value:
    def value(cells: Cells) -> str | None:
        parts = []
        for column in columns:
            found = cells[column]
            if found is None:
                return None
            parts.append(_slug(as_text(column, found)))
        return f"{prefix}:{'/'.join(parts)}"

    return value


_slug = lru_cache(_CACHED)(slug)


def _step(expression: Expression) -> Callable[[str, Any, Cells], Any] | None:
    if expression.split is not None:
        mark = expression.split
        return lambda column, found, _: _split(column, found, mark)
    if expression.choices is not None:
        table = expression.choices
        return lambda column, found, _: _choose(column, as_text(column, found), table)
    if expression.place:
        return lambda column, found, _: _explained(column, "place", _municipality, as_text(column, found))
    if expression.code:
        return lambda column, found, cells: _explained(
            column, "code", _waste_code, as_text(column, found), cells.get(AS_OF) or ""
        )
    if expression.industry:
        version = expression.industry
        return lambda column, found, _: _explained(column, "code", _industry, as_text(column, found), version)
    if expression.unit:
        return lambda column, found, _: _kept_unit(as_text(column, found))
    return None


def _split(column: str, found: Any, mark: str) -> list[str]:
    if isinstance(found, list):
        return found
    return [part.strip() for part in as_text(column, found).split(mark) if part.strip()]


def _choose(column: str, found: str, table: Mapping[str, Any]) -> Any:
    if found not in table:
        raise CellProblem(column, "choice", f"{shown(found)} is not expected here", f"use one of {', '.join(table)}")
    return table[found]


def _explained(column: str, code: str, work: Callable[..., str], *arguments: str) -> str:
    try:
        return work(*arguments)
    except CodeError as error:
        raise CellProblem(column, code, error.message, error.hint) from error
    except GraphKBError as error:
        raise CellProblem(column, error.code, error.message, error.hint) from error


@lru_cache(_CACHED)
def _kept_unit(text: str) -> str | None:
    """The unit that amounts of a resource are kept in; None for a rate, or where the amounts say what is wrong."""
    try:
        unit = quantity(text).unit
    except UnitError:
        return None
    return unit if unit in RESOURCE_UNITS else None


@lru_cache(_CACHED)
def _municipality(text: str) -> str:
    from graph_kb.reference import find_municipality

    return find_municipality(text).id


@lru_cache(_CACHED)
def _waste_code(text: str, as_of: str) -> str:
    """Id of a waste code in the list of the time that a row holds for.

    A year or month may see two lists: the one it begins with is asked first, then the one it ends with.
    """
    from graph_kb.reference.list_of_waste import WasteCode, version_day, version_days

    start, end = (max(day, version_days()[0]) for day in first_and_last_day(as_of))
    try:
        return WasteCode.parse(text, start).code.id
    except CodeError:
        if version_day(start) == version_day(end):
            raise
    return WasteCode.parse(text, end).code.id


@lru_cache(_CACHED)
def _industry(text: str, version: Any) -> str:
    from graph_kb.reference import find_industry

    return find_industry(text, version).id
