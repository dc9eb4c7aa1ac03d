"""Runs snippets on one database, each on an empty graph, and says what the engine did."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any

from neo4j import Driver, Query, Session, Transaction
from neo4j.exceptions import DriverError, Neo4jError

from .snippets import Difference, Snippet, load_graphs
from .values import parameter, plain, same_rows

_SCHEMA_WORDS = ("CONSTRAINT", "INDEX")


@dataclass(frozen=True)
class Result:
    """What an engine did with a snippet.

    Attributes:
        outcome: passes, other rows, refused, no answer, or setup refused, where a statement before failed.
        code: Error code of a refusal.
        found: Rows, or the message of the refusal.
    """

    outcome: str
    code: str | None = None
    found: Any = None

    def fits(self, known: Difference | None) -> bool:
        """Whether this is what is known of the engine."""
        if known is None:
            return self.outcome == "passes"
        if (self.outcome, self.code) != (known.outcome, known.code):
            return False
        return known.gives is None or same_rows(self.rows, known.gives, ordered=False)

    @property
    def rows(self) -> list[Any]:
        """Rows found, without the counters beside them."""
        return list(self.found[0] if isinstance(self.found, tuple) else self.found)


class Runner:
    """Runs snippets on one driver and database. The database is emptied: never hand it one that is worth keeping."""

    def __init__(self, driver: Driver, database: str) -> None:
        self._driver = driver
        self._database = database
        self._graphs = load_graphs()
        self._schema = True

    def run(self, snippet: Snippet) -> Result:
        """Run one snippet on an empty graph; an engine that does not answer is left alone after a while."""
        answer: Future[Result] = Future()
        # Not a pool: its threads are waited for at the end, and one may wait for an answer that never comes.
        threading.Thread(target=self._fulfil, args=(answer, snippet), daemon=True).start()
        try:
            return answer.result(snippet.patience_s)
        except TimeoutError:
            return Result("no answer")

    def _fulfil(self, answer: Future[Result], snippet: Snippet) -> None:
        try:
            answer.set_result(self._tried(snippet))
        except Exception as error:
            answer.set_exception(error)

    def _tried(self, snippet: Snippet) -> Result:
        try:
            self._empty()
            self._schema = any(word in text for text in (*snippet.setup, snippet.statement) for word in _SCHEMA_WORDS)
            for text in (*self._graphs.get(snippet.graph or "", []), *snippet.setup):
                self._committed(text)
        except Neo4jError as error:
            # Not the refusal that a snippet may be about.
            return Result("setup refused", error.code, error.message)
        except (DriverError, OSError) as error:
            return Result("no answer", found=repr(error))
        return self._tried_statement(snippet)

    def _tried_statement(self, snippet: Snippet) -> Result:
        try:
            return self._compared(snippet)
        except Neo4jError as error:
            return _refusal(snippet, error)
        except (DriverError, OSError) as error:
            return Result("no answer", found=repr(error))

    def _compared(self, snippet: Snippet) -> Result:
        rows, summary = self._answer(snippet)
        if snippet.then:
            rows, _ = self._committed(snippet.then)
        if snippet.refused:
            return Result("other rows", found=rows)
        told = {name: summary.get(name, 0) for name in snippet.summary}
        fits = same_rows(rows, snippet.rows or [], ordered=snippet.ordered) and told == snippet.summary
        return Result("passes" if fits else "other rows", found=(rows, told) if told else rows)

    def _answer(self, snippet: Snippet) -> tuple[list[Any], dict[str, Any]]:
        values = {name: parameter(value) for name, value in snippet.parameters.items()}
        query = Query(snippet.statement, timeout=snippet.timeout_s)
        with self._session("READ" if snippet.runs == "read_only" else "WRITE") as session:
            if snippet.runs == "alone":
                return _consumed(session.run(query, values))
            with session.begin_transaction(timeout=snippet.timeout_s) as transaction:
                answer = _consumed(transaction.run(snippet.statement, values))
                _end(transaction, keep=snippet.runs != "rolled_back")
        return answer

    def _committed(self, text: str) -> tuple[list[Any], dict[str, Any]]:
        with self._session() as session, session.begin_transaction() as transaction:
            answer = _consumed(transaction.run(text))
            transaction.commit()
        return answer

    def _session(self, access: str = "WRITE") -> Session:
        return self._driver.session(database=self._database, default_access_mode=access)

    def _empty(self) -> None:
        """Remove every node and relationship; constraints and indexes too, when there may be any."""
        self._committed("MATCH (n) DETACH DELETE n")
        if self._schema:
            for kind, rows in (("CONSTRAINT", "CONSTRAINTS YIELD name"), ("INDEX", "INDEXES YIELD name, type")):
                for row in self._committed(f"SHOW {rows}")[0]:
                    # The look-up indexes of Neo4j are its own.
                    if row.get("type") != "LOOKUP":
                        self._dropped(f"DROP {kind} `{row['name']}` IF EXISTS")

    def _dropped(self, text: str) -> None:
        # What an engine makes and cannot drop stands in snippets with labels of their own, where it harms no other.
        with contextlib.suppress(Neo4jError):
            self._committed(text)


def _consumed(result: Any) -> tuple[list[Any], dict[str, Any]]:
    rows = [{name: plain(value) for name, value in record.items()} for record in result]
    summary = result.consume()
    counters = {name: value for name, value in vars(summary.counters).items() if not name.startswith("_")}
    return rows, {**counters, "query_type": summary.query_type}


def _end(transaction: Transaction, *, keep: bool) -> None:
    end: Callable[[], None] = transaction.commit if keep else transaction.rollback
    end()


def _refusal(snippet: Snippet, error: Neo4jError) -> Result:
    if snippet.refused is not None and error.code == snippet.refused:
        return Result("passes", found=error.message)
    return Result("refused", error.code, error.message)
