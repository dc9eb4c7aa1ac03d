"""Streams that are not public: no answer to a key without the scope tells what they are called, whose, how much."""

from __future__ import annotations

import re

import pytest
from fastapi.testclient import TestClient
from mcp.server.mcpserver.exceptions import ToolError

from graph_kb.api.access.service import NO_RATE, Service
from graph_kb.api.app import create_app
from graph_kb.api.contract.pages import read_cursor
from graph_kb.api.routes.records import COLLECTIONS
from graph_kb.api.tools import Tools
from graph_kb.model.relationships import RELATIONS

from .private import CLAIM, EXCHANGE, FORMER, NEED, OFFER, SECRETS, SITE, SOURCE, make

HIDDEN = {"offers": OFFER, "needs": NEED, "exchanges": EXCHANGE, "claims": CLAIM}


def listed(client, path, **asked):
    """All pages of a list, with small pages so that there are many."""
    entries, cursor = [], None
    while True:
        answer = client.get(path, params={"limit": 1, **asked, **({"cursor": cursor} if cursor else {})})
        assert answer.status_code == 200, answer.text
        entries += answer.json()["data"]
        cursor = answer.json()["meta"]["next"]
        if cursor is None:
            return entries
        assert read_cursor(cursor) == entries[-1]["id"]


def everything(client, hash_, private_base):
    """Addresses of every route with every id there is, true ones and those that stand for them."""
    paths = client.get("/openapi.json").json()["paths"]
    given = {"hash": [hash_], "code": ["190112"], "type": list(RELATIONS), "name": ["x"]}
    for path, methods in paths.items():
        ids = [None]
        name = path.split("/")[2] if "{id}" in path else ""
        if name in COLLECTIONS:
            rows = private_base.graph.read(f"MATCH (n:{COLLECTIONS[name]}) RETURN n.id AS id").rows
            ids = [FORMER, *(row["id"] for row in rows)] + [one["id"] for one in listed(client, f"/v1/{name}")]
        for id_ in ids:
            for type_ in given["type"] if "{type}" in path else [None]:
                found = path.replace("{id}", str(id_)).replace("{type}", str(type_))
                found = re.sub(r"\{(\w+)\}", lambda one: given[one[1]][0], found)
                for direction in ("?direction=in", "?direction=out") if type_ else ("",):
                    yield found + direction, methods


def test_no_route_tells_anything(private, reader):
    base, hash_ = private
    asked = 0
    values = {"from": OFFER, "offer": OFFER, "need": NEED, "facility_id": SITE, "subject_id": OFFER, "id": OFFER}
    for path, methods in everything(reader, hash_, base):
        for method, operation in methods.items():
            declared = [one for one in operation.get("parameters", []) if one["in"] == "query" and one.get("required")]
            params = {one["name"]: values.get(one["name"], OFFER) for one in declared}
            bodies = {"/v1/cypher": {"query": "MATCH (o:Offer) RETURN o"}, "/v1/records": {"ids": [OFFER, NEED, SITE]}}
            answer = reader.request(method, path, params=params or None, json=bodies.get(path), follow_redirects=False)
            assert answer.status_code < 500, (method, path, answer.text)
            assert_silent(answer, path, (*params.values(), path, str(bodies.get(path))))
            asked += 1
    assert asked > 300


def assert_silent(answer, path, sent=()):
    """Nothing secret is told but what was sent itself."""
    text = answer.text + " ".join(answer.headers.values())
    for word in (*SECRETS, *(() if tells_of_public_records(path) else (SITE, SOURCE))):
        if not any(word in one for one in sent):
            assert word not in text, (path, word, text[:500])


def tells_of_public_records(path):
    """The site and the source are public: what they have to do with the streams is not."""
    return path.startswith(("/v1/facilities", "/v1/records", "/v1/search", "/v1/sources"))


