"""Certificates as files: `GRAPH_KB_HOME/certificates/HASH.json`, each there as a whole or not at all."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from graph_kb.errors import StoreError, UsageError
from graph_kb.symbiosis.verifying.numbers import FormatFault

LARGEST = 50_000_000
"""Bytes; a certificate has some ten thousand."""
_HASH = re.compile(r"[0-9a-f]{64}")
_ASK = "give a certificate as `graph-kb chains` writes it, or its hash"


def folder_of(home: Path) -> Path:
    """Folder of the certificates."""
    return home / "certificates"


def path_of(home: Path, hash_: str) -> Path:
    """Where the certificate of a hash is kept.

    Raises:
        UsageError: It is no hash: it may come from data, and names a file.
    """
    if not _HASH.fullmatch(hash_):
        raise UsageError(f"{hash_[:80]!r} is no hash of a certificate", hint="a hash has 64 of the letters 0-9 and a-f")
    return folder_of(home) / f"{hash_}.json"


def kept_hashes(home: Path) -> list[str]:
    """Hashes of the certificates that are kept, sorted."""
    return sorted(file.stem for file in folder_of(home).glob("*.json") if _HASH.fullmatch(file.stem))


def remove_file(home: Path, hash_: str) -> None:
    """Remove a certificate; one that is not there, or cannot be by its name, is no fault."""
    if not _HASH.fullmatch(hash_):
        return
    path = path_of(home, hash_)
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        hint = "see that GRAPH_KB_HOME can be written"
        raise StoreError(f"the certificate {path} cannot be removed: {error.strerror}", hint=hint) from error


def write_file(home: Path, certificate: Mapping[str, Any]) -> Path:
    """Write a certificate. Returns its file, which is named by its hash."""
    path = path_of(home, str(certificate["hash"]))
    aside = path.with_name(f"{path.name}.{os.getpid()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        aside.write_text(json.dumps(certificate, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        os.replace(aside, path)
    except OSError as error:
        hint = "see that GRAPH_KB_HOME can be written and has room"
        raise StoreError(f"the certificate cannot be kept in {path}: {error.strerror}", hint=hint) from error
    return path


def read_file(path: Path) -> dict[str, Any]:
    """Read a certificate.

    Raises:
        UsageError: There is no such file.
        FormatFault: It is no JSON object.
    """
    try:
        if path.stat().st_size > LARGEST:
            raise FormatFault(f"{path} is too large for a certificate", hint=_ASK)
        found = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        hint = "certificates are kept in `certificates` of GRAPH_KB_HOME"
        raise UsageError(f"{path}: {error.strerror}", hint=hint) from error
    except (ValueError, RecursionError) as error:
        raise FormatFault(f"{path} is no JSON: {error}", hint=_ASK) from error
    if not isinstance(found, dict):
        raise FormatFault(f"{path} holds no JSON object", hint=_ASK)
    return found
