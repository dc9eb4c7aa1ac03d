"""Parameters of queries: their types, and text or JSON values turned into what the engine takes."""

from __future__ import annotations

import datetime
import json
import math
import re
from collections.abc import Callable
from dataclasses import dataclass

from graph_kb.errors import CodeError, QueryError

_INT64 = 2**63
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_BETWEEN_DIGITS = re.compile(r"(?<=[0-9])[ .\u00a0-](?=[0-9])|(?<=[0-9]) ?\*$")
_DIGITS = re.compile(r"[0-9]{1,6}")
_WHOLE = re.compile(r"[+-]?[0-9]{1,19}")


@dataclass(frozen=True)
class Parameter:
    """A declared parameter of a query.

    Args:
        name: Without the dollar.
        type: string, integer, float, boolean, date, waste_code or strings (a list of string).
        default: Value when none is given, already of the type; None also when there is no default.
        required: Whether a value must be given.
        doc: What it means.
    """

    name: str
    type: str
    default: object
    required: bool
    doc: str

    def convert(self, value: object) -> object:
        """The value as the engine takes it.

        Args:
            value: Text as typed on a command line, or a JSON or Python value of the type.

        Returns:
            str, int, float, bool, datetime.date or list of str; None where the default is null.

        Raises:
            QueryError: The value is not of the type.
        """
        if value is None and not self.required and self.default is None:
            return None
        try:
            return CONVERTERS[self.type](value)
        except (ValueError, TypeError) as error:
            raise QueryError(
                f"the parameter {self.name} must be {_ARTICLES[self.type]}, not {_shown(value)}",
                hint=f"for example --param {self.name}={_EXAMPLES[self.type]}",
                parameter=self.name,
            ) from error

    def value_or_default(self) -> object:
        """The default in a form the engine takes; lists are new each time."""
        return list(self.default) if isinstance(self.default, tuple) else self.default


def read_default(type_: str, text: str) -> object:
    """Default of a parameter from its header text.

    Args:
        type_: Type of the parameter.
        text: Bare word, quoted text, JSON list, or `null` for an optional parameter.

    Returns:
        A value of the type, lists as tuples; None for null.

    Raises:
        ValueError: The text is not of the type.
    """
    if text == "null":
        return None
    bare = text[1:-1] if len(text) > 1 and text[0] in "'\"" and text[0] == text[-1] else text
    value = CONVERTERS[type_](bare)
    return tuple(value) if isinstance(value, list) else value


def free_value(text: str) -> object:
    """Value of a parameter of free Cypher, which declares no types.

    Args:
        text: As typed: a JSON number, true, false, null, a JSON list of such and of texts, or a text in double
            quotes. Everything else is text as it stands, such as `020704`, `2024-01` or `nan`.

    Returns:
        str, int, float, bool, None or a list of these.
    """
    try:
        value = json.loads(text, parse_constant=_string_only)
    except (ValueError, RecursionError):
        return text
    return value if _is_sendable(value) else text


def _string_only(name: str) -> None:
    raise ValueError(f"{name} is no JSON")


def _is_sendable(value: object) -> bool:
    """Whether the engine takes it: scalars in their bounds, and lists of them."""
    if isinstance(value, list):
        return all(not isinstance(part, list) and _is_sendable(part) for part in value)
    if isinstance(value, int):
        return -_INT64 <= value < _INT64
    return value is None or isinstance(value, str) or (isinstance(value, float) and math.isfinite(value))


def _string(value: object) -> str:
    """Text that can be sent to the engine."""
    if not isinstance(value, str):
        raise TypeError("no text")
    value.encode()
    return value


def _integer(value: object) -> int:
    """Whole number of 64 bits."""
    if isinstance(value, str) and _WHOLE.fullmatch(value.strip()):
        value = int(value)
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError("no whole number")
    if not -_INT64 <= value < _INT64:
        raise ValueError("too large")
    return value


def _float(value: object) -> float:
    """Finite number."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise TypeError("no number")
    try:
        number = float(value)
    except OverflowError as error:
        raise ValueError("too large") from error
    if not math.isfinite(number):
        raise ValueError("not finite")
    return number


def _boolean(value: object) -> bool:
    """True or false, as such or in words."""
    if isinstance(value, bool):
        return value
    word = _string(value).strip().lower()
    if word not in ("true", "false"):
        raise ValueError("neither true nor false")
    return word == "true"


def _date(value: object) -> datetime.date:
    """Day of the calendar, as such or as YYYY-MM-DD."""
    if isinstance(value, datetime.date) and not isinstance(value, datetime.datetime):
        return value
    text = _string(value).strip()
    if not _DAY.fullmatch(text):
        raise ValueError("no date")
    return datetime.date.fromisoformat(text)


def _waste_code(value: object) -> str:
    """Digits of a chapter, sub-chapter or code of the List of Waste, as people write it: '17 05', '17 05 03*'."""
    from graph_kb.reference import WasteCode

    whole = isinstance(value, int) and not isinstance(value, bool)
    text = str(value) if whole else _string(value)
    try:
        return WasteCode.parse(text).code.code
    except CodeError:
        # A chapter, or a code that is not in force: the graph may know it all the same.
        digits = _BETWEEN_DIGITS.sub("", text.strip())
        if not _DIGITS.fullmatch(digits):
            raise ValueError("no code") from None
        return digits.zfill(len(digits) + len(digits) % 2)


def _strings(value: object) -> list[str]:
    """List of text: as such, as JSON, or parted by commas."""
    if isinstance(value, str):
        if value.lstrip().startswith("["):
            value = json.loads(value)
        else:
            value = [part.strip() for part in value.split(",") if part.strip()]
    if not isinstance(value, list | tuple):
        raise TypeError("no list")
    return [_string(part) for part in value]


def _shown(value: object) -> str:
    """A value as an error shows it: short and on one line."""
    text = ascii(value)
    return text if len(text) <= 60 else f"{text[:57]}..."


CONVERTERS: dict[str, Callable[[object], object]] = {
    "string": _string,
    "integer": _integer,
    "float": _float,
    "boolean": _boolean,
    "date": _date,
    "waste_code": _waste_code,
    "strings": _strings,
}
_ARTICLES = {
    "string": "text",
    "integer": "a whole number of 64 bits",
    "float": "a finite number",
    "boolean": "true or false",
    "date": "a date",
    "waste_code": "a waste code, or the chapter or sub-chapter of some",
    "strings": "a list of text",
}
_EXAMPLES = {
    "string": "text",
    "integer": "3",
    "float": "2.5",
    "boolean": "true",
    "date": "2026-12-09",
    "waste_code": "170503",
    "strings": "first,second",
}
