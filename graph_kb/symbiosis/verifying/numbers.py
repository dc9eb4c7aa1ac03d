"""Exact numbers: everything that is added, multiplied or compared here is a fraction."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import TypeAlias

from graph_kb.errors import DataError

Maybe: TypeAlias = Fraction | None
"""A number, or None where nobody knows it."""

ZERO, ONE = Fraction(0), Fraction(1)

_NUMBER = re.compile(r"-?\d{1,4000}(/[1-9]\d{0,3999})?")
_HIGHEST = 10**60


class FormatFault(DataError):
    """The certificate is not of the format that it claims."""

    code = "certificate_format"


def exact(value: object) -> Maybe:
    """A number of the graph as the fraction that its shortest decimal names: 0.1 is one tenth."""
    if value is None or isinstance(value, bool):
        return None
    if isinstance(value, int):
        return Fraction(value)
    return Fraction(repr(value)) if isinstance(value, float) else None


def parsed(value: object, where: str) -> Fraction:
    """A number of a certificate.

    Raises:
        FormatFault: It is neither a whole number nor a text such as `12` or `1234/10`.
    """
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) < _HIGHEST:
        return Fraction(value)
    if isinstance(value, str) and _NUMBER.fullmatch(value):
        return Fraction(value)
    raise FormatFault(f"{where}: {value!r} is no exact number")


def parsed_or_none(value: object, where: str) -> Maybe:
    """A number of a certificate; null is unknown."""
    return None if value is None else parsed(value, where)


def shown(number: Maybe) -> str:
    """A number for people: few digits, and the exact fraction where they would not say all."""
    if number is None:
        return "unknown"
    if number.denominator == 1 and abs(number) < _HIGHEST:
        return str(number.numerator)
    return f"{float(number):.9g}"


def positive_part(number: Fraction) -> Fraction:
    """The number, or 0 where it is below."""
    return max(number, ZERO)
