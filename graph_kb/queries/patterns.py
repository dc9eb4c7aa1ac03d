"""Path patterns: nodes, relationships, label expressions, and repeats, which need an upper bound."""

from __future__ import annotations

from abc import ABC
from typing import NoReturn

from graph_kb.queries.bounds import MAX_HOPS, integer
from graph_kb.queries.cursor import NAMES
from graph_kb.queries.expressions import ExpressionReader
from graph_kb.queries.functions import SHORTEST
from graph_kb.queries.lexer import Kind, Token


class PatternReader(ExpressionReader, ABC):
    """Reads path patterns."""

    def patterns(self) -> bool:
        """Read patterns parted by commas; True when each is a lone anchored node."""
        anchored = True
        while True:
            if self.at_name() and self.ahead(1) == "=":
                self.advance()
                self.expect("=")
            anchored &= self.path()
            if not self.accept(","):
                return anchored

    def path(self) -> bool:
        """Read one path pattern; True when it is a lone anchored node."""
        if self.word.lower() in SHORTEST and self.ahead(1) == "(":
            self.call(1)
            return False
        lone_anchor = self._factor()
        while self.word == "(":
            self._factor()
            lone_anchor = False
        return lone_anchor

    def labels(self, *, bar: bool = True) -> None:
        """Read a label expression behind its colon; without `bar` a | is left alone."""
        while True:
            while self.accept("!"):
                pass
            if self.accept("("):
                self.labels()
                self.expect(")")
            elif self.accept("$"):
                self._dynamic_label()
            elif not self.accept("%"):
                self.statement.names.add(self.name("a label or type").value)
            if bar and self.accept("|"):
                self.accept(":")
            elif not self.accept("&") and not self.accept(":"):
                return

    def _dynamic_label(self) -> None:
        """Read `$($parameter)`: a label that comes from data could be anything."""
        self.expect("(")
        if self.token.kind is not Kind.PARAMETER:
            self.refuse("a label may come from a parameter, not from data", hint="write :$($label)")
        self.parameter()
        self.expect(")")

    def _factor(self) -> bool:
        """Read a path in parentheses with its repeat, or nodes and relationships in turn."""
        if self._at_inner_path():
            self._inner_path()
            self._quantifier()
            return False
        lone_anchor = self._node()
        while self._at_relationship():
            self._relationship()
            self._quantifier()
            self._node()
            lone_anchor = False
        return lone_anchor

    def _at_inner_path(self) -> bool:
        """Whether the parenthesis holds a path rather than a node."""
        if self.word != "(":
            return False
        named = self._tokens[self._at + 1].kind in NAMES and self.ahead(2) == "="
        return self.ahead(3 if named else 1) == "("

    def _inner_path(self) -> None:
        """Read `(p = (a)-->(b) WHERE ...)`."""
        self.expect("(")
        self.patterns()
        if self.accept("WHERE"):
            self.expression()
        self.expect(")")

    def _node(self) -> bool:
        """Read a node; True when it has a label and is found by id or code."""
        self.expect("(")
        self._variable()
        labelled = self.accept(":")
        if labelled:
            self.labels()
        anchored = self.word == "{" and self.map(of_pattern=True)
        if self.accept("WHERE"):
            self.expression()
        self.expect(")")
        return labelled and anchored

    def _at_relationship(self) -> bool:
        """Whether an arrow comes next, and not a minus behind a pattern."""
        start = 1 if self.word == "<" else 0
        return self.ahead(start) == "-" and self.ahead(start + 1) in ("-", "[")

    def _relationship(self) -> None:
        """Read an arrow with what it holds in brackets."""
        self.accept("<")
        self.expect("-")
        if self.accept("["):
            self._variable()
            if self.accept(":"):
                self.labels()
            if self.word == "*":
                self._hops()
            if self.word == "{":
                self.map(of_pattern=True)
            if self.accept("WHERE"):
                self.expression()
            self.expect("]")
        self.expect("-")
        self.accept(">")

    def _variable(self) -> None:
        """Step over the name of a node or relationship, if it has one."""
        if self.at_name() and self.word != "WHERE":
            self.advance()

    def _hops(self) -> None:
        """Read `*n` or `*m..n`."""
        star = self.advance()
        bound = self._integer()
        if self.accept(".."):
            bound = self._integer()
        self._check_bound(bound, star)

    def _quantifier(self) -> None:
        """Read `{n}` or `{m,n}` behind a relationship or path, if there is one."""
        start = self.token
        if self.word in ("*", "+"):
            self._refuse_endless(start)
        if self.accept("{"):
            bound = self._integer()
            if self.accept(","):
                bound = self._integer()
            self.expect("}")
            self._check_bound(bound, start)

    def _integer(self) -> int | None:
        """Value of the whole number that comes next; None when there is none."""
        if self.token.kind is not Kind.NUMBER:
            return None
        value = integer(self.token.text)
        if value is None:
            self.refuse(f"{self.described()} is no plain whole number")
        self.advance()
        return value

    def _check_bound(self, bound: int | None, start: Token) -> None:
        """Refuse a repeat without upper bound or with one too high."""
        if bound is None:
            self._refuse_endless(start)
        if bound > MAX_HOPS:
            self.refuse(f"{bound} hops, more than {MAX_HOPS}", hint=f"repeat at most {MAX_HOPS} times", at=start)

    def _refuse_endless(self, start: Token) -> NoReturn:
        """A repeat that could walk for ever."""
        self.refuse(
            f"{start.text} repeats without an upper bound",
            hint=f"write a literal bound of at most {MAX_HOPS}, such as *1..4 or {{1,4}}",
            at=start,
        )
