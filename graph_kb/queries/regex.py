"""Which regular expressions may run: Neo4j's time limit does not stop one once it has started.

The matcher of Java backtracks. Its time grows with the length of the text to the power of the open repeats,
and doubles with each further choice, so both are few and a group never repeats.
"""

from __future__ import annotations

import re

MAX_OPEN_REPEATS = 2
MAX_CHOICES = 4
MAX_REPEAT = 100

_ESCAPED_OR_CLASS = re.compile(r"\\.|\[(?:\\.|[^\]\\])*\]", re.DOTALL)
_COUNTED = re.compile(r"\{(\d+)(?:(,)(\d*))?\}")


def fault_of_regex(literal: str) -> str | None:
    """Why a regular expression is refused, or None.

    Args:
        literal: The string as written in Cypher, with its quotes; its escapes are known to be sound.

    Returns:
        What it holds that could run for ever.
    """
    pattern = literal[1:-1].replace("\\\\", "\\")
    if re.search(r"\\[1-9kQu]", pattern):
        return "a reference back to a group, a quotation or a unicode escape"
    plain = _ESCAPED_OR_CLASS.sub("x", pattern.replace("(?i)", "").replace("(?:", "("))
    if "(?" in plain:
        return "a flag or look-around other than (?i)"
    if re.search(r"\)[*+?{]", plain):
        return "a group that repeats"
    return _fault_of_counts(plain)


def _fault_of_counts(plain: str) -> str | None:
    """Too many or too long repeats in a pattern whose escapes and classes are taken out."""
    counted = _COUNTED.findall(plain)
    if any(len(number) > 3 or int(number or 0) > MAX_REPEAT for low, _, high in counted for number in (low, high)):
        return f"a repeat above {MAX_REPEAT}"
    without = _COUNTED.sub("", plain)
    open_repeats = sum(comma == "," and not high for _, comma, high in counted)
    open_repeats += without.count("*") + without.count("+")
    if open_repeats > MAX_OPEN_REPEATS:
        return f"more than {MAX_OPEN_REPEATS} repeats without end"
    choices = without.count("?") + without.count("(") + sum(bool(high) for _, _, high in counted)
    return f"more than {MAX_CHOICES} choices" if choices > MAX_CHOICES else None
