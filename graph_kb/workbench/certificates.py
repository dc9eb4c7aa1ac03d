"""Certificates by what people give: a file, or enough of the hash."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from graph_kb.errors import GraphKBError, NotFound, UsageError

LEAST = 6
"""Characters of a hash that are enough to ask by."""
_SHOWN, _SHORT = 6, 12
_HASH = re.compile(r"[0-9a-f]{1,64}")


def file_of(home: Path, given: str) -> Path:
    """The file of a certificate that is named by its path, its hash or the beginning of it, in any case of letters.

    Raises:
        UsageError: The beginning is too short, or that of no certificate or of several; the hint lists those that fit.
    """
    start = given.lower()
    if Path(given).exists() or not _HASH.fullmatch(start):
        return Path(given)
    return kept_file(home, start)


def kept_file(home: Path, start: str) -> Path:
    """The file of a certificate that is kept, by the beginning of its hash, never by the name of a file.

    Raises:
        UsageError: The beginning is too short, or that of no certificate or of several; the hint lists those that fit.
    """
    from graph_kb.symbiosis.certifying import folder_of

    fitting = sorted(folder_of(home).glob(f"{start}*.json")) if _HASH.fullmatch(start) else []
    _demand_one(start, [file.stem for file in fitting])
    return fitting[0]


def texts_in(home: Path, hash_: str) -> frozenset[str] | None:
    """Every text in a certificate that is kept, see `texts_of`; None where none that can be read has this hash."""
    try:
        return _texts_in(home, hash_)
    except (GraphKBError, OSError):
        return None


@lru_cache(maxsize=10_000)
def _texts_in(home: Path, hash_: str) -> frozenset[str]:
    """A certificate never changes; one that is missing may come, and errors are not kept."""
    from graph_kb.symbiosis.certifying import path_of, read_file

    return frozenset(texts_of(read_file(path_of(home, hash_))))


def texts_of(value: Any) -> Iterator[str]:
    """Every text within, those that are ids of relationships as their parts."""
    if isinstance(value, str):
        yield from value.split("|")
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            yield from texts_of(key)
            yield from texts_of(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from texts_of(inner)


def kept_hash(home: Path, given: str) -> str:
    """The whole hash of a certificate that is kept.

    Raises:
        UsageError: As for `file_of`, or it is a file somewhere else.
    """
    from graph_kb.symbiosis.certifying import folder_of, path_of

    file = file_of(home, given)
    if file.resolve().parent != folder_of(home).resolve() or not path_of(home, file.stem).exists():
        hint = f"give the hash of one that is kept in {folder_of(home)}"
        raise UsageError(f"{given!r} is no certificate that is kept", hint=hint)
    return file.stem


def _demand_one(given: str, fitting: list[str]) -> None:
    if len(given) < LEAST:
        hint = f"give {LEAST} characters of the hash at least; {_listed(fitting)}"
        raise UsageError(f"{given!r} is too short for the beginning of a hash", hint=hint)
    if not fitting:
        raise NotFound(f"no certificate begins with {given!r}", hint=_listed(fitting))
    if len(fitting) != 1:
        raise UsageError(f"{len(fitting)} certificates begin with {given!r}", hint=_listed(fitting))


def _listed(hashes: list[str]) -> str:
    """Those that fit, so many that one sees them, each as long as tells it from the others."""
    if not hashes:
        return "none that is kept begins so; `graph-kb chains` finds chains and keeps their certificates"
    length = next((size for size in range(_SHORT, 64) if len({one[:size] for one in hashes}) == len(hashes)), 64)
    more = f" and {len(hashes) - _SHOWN} more" if len(hashes) > _SHOWN else ""
    return f"those that begin so: {', '.join(one[:length] for one in hashes[:_SHOWN])}{more}"
