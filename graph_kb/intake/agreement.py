"""What several rows say about one record: whether they agree, and what they say together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from graph_kb.intake.checks import AMOUNT_NAMES
from graph_kb.intake.mapping import PROVENANCE

_SAID_BY = (*PROVENANCE, "load_id")


def disagreements(one: Mapping[str, Any], other: Mapping[str, Any]) -> list[str]:
    """Properties that two statements give different values; a missing value agrees with any.

    Who says it, for when and how is no disagreement. An amount agrees as a whole or not at all: its bounds and
    its unit mean nothing apart.
    """
    both = one.keys() & other.keys()
    found = {name for name in both if one[name] != other[name]}
    if both & set(AMOUNT_NAMES):
        found |= {name for name in AMOUNT_NAMES if one.get(name) != other.get(name)}
    return sorted(found.difference(_SAID_BY))


def together(statements: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """One record from statements that agree: every value, with the provenance of the latest statement.

    The order of the statements does not matter.
    """
    ordered = sorted(statements, key=lambda said: [str(said.get(name)) for name in ("as_of", "source_id", "method")])
    return {name: value for said in ordered for name, value in said.items()}
