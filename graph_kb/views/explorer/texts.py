"""What the explorer says, in the languages of those who use it."""

from __future__ import annotations

import json
from fractions import Fraction
from functools import cache
from importlib import resources

from graph_kb.views.cards import Words
from graph_kb.views.cards.words import LANGUAGES

__all__ = ["LANGUAGES", "Texts"]


class Texts:
    """One language.

    Args:
        language: One of `LANGUAGES`.
    """

    def __init__(self, language: str) -> None:
        self.language = language
        self._words = Words(language)

    def __call__(self, key: str, **parts: object) -> str:
        """The text of a key, with its parts put in."""
        return _texts()[key][self.language].format_map(parts)

    def number(self, value: float) -> str:
        """A number with few digits, as the language writes it."""
        return self._words.number(Fraction(value).limit_denominator(10**6))

    def amount(self, value: float | None, unit: str | None, *, is_most: bool = False) -> str:
        """An amount with its unit; `≤` stands before one that is only the most that there can be."""
        if value is None:
            return self("not_known")
        return self._words.amount(Fraction(value).limit_denominator(10**6), unit, is_most=is_most).text


@cache
def _texts() -> dict[str, dict[str, str]]:
    file = resources.files("graph_kb.views.explorer").joinpath("texts.json")
    found: dict[str, dict[str, str]] = json.loads(file.read_text(encoding="utf-8"))
    return found
