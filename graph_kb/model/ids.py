"""Stable ids: readable where a name is all there is, the register's own where it has one."""

from __future__ import annotations

import hashlib
import re
import unicodedata

_FOLD = str.maketrans({"ø": "o", "Ø": "O", "ß": "ss", "æ": "ae", "Æ": "Ae", "đ": "d", "ł": "l", "Ł": "L", "&": " and "})
_LONGEST = 80


def slug(text: str) -> str:
    """Text as lower-case ASCII words joined by hyphens: 'Ämmässuo eco-industrial centre' to 'ammassuo-eco-...'.

    A text that is too long, or that has no ASCII letters or digits at all, ends in a hash so that two
    different texts keep two different slugs.
    """
    folded = unicodedata.normalize("NFKD", text.translate(_FOLD)).encode("ascii", "ignore").decode()
    words = re.sub(r"[^a-z0-9]+", "-", folded.lower()).strip("-")
    if words and len(words) <= _LONGEST:
        return words
    tail = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:10]
    return f"{words[:_LONGEST].rstrip('-')}-{tail}" if words else f"x-{tail}"


def node_id(prefix: str, *parts: str) -> str:
    """Id made of a prefix and the slugs of its parts: prefix facility and Ämmässuo give `facility:ammassuo`."""
    return f"{prefix}:{'/'.join(slug(part) for part in parts)}"


def digest(*parts: str) -> str:
    """Short hash of texts, for ids of things that have no name (claims). Part borders count."""
    joined = "\x1f".join(parts)
    return hashlib.sha256(joined.encode("utf-8", "surrogatepass")).hexdigest()[:16]
