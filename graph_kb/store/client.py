"""One client for every engine: the official driver over Bolt, reads and writes kept apart."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self, TypeVar

from graph_kb.errors import GraphKBError, QueryError, StoreError
from graph_kb.store.runtime import Runtime, read_runtime
from graph_kb.store.server import ensure_server, wait_until_gone
from graph_kb.store.settings import Settings

if TYPE_CHECKING:
    from neo4j import Driver, ManagedTransaction, Record, Transaction

T = TypeVar("T")
Row = dict[str, Any]


@dataclass(frozen=True)
class Answer:
    """Rows of a query, the order of the columns kept.

    Attributes:
        columns: Names of the columns.
        rows: One dictionary per row; nodes, relationships and paths are the driver's own objects.
        truncated: Whether rows were left out because of a limit.
    """

    columns: tuple[str, ...]
    rows: list[Row]
    truncated: bool = False

    def __iter__(self) -> Iterator[Row]:
        """Iterate over the rows."""
        return iter(self.rows)

    def __len__(self) -> int:
        """Number of rows."""
        return len(self.rows)


class Graph:
    """An open graph.

    On the embedded engine reads go through an account that the engine itself refuses writes; on Neo4j
    Community, which has no accounts, a read is a session in READ mode.
    """

    def __init__(self, writer: Driver, reader: Driver, database: str, engine: str, address: str) -> None:
        self._writer = writer
        self._reader = reader
        self.database = database
        self.engine = engine
        self.address = address

    def read(
        self,
        text: str,
        parameters: Mapping[str, Any] | None = None,
        *,
        limit: int | None = None,
        trusted: bool = True,
    ) -> Answer:
        """Run a read query.

        Args:
            text: Cypher; strings from data belong into `parameters`, never into the text.
            parameters: Query parameters.
            limit: Largest number of rows fetched; the answer says when there were more.
            trusted: Whether the statement is ours or a checked one. A statement that somebody typed is tried
                once: the driver would run one that exhausts the server again and again.

        Raises:
            QueryError: The engine refuses the statement, or it runs too long.
            StoreError: The server is gone.
        """

        def work(transaction: ManagedTransaction | Transaction) -> Answer:
            result = transaction.run(text, dict(parameters or {}))
            columns = tuple(result.keys())
            records = result.fetch(limit + 1) if limit is not None else list(result)
            rows = [_row(record) for record in records[:limit]]
            return Answer(columns, rows, truncated=limit is not None and len(records) > limit)

        with (
            _explained(),
            self._reader.session(database=self.database, default_access_mode="READ") as session,
        ):
            if trusted:
                return session.execute_read(work)
            with session.begin_transaction() as transaction:
                return work(transaction)

    def write(self, work: Callable[[ManagedTransaction], T]) -> T:
        """Run work in one transaction, retried when the engine says that a retry may help."""
        with _explained(), self._writer.session(database=self.database) as session:
            return session.execute_write(work)

    def run(self, text: str, parameters: Mapping[str, Any] | None = None) -> list[Row]:
        """Run one trusted statement, such as a constraint, in a transaction of its own."""
        return self.write(lambda transaction: _rows(transaction, text, parameters))

    def close(self) -> None:
        """Close the connections."""
        self._writer.close()
        if self._reader is not self._writer:
            self._reader.close()

    def __enter__(self) -> Self:
        """The graph itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the connections."""
        self.close()


def open_graph(settings: Settings) -> Graph:
    """Connect to the graph of the settings; the embedded server is started when none runs.

    Raises:
        StoreError: The server cannot be reached or refuses the account.
    """
    if settings.embedded:
        return _open_embedded(settings)
    driver = _driver(str(settings.uri), (settings.user, settings.secret() or ""))
    agent = _verified(driver, str(settings.uri))
    return Graph(driver, driver, settings.database, agent, str(settings.uri))


def _open_embedded(settings: Settings) -> Graph:
    runtime = ensure_server(settings)
    graph = _attach(runtime)
    if graph is not None and read_runtime(settings.home) == runtime:
        return graph
    # Met a server on its way out: wait for its end, then start once more.
    if graph is not None:
        graph.close()
    wait_until_gone(runtime)
    again = _attach(ensure_server(settings))
    if again is None:
        raise StoreError("the embedded server does not answer", hint="see `graph-kb server status` and its log")
    return again


def _attach(runtime: Runtime) -> Graph | None:
    """Connect to a running server, or None when it does not answer."""
    reader, writer = _driver(runtime.uri, runtime.reader), _driver(runtime.uri, runtime.writer)
    try:
        _verified(reader, runtime.uri)
    except StoreError:
        writer.close()
        return None
    return Graph(writer, reader, runtime.database, runtime.version, runtime.uri)


def _driver(uri: str, account: tuple[str, str]) -> Driver:
    from neo4j import GraphDatabase

    return GraphDatabase.driver(uri, auth=account, notifications_min_severity="OFF")


def _verified(driver: Driver, uri: str) -> str:
    from neo4j.exceptions import AuthError, DriverError, Neo4jError

    try:
        return str(driver.get_server_info().agent)
    except AuthError as error:
        driver.close()
        raise StoreError(
            f"the server at {uri} refuses the account", hint="set GRAPH_KB_USER and GRAPH_KB_PASSWORD"
        ) from error
    except (DriverError, Neo4jError, OSError, ValueError) as error:
        driver.close()
        raise StoreError(
            f"no graph answers at {uri}: {error}", hint="start the server, or mend GRAPH_KB_URI"
        ) from error


def _row(record: Record) -> Row:
    return dict(zip(record.keys(), record.values(), strict=True))


def _rows(transaction: ManagedTransaction, text: str, parameters: Mapping[str, Any] | None) -> list[Row]:
    return [_row(record) for record in transaction.run(text, dict(parameters or {}))]


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
            # The driver tidies up its connection after Ctrl-C, and may fail at that.
            raise KeyboardInterrupt from error
        if isinstance(error, DriverError | Neo4jError | OSError):
            raise StoreError(f"the graph does not answer: {error}", hint="see `graph-kb server status`") from error


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
