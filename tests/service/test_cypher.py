"""Free Cypher over HTTP: the guard refuses, the answer is that of the library."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from graph_kb.errors import StoreError
from graph_kb.workbench.apart import Apart

READ = "MATCH (o:Offer) WHERE o.id > $after RETURN o.id AS id, o.amount AS amount ORDER BY id"


def test_rows_are_those_of_the_library(client, base):
    asked = {"query": READ, "parameters": {"after": "offer:h"}, "limit": 5}
    told = client.post("/v1/cypher", json=asked).json()
    expected = base.cypher(READ, {"after": "offer:h"}, limit=5)
    assert told["data"] == {"columns": list(expected.columns), "rows": expected.rows}
    assert told["meta"]["truncated"] is True
    assert told["meta"]["made_by"]["cypher"] == READ


@pytest.mark.parametrize(
    "query",
    [
        "CREATE (n:Offer) RETURN n",
        "MATCH (n) DETACH DELETE n",
        "LOAD CSV FROM 'file:///etc/passwd' AS row RETURN row",
        "CALL db.labels() YIELD label RETURN label",
        "MATCH (n) RETURN n; MATCH (m) RETURN m",
        "MATCH (a)-[*]->(b) RETURN a",
    ],
)
def test_what_may_do_more_than_read_is_refused(client, query):
    answer = client.post("/v1/cypher", json={"query": query})
    assert answer.status_code == 400
    assert answer.json()["title"] == "forbidden_cypher"
    assert answer.json()["context"]["line"] == 1


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"query": ""},
        {"query": READ, "parameter": {}},
        {"query": READ, "limit": 0},
        {"query": READ, "parameters": []},
        [],
        {"query": "RETURN 1 AS x" + " " * 20_000},
    ],
)
def test_bodies_that_are_no_question_are_refused(client, body):
    answer = client.post("/v1/cypher", json=body)
    assert answer.status_code == 422
    assert answer.json()["errors"]


def test_a_missing_parameter_is_told(client):
    answer = client.post("/v1/cypher", json={"query": READ})
    assert answer.status_code == 400
    assert "$after" in answer.json()["detail"]


def nested(deep):
    return [nested(deep - 1)] if deep else []


@pytest.mark.parametrize("value", [{"a": 1}, [{"a": [1]}], 2**63, 1e400, [1, "a"], nested(400)])
def test_odd_parameters_never_break_the_service(client, value):
    asked = json.dumps({"query": "RETURN $x AS x", "parameters": {"x": value}})
    answer = client.post("/v1/cypher", content=asked, headers={"content-type": "application/json"})
    assert answer.status_code in (200, 400, 422), answer.text


def test_an_answer_that_is_nested_too_deeply_is_refused(client):
    answer = client.post("/v1/cypher", json={"query": "RETURN reduce(l = [], x IN range(1, 950) | [l]) AS x"})
    assert answer.status_code == 400, answer.text
    assert "nested" in answer.json()["detail"]


def test_a_graph_that_is_away_is_told_as_such(base):
    """A process that has to be started meanwhile does not blame the question."""
    apart = Apart(replace(base.settings, uri="bolt://127.0.0.1:1", user="x", password="y"), workers=1)  # noqa: S106
    try:
        with pytest.raises(StoreError):
            apart.ask("cypher", "RETURN 1 AS one", {}, longest_s=60)
    finally:
        apart.close()
