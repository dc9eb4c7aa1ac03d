"""Certificates by what people give: a file, or enough of the hash."""

from __future__ import annotations

import re
from pathlib import Path

from graph_kb.errors import UsageError

LEAST = 6
"""Characters of a hash that are enough to ask by."""
_SHOWN, _SHORT = 6, 12
_HASH = re.compile(r"[0-9a-f]{1,64}")


def file_of(home: Path, given: str) -> Path:
    """The file of a certificate that is named by its path, its hash or the beginning of it, in any case of letters.

    Raises:
        UsageError: The beginning is too short, or that of no certificate or of several; the hint lists those that fit.
    """
    from graph_kb.symbiosis.certifying import folder_of

    start = given.lower()
    if Path(given).exists() or not _HASH.fullmatch(start):
        return Path(given)
    fitting = sorted(folder_of(home).glob(f"{start}*.json"))
    _demand_one(given, [file.stem for file in fitting])
    return fitting[0]


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
    if len(fitting) != 1:
        count = f"{len(fitting)} certificates begin" if fitting else "no certificate begins"
        raise UsageError(f"{count} with {given!r}", hint=_listed(fitting))


def _listed(hashes: list[str]) -> str:
    """Those that fit, so many that one sees them, each as long as tells it from the others."""
    if not hashes:
        return "none that is kept begins so; `graph-kb chains` finds chains and keeps their certificates"
    length = next((size for size in range(_SHORT, 64) if len({one[:size] for one in hashes}) == len(hashes)), 64)
    more = f" and {len(hashes) - _SHOWN} more" if len(hashes) > _SHOWN else ""
    return f"those that begin so: {', '.join(one[:length] for one in hashes[:_SHOWN])}{more}"
