"""Cypher cut into tokens: nothing is lost, so the texts of all tokens joined are the input again.

Strings, back-ticked names and comments are recognised as Neo4j does, because a guard that disagrees with the
engine on where a comment ends can be walked around. Neo4j decodes a unicode escape *before* it looks for
tokens: outside a string such an escape can hide a keyword or end a comment, so it is refused here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import StrEnum
from typing import NamedTuple

from graph_kb.errors import ForbiddenCypher, QueryError


class Kind(StrEnum):
    """What a token is."""

    SPACE = "space"
    COMMENT = "comment"
    NAME = "name"
    QUOTED = "quoted"
    PARAMETER = "parameter"
    NUMBER = "number"
    STRING = "string"
    SYMBOL = "symbol"
    OTHER = "other"
    END = "end"


class Token(NamedTuple):
    """A piece of a statement and where it starts, both counted from 1."""

    kind: Kind
    text: str
    line: int
    column: int

    @property
    def value(self) -> str:
        """Name without back-ticks and without the dollar of a parameter."""
        bare = self.text.removeprefix("$") if self.kind is Kind.PARAMETER else self.text
        return bare[1:-1].replace("``", "`") if bare.startswith("`") else bare


# A number followed by a letter is no number: engines differ on where such a thing ends, so it is OTHER.
# The commonest kinds come first, single characters that fit nothing last.
_TOKEN = re.compile(
    r"""
    (?P<space>[ \t\r\n]+)
  | (?P<name>(?!\d)\w+)
  | (?P<comment>//[^\r\n]*+|/\*(?:[^*]++|\*(?!/))*+\*/)
  | (?P<string>'[^'\\]*+(?:\\.[^'\\]*+)*+'|"[^"\\]*+(?:\\.[^"\\]*+)*+")
  | (?P<quoted>`(?:[^`]++|``)*+`)
  | (?P<parameter>\$(?:\w+|`(?:[^`]++|``)*+`))
  | (?P<number>(?:0[xX][0-9a-fA-F_]+|0[oO][0-7_]+
        |(?:[0-9][0-9_]*)?\.[0-9][0-9_]*(?:[eE][+-]?[0-9]+)?|[0-9][0-9_]*(?:[eE][+-]?[0-9]+)?)(?!\w))
  | (?P<open>/\*|['"`])
  | (?P<symbol><>|<=|>=|=~|\.\.|\|\||::|\+=|!=|[-+*/%^=<>()\[\]{}.,:;|&!$])
  | (?P<escape>\\[uU])
  | (?P<other>[0-9]\w*|.)
    """,
    re.VERBOSE | re.DOTALL,
)
_KINDS = {str(kind): kind for kind in Kind}
_OPENED = {"/*": "comment", "'": "string", '"': "string", "`": "back-ticked name"}
# Some engines end a line comment at these; a reader of the query does not see them at all.
_LINE_ENDS = re.compile("[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")


def lex(text: str, *, source: str = "query") -> Iterator[Token]:
    """Tokens of a text in order, spaces and comments included.

    Args:
        text: Cypher, right or wrong.
        source: Name of the text in errors, such as its file.

    Yields:
        Tokens whose texts joined give the input.

    Raises:
        QueryError: A string, comment or back-ticked name has no end.
        ForbiddenCypher: A unicode escape outside a string, or an invisible end of line in a comment.
    """
    line, column = 1, 1
    for match in _TOKEN.finditer(text):
        piece, group = match.group(), match.lastgroup or ""
        kind = _KINDS.get(group)
        if kind is None:
            raise (_never_ends(piece, line, column, source) if group == "open" else _hidden(line, column, source))
        token = Token(kind, piece, line, column)
        if kind in (Kind.COMMENT, Kind.QUOTED, Kind.PARAMETER):
            _check_hidden(token, source)
        yield token
        newlines = piece.count("\n")
        line += newlines
        column = len(piece) - piece.rfind("\n") if newlines else column + len(piece)


def place(source: str, token: Token) -> str:
    """Where a token stands, as `source:line:column`."""
    return f"{source}:{token.line}:{token.column}"


def _check_hidden(token: Token, source: str) -> None:
    """Refuse comments and names in which the engine may see something else than the reader."""
    text = token.text
    if "\\u" in text or "\\U" in text:
        raise _hidden(token.line, token.column, source)
    if token.kind is Kind.COMMENT and text.startswith("//") and _LINE_ENDS.search(text):
        raise ForbiddenCypher(
            f"{place(source, token)}: this comment holds an invisible end of line",
            hint="write the comment anew on a line of its own",
            query=source,
            line=token.line,
            column=token.column,
        )


def _never_ends(opening: str, line: int, column: int, source: str) -> QueryError:
    """A string, comment or name that is opened and not closed."""
    return QueryError(
        f"{source}:{line}:{column}: the {_OPENED[opening]} that starts with {opening} never ends",
        hint="close it",
        query=source,
        line=line,
        column=column,
    )


def _hidden(line: int, column: int, source: str) -> ForbiddenCypher:
    """A unicode escape where it can hide a keyword, a quote or the end of a comment."""
    return ForbiddenCypher(
        f"{source}:{line}:{column}: a unicode escape outside a string",
        hint="write the character itself",
        query=source,
        line=line,
        column=column,
    )
