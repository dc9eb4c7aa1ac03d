"""What the model refuses, said in the words of the table: column, stable code, how to mend it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from pydantic import ValidationError

from graph_kb.intake.issues import CellProblem, shown
from graph_kb.intake.mapping import PROVENANCE
from graph_kb.model.actors import BusinessId
from graph_kb.model.base import Identifier, When

_CODES = {
    "missing": "missing",
    "string_too_short": "missing",
    "string_too_long": "too_long",
    "string_pattern_mismatch": "format",
    "string_unicode": "encoding",
    "literal_error": "choice",
    "enum": "choice",
    "bool_parsing": "choice",
    "greater_than_equal": "range",
    "less_than_equal": "range",
    "greater_than": "range",
    "less_than": "range",
    "finite_number": "number",
    "int_from_float": "number",
    "float_parsing": "number",
    "int_parsing": "number",
    "value_error": "inconsistent",
}
"""Our codes by pydantic's; anything else is a wrong `type`."""


def _pattern(kind: Any) -> str:
    return str(kind.__metadata__[0].pattern)


_HINTS = {
    _pattern(Identifier): "letters without accents, digits and . _ : / @ + -, no blanks; or let `id` make it",
    _pattern(When): "write 2024, 2024-05 or 2024-05-31",
    _pattern(BusinessId): "seven digits, a hyphen and a check digit: 1234567-8",
}


def problems_of(error: ValidationError, column_of: Callable[[str], str]) -> list[CellProblem]:
    """What a model refuses.

    Args:
        error: What it raised.
        column_of: Column that a property is read from.
    """
    return [_problem(fault, column_of) for fault in error.errors(include_url=False)]


def _problem(fault: Mapping[str, Any], column_of: Callable[[str], str]) -> CellProblem:
    name = str(fault["loc"][0]) if fault["loc"] else ""
    code = _CODES.get(fault["type"], "type")
    if code == "missing":
        return _missing(name, column_of(name))
    details = fault.get("ctx", {})
    given = "" if not name else f" (given: {shown(fault.get('input'))})"
    if code == "choice":
        choices = str(details.get("expected", "true or false"))
        return CellProblem(column_of(name), code, f"{name} is not one of the choices{given}", f"use {choices}")
    message = fault["msg"].removeprefix("Value error, ")
    if code == "format":
        hint = _HINTS.get(str(details.get("pattern")), "remove the characters that do not belong there")
        return CellProblem(column_of(name), code, f"{name} is not written as it must be{given}", hint)
    return CellProblem(column_of(name), code, f"{name}: {message}{given}" if name else message)


def _missing(name: str, column: str) -> CellProblem:
    if name in PROVENANCE:
        hint = "every record names its source, date and method"
        return CellProblem(column, "missing_source", f"{name} is missing", hint)
    return CellProblem(column, "missing", f"{name} is missing", "fill in the cell")
