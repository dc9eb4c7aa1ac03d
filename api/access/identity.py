"""Who asks: by the key that is sent, or by asking from this computer while there are no keys."""

from __future__ import annotations

import ipaddress
import logging
import os
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.types import Scope

from graph_kb.errors import NeedsKey, SettingsError, StoreError
from graph_kb.store.keys import SCOPES, Key, holder, read_keys

LOCAL_SCOPES = frozenset(SCOPES) - {"admin"}
"""What is held without keys on this computer: its user could do all of it with commands too."""
_FORWARDED = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip", "via")
_LOCAL_NAMES = ("localhost", "127.0.0.1", "::1")
_HINT = "send `Authorization: Bearer KEY`; `graph-kb keys add NAME` makes one"
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Caller:
    """Who asks.

    Attributes:
        name: Name of the key; empty without one.
        scopes: What may be asked.
    """

    name: str
    scopes: frozenset[str]


class Keyring:
    """The keys of a file, read again when it changes.

    Args:
        file: The file.
    """

    def __init__(self, file: Path) -> None:
        self._file = file
        self._seen: tuple[int, int, int] | None = None
        self._keys: tuple[Key, ...] = ()

    def keys(self) -> tuple[Key, ...]:
        """The keys as they are now.

        Raises:
            StoreError: They cannot be read; nobody is let in then.
        """
        found = self._signature()
        if found != self._seen:
            try:
                self._keys = read_keys(self._file)
            except SettingsError as error:
                _log.error("the keys cannot be read", exc_info=error)
                raise StoreError("the keys cannot be read", hint="the log of the service says why") from error
            self._seen = found
        return self._keys

    def _signature(self) -> tuple[int, int, int] | None:
        try:
            said = os.stat(self._file)
        except FileNotFoundError:
            return (0, 0, 0)
        return (said.st_mtime_ns, said.st_size, said.st_ino)


def caller_of(scope: Scope, keyring: Keyring, origins: Collection[str]) -> Caller:
    """Who sends a request.

    Raises:
        NeedsKey: A key is needed, or the one that was sent is not known.
        StoreError: The keys cannot be read.
    """
    headers = Headers(scope=scope)
    keys = keyring.keys()
    if sent := headers.getlist("authorization"):
        kind, _, token = sent[0].partition(" ")
        key = holder(keys, token.strip()) if len(sent) == 1 and kind.lower() == "bearer" else None
        if key is None:
            raise NeedsKey("this key is not known", hint=_HINT)
        return Caller(key.name, frozenset(key.scopes))
    if not keys and is_local(scope, headers, origins):
        return Caller("", LOCAL_SCOPES)
    raise NeedsKey("a key is needed", hint=_HINT)


def is_local(scope: Scope, headers: Headers, origins: Collection[str]) -> bool:
    """Whether a request comes from a program on this computer, and nobody stands behind it.

    A proxy on this computer asks for others. So does a browser for a page of another origin, also for one that made
    its name lead to this computer: then the host that is asked for is not ours.
    """
    ends = (scope.get("client"), scope.get("server"))
    if not all(end and _is_loopback(end[0]) for end in ends) or any(name in headers for name in _FORWARDED):
        return False
    host = headers.get("host", "")
    origin = headers.get("origin")
    own = origin is None or origin in origins or origin == f"{scope.get('scheme', 'http')}://{host}"
    return own and _host_name(host) in _LOCAL_NAMES


def _host_name(host: str) -> str:
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""


def _is_loopback(address: str) -> bool:
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return False
    mapped = getattr(found, "ipv4_mapped", None)
    return bool((mapped or found).is_loopback)
