"""Who is let in, and how often: the caller is known to everything behind, and counted by key or address."""

from __future__ import annotations

import ipaddress
import math
import time

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from graph_kb.api.access.identity import Caller, Keyring, caller_of
from graph_kb.api.access.service import NO_RATE, Service
from graph_kb.api.contract.problems import problem, told
from graph_kb.errors import GraphKBError

PROBES = frozenset({"/healthz", "/readyz"})
"""What whoever keeps the service running asks, always and without a key."""
DOCS = "/docs"
OPEN = PROBES | {"/", "/openapi.json", DOCS}
"""What tells nothing of the data; files of the documentation neither."""
_MOST_CALLERS = 50_000


class Admission:
    """Puts `scopes` and `key_name` into the state of each request, or answers 401 or 429 in its place.

    Args:
        app: What is behind.
        keyring: The keys.
        service: Origins and rate.
    """

    def __init__(self, app: ASGIApp, keyring: Keyring, service: Service) -> None:
        self.app = app
        self._keyring = keyring
        self._origins = service.origins
        self._rate = None if service.rate == NO_RATE else Rate(service.rate)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] != "http" or scope["path"] in PROBES:
            await self.app(scope, receive, send)
            return
        refusal, caller = None, Caller("", frozenset())
        try:
            caller = caller_of(scope, self._keyring, self._origins)
        except GraphKBError as error:
            refusal = None if _is_open(scope["path"]) else told(error)
        scope.setdefault("state", {}).update(scopes=caller.scopes, key_name=caller.name)
        headers, again_s = self._rate.count(_counted_as(caller, scope)) if self._rate else ({}, 0)
        if again_s:
            detail, hint = "too many requests", f"ask again in {again_s} seconds"
            refusal = problem(429, "rate", detail, hint=hint, headers={"Retry-After": str(again_s)})

        async def with_rate(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(headers)
            await send(message)

        await (refusal or self.app)(scope, receive, with_rate)


class Rate:
    """A moving window for each caller, in the memory of this process.

    Args:
        text: How many in what time, such as 1200/minute.
    """

    def __init__(self, text: str) -> None:
        from limits import parse
        from limits.storage import MemoryStorage
        from limits.strategies import MovingWindowRateLimiter

        self._limit = parse(text)
        self._storage = MemoryStorage()
        self._window = MovingWindowRateLimiter(self._storage)

    def count(self, who: str) -> tuple[dict[str, str], int]:
        """Count a request. Returns headers, and the seconds to wait where there were too many."""
        if len(self._storage.events) > _MOST_CALLERS:
            # Whoever comes from ever new addresses must not fill the memory.
            self._storage.reset()
        allowed = self._window.hit(self._limit, who)
        stats = self._window.get_window_stats(self._limit, who)
        reset_s = max(1, math.ceil(stats.reset_time - time.time()))
        policy = f'"default";q={self._limit.amount};w={self._limit.get_expiry()}'
        said = {"RateLimit-Policy": policy, "RateLimit": f'"default";r={max(0, stats.remaining)};t={reset_s}'}
        return said, 0 if allowed else reset_s


def _is_open(path: str) -> bool:
    return path in OPEN or path.startswith(f"{DOCS}/")


def _counted_as(caller: Caller, scope: Scope) -> str:
    """A key, or an address; of IPv6 the network, as one household has more addresses than there are."""
    if caller.name:
        return f"key {caller.name}"
    client = scope.get("client")
    try:
        address = ipaddress.ip_address(client[0] if client else "")
    except ValueError:
        return "address unknown"
    bits = 64 if address.version == 6 else 32
    return f"address {ipaddress.ip_network((address, bits), strict=False)}"
