"""What a query file must be before the library offers it: documented, typed, read-only, anchored, ordered."""

from __future__ import annotations

from collections.abc import Iterator

from graph_kb.errors import ForbiddenCypher, QueryError
from graph_kb.queries.guard import examine
from graph_kb.queries.header import Header, Problem, read_header
from graph_kb.queries.query import Query
from graph_kb.queries.statement import Statement


def check_file(*, stem: str, folder: str, path: str, text: str) -> tuple[Query | None, list[Problem]]:
    """Read one query file and check it.

    Args:
        stem: File name without its ending.
        folder: Folder of the library.
        path: The file, as errors name it.
        text: Its content.

    Returns:
        The query, None when there is any problem; and the problems by line.
    """
    header = read_header(text)
    problems = [*header.problems, *_problems_of_header(header, stem)]
    try:
        statement = examine(text, source=path)
    except (ForbiddenCypher, QueryError) as error:
        problems.append(_problem_of_guard(error, path))
    else:
        problems += _problems_of_statement(header, statement)
    if problems:
        return None, sorted(problems)
    parameters = tuple(header.parameters.values())
    return Query(stem, folder, path, header.doc, parameters, header.returns, header.scan, text), []


def _problems_of_header(header: Header, stem: str) -> Iterator[Problem]:
    """Entries that are missing or disagree with the file's name."""
    if "name" not in header.lines:
        yield Problem(1, f"no name line: write // name: {stem}")
    elif header.name and header.name != stem:
        yield Problem(header.lines["name"], f"the name {header.name} differs from the file's name {stem}")
    if not header.doc:
        yield Problem(1, "no documentation: say in a comment what the query answers")
    if "returns" not in header.lines:
        yield Problem(1, "no returns line: write // returns column, column")


def _problem_of_guard(error: ForbiddenCypher | QueryError, path: str) -> Problem:
    """The guard's refusal without the path, which the library puts in front again."""
    line = error.context.get("line", 1)
    message = error.message.removeprefix(f"{path}:{line}:")
    detail = f"column {message}" if message != error.message else message
    return Problem(line if isinstance(line, int) else 1, f"{detail}{f' ({error.hint})' if error.hint else ''}")


def _problems_of_statement(header: Header, statement: Statement) -> Iterator[Problem]:
    """Where the header and the statement disagree, and where the statement is no library query."""
    for name, token in statement.parameters.items():
        if name not in header.parameters:
            yield Problem(token.line, f"${name} is not declared: write // param {name}: type")
    for name in header.parameters:
        if name not in statement.parameters:
            yield Problem(header.lines[f"${name}"], f"the parameter {name} is declared but not used")
    yield from _problems_of_return(header, statement)
    yield from _problems_of_start(header, statement)


def _problems_of_return(header: Header, statement: Statement) -> Iterator[Problem]:
    """Columns that differ from the declared ones, and rows in no order."""
    *others, last = statement.returned
    if others:
        yield Problem(last.token.line, "an outer UNION cannot be ordered: put it in CALL { } and return from there")
        return
    if last.everything:
        yield Problem(last.token.line, "RETURN * hides its columns: name them")
    elif None in last.columns:
        number = last.columns.index(None) + 1
        yield Problem(last.token.line, f"column {number} of RETURN has no name: write AS and a name")
    elif header.returns and last.columns != header.returns:
        names = ", ".join(str(column) for column in last.columns)
        yield Problem(last.token.line, f"RETURN gives {names}, the header declares {', '.join(header.returns)}")
    if not last.ordered:
        yield Problem(last.token.line, "no ORDER BY behind the last RETURN: rows must come in one order")


def _problems_of_start(header: Header, statement: Statement) -> Iterator[Problem]:
    """A query that neither starts from an anchor nor says what it scans."""
    if not header.scan and "scan" not in header.lines and not statement.anchored:
        yield Problem(
            statement.returned[-1].token.line,
            "no anchor: let the first MATCH be (n:Label {id: $parameter}) or {code: $parameter} alone, "
            "or say // scan: Label",
        )
    if header.scan not in ("", "*") and header.scan not in statement.names:
        yield Problem(header.lines["scan"], f"the query scans no {header.scan}")
