"""Keys of the API: each is shown once and kept as a hash, in a file for its owner alone."""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import re
import secrets
import stat
from collections.abc import Iterable
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from graph_kb.errors import SettingsError, UsageError

SCOPES = {
    "read": "read what is public; every key may",
    "confidential": "see streams that are not public as they are, and ask what could tell of them, such as free Cypher",
    "load": "load data",
    "admin": "change what others rely on",
}
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,59}")
_PREFIX = "gkb_"
"""So that scanners of code find a key that was committed by mistake."""
_BYTES = 32
_MODE = 0o600
_SHARED_MODE = 0o644


@dataclass(frozen=True)
class Key:
    """A key, without the key itself.

    Attributes:
        name: Whose it is; logs show it.
        scopes: What it may.
        sha256: Hash of the key, hexadecimal.
        made: Day it was made, UTC.
    """

    name: str
    scopes: tuple[str, ...]
    sha256: str
    made: str


def read_keys(file: Path) -> tuple[Key, ...]:
    """The keys of a file; none where there is no file.

    Raises:
        SettingsError: Others may write the file, or it does not hold keys.
    """
    try:
        with file.open(encoding="utf-8") as stream:
            if os.name == "posix" and os.fstat(stream.fileno()).st_mode & (stat.S_IWGRP | stat.S_IWOTH):
                raise SettingsError(f"others may write {file}", hint=f"chmod 600 {file}")
            return tuple(_key(one) for one in json.load(stream)["keys"])
    except FileNotFoundError:
        return ()
    except OSError as error:
        raise SettingsError(f"the keys in {file} cannot be read: {error.strerror}", hint="check its rights") from error
    except (ValueError, KeyError, TypeError) as error:
        hint = "take it from a backup, or delete it and make keys anew with `graph-kb keys add`"
        raise SettingsError(f"{file} does not hold keys", hint=hint) from error


def add_key(file: Path, name: str, scopes: Iterable[str]) -> str:
    """Make a key and keep its hash.

    Args:
        file: File of the keys; made when missing.
        name: Whose it is.
        scopes: Names of `SCOPES`; `read` comes with any.

    Returns:
        The key, which nobody can tell again.

    Raises:
        UsageError: The name cannot be used, or is taken.
    """
    if not _NAME.fullmatch(name):
        hint = "letters, digits, dots, dashes and underscores, 60 at most; it begins with a letter or digit"
        raise UsageError(f"{name!a:.80} is no name for a key", hint=hint)
    token = _PREFIX + secrets.token_urlsafe(_BYTES)
    held = tuple(scope for scope in SCOPES if scope in {"read", *scopes})
    with _locked(file):
        keys = read_keys(file)
        if any(one.name == name for one in keys):
            raise UsageError(f"there is a key {name} already", hint=f"graph-kb keys remove {name}")
        _write(file, (*keys, Key(name, held, digest(token), datetime.now(UTC).date().isoformat())))
    return token


def remove_key(file: Path, name: str) -> int:
    """Remove a key. Returns how many are left.

    Raises:
        UsageError: There is none of this name.
    """
    with _locked(file):
        keys = read_keys(file)
        left = tuple(one for one in keys if one.name != name)
        if len(left) == len(keys):
            names = ", ".join(one.name for one in keys)
            raise UsageError(f"there is no key {name!a:.80}", hint=f"keys: {names}" if names else "there are no keys")
        _write(file, left)
    return len(left)


def holder(keys: Iterable[Key], token: str) -> Key | None:
    """The key that a text is, or None.

    A key is 256 random bits, so nobody tries them out, and one round of SHA-256 keeps it as well as a slow hash, which
    is for passwords that people choose. All are compared, in constant time.
    """
    asked = digest(token)
    fitting = [one for one in keys if hmac.compare_digest(one.sha256, asked)]
    return fitting[0] if fitting else None


def digest(token: str) -> str:
    """Hash by which a key is kept."""
    return hashlib.sha256(token.encode("utf-8", "surrogateescape")).hexdigest()


def _key(said: dict[str, Any]) -> Key:
    scopes = tuple(scope for scope in SCOPES if scope in {"read", *said["scopes"]})
    if not _NAME.fullmatch(said["name"]) or not re.fullmatch("[0-9a-f]{64}", said["sha256"]):
        raise ValueError(said["name"])
    return Key(said["name"], scopes, said["sha256"], str(said["made"]))


def _locked(file: Path) -> AbstractContextManager[Any]:
    from filelock import FileLock

    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    return FileLock(file.with_name(f"{file.name}.lock"), mode=_MODE)


def _write(file: Path, keys: Iterable[Key]) -> None:
    """Write the file in one step; it stays readable by whom its owner let read it, as a container must."""
    mode = stat.S_IMODE(file.stat().st_mode) & _SHARED_MODE | _MODE if file.exists() else _MODE
    aside = file.with_name(f"{file.name}.new")
    aside.unlink(missing_ok=True)
    with os.fdopen(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _MODE), "w", encoding="utf-8") as stream:
        json.dump({"keys": [asdict(one) for one in keys]}, stream, indent=2)
        stream.flush()
        os.fsync(stream.fileno())
    aside.chmod(mode)
    aside.replace(file)
