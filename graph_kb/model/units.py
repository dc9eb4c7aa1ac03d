"""Units: checked and converted with pint, never assumed.

Amounts are kept in one canonical unit per dimension, so that a sum over streams is a sum. What the source
wrote is kept beside it in the property `stated`.

Only the units listed here are read. pint alone would read almost any letters: `pcs` as parsecs, `mWh` (written
for MWh) as a thousandth of a watt-hour, `mt` as a kilogram.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NoReturn

from graph_kb.errors import UnitError

if TYPE_CHECKING:
    from pint import UnitRegistry

RESOURCE_UNITS = ("t", "m3", "Nm3", "MWh", "h")
"""Units that amounts of resources are kept in."""
CANONICAL = ("t", "m3", "Nm3", "MWh", "MW", "EUR", "km", "degC", "K", "h", "1", "%", "count")
"""Units the graph keeps amounts in."""

PERIODS = {"a": "year", "yr": "year", "year": "year", "y": "year", "month": "month", "mo": "month"}
PERIODS |= {"d": "day", "day": "day", "h": "hour", "hour": "hour"}
_PER_HOUR = {"min": 60.0, "s": 3600.0}
"""Periods the graph does not keep, with how often they fit into an hour."""

_NAMES = {
    "t": "mg g kg t",
    "m3": "ml dl l hl liter litre m3 m^3 m**3",
    "Nm3": "Nm3",
    "MWh": "Wh kWh MWh GWh TWh J kJ MJ GJ TJ PJ",
    "MW": "W kW MW GW",
    "EUR": "EUR kEUR MEUR",
    "km": "m km",
    "h": "s min h d day days",
    "1": "1 ppm",
}
"""Names that are read, by the canonical unit they convert to."""
_UNIT_OF = {name: unit for unit, names in _NAMES.items() for name in names.split()}

_COUNTED = (
    "persons",
    "inhabitants",
    "users",
    "companies",
    "organisations",
    "flats",
    "homes",
    "notices",
    "partners",
    "units",
    "jobs",
    "pieces",
    "pcs",
)
_PINT = {"m3": "m**3", "m^3": "m**3", "1": "dimensionless"}
_SCALE = {"thousand": 1e3, "million": 1e6, "billion": 1e9}
_SPELLINGS = {
    "M€": "million EUR",
    "k€": "thousand EUR",
    "m³": "m3",
    "Nm³": "Nm3",
    "°C": "degC",
    "€": "EUR",
    "ton": "t",
    "tonne": "t",
    "tonnes": "t",
    "tons": "t",
}
_SPELLINGS |= {"kt": "thousand t", "Mt": "million t"}  # pint reads kt as knot
_SPELLINGS |= {f"{mass} {gas}": mass for mass in ("t", "kg", "g") for gas in ("CO2e", "CO2")}
_SPELLINGS |= dict.fromkeys(_COUNTED, "count")


@dataclass(frozen=True)
class Quantity:
    """A unit split into its canonical unit, the factor to it, and the period it is counted over."""

    unit: str
    factor: float
    period: str | None


@lru_cache(maxsize=1)
def registry() -> UnitRegistry[Any]:
    """The unit registry: pint's own, plus money, normal cubic metres and carbon dioxide equivalents."""
    from pint import UnitRegistry as Registry

    units: UnitRegistry[Any] = Registry(autoconvert_offset_to_baseunit=False)
    units.define("euro = [money] = EUR")
    units.define("normal_cubic_metre = [normal_volume] = Nm3")
    units.define("carbon_dioxide_equivalent = [] = CO2e")
    return units


@lru_cache(maxsize=1024)
def quantity(text: str) -> Quantity:
    """Read a unit as written in a table: 't/a', 'million m3/a', 'GWh', 'kg', '°C', 'l/s', 'kWh/t'.

    Raises:
        UnitError: The unit is unknown or of a dimension that the graph does not keep.
    """
    scale, rest = _scaled(_spelt(text))
    above, slash, below = rest.rpartition("/")
    if slash and below in PERIODS:
        return _over_period(text, above, scale, PERIODS[below])
    if slash and below in _PER_HOUR:
        return _over_period(text, above, scale * _PER_HOUR[below], "hour")
    return _without_period(text, rest, scale)


def convert(value: float, text: str, *, unit: str) -> float:
    """Value in another unit of the same dimension.

    Raises:
        UnitError: The dimensions differ.
    """
    found = quantity(text)
    if found.unit != unit:
        raise UnitError(f"{text!r} cannot be given in {unit}", hint=f"use a unit that converts to {unit}", unit=text)
    return value * found.factor


def _spelt(text: str) -> str:
    words = re.sub(r"\s*/\s*", "/", re.sub(r"\s+", " ", text.strip()))
    for spelling, meant in _SPELLINGS.items():
        words = re.sub(rf"(?<![A-Za-z]){re.escape(spelling)}(?![A-Za-z0-9])", meant, words)
    return words


def _scaled(text: str) -> tuple[float, str]:
    head, _, tail = text.partition(" ")
    return (_SCALE[head], tail) if head in _SCALE and tail else (1.0, text)


def _over_period(text: str, amount: str, scale: float, period: str) -> Quantity:
    found = _without_period(text, amount, scale)
    return Quantity(found.unit, found.factor, period)


def _without_period(text: str, amount: str, scale: float) -> Quantity:
    above, slash, below = amount.partition("/")
    one = _simple(text, above)
    if not slash:
        return Quantity(one.unit, scale * one.factor, None)
    other = _simple(text, below)
    unit = "1" if one.unit == other.unit else f"{one.unit}/{other.unit}"
    return Quantity(unit, _digits(scale * one.factor / other.factor), None)


def _simple(text: str, name: str) -> Quantity:
    if name in CANONICAL:
        return Quantity(name, 1.0, None)
    if name not in _UNIT_OF:
        _refuse(text, name)
    unit = _UNIT_OF[name]
    units = registry()
    found = units.Quantity(1.0, units.parse_units(_PINT.get(name, name))).to(_PINT.get(unit, unit))
    return Quantity(unit, _digits(float(found.magnitude)), None)


def _digits(factor: float) -> float:
    """A factor as people write it: a litre is 0.001 m3, not 0.0010000000000000002."""
    return float(f"{factor:.15g}")


def _refuse(text: str, name: str) -> NoReturn:
    near = [known for known in _UNIT_OF if known.casefold() == name.casefold()]
    known = "t, kg, m3, Nm3, MWh, GWh, MW, EUR, km or °C, with /a, /month, /d or /h for a flow"
    raise UnitError(f"unit {text!r} is unknown", hint=f"did you mean {near[0]}?" if near else f"use {known}", unit=text)
