"""What chains are ranked by: four objectives, sums of them with weights, and their units."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import fields
from typing import Any

from graph_kb.errors import UsageError
from graph_kb.queries.suggestion import did_you_mean
from graph_kb.symbiosis.prepare import Weights

NAMES = tuple(one.name for one in fields(Weights))
WEIGHTED = "weighted"
OBJECTIVES = {name: Weights(**{name: 1.0}) for name in NAMES}
UNITS = {"amount": "unit of the source/year", "net_value": "EUR/year", "co2e": "kg CO2e/year", "distance": "-km"}
"""Unit of each objective; the certificate of a chain has the unit of its source for the first."""
WRITTEN = "net_value=1,co2e=0.1,distance=2"
"""How weights are written in one line."""


def plain(name: object) -> str:
    """A name as people may write it, such as `net value`, `net-value` or `CO2e`, as the engine has it."""
    return str(name).strip().lower().replace(" ", "_").replace("-", "_")


def weights_of(given: Weights | Mapping[str, float] | str) -> Weights:
    """Weights of a weighted objective: 1 for each unit of the source, EUR, kg CO2e and kilometre of the line.

    Args:
        given: Weights, numbers by name, or a text such as `net_value=1,co2e=0.1,distance=2`.

    Raises:
        UsageError: A name is unknown or comes twice, or a weight is no number from 0 up.
    """
    if isinstance(given, Weights):
        return given
    found: dict[str, float] = {}
    for name, value in _pairs(given):
        if name in found:
            raise UsageError(f"the weight {name} is given twice", hint="give one of them")
        found[_known(name)] = _number(name, value)
    if not any(found.values()):
        raise UsageError("no weight is above 0: every chain would be worth the same", hint=f"write {WRITTEN}")
    return Weights(**found)


def _pairs(given: Mapping[str, float] | str) -> Iterator[tuple[str, Any]]:
    """Names and values as they were given."""
    if isinstance(given, Mapping):
        yield from ((plain(name), value) for name, value in given.items())
        return
    for part in given.split(","):
        name, equals, value = part.partition("=")
        if not equals:
            raise UsageError(f"{part.strip()!r} is no weight", hint=f"write name=number, such as {WRITTEN}")
        yield plain(name), value.strip()


def _known(name: str) -> str:
    if name not in NAMES:
        near = did_you_mean(name, NAMES)
        raise UsageError(f"nothing is weighed by {name!r}", hint=f"{near} use {', '.join(NAMES)}".strip())
    return name


def _number(name: str, value: Any) -> float:
    """A weight. One below 0 would ask for the worst chains, which the search has no bounds for."""
    try:
        number = float(value)
    except (TypeError, ValueError):
        number = math.nan
    if not (math.isfinite(number) and number >= 0):
        raise UsageError(f"the weight {name} is {value!r}", hint=f"use a number from 0 up, such as {WRITTEN}")
    return number
