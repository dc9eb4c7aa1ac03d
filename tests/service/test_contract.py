"""What holds for every route: unknown parameters, problem documents, caching, pages."""

from __future__ import annotations

import re

import pytest

from graph_kb.api.contract.pages import read_cursor, write_cursor
from graph_kb.errors import UsageError

EXAMPLES = {"id": "facility:vantaa-waste-to-energy-plant", "type": "OFFERS", "name": "label_counts"}

PLANT = "facility:vantaa-waste-to-energy-plant"


def operations(client):
    for path, methods in client.get("/openapi.json").json()["paths"].items():
        for method in methods:
            yield method, re.sub(r"\{(\w+)\}", lambda found: EXAMPLES.get(found[1], "x"), path)


def test_every_route_refuses_a_parameter_that_it_does_not_know(client):
    asked = 0
    for method, path in operations(client):
        answer = client.request(method, path, params={"nonsense": "1"})
        assert answer.status_code == 422, (method, path, answer.text)
        problem = answer.json()
        assert any(one["pointer"] == "query.nonsense" for one in problem["errors"]), (method, path)
        asked += 1
    assert asked > 100


def test_health_and_readiness(client, base):
    assert client.get("/healthz").json() == {"status": "ok"}
    assert client.get("/readyz").json()["data_version"] == base.data_version


def test_a_near_parameter_is_offered(client):
    assert client.get("/v1/facilities?limt=5").json()["hint"] == "did you mean limit?"


@pytest.mark.parametrize(("method", "path", "status"), [("GET", "/v1/nothing", 404), ("DELETE", "/healthz", 405)])
def test_routes_that_are_not_there_are_problems(client, method, path, status):
    answer = client.request(method, path)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["status"] == status


def test_an_unexpected_error_tells_nothing(app, client, monkeypatch):
    def broken(*_):
        raise RuntimeError("secret")

    monkeypatch.setattr("graph_kb.api.access.concealed.list_records", broken)
    answer = client.get("/v1/facilities")
    assert answer.status_code == 500
    assert answer.json()["title"] == "unexpected"
    assert "secret" not in answer.text


def test_what_a_client_has_is_not_sent_again(client):
    first = client.get("/v1/facilities?limit=3")
    tag = first.headers["etag"]
    assert tag.startswith('W/"')
    again = client.get("/v1/facilities?limit=3", headers={"if-none-match": f'"other", {tag}'})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    assert client.get("/v1/facilities?limit=4", headers={"if-none-match": tag}).status_code == 200
    assert client.get("/v1/facilities?limit=0").headers.get("etag") is None


def test_pages_cover_a_list_once(client):
    whole = client.get("/v1/facilities?limit=1000").json()
    assert whole["meta"]["next"] is None
    assert whole["meta"]["truncated"] is False
    url, seen = "/v1/facilities?limit=50", []
    while url:
        answer = client.get(url)
        seen += answer.json()["data"]
        link = answer.headers.get("link")
        assert (link is None) == (answer.json()["meta"]["next"] is None)
        url = re.fullmatch(r'<(.*)>; rel="next"', link)[1] if link else None
    assert seen == whole["data"]


def test_cursors_are_read_as_they_were_written():
    assert read_cursor(write_cursor("facility:ä/1")) == "facility:ä/1"
    assert read_cursor(None) == ""
    for wrong in ("nonsense", "", "MTI", "🙂", "e30"):
        with pytest.raises(UsageError, match="cursor"):
            read_cursor(wrong)


@pytest.mark.parametrize("path", ["/v1/offers", "/v1/offers?kind=x", "/v1/nothing", "/healthz", "/views/map"])
def test_head_is_told_what_get_is_told_without_a_body(client, path):
    whole, head = client.get(path), client.head(path)
    varying = {"date", "x-request-id", "ratelimit"}
    one, other = ({k: v for k, v in answer.headers.items() if k not in varying} for answer in (whole, head))
    assert (head.status_code, other) == (whole.status_code, one)
    assert head.content == b""
    assert client.head(path, headers={"if-none-match": whole.headers.get("etag", "none")}).status_code == (
        304 if "etag" in whole.headers else whole.status_code
    )


@pytest.mark.parametrize(
    ("path", "status", "said", "hint"),
    [
        ("/v1/search?text=Vantaa&text=Helen", 400, "text is given more than once", "give it once"),
        (f"/v1/facilities/{PLANT}/neighbours/OFERS", 404, "there is no relationship 'OFERS'", "did you mean OFFERS"),
        ("/v1/graph?query=paths_from_offer&p.ofer_id=x", 422, "p.ofer_id", "did you mean p.offer_id"),
        ("/v1/changes?since=999999", 410, "data version 999999 lies ahead of this graph", "another graph"),
        ("/v1/search?text=x&label=Facilty", 422, "query.label", "did you mean Facility?"),
        (f"/v1/chains?from={PLANT}&months=13", 422, "not of the form", "numbers of months"),
        ("/v1/list-of-waste/19?on=31.12.2020", 422, "not of the form", "a day as 2026-12-31"),
        ("/v1/graph?query=excess_heat_users", 400, "resource_id", "resource_id=..."),
        ("/v1/chains?from=need:xyz", 400, "nothing is called", "GET /v1/search?text=..."),
    ],
)
def test_what_is_wrong_is_told_with_the_fix(client, path, status, said, hint):
    told = client.get(path).json()
    assert told["status"] == status, told
    assert said in told["detail"]
    assert hint in told["hint"]
    assert "graph-kb" not in told["hint"]


def test_a_body_that_is_no_json_says_so(client):
    told = client.post("/v1/cypher", content=b"query=x", headers={"content-type": "text/plain"}).json()
    assert (told["status"], told["hint"]) == (422, "send one, with Content-Type: application/json")


def test_what_offers_nothing_has_no_chains(client):
    told = client.get("/v1/chains", params={"from": "facility:vantaa-district-heating-network"}).json()
    assert told["data"]["certified"]["chains"] == told["data"]["conditional"]["chains"] == []
    assert "no offer" in told["meta"]["warnings"][0]


def test_assumptions_are_told_beside_what_is_unknown(client):
    told = client.get("/v1/chains", params={"from": PLANT, "max_total_km": 30, "k": 3}).json()["data"]
    for row in told["conditional"]["chains"]:
        assert len(row["assumptions"]) == row["assumed"]
        assert all(one["notes"] for one in row["assumptions"])


def test_a_page_that_holds_still_keeps_its_policy(client):
    """A policy that comes with 304 would take the place of that of the page which the browser has kept."""
    first = client.get("/views/around", params={"id": PLANT})
    assert "sha256" in first.headers["content-security-policy"]
    again = client.get("/views/around", params={"id": PLANT}, headers={"if-none-match": first.headers["etag"]})
    assert again.status_code == 304
    assert "content-security-policy" not in again.headers


def test_head_of_a_page_that_is_none_is_a_problem(client):
    answer = client.head("/explore/of?id=nothing:x", headers={"accept": "text/html"})
    assert (answer.status_code, answer.content) == (404, b"")
    page = client.get("/explore/of?id=nothing:x", headers={"accept": "text/html"})
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert page.headers["x-request-id"]
    assert "sha256" in page.headers["content-security-policy"]


def test_the_bare_address_leads_to_the_explorer(client):
    answer = client.get("/", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (307, "/explore")
