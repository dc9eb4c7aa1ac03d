"""The API on the starter set: the same answers as the library, errors as problem documents."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient

from graph_kb.api.app import create_app


@pytest.fixture
def client(uusimaa_home, monkeypatch):
    monkeypatch.setenv("GRAPH_KB_HOME", str(uusimaa_home))
    with TestClient(create_app()) as opened:
        yield opened


def test_health_and_readiness(client, base):
    assert client.get("/healthz").json() == {"status": "ok"}
    assert client.get("/readyz").json() == {"status": "ok", "data_version": base.data_version}


def test_queries_are_listed_and_answer_like_the_library(client, base):
    listed = client.get("/v1/queries").json()
    assert [one["name"] for one in listed] == [query.name for query in base.library]
    answer = client.get("/v1/queries/label_counts").json()
    assert answer["rows"] == base.query("label_counts").rows


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("/v1/queries/nonsense", "query"),
        ("/v1/queries/label_counts?limt=5", "query"),
        ("/v1/queries/label_counts?limit=5", "query"),
        ("/v1/queries/paths_to_need", "query"),
    ],
)
def test_errors_are_problem_documents(client, path, code):
    answer = client.get(path)
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["title"] == code
    assert answer.json()["hint"]
