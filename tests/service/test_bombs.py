"""Statements that pass the guard and would take all time or memory: they end, and the service answers on."""

from __future__ import annotations

from dataclasses import replace

import pytest
from fastapi.testclient import TestClient

from graph_kb.api.app import create_app
from graph_kb.store import open_graph, prepare
from graph_kb.store.server import stop_server

DOUBLED = "WITH 'x' AS s " + "WITH s + s AS s " * 34 + "RETURN size(s) AS n"
BOMBS = {
    "rows by rows": "UNWIND range(1, 99999) AS a UNWIND range(1, 99999) AS b UNWIND range(1, 99999) AS c "
    "RETURN count(*) AS n",
    "a sum without end": "RETURN reduce(s = 0, a IN range(1, 99999) | "
    "s + reduce(t = 0, b IN range(1, 99999) | t + b)) AS n",
    "a text doubled": DOUBLED,
    "large rows": "UNWIND range(1, 99999) AS a RETURN [b IN range(1, 9999) | 'xxxxxxxxxxxxxxxxxxxxxxxxxx'] AS n",
    "one large list": "UNWIND range(1, 99999) AS a UNWIND range(1, 999) AS b "
    "RETURN collect('xxxxxxxxxxxxxxxxxxxxx') AS n",
}

pytestmark = pytest.mark.full


@pytest.fixture(scope="module")
def small(tmp_path_factory, new_graph, here):
    """A client of a service whose statements may take two seconds."""
    settings = replace(new_graph(tmp_path_factory.mktemp("bombs"), GRAPH_KB_HEAP="256m"), query_seconds=2.0)
    with open_graph(settings) as graph:
        prepare(graph)
    with TestClient(create_app(settings), **here) as opened:
        yield opened
    stop_server(settings)


@pytest.mark.parametrize("name", BOMBS)
def test_bombs_end_and_the_service_answers_on(small, name):
    answer = small.post("/v1/cypher", json={"query": BOMBS[name], "limit": 10_000})
    if answer.status_code == 200:
        assert answer.json()["meta"]["truncated"] is True
        assert len(answer.content) < 64 << 20
    else:
        assert answer.status_code in (400, 503), answer.text
        assert answer.json()["hint"]
    after = small.post("/v1/cypher", json={"query": "MATCH (n:Meta) RETURN count(n) AS n"})
    assert after.status_code == 200, after.text
    assert after.json()["data"]["rows"] == [{"n": 1}]
    assert small.get("/readyz").status_code == 200
