"""Mirror entries: pairs of codes of which one is hazardous and the other refers to it in its title."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from graph_kb.model import WasteCode

_CODE = r"\d{2} \d{2} \d{2}"
_REFERENCE = re.compile(
    rf"others? than (?:those|that|the wastes) mentioned in ({_CODE}(?:(?:, | and | or | to ){_CODE})*)"
)
_RANGE = re.compile(rf"({_CODE})(?: to ({_CODE}))?")


def mentioned(title: str) -> Iterator[tuple[str, str]]:
    """First and last code, digits only, of each range that a title excludes; equal for a single code.

    "wood other than that mentioned in 19 12 06" excludes ("191206", "191206").
    """
    for reference in _REFERENCE.finditer(title):
        for first, last in _RANGE.findall(reference.group(1)):
            yield first.replace(" ", ""), (last or first).replace(" ", "")


def mirror_pairs(codes: Mapping[str, WasteCode]) -> list[tuple[str, str]]:
    """Pairs (code that is not hazardous, hazardous code) of one version of the list, sorted.

    The rule is the list's own cross-reference: the title of the first says "other than those mentioned in"
    the second. A few such pairs are read elsewhere as two absolute entries, because what the waste is
    decides between them and not what it contains (medicines, for one); the title joins them all the same.
    """
    return sorted(
        {
            (code.code, other.code)
            for code in codes.values()
            if code.hazardous is False
            for first, last in mentioned(code.title)
            for other in codes.values()
            if other.hazardous and first <= other.code <= last
        }
    )
