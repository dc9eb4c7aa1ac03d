"""What a key may: routes say which scope they need, and OpenAPI tells it."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Depends, Request, Security
from fastapi.security import HTTPBearer, SecurityScopes

from graph_kb.errors import NeedsScope
from graph_kb.store.keys import SCOPES

_TEXT = "A key of `graph-kb keys add NAME`. On this computer none is needed as long as there are no keys."
_bearer = HTTPBearer(scheme_name="key", description=_TEXT, auto_error=False)


def needs(scope: str) -> Any:
    """A dependency of routes that need a scope: `dependencies=[needs("load")]`."""
    return Security(_held, scopes=[scope])


def holds(request: Request, scope: str) -> bool:
    """Whether whoever asks holds a scope."""
    return scope in getattr(request.state, "scopes", ())


def demand(request: Request, scope: str) -> None:
    """Go on only where whoever asks holds a scope.

    Raises:
        NeedsScope: It is not held.
    """
    if not holds(request, scope):
        hint = f"`graph-kb keys add NAME --scope {scope}` makes a key that may {SCOPES[scope]}"
        raise NeedsScope(f"this needs the scope {scope}", hint=hint, scope=scope)


async def _held(request: Request, wanted: SecurityScopes, _: Annotated[Any, Depends(_bearer)]) -> None:
    for scope in wanted.scopes:
        demand(request, scope)
