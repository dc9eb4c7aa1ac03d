"""Cells as the properties of the model want them: a spreadsheet's 10101.0 as text, a Finn's '12,5' as a number."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time
from functools import lru_cache
from typing import Any

from pydantic import BaseModel

from graph_kb.intake.issues import CellProblem, shown
from graph_kb.intake.numbers import Mark, number
from graph_kb.model.schema import attributes


@lru_cache(maxsize=256)
def kinds(model: type[BaseModel]) -> Mapping[str, str]:
    """Kind of each property: text, choice, number, integer, yes/no, list of ..."""
    return {row.name: row.type for row in attributes(model.__name__, model)}


def as_field(kind: str, column: str, found: Any, decimal: Mark | None = None) -> Any:
    """A cell, not blank, in the form the model checks; what does not fit is left to the model to refuse.

    Raises:
        CellProblem: A number is wanted and the cell is none, or one word is wanted and the cell is a list.
    """
    if kind in ("text", "choice"):
        return as_text(column, found)
    if kind in ("number", "integer"):
        return number(column, found, decimal)
    if kind.startswith("list of ") and isinstance(found, list):
        return [as_field(kind.removeprefix("list of "), column, part, decimal) for part in found]
    return found


def as_text(column: str, found: Any) -> str:
    """A cell as text: whole numbers without decimals, dates without time.

    Raises:
        CellProblem: It is a list or a map.
    """
    if isinstance(found, str):
        return found
    if isinstance(found, bytes):
        return found.decode("utf-8", "surrogateescape")
    if isinstance(found, bool):
        return "true" if found else "false"
    if isinstance(found, datetime):
        return found.date().isoformat()
    if isinstance(found, date | time):
        return found.isoformat()
    if isinstance(found, list | dict | tuple):
        raise CellProblem(column, "type", f"{shown(found)} is no single value", "one value per cell, or `split:`")
    if isinstance(found, float) and found.is_integer() and abs(found) < 1e15:
        return str(int(found))
    return str(found)
