"""One client for every engine: the official driver over Bolt, reads and writes kept apart."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Lock, current_thread, main_thread
from types import TracebackType
from typing import TYPE_CHECKING, Any, TypeVar

from graph_kb.errors import GraphKBError, QueryError, StoreError
from graph_kb.store.answer import Answer, Row, fetched, row_of
from graph_kb.store.closing import Closing
from graph_kb.store.connection import Connection, connect, put_aside
from graph_kb.store.settings import Settings

if TYPE_CHECKING:
    from neo4j import ManagedTransaction, Query, Result, Session, Transaction

    Runner = Session | Transaction | ManagedTransaction

T = TypeVar("T")
_LOOKS_S = 0.05
"""How often many transactions at once look whether the local server still is there."""


class Graph(Closing):
    """An open graph.

    On the embedded engine reads go through an account that the engine itself refuses writes; on Neo4j
    Community, which has no accounts, a read is a session in READ mode. A read sees what this graph wrote before,
    also on another member of a cluster. A local server that was stopped or started anew meanwhile is found again,
    and started when none runs.

    Args:
        settings: Which graph, and the longest time one read may take.

    Raises:
        StoreError: The server cannot be reached or refuses the account.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._connection = connect(settings)
        self._renewal = Lock()
        self._seen = 0.0  # when the local server was last seen to be the one that the connection leads to

    @property
    def engine(self) -> str:
        """Name and version of the engine."""
        return self._connection.engine

    @property
    def address(self) -> str:
        """Bolt address."""
        return self._connection.address

    @property
    def identity(self) -> str:
        """What tells the place of this graph from that of others: its folder and engine, or address and database."""
        settings = self._settings
        if settings.local:
            return f"{settings.place.engine} {settings.place.graph_folder}"
        return f"{settings.uri} {settings.database}"

    @property
    def writers(self) -> int:
        """How many batches are best written at a time: the embedded engine refuses writes that touch the same pages."""
        return 2 if "neo4j" in self.engine.lower() else 1

    def read(
        self,
        text: str,
        parameters: Mapping[str, Any] | None = None,
        *,
        limit: int | None = None,
        most_bytes: int | None = None,
        trusted: bool = True,
    ) -> Answer:
        """Run a read query.

        Args:
            text: Cypher; strings from data belong into `parameters`, never into the text.
            parameters: Query parameters.
            limit: Largest number of rows fetched; the answer says when there were more.
            most_bytes: Largest size of what is fetched, about; the answer says when there was more.
            trusted: Whether the statement is ours or a checked one. A statement that somebody typed is tried
                once: one that exhausts the server would do so again and again.

        Raises:
            QueryError: The engine refuses the statement, or it runs too long.
            StoreError: The server is gone.
        """
        attempt = _Attempt()

        def work(runner: Runner, statement: str | Query = text) -> Answer:
            attempt.started = True
            with _cancelled_by_interrupt():
                result = _sent(runner, statement, dict(parameters or {}))
                return fetched(result, limit, most_bytes)

        def ask(connection: Connection) -> Answer:
            longest_s = self._settings.query_seconds
            with connection.read_session() as session:
                if trusted:
                    return _read(session, text, work, longest_s)
                transaction = session.begin_transaction(timeout=longest_s)
                if connection.explains:
                    _demand_read(transaction, text, parameters)
                answer = work(transaction)
                transaction.close()
                return answer

        return self._attempted(ask, lambda: trusted or not attempt.started)

    def write(self, work: Callable[[ManagedTransaction], T]) -> T:
        """Run work in one transaction, retried when the engine says that a retry may help."""
        attempt = _Attempt()

        def noted(transaction: ManagedTransaction) -> T:
            attempt.started = True
            return work(transaction)

        def change(connection: Connection) -> T:
            with connection.write_session() as session:
                return session.execute_write(noted)

        return self._attempted(change, lambda: not attempt.started)

    def run(self, text: str, parameters: Mapping[str, Any] | None = None) -> list[Row]:
        """Run one trusted statement, such as a constraint, in a transaction of its own."""
        return self.write(lambda transaction: _rows(transaction, text, parameters))

    def rest(self) -> None:
        """Close the connections to a local server until they are needed again: when it stops it waits for clients."""
        with self._renewal:
            self._connection = put_aside(self._connection)
            self._seen = 0.0

    def close(self) -> None:
        """Close the connections."""
        self._connection.close()

    def _attempted(self, act: Callable[[Connection], T], may_repeat: Callable[[], bool]) -> T:
        """Act, and once more where the local server turns out to be another one by now."""
        from neo4j.exceptions import AuthError, ServiceUnavailable, SessionExpired

        with _explained():
            connection = self._attached()
            try:
                return act(connection)
            except (ServiceUnavailable, SessionExpired, AuthError, OSError):
                self._seen = 0.0
                renewed = self._attached() if may_repeat() else connection
                if renewed is connection:
                    raise
            return act(renewed)

    def _attached(self) -> Connection:
        """The connection, opened anew when the local server is no more the one that it led to.

        Looked at before a transaction: the driver alone would try a server that is gone for half a minute. Not before
        each of many at once, as a look takes as long as a tenth of a small read.
        """
        connection, now = self._connection, time.monotonic()
        if now - self._seen < _LOOKS_S:
            return connection
        if connection.is_current():
            self._seen = now
            return connection
        with self._renewal:
            # Another thread may have been faster.
            if self._connection is connection:
                self._connection = connect(self._settings)
                connection.close()
            return self._connection


