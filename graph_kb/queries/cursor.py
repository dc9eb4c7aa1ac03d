"""A place in the tokens of a statement: look, step, expect, refuse."""

from __future__ import annotations

from itertools import accumulate
from typing import NoReturn

from graph_kb.errors import ForbiddenCypher
from graph_kb.queries.bounds import MAX_CHARACTERS, MAX_NESTING, fault_of_string
from graph_kb.queries.lexer import Kind, Token, lex, place
from graph_kb.queries.statement import Statement

NAMES = (Kind.NAME, Kind.QUOTED)
_CLOSES = {"(": ")", "[": "]", "{": "}"}


class Cursor:
    """Tokens that mean something, and the one to read next.

    Args:
        text: Cypher.
        source: Name of the text in errors.

    Raises:
        ForbiddenCypher: The text is too long or too deep, holds a character Cypher does not know or a bracket
            without its partner.
        QueryError: A string or comment never ends.
    """

    def __init__(self, text: str, source: str) -> None:
        self._source = source
        self._text = text
        self._lines = [0, *accumulate(len(line) + 1 for line in text.split("\n"))]
        self._at = 0
        self._tokens = self._meaningful(text)
        # Keywords are compared by these words: upper case for bare names, "" for whatever is never a keyword.
        self._words = [_word(token) for token in self._tokens]
        self._closing: dict[int, int] = {}
        self._match_brackets()
        self.statement = Statement()

    @property
    def token(self) -> Token:
        """The token to read next."""
        return self._tokens[self._at]

    @property
    def word(self) -> str:
        """The next token as keyword or symbol, "" when it is neither."""
        return self._words[self._at]

    def ahead(self, steps: int) -> str:
        """The word some tokens further on."""
        return self._words[min(self._at + steps, len(self._words) - 1)]

    def advance(self) -> Token:
        """Step over the next token."""
        token = self._tokens[self._at]
        if token.kind is not Kind.END:
            self._at += 1
        return token

    def accept(self, word: str) -> bool:
        """Step over the next token if it is this word."""
        if self._words[self._at] != word:
            return False
        self._at += 1
        return True

    def expect(self, word: str) -> None:
        """Step over this word, or refuse the statement."""
        if not self.accept(word):
            self.refuse(f"expected {word} but found {self.described()}")

    def at_name(self) -> bool:
        """Whether the next token can be a name."""
        return self.token.kind in NAMES

    def name(self, what: str) -> Token:
        """Step over a name, or refuse the statement."""
        if not self.at_name():
            self.refuse(f"expected {what} but found {self.described()}")
        return self.advance()

    def parameter(self) -> None:
        """Step over a parameter and note it."""
        token = self.advance()
        self.statement.parameters.setdefault(token.value, token)

    def described(self) -> str:
        """The next token as an error names it."""
        return "the end of the statement" if self.token.kind is Kind.END else self.token.text[:40]

    def written_since(self, start: int) -> str:
        """The text from a token to the one read last, as it is written."""
        last = self._tokens[self._at - 1]
        return self._text[self._place(self._tokens[start]) : self._place(last) + len(last.text)]

    def refuse(self, what: str, *, hint: str = "", at: Token | None = None) -> NoReturn:
        """Refuse the statement because of a token, the next one unless another is given."""
        token = at or self.token
        raise ForbiddenCypher(
            f"{place(self._source, token)}: {what}",
            hint=hint,
            query=self._source,
            line=token.line,
            column=token.column,
            token=token.text[:40],
        )

    def _place(self, token: Token) -> int:
        """Characters before a token."""
        return self._lines[token.line - 1] + token.column - 1

    def _meaningful(self, text: str) -> list[Token]:
        """Tokens without spaces and comments, each checked, an END behind them."""
        if len(text) > MAX_CHARACTERS:
            raise ForbiddenCypher(
                f"{self._source}: {len(text)} characters, more than {MAX_CHARACTERS}",
                hint="pass data as parameters",
            )
        tokens = []
        for token in lex(text, source=self._source):
            if token.kind is Kind.OTHER:
                self._refuse_character(token)
            if token.kind is Kind.STRING and (fault := fault_of_string(token.text)):
                self.refuse(f"this string holds {fault}", hint="write the character itself", at=token)
            if token.kind not in (Kind.SPACE, Kind.COMMENT):
                tokens.append(token)
        last = tokens[-1] if tokens else Token(Kind.END, "", 1, 1)
        return [*tokens, Token(Kind.END, "", last.line, last.column + len(last.text))]

    def _refuse_character(self, token: Token) -> NoReturn:
        """A character or number that Cypher does not know."""
        shown = token.text if token.text.isprintable() else f"the invisible character U+{ord(token.text[0]):04X}"
        self.refuse(f"{shown[:40]} is not Cypher", hint="use plain spaces, ASCII symbols and numbers", at=token)

    def _match_brackets(self) -> None:
        """Find the partner of each bracket; refuse one that has none, and depth that exhausts the stack."""
        opened: list[int] = []
        for index, word in enumerate(self._words):
            if word in _CLOSES:
                opened.append(index)
            elif word in (")", "]", "}"):
                if not opened or _CLOSES[self._words[opened[-1]]] != word:
                    self.refuse(f"{word} closes nothing", at=self._tokens[index])
                self._closing[opened.pop()] = index
            if len(opened) > MAX_NESTING:
                self.refuse(f"brackets deeper than {MAX_NESTING}", at=self._tokens[index])
        if opened:
            self.refuse(f"{self._words[opened[-1]]} is never closed", at=self._tokens[opened[-1]])


def _word(token: Token) -> str:
    """Keyword or symbol of a token. Keywords are ASCII: other letters that upper-case to ASCII are none."""
    if token.kind is Kind.NAME and token.text.isascii():
        return token.text.upper()
    return token.text if token.kind is Kind.SYMBOL else ""
