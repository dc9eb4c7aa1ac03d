"""Recovery and disposal operations (R and D codes) and hazardous properties (HP codes)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Literal

from graph_kb.errors import CodeError
from graph_kb.reference.spelling import plain
from graph_kb.reference.tables import rows

_OPERATION = re.compile(r"([RD]) ?-?0?([0-9]{1,2})")
_PROPERTY = re.compile(r"HP[ _-]?0?([0-9]{1,2})")


@dataclass(frozen=True)
class Operation:
    """A recovery or disposal operation of Directive 2008/98/EC.

    Attributes:
        code: "R1" to "R13" or "D1" to "D15".
        kind: Recovery or disposal.
        title: The Directive's words.
    """

    code: str
    kind: Literal["recovery", "disposal"]
    title: str


@dataclass(frozen=True)
class HazardProperty:
    """A property that makes waste hazardous, Regulation (EU) No 1357/2014.

    Attributes:
        code: "HP 1" to "HP 15".
        title: The Regulation's name for it.
        explanation: What it means, in our words.
    """

    code: str
    title: str
    explanation: str


@lru_cache(maxsize=1)
def operations() -> Mapping[str, Operation]:
    """The 13 recovery and 15 disposal operations by code."""
    made = [
        Operation(row["code"], "recovery" if row["kind"] == "recovery" else "disposal", row["title"])
        for row in rows("operations.csv")
    ]
    return MappingProxyType({operation.code: operation for operation in made})


@lru_cache(maxsize=1)
def hazard_properties() -> Mapping[str, HazardProperty]:
    """The 15 hazardous properties by code."""
    made = [HazardProperty(**row) for row in rows("hazard_properties.csv")]
    return MappingProxyType({found.code: found for found in made})


def find_operation(text: str) -> Operation:
    """Operation of a code as people write it: 'R3', 'r 3', 'R03', 'D 10'.

    Raises:
        CodeError: No such operation.
    """
    found = _OPERATION.fullmatch(plain(text).upper())
    operation = operations().get(f"{found[1]}{found[2]}") if found else None
    if operation:
        return operation
    raise CodeError(f"{text!r} is no recovery or disposal operation", hint=_operation_hint(found), value=text)


def find_hazard_property(text: str) -> HazardProperty:
    """Hazardous property of a code as people write it: 'HP 14', 'HP14', 'hp_4'.

    Raises:
        CodeError: No such property.
    """
    found = _PROPERTY.fullmatch(plain(text).upper())
    hazard = hazard_properties().get(f"HP {found[1]}") if found else None
    if hazard:
        return hazard
    raise CodeError(f"{text!r} is no hazardous property", hint="use HP 1 to HP 15", value=text)


def _operation_hint(found: re.Match[str] | None) -> str:
    if found and found[1] == "R":
        return "recovery operations are R1 to R13"
    if found:
        return "disposal operations are D1 to D15"
    return "use R1 to R13 for recovery, D1 to D15 for disposal"