@pytest.mark.parametrize(("name", "id_"), HIDDEN.items())
def test_a_true_id_is_as_unknown_as_any_other(reader, insider, name, id_):
    for path in ("", "/neighbours", "/neighbours/OF"):
        answer, other = (reader.get(f"/v1/{name}/{one}{path}") for one in (id_, f"{id_}x"))
        assert (answer.status_code, other.status_code) == (404, 404)
        assert answer.text == other.text.replace(f"{id_}x", id_)
        assert insider.get(f"/v1/{name}/{id_}{path}").status_code == 200
    assert reader.get(f"/v1/offers/{FORMER}", follow_redirects=False).status_code == 404
    assert insider.get(f"/v1/offers/{FORMER}", follow_redirects=False).headers["location"].endswith(OFFER)


def test_a_stream_is_told_blurred(reader):
    (offer,) = listed(reader, "/v1/offers", confidentiality="private")
    assert offer == {
        "label": "Offer",
        "id": offer["id"],
        "blurred": True,
        "confidentiality": "private",
        "unit": "t",
        "period": "year",
        "continuity": "continuous",
        "method": "reported",
        "amount_min": 1000,
        "amount_max": 2000,
        "as_of": "2024",
        "cell": offer["cell"],
        "href": f"/v1/offers/{offer['id']}",
    }
    cell = offer["cell"]
    assert cell["latitude_min"] <= 60.171 < cell["latitude_max"]
    assert cell["longitude_min"] <= 24.941 < cell["longitude_max"]
    assert reader.get(offer["href"]).json()["data"] == offer


def test_a_cell_with_few_sites_is_not_told(reader):
    far = [one for one in listed(reader, "/v1/needs") if one.get("confidentiality") == "private"]
    assert [one.get("cell") for one in far] == [None]


def test_filters_see_what_is_told_alone(reader, insider):
    for name, value in {
        "name": "Zanzibar sludge",
        "source_id": "source:hush-survey",
        "stated": "1234.5 tonnes",
    }.items():
        assert listed(insider, "/v1/offers", **{name: value}), name
        assert listed(reader, "/v1/offers", **{name: value}) == []
    assert len(listed(reader, "/v1/offers", unit="t")) == 2
    assert listed(reader, "/v1/claims", subject_id=OFFER) == []


def test_pages_and_counts_leave_out_what_is_withheld(private, reader, insider):
    assert [one["id"] for one in listed(reader, "/v1/claims")] == ["claim:open"]
    assert listed(reader, "/v1/stored-chains") == []
    assert len(listed(insider, "/v1/stored-chains")) == 1
    for name in COLLECTIONS:
        for record in listed(reader, f"/v1/{name}"):
            kinds = reader.get(f"{record['href']}/neighbours").json()["data"]
            for kind in kinds:
                path, _, direction = kind["href"].partition("?direction=")
                found = listed(reader, path, direction=direction)
                assert kind["count"] == len([one for one in found if one["record"]["label"] == kind["label"]]), kind
    assert reader.get(f"/v1/facilities/{SITE}/neighbours").json()["data"] == []


def test_what_a_stream_is_of_stays_told(reader):
    around = listed(reader, "/v1/resources/resource:sludge/neighbours/OF", direction="in")
    (offer,) = listed(reader, "/v1/offers", confidentiality="private")
    assert [(one["record"], one["relationship"]) for one in around] == [(offer, {"blurred": True})]
    back = listed(reader, f"{offer['href']}/neighbours/OF")
    assert [one["record"]["id"] for one in back] == ["resource:sludge"]
    assert listed(reader, f"{offer['href']}/neighbours/OFFERS", direction="in") == []


@pytest.mark.parametrize("text", ["Zanzibar", "Zanzibr sludg", "Numbat lime", "Pelican", "silver-sludge"])
def test_a_search_does_not_confirm_a_name(reader, text):
    assert_silent(reader.get("/v1/search", params={"text": text}), "/v1/search", (text,))


def test_a_batch_takes_the_ids_that_stand_for_others(reader):
    (offer,) = listed(reader, "/v1/offers", confidentiality="private")
    told = reader.get("/v1/records", params={"id": [offer["id"], OFFER, "resource:lime"]}).json()["data"]
    assert [one["id"] for one in told["records"]] == [offer["id"], "resource:lime"]
    assert told["missing"] == [OFFER]


CLOSED = [
    ("POST", "/v1/cypher", {"query": "RETURN 1 AS one"}),
    ("GET", "/v1/queries/label_counts", None),
    ("GET", f"/v1/paths?from={SITE}", None),
    ("GET", f"/v1/chains?from={SITE}", None),
    ("GET", f"/v1/why-not?offer={OFFER}&need={NEED}", None),
]


