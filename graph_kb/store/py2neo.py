"""The same database as a `py2neo.Graph`, for people with old notebooks.

py2neo reached its end of life in 2023. This is a way out of it, not into it: `docs/py2neo.md` says which call becomes
which. Only `Graph.run` is supported; py2neo's schema calls use a syntax that Neo4j 5 has dropped.
"""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING

from graph_kb.errors import UsageError
from graph_kb.store.server import ensure_server
from graph_kb.store.settings import Settings, load_settings

if TYPE_CHECKING:
    from py2neo import Graph


def graph(settings: Settings | None = None, *, writer: bool = False) -> Graph:
    """Open the graph of the settings with py2neo; a local server is started when none runs.

    Args:
        settings: Which graph; those of the environment when missing.
        writer: Whether to use the account that may write. On Neo4j Community both accounts are one.

    Raises:
        UsageError: py2neo is not installed.
        ServerError: The local server does not start.
    """
    try:
        from py2neo import Graph
    except ModuleNotFoundError as error:
        raise UsageError("py2neo is not installed", hint="pip install py2neo==2021.2.4") from error
    warnings.warn(
        "py2neo is at its end of life; docs/py2neo.md shows the same calls with graph_kb and the neo4j driver",
        DeprecationWarning,
        stacklevel=2,
    )
    address, account, database = _server(settings or load_settings(), writer)
    return Graph(address, auth=account, name=database)


def _server(settings: Settings, writer: bool) -> tuple[str, tuple[str, str], str]:
    if settings.local:
        runtime = ensure_server(settings)
        return runtime.uri, runtime.writer if writer else runtime.reader, runtime.database
    # py2neo knows `bolt`, not the routing scheme: the server named in the address answers itself.
    address = str(settings.uri).replace("neo4j", "bolt", 1)
    return address, (settings.user, settings.secret() or ""), settings.database
