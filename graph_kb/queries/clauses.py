"""Clauses of a reading statement, and why the others are refused."""

from __future__ import annotations

from typing import NoReturn

from graph_kb.queries.lexer import Kind, Token
from graph_kb.queries.patterns import PatternReader
from graph_kb.queries.statement import Returned
from graph_kb.queries.suggestion import did_you_mean

READING = ("MATCH", "OPTIONAL MATCH", "UNWIND", "WITH", "CALL { }", "RETURN", "UNION")
_REASONS = (
    ("CREATE MERGE SET DELETE DETACH NODETACH REMOVE FOREACH INSERT", "writes to the graph"),
    ("LOAD", "reads files and addresses"),
    ("USE", "chooses another graph"),
    ("PROFILE EXPLAIN CYPHER", "changes how the statement is run"),
    (
        "SHOW TERMINATE DROP ALTER GRANT DENY REVOKE RENAME START STOP ENABLE DEALLOCATE REALLOCATE DRYRUN",
        "administers the server",
    ),
    ("FINISH", "returns nothing: end with RETURN"),
    ("LET FILTER NEXT WHEN FOR SEARCH", "is not known to every engine"),
    ("USING", "ties the query to one engine's planner"),
    ("ORDER SKIP OFFSET LIMIT", "belongs behind WITH or RETURN"),
    ("WHERE", "belongs behind MATCH or WITH"),
)
_REASON_OF = {word: reason for words, reason in _REASONS for word in words.split()}
_STARTS = frozenset({"MATCH", "OPTIONAL", "UNWIND", "WITH", "CALL", "RETURN"})


class ClauseReader(PatternReader):
    """Reads one statement from its first clause to its end."""

    def read(self) -> None:
        """Read the statement; one closing semicolon is allowed.

        Raises:
            ForbiddenCypher: At the first token that is not understood as part of a reading statement.
        """
        self.statement.returned = self._query(returns=True)
        closed = self.accept(";")
        if self.token.kind is Kind.END:
            return
        if closed:
            self.refuse("a second statement", hint="run one statement at a time")
        self._refuse_clause()

    def subquery(self, *, returns: bool) -> None:
        """Read a sub-query in braces: clauses, or a bare pattern where no RETURN is needed."""
        self.expect("{")
        bare = self.word == "(" or (self.at_name() and self.ahead(1) == "=")
        if bare and not returns:
            self.patterns()
            if self.accept("WHERE"):
                self.expression()
        else:
            self._query(returns=returns)
        self.expect("}")

    def _query(self, *, returns: bool) -> tuple[Returned, ...]:
        """Read branches joined by UNION."""
        branches = [self._branch(returns=returns)]
        while self.accept("UNION"):
            if not self.accept("ALL"):
                self.accept("DISTINCT")
            branches.append(self._branch(returns=returns))
        return tuple(branch for branch in branches if branch)

    def _branch(self, *, returns: bool) -> Returned | None:
        """Read clauses up to RETURN, or to the end of a sub-query that needs none."""
        first = self.token
        while self.word != "RETURN":
            if not returns and self.token is not first and self.word in ("}", "UNION"):
                return None
            self._clause()
        return self._projection_clause()

    def _clause(self) -> None:
        """Read one clause other than RETURN."""
        if self.word == "MATCH" or (self.word == "OPTIONAL" and self.ahead(1) == "MATCH"):
            self._match()
        elif self.word == "WITH":
            self._projection_clause()
            self._where()
        elif self.accept("UNWIND"):
            self.expression()
            self.expect("AS")
            self.name("a variable")
        elif self.word == "CALL":
            self._call_subquery()
        else:
            self._refuse_clause()

    def _match(self) -> None:
        """Read MATCH or OPTIONAL MATCH; the first one tells whether the statement is anchored."""
        self.accept("OPTIONAL")
        self.expect("MATCH")
        first = self.statement.anchored is None
        if first:
            self.statement.anchored = False
        anchored = self.patterns()
        if first:
            self.statement.anchored = anchored
        self._where()

    def _where(self) -> None:
        """Read WHERE, if there is one."""
        if self.accept("WHERE"):
            self.expression()

    def _projection_clause(self) -> Returned:
        """Read WITH or RETURN with its items, order and limits."""
        token = self.advance()
        self.accept("DISTINCT")
        items: list[tuple[str | None, str]] = []
        everything = self.accept("*")
        if not everything:
            items.append(self._item())
        while self.accept(","):
            items.append(self._item())
        ordered = self._order()
        if self.accept("SKIP") or self.accept("OFFSET"):
            self.expression()
        if self.accept("LIMIT"):
            self.expression()
        columns, headings = (tuple(parts) for parts in zip(*items, strict=True)) if items else ((), ())
        return Returned(token, columns, headings, everything, ordered)

    def _item(self) -> tuple[str | None, str]:
        """Read an item of WITH or RETURN: its name (alias, or bare variable) and what engines call the column."""
        start = self._at
        self.expression()
        written = self.written_since(start)
        if self.accept("AS"):
            alias = self.name("a name behind AS").value
            return alias, alias
        bare = self._at == start + 1 and self._tokens[start].kind in (Kind.NAME, Kind.QUOTED)
        name = self._tokens[start].value if bare else None
        return name, name or written

    def _order(self) -> bool:
        """Read ORDER BY, if there is one."""
        if not self.accept("ORDER"):
            return False
        self.expect("BY")
        while True:
            self.expression()
            if self.word in ("ASC", "ASCENDING", "DESC", "DESCENDING"):
                self.advance()
            if not self.accept(","):
                return True

    def _call_subquery(self) -> None:
        """Read CALL { } or CALL (x) { }; a procedure or IN TRANSACTIONS is refused."""
        call = self.token
        self.expect("CALL")
        if self.word == "(":
            self._imports()
        if self.word != "{":
            self.refuse(f"CALL {self.described()}: procedures are not allowed", hint="read with MATCH", at=call)
        self.expect("{")
        self._query(returns=True)
        self.expect("}")
        if self.word == "IN":
            self.refuse("CALL { } IN TRANSACTIONS is for writing", hint="leave IN TRANSACTIONS out")

    def _imports(self) -> None:
        """Read the variables a sub-query takes from outside."""
        self.expect("(")
        if not self.accept("*") and self.word != ")":
            self.name("a variable")
            while self.accept(","):
                self.name("a variable")
        self.expect(")")

    def _refuse_clause(self) -> NoReturn:
        """Say why the next token may not stand where a clause begins."""
        token: Token = self.token
        if token.kind is Kind.END or self.word == "}":
            self.refuse("RETURN is missing", hint="end with RETURN")
        hint = f"reading clauses are {', '.join(READING)}"
        if reason := _REASON_OF.get(self.word):
            self.refuse(f"{self.word} {reason}", hint=hint)
        hint = did_you_mean(self.word, _STARTS) or hint
        self.refuse(f"{self.described()} is not understood here", hint=hint)
