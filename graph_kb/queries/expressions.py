"""Expressions of a reading statement.

Only what is recognised passes. Operators are read as a flat row, without precedence: the guard has to know
what is called and where clauses begin, not what is computed first.
"""

from __future__ import annotations

from abc import ABC, abstractmethod

from graph_kb.queries.bounds import MAX_NESTING
from graph_kb.queries.calls import CallReader
from graph_kb.queries.cursor import NAMES
from graph_kb.queries.lexer import Kind

_PREFIXES = frozenset({"NOT", "+", "-"})
_OPERATORS = frozenset({"OR", "XOR", "AND", "IN", "CONTAINS", "=", "<>", "<", ">", "<=", ">=", "||", *"+-*/%^"})
_PHRASES = frozenset({"STARTS", "ENDS"})
_SUBQUERIES = frozenset({"EXISTS", "COUNT", "COLLECT"})
_ANCHORS = frozenset({"id", "code"})


class ExpressionReader(CallReader, ABC):
    """Reads expressions; patterns and sub-queries inside them are read by the classes below."""

    def __init__(self, text: str, source: str) -> None:
        super().__init__(text, source)
        self._depth = 0
        self._bar_ends = False
        self._end_of_path = -1

    @abstractmethod
    def labels(self, *, bar: bool = True) -> None:
        """Read a label expression behind its colon; without `bar` a | is left alone."""

    @abstractmethod
    def subquery(self, *, returns: bool) -> None:
        """Read a sub-query in braces."""

    def expression(self, *, bar_ends: bool = False) -> None:
        """Read one expression.

        Args:
            bar_ends: Whether a | ends it, as in list comprehensions, rather than parts labels.
        """
        outer, self._bar_ends = self._bar_ends, bar_ends
        self._depth += 1
        if self._depth > MAX_NESTING:
            self.refuse(f"expressions deeper than {MAX_NESTING}")
        self._operand()
        while self._operator():
            self._operand()
        self._depth -= 1
        self._bar_ends = outer

    def map(self, *, of_pattern: bool = False) -> bool:
        """Read a map literal; True when it holds `id: $parameter` or `code: $parameter`.

        Args:
            of_pattern: Whether it stands in a node or relationship, so that its keys are properties.
        """
        anchored = False
        noted = self.statement.properties if of_pattern else self.statement.keys
        self.expect("{")
        while not self.accept("}"):
            key = self.name("a property name").value
            noted.add(key)
            self.expect(":")
            start, first = self._at, self.token
            self.expression()
            alone = self._at == start + 1
            anchored |= key in _ANCHORS and first.kind is Kind.PARAMETER and alone
            if of_pattern and key == "id" and first.kind is Kind.STRING and alone:
                self.statement.ids.add(first.text[1:-1])
            if self.word != "}":
                self.expect(",")
        return anchored

    def _operator(self) -> bool:
        """Step over a binary operator if one comes next."""
        if self.word in _PHRASES:
            self.advance()
            self.expect("WITH")
            return True
        self._refuse_arrow()
        return self.word in _OPERATORS and self.accept(self.word)

    def _operand(self) -> None:
        """Read prefixes, one atom and what follows it closely."""
        while self.word in _PREFIXES:
            self._refuse_arrow()
            self.advance()
        self._atom()
        while self._postfix():
            pass

    def _refuse_arrow(self) -> None:
        """Refuse `-[`: no list can be subtracted, so an engine may see a relationship nobody has measured."""
        if self.word == "-" and self.ahead(1) == "[":
            self.refuse("a relationship behind something that is no plain node")

    def _postfix(self) -> bool:
        """Read one of `.name`, `[...]`, `:Label`, `IS NULL`, `=~ '...'`."""
        if self.accept("."):
            self.statement.properties.add(self.name("a property name").value)
        elif self.accept("["):
            self._subscript()
        elif self.accept(":"):
            self.labels(bar=not self._bar_ends)
        elif self.accept("IS"):
            self.accept("NOT")
            self.expect("NULL")
        elif self.accept("=~"):
            self.regex()
        else:
            return False
        return True

    def _atom(self) -> None:
        """Read a literal, parameter, bracketed expression, call or variable."""
        kind = self.token.kind
        if kind in (Kind.NUMBER, Kind.STRING):
            self.advance()
        elif kind is Kind.PARAMETER:
            self.parameter()
        elif self.word == "(":
            self._parenthesis()
        elif self.word == "[":
            self._list()
        elif self.word == "{":
            self.map()
        elif kind in NAMES:
            self._named()
        else:
            self.refuse(f"expected an expression but found {self.described()}")

    def _parenthesis(self) -> None:
        """Read a pattern used as a predicate, or an expression in parentheses."""
        if self._at_pattern():
            self.path()
            self._end_of_path = self._at
            return
        self.expect("(")
        self.expression()
        around_path = self._end_of_path == self._at
        self.expect(")")
        if around_path:
            self._end_of_path = self._at
            if self.word in ("+", "*", "{"):
                self.refuse("a path in an expression cannot repeat", hint="write EXISTS { } with a bounded repeat")

    def _at_pattern(self) -> bool:
        """Whether the parenthesis is a node with a relationship behind it rather than part of a sum."""
        end = self._closing[self._at] - self._at
        named = self._tokens[self._at + 1].kind in NAMES
        if self.ahead(2 if named else 1) not in (")", ":", "{", "WHERE"):
            return False
        start = end + 2 if self.ahead(end + 1) == "<" else end + 1
        if self.ahead(start) != "-":
            return False
        return self.ahead(start + 1) == "[" or (self.ahead(start + 1) == "-" and self.ahead(start + 2) in ("(", ">"))

    def _list(self) -> None:
        """Read a list, list comprehension or pattern comprehension."""
        self.expect("[")
        if self.accept("]"):
            return
        self.expression(bar_ends=True)
        while self.accept(","):
            self.expression(bar_ends=True)
        if self.accept("WHERE"):
            self.expression(bar_ends=True)
        # `[x IN xs WHERE x:A|B | x.id]`: the labels' own bar is read here as well.
        while self.accept("|"):
            self.expression(bar_ends=True)
        self.expect("]")

    def _subscript(self) -> None:
        """Read an index or a slice behind its bracket."""
        if self.word != "..":
            self.expression()
        if self.accept("..") and self.word != "]":
            self.expression()
        self.expect("]")

    def _named(self) -> None:
        """Read what starts with a name: CASE, a sub-query, a call, a map projection or a variable."""
        if self.word == "CASE":
            self._case()
        elif self.word in _SUBQUERIES and self.ahead(1) == "{":
            self.subquery(returns=self.advance().text.upper() == "COLLECT")
        elif (length := self.length_of_call()) > 0:
            self.call(length)
        else:
            self.advance()
            if self.word == "{":
                self._projection()

    def _projection(self) -> None:
        """Read a map projection such as `n {.id, .*, key: 1, other}`."""
        self.expect("{")
        while not self.accept("}"):
            if self.accept("."):
                if not self.accept("*"):
                    self.statement.properties.add(self.name("a property name").value)
            else:
                self.statement.keys.add(self.name("a property name").value)
                if self.accept(":"):
                    self.expression()
            if self.word != "}":
                self.expect(",")

    def _case(self) -> None:
        """Read CASE in its simple or searched form."""
        self.expect("CASE")
        if self.word != "WHEN":
            self.expression()
        self.expect("WHEN")
        while True:
            self.expression()
            while self.accept(","):
                self.expression()
            self.expect("THEN")
            self.expression()
            if not self.accept("WHEN"):
                break
        if self.accept("ELSE"):
            self.expression()
        self.expect("END")
