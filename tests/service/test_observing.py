"""What is noted: ids, one line of JSON for each request, numbers; and nothing of what was asked."""

from __future__ import annotations

import json
import logging

import pytest

from graph_kb.api.access.logs import JsonLines


@pytest.fixture
def lines(caplog):
    """Lines of the log, as they are written."""
    caplog.set_level(logging.INFO, logger="graph_kb")

    def written(logger):
        return [JsonLines().format(one) for one in caplog.records if one.name == logger]

    return written


def test_each_request_is_one_line_without_what_was_asked(client, lines):
    client.get("/v1/facilities/facility:secret-place?nonsense=secret", headers={"authorization": "Bearer gkb_secret"})
    (line,) = lines("graph_kb.requests")
    assert "secret" not in line
    said = json.loads(line)
    assert said["route"] == "/v1/facilities/{id}"
    assert (said["method"], said["status"], said["key"]) == ("GET", 401, "")
    assert said["ms"] >= 0


@pytest.mark.parametrize(
    ("path", "route"),
    [
        ("/v1/offers/a/b/neighbours/OF", "/v1/offers/{id}/neighbours/{type}"),
        ("/v1/queries/pilots", "/v1/queries/pilots"),
        ("/wp-login.php", "other"),
        ("/v1/%0a%1b[31mred", "other"),
    ],
)
def test_routes_are_noted_by_their_templates(client, lines, path, route):
    client.get(path)
    (line,) = lines("graph_kb.requests")
    assert json.loads(line)["route"] == route
    assert line.isprintable()


def test_what_a_client_has_still_is_noted_by_its_route(client, lines):
    tag = client.get("/v1/facilities?limit=1").headers["etag"]
    assert client.get("/v1/facilities?limit=1", headers={"if-none-match": tag}).status_code == 304
    assert {json.loads(one)["route"] for one in lines("graph_kb.requests")} == {"/v1/facilities"}


def test_an_id_is_taken_over_when_it_is_one(client):
    assert (
        client.get("/healthz", headers={"x-request-id": "trace-0123.abc"}).headers["x-request-id"] == "trace-0123.abc"
    )
    for odd in ("short", "x" * 65, 'a"b\\c{}d efg', "a\tbcdefgh"):
        given = client.get("/healthz", headers={"x-request-id": odd}).headers["x-request-id"]
        assert given != odd
        assert len(given) == 32


def test_a_fault_of_ours_names_the_request(client, lines, monkeypatch):
    def broken(*_):
        raise RuntimeError("line\nforged \x1b[31m")

    monkeypatch.setattr("graph_kb.api.access.concealed.list_records", broken)
    answer = client.get("/v1/facilities")
    assert answer.status_code == 500
    assert answer.json()["context"]["request_id"] == answer.headers["x-request-id"]
    assert answer.headers["x-content-type-options"] == "nosniff"
    (line,) = lines("graph_kb.api.contract.problems")
    assert line.isprintable()
    assert "forged" in json.loads(line)["trace"]
    assert json.loads(line)["request_id"] == answer.headers["x-request-id"]


def test_cypher_that_somebody_typed_is_noted_without_its_parameters(client, lines):
    statement = "MATCH (f:Facility {id: $id})\nRETURN f.name AS name"
    client.post("/v1/cypher", json={"query": statement, "parameters": {"id": "facility:secret"}})
    (line,) = lines("graph_kb.audit")
    assert json.loads(line)["statement"] == statement
    assert "secret" not in line
    client.post("/v1/cypher", json={"query": "x" * 5_000})
    assert len(json.loads(lines("graph_kb.audit")[-1])["statement"]) == 2_000


def test_numbers_for_prometheus(client, base):
    client.get("/v1/facilities?limit=1")
    client.request("BREW", "/v1/facilities")
    told = client.get("/metrics")
    assert told.headers["content-type"].startswith("text/plain")
    assert 'graph_kb_requests_total{method="GET",route="/v1/facilities",status="200"}' in told.text
    assert 'method="other",route="/v1/facilities",status="405"' in told.text
    assert f"graph_kb_data_version {float(base.data_version)}" in told.text
    assert "graph_kb_database_up 1.0" in told.text
    assert "graph_kb_requests_under_way 1.0" in told.text
    assert "BREW" not in told.text


@pytest.mark.parametrize("path", ["/v1/facilities?limit=1", "/v1/nothing", "/healthz", "/docs", "/v1/facilities?x=1"])
def test_every_answer_tells_browsers_to_be_careful(client, path):
    headers = client.get(path).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert headers["content-security-policy"].startswith("default-src 'none'")
    assert "server" not in headers
