"""Properties in words: value with its unit, what it means, for when, how known and from which source."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from pydantic import BaseModel

from graph_kb.model.base import Method
from graph_kb.model.relationships import RELATIONS
from graph_kb.model.schema import NODES, attributes
from graph_kb.views.subgraph import Value

UNCERTAIN = frozenset({Method.ESTIMATED, Method.PLANNED, Method.INFERRED, Method.ASSUMED})
"""Methods that are drawn dashed."""

_PROVENANCE = frozenset({"source_id", "as_of", "method", "load_id", "filled_in"})
_AMOUNTS = frozenset({"amount_min", "amount", "amount_max"})
_IN_AMOUNTS = frozenset({"unit", "period"})
_MAIN_FIGURES = (
    "amount",
    "capacity_per_year",
    "power_mw",
    "tonnes_per_year",
    "stock_limit_t",
    "ratio",
    "population",
    "temperature_c",
)
_SPELLINGS = {"deg": "°", "degC": "°C", "1": "", "m3": "m³", "Nm3": "Nm³", "kg CO2e": "kg CO₂e"}


@dataclass(frozen=True)
class Meaning:
    """What a property says, and in which unit by the schema."""

    text: str
    unit: str


@dataclass(frozen=True)
class Fact:
    """One property of one node or link.

    Attributes:
        name: Name of the property in the graph.
        text: Value with its unit.
    """

    name: str
    text: str


@dataclass(frozen=True)
class Origin:
    """Provenance in words; empty where unknown."""

    as_of: str
    method: str
    source: str


@cache
def meanings(owner: str) -> Mapping[str, Meaning]:
    """Meaning of each property of a label or relationship type, in the order of the schema."""
    rows = (row for model in _models(owner) for row in attributes(owner, model))
    texts = {row.name: (row.text.removesuffix(".").replace("`", ""), row.unit) for row in rows}
    return MappingProxyType({name: Meaning(*told) for name, told in texts.items()})


def facts(owner: str, properties: Mapping[str, Value], activity: str = "") -> list[Fact]:
    """All properties that have a value, those of the schema first; provenance stands apart.

    Unit and period are no facts of their own where they stand with the amounts.

    Args:
        owner: Label or relationship type.
        properties: Properties as the graph keeps them.
        activity: For inputs and outputs, what one unit of the process's activity is.
    """
    known = meanings(owner)
    told = _PROVENANCE | (_IN_AMOUNTS if _AMOUNTS & properties.keys() else frozenset())
    there = [name for name, value in properties.items() if name not in told and value not in (None, [], "")]
    names = [*(name for name in known if name in there), *(name for name in there if name not in known)]
    return [
        Fact(name, _with_unit(_words(properties[name]), unit_in_words(_unit_of(owner, name), properties, activity)))
        for name in names
    ]


def main_figure(owner: str, properties: Mapping[str, Value], activity: str = "") -> str:
    """The figure to show first, with its interval and unit; empty where there is none."""
    name = next((name for name in _MAIN_FIGURES if _is_number(properties.get(name))), "")
    low, high = properties.get("amount_min"), properties.get("amount_max")
    interval = f"{_words(low)}–{_words(high)}" if _is_number(low) and _is_number(high) else ""
    if not name and not interval:
        return ""
    unit = unit_in_words(_unit_of(owner, name or "amount_min"), properties, activity)
    if not name:
        return _with_unit(interval, unit)
    text = _with_unit(_words(properties[name]), unit)
    return f"{text} ({interval})" if name == "amount" and interval else text


def origin(properties: Mapping[str, Value], sources: Mapping[str, str]) -> Origin:
    """Date, method and source; the id stands for a source whose title is not given."""
    source_id = str(properties.get("source_id") or "")
    return Origin(
        as_of=str(properties.get("as_of") or ""),
        method=str(properties.get("method") or ""),
        source=sources.get(source_id, source_id),
    )


def is_uncertain(properties: Mapping[str, Value]) -> bool:
    """Whether it is estimated, planned, inferred or assumed, by its method or its status."""
    return properties.get("method") in UNCERTAIN or properties.get("status") == "planned"


def unit_in_words(unit: str, properties: Mapping[str, Value], activity: str = "") -> str:
    """Unit of the schema with the words "unit" and "activity" replaced by what they stand for here."""
    own = _spelt(str(properties.get("unit") or ""))
    what = str(properties.get("activity_unit") or "")
    if unit == "as unit":
        return _amount_unit(own, str(properties.get("period") or ""), activity)
    if own:
        unit = re.sub(r"\bunit\b(?! of)", own, unit)
    return re.sub(r"\bactivity\b", what, unit) if what else _spelt(unit)


def _amount_unit(own: str, period: str, activity: str) -> str:
    if not own:
        return "(unit not given)"
    if activity:
        return f"{own} per {activity}"
    return f"{own}, once" if period == "once" else f"{own}/{period}" if period else own


def _models(owner: str) -> Iterator[type[BaseModel]]:
    if owner in NODES:
        yield NODES[owner]
    elif owner in RELATIONS:
        yield RELATIONS[owner][0].properties


def _unit_of(owner: str, name: str) -> str:
    """Unit by the schema; an amount that the schema does not know has its unit beside it all the same."""
    meaning = meanings(owner).get(name)
    if meaning is None:
        return "as unit" if name in _AMOUNTS else ""
    return meaning.unit


def _is_number(value: Value | None) -> bool:
    if isinstance(value, bool):
        return False
    return isinstance(value, int) or (isinstance(value, float) and math.isfinite(value))


def _with_unit(text: str, unit: str) -> str:
    return text + unit if unit in ("°", "%") else f"{text} {unit}".rstrip()


def _spelt(unit: str) -> str:
    return _SPELLINGS.get(unit, unit).replace("kg CO2e/", "kg CO₂e/")


def _words(value: Value | None) -> str:
    """A value as people write it: 12,000 and 0.35, yes and no, lists with commas."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return number_in_words(value)
    if isinstance(value, list | tuple):
        return ", ".join(_words(part) for part in value)
    return str(value)


def number_in_words(value: float) -> str:
    """Six significant digits, thousands set apart by commas; integers in full."""
    if isinstance(value, int) or not math.isfinite(value):
        return f"{value:,}"
    if value == 0 or not 1e-6 <= abs(value) < 1e15:
        return f"{value:.6g}"
    decimals = max(0, 5 - math.floor(math.log10(abs(value))))
    text = f"{value:,.{decimals}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
