"""The names nearest to a misspelt one."""

from __future__ import annotations

from collections.abc import Iterable


def did_you_mean(word: str, names: Iterable[str]) -> str:
    """A question that offers up to three near names, or an empty text when none is near."""
    from difflib import get_close_matches

    near = get_close_matches(word, list(names), n=3, cutoff=0.6)
    return f"did you mean {' or '.join(near)}?" if near else ""
