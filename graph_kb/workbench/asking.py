"""Questions put to the graph: named queries and free Cypher, each answered with rows and what to know about them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from graph_kb.queries import Library, check_read_only, examine
from graph_kb.queries.statement import Statement
from graph_kb.store import Answer, Graph
from graph_kb.store.meta import data_version
from graph_kb.workbench.advice import read_anew, unknown_ids, unknown_names, unknown_values
from graph_kb.workbench.find import find_node
from graph_kb.workbench.hints import contradictions, values_that_occur
from graph_kb.workbench.result import Result, plain

MOST_BYTES = 32 << 20
"""Most that a statement which somebody typed may fetch."""


def ask_named(
    graph: Graph, library: Library, name: str, parameters: Mapping[str, Any], limit: int | None = None
) -> Result:
    """Run a query of the library.

    Raises:
        QueryError: No such query, or a parameter is missing, unknown or of the wrong type.
    """
    query = library.get(name)
    values = query.bind(parameters)
    answer = graph.read(query.text, values, limit=limit)
    warnings = [*read_anew(query, parameters, values)]
    if not answer.rows:
        warnings += unknown_values(query, parameters, values, lambda text, label: find_node(graph, text, label))
        warnings += values_that_occur(graph, query, parameters)
    # The embedded engine names no columns when there are no rows.
    columns = answer.columns or query.returns
    return Result(
        columns,
        _rows(answer),
        name,
        query.doc,
        values,
        query.text,
        data_version(graph),
        answer.truncated,
        tuple(warnings),
    )


def ask_free(graph: Graph, text: str, parameters: Mapping[str, Any], limit: int | None = None) -> Result:
    """Run free Cypher, read only: through the guard, then through the account that may only read.

    Raises:
        ForbiddenCypher: The guard does not let the statement pass.
        QueryError: The engine refuses it.
    """
    check_read_only(text, parameters=parameters.keys())
    statement = examine(text)
    answer = graph.read(text, parameters, limit=limit, most_bytes=MOST_BYTES, trusted=False)
    return Result(
        answer.columns or statement.returned[-1].headings,
        _rows(answer),
        parameters=parameters,
        cypher=text,
        data_version=data_version(graph),
        truncated=answer.truncated,
        warnings=tuple(_warnings(graph, statement, parameters, answer, text)),
    )


def _warnings(
    graph: Graph, statement: Statement, parameters: Mapping[str, Any], answer: Answer, text: str
) -> list[str]:
    found = list(unknown_names(statement))
    if not answer.rows:
        ids = {**parameters, "ids": sorted(statement.ids)} if statement.ids else parameters
        found += unknown_ids(ids, lambda text, label: find_node(graph, text, label))
        found += contradictions(text, parameters)
    return found


def _rows(answer: Answer) -> list[dict[str, Any]]:
    return [{column: plain(row[column]) for column in answer.columns} for row in answer]
