"""Chains over HTTP are those of the library; certificates are kept, told and verified."""

from __future__ import annotations

import json

import pytest

PLANT = "facility:vantaa-waste-to-energy-plant"
ASKED = {"from": PLANT, "k": 3, "max_total_km": 30}


@pytest.fixture(scope="module")
def found(client):
    answer = client.get("/v1/chains", params=ASKED)
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_chains_are_those_of_the_library(found, base):
    expected = base.chains(PLANT, k=3, max_total_km=30.0)
    for kind in ("certified", "conditional"):
        listed = found["data"][kind]
        certificates = getattr(expected, kind).certificates
        assert [one["hash"] for one in listed["chains"]] == [one["hash"] for one in certificates]
        assert listed["proved"] is getattr(expected, kind).proved
        assert [one["certificate"] for one in listed["chains"]] == json.loads(json.dumps(list(certificates)))
    assert found["data"]["offers"] == list(expected.offers)
    assert found["meta"]["data_version"] == base.data_version


def test_the_two_kinds_are_apart_and_say_what_is_unknown(found):
    certified, conditional = (found["data"][kind]["chains"] for kind in ("certified", "conditional"))
    assert conditional
    assert {one["status"] for one in certified} <= {"certified"}
    assert {one["status"] for one in conditional} == {"conditional"}
    for one in conditional:
        assert len(one["unknowns"]) == one["to_find_out"]
        assert all(unknown["question"] for unknown in one["unknowns"])


def test_no_folder_of_the_server_is_told(found, base):
    assert str(base.settings.home) not in json.dumps(found)


def test_certificates_may_be_left_out(client):
    told = client.get("/v1/chains", params={**ASKED, "certificates": False}).json()["data"]
    assert all(one["certificate"] is None for kind in ("certified", "conditional") for one in told[kind]["chains"])


def test_an_organisation_stands_for_all_its_facilities(client, base):
    text = (
        "MATCH (g:Organisation)-[:OPERATES]->(f:Facility)-[:OFFERS]->(o:Offer) "
        "WITH g, count(DISTINCT f) AS sites WHERE sites > 1 RETURN g.id AS id ORDER BY id LIMIT 1"
    )
    owner = base.graph.read(text).rows[0]["id"]
    sites = base.graph.read(
        "MATCH (:Organisation {id: $id})-[:OPERATES]->(f:Facility)-[:OFFERS]->(o:Offer) RETURN DISTINCT f.id AS id",
        {"id": owner},
    )
    told = client.get("/v1/chains", params={"from": owner, "k": 1, "certificates": False, "max_processes": 1}).json()
    offers = set(told["data"]["offers"])
    several = 0
    for row in sites:
        answer = client.get("/v1/chains", params={"from": row["id"], "k": 1, "max_processes": 0})
        if answer.status_code == 200:
            assert set(answer.json()["data"]["offers"]) <= offers
            several += 1
    assert several > 1


def test_certificates_are_told_by_hash_and_its_beginning(client, found):
    row = found["data"]["conditional"]["chains"][0]
    assert client.get(row["href"]).json()["data"] == row["certificate"]
    assert client.get(f"/v1/chains/{row['hash'][:10]}").json()["data"] == row["certificate"]


def test_certificates_are_verified_and_say_how_to_cite_them(client, found):
    row = found["data"]["conditional"]["chains"][0]
    told = client.get(f"{row['href']}/verify").json()["data"]
    assert told["holds"] is True
    assert told["may_be_cited_as"] == "conditional"
    assert row["hash"] in told["citation"]
    sources = {fact["source_id"] for fact in row["certificate"]["facts"]}
    assert {one["id"] for one in told["sources"]} == sources
    assert sum(one["facts"] for one in told["sources"]) == len(row["certificate"]["facts"])


@pytest.mark.parametrize("hash_", ["abc", "0" * 64, "..%2F..%2Fetc%2Fpasswd", "a b", "%00" * 8, "ä" * 8])
def test_other_hashes_are_not_found(client, hash_):
    for path in (f"/v1/chains/{hash_}", f"/v1/chains/{hash_}/verify"):
        answer = client.get(path)
        assert answer.status_code == 404, answer.text
        assert answer.headers["content-type"] == "application/problem+json"


def test_a_hash_is_never_the_name_of_a_file(client, found, tmp_path, monkeypatch):
    row = found["data"]["conditional"]["chains"][0]
    monkeypatch.chdir(tmp_path)
    for name in ("LICENSE", row["hash"][:10]):
        (tmp_path / name).write_text("no certificate")
    assert client.get("/v1/chains/LICENSE").status_code == 404
    assert "LICENSE: " not in client.get("/v1/chains/LICENSE").text
    assert client.get(f"/v1/chains/{row['hash'][:10]}").json()["data"] == row["certificate"]
    assert client.get(f"/v1/chains/{row['hash'][:10].upper()}").json()["data"] == row["certificate"]


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ({"from": "nowhere at all"}, 400),
        ({}, 422),
        ({"from": PLANT, "objective": "weighted"}, 400),
        ({"from": PLANT, "months": "13"}, 422),
        ({"from": PLANT, "max_total_km": "nan"}, 422),
        ({"from": PLANT, "day": "2026-02-31"}, 400),
        ({"from": PLANT, "need": "no such need"}, 400),
    ],
)
def test_questions_that_make_no_sense_are_refused(client, asked, status):
    answer = client.get("/v1/chains", params=asked)
    assert answer.status_code == status, answer.text
    assert answer.json()["detail"]


def test_why_not_is_that_of_the_library(client, base):
    text = (
        "MATCH (:Facility {id: $id})-[:OFFERS]->(o:Offer) MATCH (n:Need) "
        "RETURN o.id AS offer, n.id AS need ORDER BY offer, need LIMIT 1"
    )
    ends = base.graph.read(text, {"id": PLANT}).rows[0]
    told = client.get("/v1/why-not", params={**ends, "max_total_km": 50}).json()
    expected = base.why_not(ends["offer"], ends["need"], max_total_km=50.0).facts()
    del told["data"]["seconds"], expected["seconds"]
    assert told["data"] == json.loads(json.dumps(expected))
    assert told["meta"]["truncated"] is (not expected["complete"])


def test_paths_are_no_chains(client, base):
    told = client.get("/v1/paths", params={"from": PLANT, "limit": 20}).json()
    assert told["data"]["rows"] == base.paths(PLANT, limit=20).rows
    classes = client.get("/v1/paths/classes", params={"from": PLANT, "max_total_km": 30}).json()["data"]
    expected = base.paths_and_chains(PLANT, max_total_km=30.0)
    assert classes["total"] == expected.total == sum(classes["reasons"].values())
    assert classes["reasons"] == dict(expected.reasons)


def test_what_a_client_has_of_saved_chains_holds_until_chains_are_saved_or_forgotten(client, found):
    """Saving a chain changes no data, but it does change answers."""
    base, path = client.app.state.base, "/v1/stored-chains"
    tags = [client.get(path).headers["etag"]]
    ids = base.save_chains([found["data"]["conditional"]["chains"][0]["certificate"]])
    try:
        answer = client.get(path, headers={"if-none-match": tags[0]})
        assert answer.status_code == 200
        assert [one["id"] for one in answer.json()["data"]] == ids
        tags.append(answer.headers["etag"])
        assert client.get(path, headers={"if-none-match": tags[1]}).status_code == 304
    finally:
        base.forget_chains(found["data"]["conditional"]["chains"][0]["hash"])
    assert client.get(path, headers={"if-none-match": tags[1]}).json()["data"] == []
