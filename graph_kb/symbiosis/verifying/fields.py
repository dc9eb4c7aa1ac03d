"""Readers of the values of a certificate: each refuses what is not of its kind."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from graph_kb.symbiosis.verifying.numbers import FormatFault, parsed

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")

T = TypeVar("T")


def read_at(said: Mapping[str, Any], name: str) -> Any:
    """A value that has to be there."""
    if name not in said:
        raise FormatFault(f"{name} is missing")
    return said[name]


def read_each(said: Mapping[str, Any], name: str, read: Callable[[Any, str], T]) -> list[T]:
    """Each value of a list, read."""
    values = read_at(said, name)
    if not isinstance(values, Sequence) or isinstance(values, str):
        raise FormatFault(f"{name}: {values!r} is no list")
    return [read(value, f"{name}[{at}]") for at, value in enumerate(values)]


def read_mapping(value: object, where: str) -> Mapping[str, Any]:
    """An object."""
    if not isinstance(value, Mapping):
        raise FormatFault(f"{where}: {value!r} is no object")
    return value


def read_text(value: object, where: str) -> str:
    """A text that is not empty."""
    if not isinstance(value, str) or not value:
        raise FormatFault(f"{where}: {value!r} is no text")
    return value


def read_flag(value: object, where: str) -> bool:
    """True or false."""
    if not isinstance(value, bool):
        raise FormatFault(f"{where}: {value!r} is neither true nor false")
    return value


def read_whole(value: object, where: str) -> int:
    """A whole number from 0."""
    number = parsed(value, where)
    if number.denominator != 1 or number < 0:
        raise FormatFault(f"{where}: {value!r} is no whole number")
    return int(number)


def read_month(value: object, where: str) -> int:
    """A month, 1 to 12."""
    if not 1 <= read_whole(value, where) <= 12:
        raise FormatFault(f"{where}: {value!r} is no month")
    return read_whole(value, where)


def read_one_of(value: object, known: tuple[str, ...], where: str) -> str:
    """One of some words."""
    if value not in known:
        raise FormatFault(f"{where}: {value!r} is none of {', '.join(known)}")
    return str(value)


def read_day(value: object) -> str:
    """A day of ten characters."""
    if not isinstance(value, str) or not _DAY.fullmatch(value):
        raise FormatFault(f"day: {value!r} is no day such as 2026-11-30")
    return value
