"""What the explorer says: the words of the cards, and its own."""

from __future__ import annotations

import json
from fractions import Fraction
from functools import cache
from importlib import resources

from graph_kb.views.cards import Words
from graph_kb.views.cards.words import LANGUAGES

__all__ = ["LANGUAGES", "Texts"]


class Texts(Words):
    """One language."""

    def __call__(self, key: str, **parts: object) -> str:
        """The text of a key, with its parts put in."""
        own = _texts().get(key)
        return own[self.language].format_map(parts) if own else super().__call__(key, **parts)

    def figure(self, value: float | None, unit: str | None = None, *, is_most: bool = False) -> str:
        """A number that answers tell, with its unit, as the language writes it."""
        return self.amount(None if value is None else Fraction(value), unit, is_most=is_most).text


@cache
def _texts() -> dict[str, dict[str, str]]:
    file = resources.files("graph_kb.views.explorer").joinpath("texts.json")
    found: dict[str, dict[str, str]] = json.loads(file.read_text(encoding="utf-8"))
    return found
