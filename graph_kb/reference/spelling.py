"""How people spell codes and names, and which valid one is nearest to a wrong one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

_BLANKS = "\u00a0\u2000\u2001\u2002\u2003\u2007\u2009\u200a\u202f\u3000\t\r\n"
_DASHES = "\u2010\u2011\u2012\u2013\u2014\u2212"
_ASTERISKS = "\u2217\ufe61\uff0a"
_SAME = str.maketrans(dict.fromkeys(_BLANKS, " ") | dict.fromkeys(_DASHES, "-") | dict.fromkeys(_ASTERISKS, "*"))
_NUMBER = re.compile(r"([0-9]+)[.,]0+")


def plain(text: str) -> str:
    """Text with one kind of blank, dash and asterisk, no blanks at the ends and none doubled."""
    return " ".join(text.translate(_SAME).split())


def whole_number(text: str) -> str:
    """Digits of a number that a spreadsheet wrote with decimals: '170504.0' to '170504'; others unchanged."""
    found = _NUMBER.fullmatch(text)
    return found.group(1) if found else text


def nearest_names(text: str, names: Mapping[str, str], limit: int = 3, least: float = 60) -> list[str]:
    """Keys of the names most like a text, best first; none when nothing is alike.

    Args:
        text: What was written.
        names: Name of each key. Several keys may have the same name.
        limit: Largest number of keys.
        least: Least likeness, 0 to 100 (rapidfuzz token ratio, case ignored).
    """
    from rapidfuzz import fuzz, process, utils

    found = process.extract(
        text,
        names,
        scorer=fuzz.token_ratio,
        processor=utils.default_process,
        limit=limit,
        score_cutoff=least,
    )
    return [key for _, _, key in found]


def nearest_codes(digits: str, codes: Iterable[str], limit: int = 3) -> list[str]:
    """Codes that differ from the digits by the fewest typing slips, then by the smallest number.

    A slip is a digit too many, missing, wrong or swapped with its neighbour (optimal string alignment). The
    last pair is the one most often wrong: codes of the same sub-chapter count one slip less.
    """
    from rapidfuzz.distance import OSA

    def slips(code: str) -> tuple[int, int, str]:
        return OSA.distance(digits, code) - (code[:4] == digits[:4]), abs(int(digits) - int(code)), code

    return sorted(codes, key=slips)[:limit]
