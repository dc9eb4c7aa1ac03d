"""Texts, numbers, months and units as people of one language read them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from decimal import ROUND_HALF_UP, Context, Decimal
from fractions import Fraction
from functools import cache
from importlib import resources
from typing import NamedTuple

from graph_kb.errors import UsageError
from graph_kb.views.cards.languages import filled, joined

LANGUAGES = ("en", "fi", "sv")
DIGITS = 3
"""Significant digits of amounts."""
_SEPARATORS = {"en": (",", "."), "fi": ("\u00a0", ","), "sv": ("\u00a0", ",")}
_UNITS = {"m3": "m³", "Nm3": "Nm³"}
_LARGEST, _EXACT_BITS = 15, 256
"""Powers of ten that are written out, and bits of exact values that are told."""


class Shown(NamedTuple):
    """A number as it is written, and its exact value for those who point at it."""

    text: str
    exact: str = ""


class Words:
    """One language.

    Args:
        language: One of `LANGUAGES`.

    Raises:
        UsageError: There is no such language.
    """

    def __init__(self, language: str) -> None:
        if language not in LANGUAGES:
            raise UsageError(f"there are no cards in {language!r}", hint=f"take one of {', '.join(LANGUAGES)}")
        self.language = language

    def __call__(self, key: str, **parts: object) -> str:
        """The text of a key, with its parts put in."""
        return filled(texts()[key][self.language], parts)

    def knows(self, key: str) -> bool:
        """Whether there is such a text."""
        return key in texts()

    def number(self, number: Fraction) -> str:
        """A number with few digits."""
        rounded = _rounded(number)
        if rounded.adjusted() >= _LARGEST or (rounded and rounded.adjusted() < -_LARGEST):
            return self._signed(f"{rounded:.2e}".replace("e+", " × 10^").replace("e", " × 10^"))
        return self._signed(f"{rounded:,f}")

    def amount(self, number: Fraction | None, unit: str | None = None, *, is_most: bool = False) -> Shown:
        """An amount with its unit, and a mark where it is the most that there can be."""
        if number is None:
            return Shown(self("unknown"))
        after, mark = f"\u00a0{self.unit(unit)}" if unit else "", "≤\u00a0" if is_most else ""
        exact = self.exact(number)
        return Shown(f"{mark}{self.number(number)}{after}", f"{mark}{exact}{after}" if exact else "")

    def exact(self, number: Fraction) -> str:
        """The exact value: in decimals where they end soon, else as a fraction."""
        if max(number.numerator.bit_length(), number.denominator.bit_length()) > _EXACT_BITS:
            return ""
        scaled = number * 10**6
        if scaled.denominator != 1:
            return f"{number.numerator}/{number.denominator}"
        return self._signed(f"{(Decimal(scaled.numerator).scaleb(-6, _WIDE)).normalize(_WIDE):,f}")

    def unit(self, unit: str | None) -> str:
        """A unit as it is printed: of activities such as `MWh heat`, what is counted in the language of the card."""
        symbol, _, counted = (unit or "").partition(" ")
        key = f"unit_{counted.replace(' ', '_')}"
        told = self(key) if self.knows(key) else counted
        return f"{_UNITS.get(symbol, symbol)} {told}".rstrip()

    def km(self, number: Fraction | None, *, is_rough: bool = False) -> Shown:
        """A distance, with a mark where a place is known only roughly."""
        shown = self.amount(number, "km")
        return Shown(f"~{shown.text}", f"~{shown.exact}" if shown.exact else "") if is_rough else shown

    def months(self, months: Sequence[int]) -> str:
        """Months in their order, with a dash between the first and the last of a run."""
        runs: list[list[int]] = []
        for month in months:
            if runs and month == runs[-1][-1] % 12 + 1:
                runs[-1].append(month)
            else:
                runs.append([month])
        return ", ".join(self._run(run) for run in runs)

    def list(self, parts: Iterable[str]) -> str:
        """Several words."""
        return joined(tuple(parts), ", ")

    def _run(self, run: Sequence[int]) -> str:
        ends = [run[0], run[-1]] if len(run) > 1 else run
        return "–".join(self(f"month_{month}") for month in ends)

    def _signed(self, plain: str) -> str:
        group, point = _SEPARATORS[self.language]
        return plain.replace(",", "\0").replace(".", point).replace("\0", group).replace("-", "−")


_FEW = Context(prec=DIGITS, rounding=ROUND_HALF_UP)
_WIDE = Context(prec=100)


def _rounded(number: Fraction) -> Decimal:
    """A number with few significant digits and no zeros behind them."""
    wide = _WIDE.divide(_WIDE.create_decimal(number.numerator), _WIDE.create_decimal(number.denominator))
    rounded = _FEW.plus(wide).normalize(_FEW)
    return rounded or Decimal(0)


@cache
def texts() -> dict[str, dict[str, str]]:
    """All texts: by key, then by language."""
    file = resources.files("graph_kb.views.cards").joinpath("texts.json")
    found: dict[str, dict[str, str]] = json.loads(file.read_text(encoding="utf-8"))
    return found
