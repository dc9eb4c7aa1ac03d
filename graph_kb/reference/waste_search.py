"""Find waste codes by words: BM25 over titles in English, Finnish and Swedish."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping
from datetime import date
from functools import lru_cache

from graph_kb.reference.list_of_waste import WasteCode, list_of_waste, version_day

_WORD = re.compile(r"[^\W\d_]{2,}")
_EXCLUDED = re.compile(r"\(?\b(?:others? than|except|excluding|muut kuin)\b.*", re.IGNORECASE)
_COMMON = frozenset(
    (
        "and",
        "or",
        "of",
        "the",
        "from",
        "not",
        "other",
        "for",
        "waste",
        "wastes",
        "ja",
        "tai",
        "muut",
        "och",
        "annat",
    )
)
_STEM_LETTERS = 6
_OWN_TITLE_WEIGHT = 2
_K1, _B = 1.5, 0.75

Index = Mapping[str, Mapping[str, float]]
"""Score that each word gives to each code that has it."""


def search(text: str, limit: int = 5, on: date | None = None) -> list[WasteCode]:
    """Waste codes whose titles share words with a text, best first; none when no word is shared.

    Words count by BM25 (Robertson and Zaragoza 2009, k1 = 1.5, b = 0.75) over the title, counted twice, and
    the sub-chapter's title. They are cut to six letters, so that "battery" finds "batteries". What a title
    excludes ("other than ...") does not count, and codes for wastes not specified come last. Words alone
    cannot say whether a waste is hazardous: look at `mirrors()` of what is found.

    Args:
        text: A description in English, Finnish or Swedish.
        limit: Largest number of codes.
        on: Day the codes must be in force; today when missing.
    """
    index = _index(version_day(on))
    scores: dict[str, float] = {}
    for word in sorted(set(_words(text))):
        for code, score in index.get(word, {}).items():
            scores[code] = scores.get(code, 0.0) + score
    best = sorted(scores, key=lambda code: (code.endswith("99"), -scores[code], code))
    listed = list_of_waste(on)
    return [listed[code] for code in best[:limit]]


@lru_cache(maxsize=4)
def _index(day: str) -> Index:
    listed = list_of_waste(date.fromisoformat(day))
    counts = {code: _counts(row, listed[code[:4]]) for code, row in listed.items() if row.level == "code"}
    mean_length = sum(map(Counter.total, counts.values())) / len(counts)
    codes_with = Counter(word for words in counts.values() for word in words)
    index: dict[str, dict[str, float]] = {}
    for code, words in counts.items():
        damping = _K1 * (1 - _B + _B * words.total() / mean_length)
        for word, count in words.items():
            rarity = math.log(1 + (len(counts) - codes_with[word] + 0.5) / (codes_with[word] + 0.5))
            index.setdefault(word, {})[code] = rarity * count * (_K1 + 1) / (count + damping)
    return index


def _counts(row: WasteCode, heading: WasteCode) -> Counter[str]:
    own = [word for title in _titles(row) for word in _words(title)]
    return Counter(own * _OWN_TITLE_WEIGHT + [word for title in _titles(heading) for word in _words(title)])


def _titles(row: WasteCode) -> list[str]:
    return [_EXCLUDED.sub("", title) for title in (row.title, row.title_fi, row.title_sv) if title]


def _words(text: str) -> list[str]:
    return [word[:_STEM_LETTERS] for word in _WORD.findall(text.lower()) if word not in _COMMON]
