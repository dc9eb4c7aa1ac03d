"""Recovery and disposal operations (R and D codes) and hazardous properties (HP codes)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Literal

from graph_kb.reference.tables import rows


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