@dataclass
class _Attempt:
    """Whether a statement has reached the server."""

    started: bool = False


def open_graph(settings: Settings) -> Graph:
    """Connect to the graph of the settings; the embedded server is started when none runs.

    Raises:
        StoreError: The server cannot be reached or refuses the account.
    """
    return Graph(settings)


def _read(session: Session, text: str, work: Callable[..., Answer], longest_s: float) -> Answer:
    """Read in a transaction, which is tried again where that may help and dropped by Ctrl-C.

    Threads that Ctrl-C does not reach are those of a service with many small reads: they begin with a single message to
    the server and back in the place of three.
    """
    from neo4j import Query, unit_of_work
    from neo4j.exceptions import DriverError, Neo4jError

    if current_thread() is not main_thread():
        try:
            return work(session, Query(text, timeout=longest_s))
        except (DriverError, Neo4jError) as error:
            if not error.is_retryable():
                raise
    return session.execute_read(unit_of_work(timeout=longest_s)(work))


def _demand_read(transaction: Transaction, text: str, parameters: Mapping[str, Any] | None) -> None:
    """Have the engine itself say that a statement reads and does nothing else.

    Raises:
        QueryError: It would do more.
    """
    kind = _sent(transaction, f"EXPLAIN {text}", dict(parameters or {})).consume().query_type
    if kind != "r":
        raise QueryError(f"the engine takes the statement for more than a read: {kind}", hint="send a read")


def _sent(runner: Runner, text: str | Query, parameters: dict[str, Any]) -> Result:
    """The running statement.

    Raises:
        QueryError: A parameter is of a kind or size that no engine takes.
    """
    try:
        return runner.run(text, parameters)  # type: ignore[arg-type]
    except (OverflowError, TypeError, ValueError) as error:
        hint = "whole numbers have 64 bits; values are texts, numbers, yes or no, lists and maps of these"
        raise QueryError(f"a parameter cannot be sent to the engine: {error}", hint=hint) from error


def _rows(transaction: ManagedTransaction, text: str, parameters: Mapping[str, Any] | None) -> list[Row]:
    return [row_of(record) for record in transaction.run(text, dict(parameters or {}))]


@contextmanager
def _cancelled_by_interrupt() -> Iterator[None]:
    """Let Ctrl-C drop the connection: to tidy it up the driver would wait for the end of the query.

    The driver drops a connection, and takes a new one for the next query, when its work is cancelled as asyncio
    does it; a bare KeyboardInterrupt makes it roll back first, behind the running query.
    """
    try:
        yield
    except KeyboardInterrupt as error:
        from asyncio import CancelledError

        raise CancelledError from error


class _explained:
    """Turn the driver's errors into ours."""

    def __enter__(self) -> None:
        return None

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is None or isinstance(error, GraphKBError):
            return
        from neo4j.exceptions import ClientError, DriverError, Neo4jError

        if isinstance(error, ClientError):
            raise _client_error(error) from error
        if _interrupted(error):
            # See `_cancelled_by_interrupt`; elsewhere the driver tidies up after Ctrl-C, and may fail at that.
            raise KeyboardInterrupt from error
        if isinstance(error, DriverError | Neo4jError | OSError):
            code = str(getattr(error, "code", ""))
            hint = "see `graph-kb server status`"
            raise StoreError(f"the graph does not answer: {error}", hint=hint, engine_code=code) from error


def _interrupted(error: BaseException | None) -> bool:
    while error is not None:
        if isinstance(error, KeyboardInterrupt):
            return True
        error = error.__cause__ or error.__context__
    return False


def _client_error(error: Any) -> GraphKBError:
    code, text = str(error.code or ""), str(error.message or error)
    if "Timed" in code or "Timeout" in code:
        return QueryError("the query ran longer than allowed", hint="bound it, or raise GRAPH_KB_QUERY_SECONDS")
    if "Forbidden" in code or "AccessMode" in code:
        return QueryError(
            "the engine refuses writes here",
            hint="this is the reader account; load data with `graph-kb load`",
        )
    return QueryError(f"the engine refuses the statement: {text}", engine_code=code)
