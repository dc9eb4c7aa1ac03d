"""How Neo4j plans the shipped queries: from an index at the anchor, or over the one label that the query declares."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from graph_kb.queries import Library

pytestmark = pytest.mark.neo4j
LIBRARY = {query.name: query for query in Library.load()}
SEEKS = {"NodeUniqueIndexSeek", "NodeIndexSeek", "MultiNodeIndexSeek"}
COSTLY = {"Eager", "CartesianProduct"}


def operators(plan: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Name and details of every operator of a plan, from the result down to the leaves."""
    yield plan["operatorType"].partition("@")[0], plan["args"].get("Details", "")
    for child in plan.get("children", []):
        yield from operators(child)


@pytest.fixture(scope="module")
def explain(base):
    def run(query):
        with base.graph._connection.reader.session(database="neo4j", default_access_mode="READ") as session:
            given = {parameter.name: parameter.default for parameter in query.parameters}
            return session.run(f"EXPLAIN {query.text}", given).consume()

    return run


@pytest.mark.parametrize("name", LIBRARY)
def test_a_query_starts_from_an_index_or_scans_what_it_declares(explain, name):
    query = LIBRARY[name]
    summary = explain(query)
    found = list(operators(summary.plan))
    names = {operator for operator, _ in found}
    scans = [(operator, details) for operator, details in found if "Scan" in operator]
    assert summary.query_type == "r"
    assert not names & COSTLY
    if not query.scan:
        assert not scans
        assert names & SEEKS
    elif query.scan != "*":
        assert all(f":{query.scan}" in details for _, details in scans), scans
        assert "AllNodesScan" not in names


@pytest.mark.parametrize(
    "name",
    [name for name, one in LIBRARY.items() if any(p.name.endswith("_id") and p.required for p in one.parameters)],
)
def test_a_query_with_an_id_needs_no_scan(explain, name):
    assert not [operator for operator, _ in operators(explain(LIBRARY[name]).plan) if "Scan" in operator]
