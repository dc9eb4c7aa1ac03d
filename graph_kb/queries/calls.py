"""Calls of functions: only those on the list, and range() and regular expressions only within bounds."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import NoReturn

from graph_kb.queries.bounds import MAX_RANGE, integer
from graph_kb.queries.cursor import NAMES, Cursor
from graph_kb.queries.functions import FUNCTIONS, PREDICATES, SHORTEST
from graph_kb.queries.lexer import Kind
from graph_kb.queries.regex import fault_of_regex
from graph_kb.queries.suggestion import did_you_mean

# Behind a regular expression these would make it another one, which nobody has looked at.
_CONTINUES_TEXT = frozenset({"+", "||", ".", "[", "-", "*", "/", "%", "^"})


class CallReader(Cursor, ABC):
    """Reads calls; the expressions and patterns inside them are read by the classes below."""

    @abstractmethod
    def expression(self, *, bar_ends: bool = False) -> None:
        """Read one expression; with `bar_ends` a | ends it."""

    @abstractmethod
    def path(self) -> bool:
        """Read one path pattern; True when it is a lone anchored node."""

    def length_of_call(self) -> int:
        """Number of tokens in the dotted name of a call, 0 when no call starts here."""
        length = 1
        while self.ahead(length) == "." and self._tokens[self._at + length + 1].kind in NAMES:
            length += 2
        return length if self.ahead(length) == "(" else 0

    def call(self, length: int) -> None:
        """Read a call of a permitted function whose name has `length` tokens."""
        first = self.token
        written = "".join(self.advance().text for _ in range(length))
        name = written.lower()
        if name not in FUNCTIONS:
            hint = (
                did_you_mean(name, FUNCTIONS.values()) or "only functions that every engine has and that read no files"
            )
            self.refuse(f"the function {written[:60]}() is not allowed", hint=hint, at=first)
        self.expect("(")
        if name in SHORTEST:
            self.path()
        elif name == "range":
            self._range()
        elif name == "reduce":
            self._reduce()
        else:
            self._arguments(name)
        self.expect(")")

    def regex(self) -> None:
        """Read the right-hand side of =~, which has to be a tame literal."""
        token = self.token
        if token.kind is not Kind.STRING:
            self.refuse("a regular expression must be a quoted string", hint="or use CONTAINS, STARTS WITH, ENDS WITH")
        if fault := fault_of_regex(token.text):
            self.refuse(f"this regular expression holds {fault}", hint="it could run for ever: use CONTAINS")
        self.advance()
        if self.word in _CONTINUES_TEXT:
            self.refuse("a regular expression must be one quoted string")

    def _arguments(self, name: str) -> None:
        """Read the arguments of a call up to its closing parenthesis."""
        if self.word == ")" or (name == "count" and self.accept("*")):
            return
        self.accept("DISTINCT")
        self.expression()
        while self.accept(","):
            self.expression()
        if name in PREDICATES:
            self.expect("WHERE")
            self.expression()

    def _reduce(self) -> None:
        """Read `total = 0, x IN list | total + x`."""
        self.expression()
        self.expect(",")
        self.expression(bar_ends=True)
        self.expect("|")
        self.expression()

    def _range(self) -> None:
        """Read the arguments of range(): bounds are literals, or the size of something that exists."""
        self._bound()
        self.expect(",")
        self._bound()
        if self.accept(","):
            self._bound()
        if self.word != ")":
            self._refuse_bound()

    def _bound(self) -> None:
        """Read one bound of range()."""
        if self.word in ("SIZE", "LENGTH") and self.length_of_call() == 1:
            self.call(1)
            if self.word not in ("+", "-"):
                return
            self.advance()
        else:
            self.accept("-")
        value = integer(self.token.text) if self.token.kind is Kind.NUMBER else None
        if value is None or value > MAX_RANGE:
            self._refuse_bound()
        self.advance()

    def _refuse_bound(self) -> NoReturn:
        """A bound of range() nobody can vouch for."""
        self.refuse(
            f"range() needs whole numbers up to {MAX_RANGE} as bounds, or size() of a list plus or minus one",
            hint="UNWIND a list given as a parameter instead",
        )
