"""Limits that keep a statement from running for ever, and the literals they are read from.

A time limit of the engine is the last word; these stop what an engine cannot interrupt or what fills memory
before the clock is looked at.
"""

from __future__ import annotations

import re

MAX_CHARACTERS = 20_000
MAX_NESTING = 40
MAX_HOPS = 15
MAX_RANGE = 100_000

_INTEGER = re.compile(r"0|[1-9][0-9]{0,17}")
_ESCAPE = re.compile(r"\\(u[0-9a-fA-F]{4}|.?)", re.DOTALL)
_STRUCTURAL = frozenset("'\"`\\")


def integer(text: str) -> int | None:
    """Value of a plain decimal literal without sign, or None: engines differ on `017` and `0xF`."""
    return int(text) if _INTEGER.fullmatch(text) else None


def fault_of_string(literal: str) -> str | None:
    r"""What is wrong with the escapes of a quoted string, or None.

    Neo4j decodes `\uXXXX` before it looks for the closing quote: an escape that stands for a quote, backslash
    or control character moves the end of the string. `\U` is an escape for some engines and none for others.
    """
    for match in _ESCAPE.finditer(literal[1:-1]) if "\\" in literal else ():
        escape = match.group(1)
        if len(escape) == 5:
            letter = chr(int(escape[1:], 16))
            if letter in _STRUCTURAL or not letter.isprintable():
                return f"a unicode escape for a quote, backslash or invisible character (\\{escape})"
        elif escape in ("u", "U"):
            return f"a broken unicode escape (\\{escape})"
    return None
