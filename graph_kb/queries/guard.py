"""The read-only guard: the first wall before the engine, whose reader account is the second.

It is a list of what is allowed, not of what is forbidden. A statement passes when all of it is understood as
reading clauses, permitted functions and bounded patterns; the first token that is not understood is named. It
holds for text from anybody: the API, the command line, notebooks and the user's own query folder.

It does not bound time or memory: unanchored MATCH clauses multiply, and a text added to itself forty times
fills any heap. Those are the engine's to bound, by its time limit and its own memory.
"""

from __future__ import annotations

from collections.abc import Collection

from graph_kb.errors import QueryError
from graph_kb.queries.clauses import ClauseReader
from graph_kb.queries.lexer import place
from graph_kb.queries.statement import Statement
from graph_kb.queries.suggestion import did_you_mean


def check_read_only(text: str, *, parameters: Collection[str] | None = None, source: str = "query") -> None:
    """Refuse Cypher that may do anything but read, within bounds.

    Args:
        text: One statement; a closing semicolon is tolerated.
        parameters: Names of the parameters that will be given; None leaves them unchecked.
        source: Name of the text in errors, such as its file.

    Raises:
        ForbiddenCypher: Something is not understood or not allowed, with line and column.
        QueryError: A string or comment never ends, or a parameter is used that is not given.
    """
    statement = examine(text, source=source)
    if parameters is None:
        return
    for name, token in statement.parameters.items():
        if name not in parameters:
            raise QueryError(
                f"{place(source, token)}: the parameter ${name} has no value",
                hint=did_you_mean(name, parameters) or f"give it, for example --param {name}=...",
                query=source,
                line=token.line,
                column=token.column,
                parameter=name,
            )


def examine(text: str, *, source: str = "query") -> Statement:
    """Facts of a statement that passes the guard.

    Args:
        text: One statement; a closing semicolon is tolerated.
        source: Name of the text in errors, such as its file.

    Returns:
        Its parameters, labels, columns, and whether it is anchored and ordered.

    Raises:
        ForbiddenCypher: Something is not understood or not allowed, with line and column.
        QueryError: A string or comment never ends.
    """
    reader = ClauseReader(text, source)
    reader.read()
    return reader.statement