@pytest.mark.parametrize(("method", "path", "body"), CLOSED)
def test_what_could_rest_on_any_stream_needs_the_scope(reader, method, path, body):
    answer = reader.request(method, path, json=body)
    assert answer.status_code == 403
    assert answer.json()["title"] == "scope"
    assert 'scope="confidential"' in answer.headers["www-authenticate"]


@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", ""), ("POST", ""), ("GET", "/x"), ("GET", "/x/rejects"), ("GET", "/x/rejects/y.csv"), ("POST", "/x/undo")],
)
def test_loads_tell_what_is_there_and_need_the_scope_too(app, keys, loader, here, method, path):
    """A dry run says which values of a stream differ from those that were sent; rejected rows are those of anybody."""
    files = {"files": ("streams.csv", "id,amount\n")} if method == "POST" and not path else None
    refused = loader.request(method, f"/v1/loads{path}", files=files)
    assert refused.status_code == 403, refused.text
    assert 'scope="confidential"' in refused.headers["www-authenticate"]
    register = TestClient(app, headers={"authorization": f"Bearer {keys['register']}"}, **here)
    assert register.request(method, f"/v1/loads{path}", files=files).status_code in (200, 400, 404)


def test_no_hash_of_a_certificate_is_told_to_whoever_guesses_at_it(private, reader, insider):
    hash_ = private[1]
    for start in (hash_[:1], hash_[:5]):
        assert hash_[:6] not in reader.get(f"/v1/chains/{start}").text
        assert insider.get(f"/v1/chains/{start}").status_code == 404


def test_queries_that_touch_no_stream_stay_open(reader):
    assert reader.get("/v1/queries/pilots").status_code == 200


def test_a_certificate_is_blurred(private, reader, insider):
    hash_ = private[1]
    whole = insider.get(f"/v1/chains/{hash_}").json()["data"]
    told = reader.get(f"/v1/chains/{hash_}").json()["data"]
    assert whole["hash"] == hash_
    assert told["blurred"] is True
    assert told["verifiable"] is False
    assert "cannot be verified" in told["note"]
    assert told.keys() == {"format", "status", "data_version", "day", "blurred", "verifiable", "note"}
    assert reader.get(f"/v1/chains/{hash_}/verify").status_code == 403


def test_tags_of_answers_differ_by_scopes(reader, insider):
    tags = {one.get("/v1/offers").headers["etag"] for one in (reader, insider)}
    assert len(tags) == 2


def test_the_same_ids_stand_for_the_true_ones_after_a_restart(private, reader, keys, here):
    again = create_app(private[0].settings, Service(rate=NO_RATE))
    with TestClient(again, headers={"authorization": f"Bearer {keys['reader']}"}, **here) as client:
        assert listed(client, "/v1/offers") == listed(reader, "/v1/offers")


def test_an_assistant_is_told_no_more(private):
    tools, whole = Tools(private[0]), Tools(private[0], confidential=True)
    assert "Zanzibar" not in str(tools.find_entity("Zanzibar"))
    assert "Zanzibar" in str(whole.find_entity("Zanzibar"))
    statement = "MATCH (o:Offer {id: $id}) RETURN o.name AS name"
    for ask in (
        lambda: tools.read_cypher(statement, {"id": OFFER}),
        lambda: tools.run_named_query("label_counts"),
        lambda: tools.find_chains(OFFER),
    ):
        with pytest.raises(ToolError, match="--confidential"):
            ask()
    assert whole.read_cypher(statement, {"id": OFFER})["rows"] == [{"name": "Zanzibar sludge"}]
    assert tools.run_named_query("pilots")["rows"] == []


def test_a_graph_of_public_streams_is_open(private, reader, loader):
    """The last of this file: it changes the graph."""
    make(private[0], "public")
    assert reader.get(f"/v1/offers/{OFFER}").json()["data"]["name"] == "Zanzibar sludge"
    for method, path, body in CLOSED[:3]:
        assert reader.request(method, path, json=body).status_code == 200
    assert loader.get("/v1/loads").status_code == 200
