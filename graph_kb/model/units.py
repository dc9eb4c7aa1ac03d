"""Units: checked and converted with pint, never assumed.

Amounts are kept in one canonical unit per dimension, so that a sum over streams is a sum. What the source
wrote is kept beside it in the property `stated`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from graph_kb.errors import UnitError

if TYPE_CHECKING:
    from pint import UnitRegistry

CANONICAL = ("t", "m3", "Nm3", "MWh", "MW", "EUR", "km", "degC", "K", "h", "1", "%", "count")
"""Units the graph keeps amounts in."""

PERIODS = {"a": "year", "yr": "year", "year": "year", "y": "year", "month": "month", "mo": "month"}
PERIODS |= {"d": "day", "day": "day", "h": "hour", "hour": "hour"}

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
)
_PINT = {"m3": "m**3", "1": "dimensionless"}
_SCALE = {"thousand": 1e3, "million": 1e6, "billion": 1e9}
_SPELLINGS = {
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
_SPELLINGS |= {"t CO2e": "t", "t CO2": "t"} | dict.fromkeys(_COUNTED, "count")


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
    """Read a unit as written in a table: 't/a', 'million m3/a', 'GWh', 'kg', '°C'.

    Raises:
        UnitError: The unit is unknown or of a dimension that the graph does not keep.
    """
    written = _spelt(text)
    if written in CANONICAL:
        return Quantity(written, 1.0, None)
    scale, rest = _scaled(written)
    amount, period = _per_period(rest)
    return _canonical(text, amount, scale, period)


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
    words = re.sub(r"\s+", " ", text.strip())
    for spelling, meant in _SPELLINGS.items():
        words = re.sub(rf"(?<![A-Za-z]){re.escape(spelling)}(?![A-Za-z])", meant, words)
    return words


def _scaled(text: str) -> tuple[float, str]:
    head, _, tail = text.partition(" ")
    return (_SCALE[head], tail) if head in _SCALE and tail else (1.0, text)


def _per_period(text: str) -> tuple[str, str | None]:
    amount, _, denominator = text.rpartition("/")
    period = PERIODS.get(denominator.strip())
    return (amount.strip(), period) if amount and period else (text, None)


def _canonical(text: str, amount: str, scale: float, period: str | None) -> Quantity:
    if amount in CANONICAL and amount not in ("km", "h"):
        return Quantity(amount, scale, period)
    for unit in ("t", "m3", "Nm3", "MWh", "MW", "EUR", "km", "h", "1"):
        factor = _factor(amount, unit)
        if factor is not None:
            return Quantity(unit, scale * factor, period)
    if "/" in amount:
        return _ratio(amount, scale, period)
    raise UnitError(
        f"unit {text!r} is unknown",
        hint="use t, kg, m3, Nm3, MWh, GWh, MW, EUR, km or °C, with /a, /month, /d or /h for a flow",
        unit=text,
    )


def _ratio(amount: str, scale: float, period: str | None) -> Quantity:
    above, below = (quantity(part) for part in amount.split("/", 1))
    return Quantity(f"{above.unit}/{below.unit}", scale * above.factor / below.factor, period)


def _factor(amount: str, unit: str) -> float | None:
    """Factor from one unit to another of the same dimension, or None."""
    import pint

    units = registry()
    try:
        found = units.Quantity(1.0, units.parse_units(amount))
        return float(found.to(_PINT.get(unit, unit)).magnitude)
    except (pint.errors.PintError, ValueError, TypeError, AttributeError, AssertionError, KeyError):
        return None
