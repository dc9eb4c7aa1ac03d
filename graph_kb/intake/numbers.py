"""Numbers as people write them: '1 234,5', '1.234,5', '1,234.5'; never guessed where they can mean two things."""

from __future__ import annotations

import math
import re
from typing import Any, Literal

from graph_kb.intake.issues import CellProblem, shown

Mark = Literal[".", ","]

_BLANKS = str.maketrans(dict.fromkeys("\u00a0\u2007\u2009\u202f", " ") | {"\u2212": "-"})
_NUMBER = re.compile(r"[+-]?[0-9]*(?:[.,]?[0-9]+)(?:[eE][+-]?[0-9]+)?")
_FIRST = "[+-]?[1-9][0-9]{0,2}"
_SPACED = re.compile(rf"{_FIRST}(?: [0-9]{{3}})+(?:[.,][0-9]+)?")
_GROUPED = {mark: re.compile(rf"{_FIRST}(?:\{mark}[0-9]{{3}})+(?:\{other}[0-9]+)?") for mark, other in (",.", ".,")}
_LONGEST = 60
_PLAIN = re.compile(r"[0-9]{1,15}(?:\.[0-9]{1,15})?")
"""What most numbers look like, and what can mean only one thing; it spares them the questions below."""
_TWO_WAYS = re.compile(rf"{_FIRST},[0-9]{{3}}")


def number(column: str, found: Any, decimal: Mark | None = None) -> float:
    """A cell as a finite number.

    Args:
        column: Column of the cell, for messages.
        found: The cell, not blank.
        decimal: Decimal mark of the table; when missing, a lone dot is one, and a lone comma is one unless
            three digits follow ("1,234" is 1.234 in Finland and 1234 in England).

    Raises:
        CellProblem: It is no number, no finite one, or can mean two numbers.
    """
    if isinstance(found, str):
        if decimal != "," and _PLAIN.fullmatch(found):
            return float(found)
        value = _written(column, found.translate(_BLANKS).strip(), decimal)
    elif isinstance(found, bool) or not hasattr(found, "__float__"):
        raise CellProblem(column, "number", f"{shown(found)} is no number", "digits with a decimal point or comma")
    else:
        value = _float(found)
    if not math.isfinite(value):
        raise CellProblem(column, "number", f"{shown(found)} is no finite number", "leave the cell blank when unknown")
    return value


def _written(column: str, text: str, decimal: Mark | None) -> float:
    if decimal is None and _TWO_WAYS.fullmatch(text):
        ways = f"{text.replace(',', '.')} or {text.replace(',', '')}"
        raise CellProblem(column, "ambiguous_number", f"{text!r} can be {ways}", "write one of them, or set `decimal:`")
    plain = _without_groups(text, decimal) if len(text) <= _LONGEST else None
    if plain is None:
        raise CellProblem(column, *_why(text, decimal))
    return _float(plain)


def _without_groups(text: str, decimal: Mark | None) -> str | None:
    """The text with a decimal point and without thousands marks, or None."""
    if _SPACED.fullmatch(text):
        text = text.replace(" ", "")
    for mark, pattern in _GROUPED.items():
        if mark != decimal and pattern.fullmatch(text) and _groups_thousands(text, mark, decimal):
            return text.replace(mark, "").replace(",", ".")
    wrong = {".": ",", ",": "."}[decimal] if decimal else ""
    if not _NUMBER.fullmatch(text) or (wrong and wrong in text):
        return None
    return text.replace(",", ".")


def _groups_thousands(text: str, mark: str, decimal: Mark | None) -> bool:
    """Whether a mark that could separate thousands does: a lone dot is a decimal point, unless told otherwise."""
    return decimal is not None or text.count(mark) > 1 or len({",", "."} & set(text)) == 2


def _why(text: str, decimal: Mark | None) -> tuple[str, str, str]:
    if text.endswith("%"):
        return "percent", f"{shown(text)} is a percentage", "write a share between 0 and 1, such as 0.45"
    if re.fullmatch(r"[\d.,\s]+(?:-|–|\.\.+)[\d.,\s]+", text):
        return "number", f"{shown(text)} is a range", "use one column for the smallest amount and one for the largest"
    mark = {",": "comma", ".": "point"}.get(decimal or "", "point or comma")
    return "number", f"{shown(text)} is no number", f"digits with a decimal {mark}"


def _float(value: Any) -> float:
    try:
        return float(value)
    except OverflowError:
        return math.inf
