"""The driver's connections to one server, and whether they still lead to it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from graph_kb.errors import StoreError
from graph_kb.store.runtime import Place, Runtime, read_runtime
from graph_kb.store.server import ensure_server, wait_until_gone
from graph_kb.store.settings import Settings

if TYPE_CHECKING:
    from neo4j import Driver, Session
    from neo4j.api import BookmarkManager


_LONGEST_S, _RETRIES_S = 30.0, 1.0
"""How long the driver tries again, and how long it does so where a server that is gone can be found anew by us."""


@dataclass(frozen=True)
class Connection:
    """Open connections.

    Attributes:
        writer: Driver of the account that may write.
        reader: Driver of the account for reads; the same one where the server has no other account.
        bookmarks: What was written and seen so far, so that a read on another member of a cluster waits for it.
        database: Database name.
        engine: Name and version of the engine.
        address: Bolt address.
        place: Where the local server serves; None for a server elsewhere.
        runtime: The local server as it was found.
    """

    writer: Driver
    reader: Driver
    bookmarks: BookmarkManager
    database: str
    engine: str
    address: str
    place: Place | None = None
    runtime: Runtime | None = None

    @property
    def explains(self) -> bool:
        """Whether the engine tells by EXPLAIN what a statement would do; the embedded one has a reader instead."""
        return self.reader is self.writer or "neo4j" in self.engine.lower()

    def is_current(self) -> bool:
        """Whether the local server still is the one that was found; a server elsewhere is taken to be."""
        return self.place is None or (self.runtime is not None and read_runtime(self.place) == self.runtime)

    def read_session(self) -> Session:
        """A session whose statements are sent as reads, which a cluster may answer on another member."""
        return self.reader.session(database=self.database, default_access_mode="READ", bookmark_manager=self.bookmarks)

    def write_session(self) -> Session:
        """A session whose statements are sent to the member that takes writes."""
        return self.writer.session(database=self.database, bookmark_manager=self.bookmarks)

    def close(self) -> None:
        """Close the connections."""
        self.writer.close()
        if self.reader is not self.writer:
            self.reader.close()


def put_aside(connection: Connection) -> Connection:
    """Close connections to a local server. Returns them as connections that are not current any more."""
    if connection.place is None:
        return connection
    connection.close()
    return replace(connection, runtime=None)


def connect(settings: Settings) -> Connection:
    """Connect to the graph of the settings; the local server is started when none runs.

    Raises:
        StoreError: The server cannot be reached or refuses the account.
    """
    if settings.local:
        return _connect_local(settings)
    driver = _driver(str(settings.uri), (settings.user, settings.secret() or ""))
    agent = _verified(driver, str(settings.uri))
    return Connection(driver, driver, _bookmarks(), settings.database, agent, str(settings.uri))


def _connect_local(settings: Settings) -> Connection:
    runtime = ensure_server(settings)
    found = _attach(settings.place, runtime)
    if found is not None and found.is_current():
        return found
    # Met a server on its way out: wait for its end, then start once more.
    if found is not None:
        found.close()
    wait_until_gone(runtime)
    again = _attach(settings.place, ensure_server(settings))
    if again is None:
        raise StoreError("the local server does not answer", hint="see `graph-kb server status` and its log")
    return again


def _attach(place: Place, runtime: Runtime) -> Connection | None:
    """Connect to a running server, or None when it does not answer."""
    reader, writer = _driver(runtime.uri, runtime.reader, _RETRIES_S), _driver(runtime.uri, runtime.writer)
    try:
        _verified(reader, runtime.uri)
    except StoreError:
        writer.close()
        return None
    return Connection(writer, reader, _bookmarks(), runtime.database, runtime.version, runtime.uri, place, runtime)


def _bookmarks() -> BookmarkManager:
    from neo4j import GraphDatabase

    return GraphDatabase.bookmark_manager()


def _driver(uri: str, account: tuple[str, str], longest_s: float = _LONGEST_S) -> Driver:
    from neo4j import GraphDatabase

    return GraphDatabase.driver(
        uri, auth=account, notifications_min_severity="OFF", max_transaction_retry_time=longest_s
    )


def _verified(driver: Driver, uri: str) -> str:
    from neo4j.exceptions import AuthError, DriverError, Neo4jError

    try:
        return str(driver.get_server_info().agent)
    except AuthError as error:
        driver.close()
        hint = "set GRAPH_KB_USER and GRAPH_KB_PASSWORD or GRAPH_KB_PASSWORD_FILE, the file that holds it"
        raise StoreError(f"the server at {uri} refuses the account", hint=hint) from error
    except (DriverError, Neo4jError, OSError, ValueError) as error:
        driver.close()
        hint = "start the server, or mend GRAPH_KB_URI"
        if uri.partition("://")[0].endswith("+s"):
            hint += "; with a certificate that no authority signed, use bolt+ssc or neo4j+ssc, which check none"
        raise StoreError(f"no graph answers at {uri}: {error}", hint=hint) from error
