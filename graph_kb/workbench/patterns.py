"""Arrows and comparisons that a statement holds, as far as they can be told from its words alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from graph_kb.model.relationships import RELATIONS
from graph_kb.model.schema import NODES, RESOURCE_KINDS
from graph_kb.queries.lexer import Kind, Token, lex

_CLOSES = {"(": ")", "[": "]", "{": "}"}
_SILENT = (Kind.SPACE, Kind.COMMENT)
_NAMED = (Kind.NAME, Kind.QUOTED)
_ANY: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Arrow:
    """One relationship of a pattern, from the node that it leaves.

    Attributes:
        types: Its types, at least one.
        start: Labels that the node it leaves may have; empty when unknown.
        end: The same of the node that it reaches.
        directed: Whether the pattern says which way it points.
    """

    types: tuple[str, ...]
    start: frozenset[str]
    end: frozenset[str]
    directed: bool


@dataclass(frozen=True)
class Comparison:
    """A text that a property is compared with.

    Attributes:
        owners: Labels or types that the property is of; empty when unknown.
        property: Name of the property.
        value: The text.
    """

    owners: frozenset[str]
    property: str
    value: str


@dataclass(frozen=True)
class _Part:
    """What stands in a pair of brackets: a node or relationship of a pattern."""

    name: str
    names: tuple[str, ...]
    opening: int
    closing: int


def arrows(text: str) -> Iterator[Arrow]:
    """Relationships with a type, one hop each, whose ends are nodes in brackets."""
    words = _Words(text)
    for index, word in enumerate(words.texts):
        if word == "[" and index in words.closing:
            yield from words.arrow(index)


def comparisons(text: str, parameters: Mapping[str, Any]) -> Iterator[Comparison]:
    """Properties that must equal a text, or one of some texts, given in words or as a parameter."""
    words = _Words(text)
    for index in range(len(words.texts)):
        yield from words.compared(index, parameters)


class _Words:
    """Tokens of a statement that mean something."""

    def __init__(self, text: str) -> None:
        self.tokens = [token for token in lex(text) if token.kind not in _SILENT]
        self.texts = [token.text for token in self.tokens]
        self.closing = self._brackets()
        self.opening = {closing: opening for opening, closing in self.closing.items()}
        self.parts = {index: self._part(index) for index in self.closing if self.texts[index] in "(["}
        self.known: dict[str, frozenset[str]] = {}
        for part in self.parts.values():
            if part.name and part.names:
                # Branches may use one name for several things.
                self.known[part.name] = self.known.get(part.name, _ANY) | {*part.names}

    def _brackets(self) -> dict[int, int]:
        opened: list[int] = []
        closing: dict[int, int] = {}
        for index, word in enumerate(self.texts):
            if word in _CLOSES:
                opened.append(index)
            elif opened and word == _CLOSES[self.texts[opened[-1]]]:
                closing[opened.pop()] = index
        return closing

    def word(self, index: int) -> str:
        return self.texts[index] if 0 <= index < len(self.texts) else ""

    def _part(self, opening: int) -> _Part:
        at, name = opening + 1, ""
        if self.tokens[at].kind in _NAMED:
            at, name = at + 1, self.tokens[at].value
        names: list[str] = []
        if self.word(at) == ":":
            while self.word(at) in (":", "|", "&") or self.tokens[at].kind in _NAMED:
                if self.word(at).upper() == "WHERE":
                    break
                names += [self.tokens[at].value] if self.tokens[at].kind in _NAMED else []
                at += 1
            # What is negated or comes from a parameter cannot be told.
            names = [] if self.word(at) in ("!", "(", "%", "$") else names
        return _Part(name, tuple(names), opening, self.closing[opening])

    def arrow(self, opening: int) -> Iterator[Arrow]:
        """The relationship in these brackets."""
        part = self.parts[opening]
        left, right = opening - 1, part.closing + 1
        if not part.names or self.word(left) != "-" or self.word(right) != "-" or self._repeats(part):
            return
        to_left, to_right = self.word(left - 1) == "<", self.word(right + 1) == ">"
        before, after = self.opening.get(left - 1 - to_left), right + 1 + to_right
        if before not in self.parts or after not in self.parts:
            return
        one, other = self._labels(before), self._labels(after)
        start, end = (other, one) if to_left and not to_right else (one, other)
        yield Arrow(part.names, start, end, directed=to_left != to_right)

    def _repeats(self, part: _Part) -> bool:
        return "*" in self.texts[part.opening : part.closing]

    def _labels(self, opening: int) -> frozenset[str]:
        """Main labels that a node may have; a kind of resource is one of them."""
        part = self.parts[opening]
        names = frozenset(part.names) or self.known.get(part.name, _ANY)
        labels = {"Resource" if name in RESOURCE_KINDS else name for name in names}
        return frozenset(labels) if labels <= NODES.keys() else _ANY

    def compared(self, index: int, parameters: Mapping[str, Any]) -> Iterator[Comparison]:
        """What the property named at this place is compared with."""
        if self.tokens[index].kind not in _NAMED:
            return
        property_, follows = self.tokens[index].value, self.word(index + 1).upper()
        if self.word(index - 1) == "." and self.tokens[index - 2].kind in _NAMED:
            owners = self._owners(self.known.get(self.tokens[index - 2].value, _ANY))
            if follows in ("=", "IN"):
                yield from _each(owners, property_, self._texts(index + 2, parameters))
            elif self.word(index - 3).upper() == "IN":
                yield from _each(owners, property_, self._texts(index - 4, parameters))
        elif follows == ":" and self.word(index - 1) in ("{", ","):
            part = self._part_around(index)
            if part:
                owners = self._owners(frozenset(part.names) or self.known.get(part.name, _ANY))
                yield from _each(owners, property_, self._texts(index + 2, parameters))

    def _owners(self, names: frozenset[str]) -> frozenset[str]:
        owners = {"Resource" if name in RESOURCE_KINDS else name for name in names}
        return frozenset(owners) if owners <= NODES.keys() | RELATIONS.keys() else _ANY

    def _part_around(self, index: int) -> _Part | None:
        """Node or relationship whose map a key stands in; None for a map of its own."""
        inner = max((at for at in self.closing if at < index < self.closing[at]), default=-1)
        if self.word(inner) != "{":
            return None
        return next((one for one in self.parts.values() if self.closing[inner] + 1 == one.closing), None)

    def _texts(self, index: int, parameters: Mapping[str, Any]) -> list[str]:
        """Texts at a place: one, a list of some, or those of a parameter."""
        if self.word(index) == "[":
            inner = self.tokens[index + 1 : self.closing.get(index, index)]
            return [_text(token) for token in inner if token.kind is Kind.STRING]
        if not 0 <= index < len(self.tokens):
            return []
        token = self.tokens[index]
        if token.kind is Kind.PARAMETER:
            value = parameters.get(token.value)
            return [each for each in (value if isinstance(value, list) else [value]) if isinstance(each, str)]
        return [_text(token)] if token.kind is Kind.STRING else []


def _each(owners: frozenset[str], property_: str, values: list[str]) -> Iterator[Comparison]:
    for value in values:
        yield Comparison(owners, property_, value)


def _text(token: Token) -> str:
    return token.text[1:-1]
