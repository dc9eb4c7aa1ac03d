"""Search over HTTP: names, synonyms and codes in three languages; records by ids; the List of Waste on a day."""

from __future__ import annotations

import pytest

PLANT = "facility:vantaa-waste-to-energy-plant"


@pytest.mark.parametrize(
    ("text", "id_", "field"),
    [
        ("hukkalämpö", "resource:low-temperature-excess-heat", "name_fi"),
        ("HUKKALAMPO", "resource:low-temperature-excess-heat", "name_fi"),
        ("spillvärme", "resource:low-temperature-excess-heat", "synonyms"),
        ("bottom ash", "resource:raw-slag", "synonyms"),
        ("Vantaa waste-to-energy plant", PLANT, "name"),
        ("19 01 12", "low:190112", "code"),
        ("190112", "low:190112", "code"),
        ("17 05 03*", "low:170503", "code"),
        ("Helsingfors", "municipality:091", "name_sv"),
    ],
)
def test_names_synonyms_and_codes_are_found(client, text, id_, field):
    best = client.get("/v1/search", params={"text": text}).json()["data"]["hits"][0]
    assert (best["id"], best["field"], best["score"]) == (id_, field, 100)
    assert client.get(best["href"]).status_code == 200


def test_what_begins_alike_comes_first(client):
    hits = client.get("/v1/search?text=district heat&limit=200").json()["data"]["hits"]
    assert [hit["score"] for hit in hits] == sorted((hit["score"] for hit in hits), reverse=True)
    assert len({hit["id"] for hit in hits}) == len(hits)


def test_hits_are_of_the_label_asked_for_and_cut_visibly(client):
    told = client.get("/v1/search?text=waste&label=Resource&limit=3").json()
    assert [hit["label"] for hit in told["data"]["hits"]] == ["Resource"] * 3
    assert told["meta"]["truncated"] is True


def test_near_names_are_suggested_where_nothing_fits(client):
    told = client.get("/v1/search", params={"text": "Vantaa waste to enrgy plnt"}).json()["data"]
    assert all(hit["score"] <= 60 for hit in told["hits"])
    assert PLANT in [one["id"] for one in told["suggestions"]]
    assert client.get("/v1/search?text=99 99 99").json()["data"] == {"hits": [], "suggestions": []}


@pytest.mark.parametrize("text", ["<script>", "'; MATCH (n) DELETE n //", "\u202e", "%", "*", "..", "\x00x"])
def test_odd_texts_are_searched_for_like_any_other(client, text):
    assert client.get("/v1/search", params={"text": text}).status_code == 200


def test_records_come_by_ids_in_their_order(client):
    ids = ["resource:raw-slag", PLANT, "low:190112", "nothing", PLANT]
    told = client.get("/v1/records", params={"id": ids}).json()["data"]
    assert [one["id"] for one in told["records"]] == ids[:1] + ids[1:3]
    assert told["missing"] == ["nothing"]
    assert client.post("/v1/records", json={"ids": ids}).json()["data"] == told
    for record in told["records"]:
        assert client.get(record["href"]).json()["data"] == record


def test_too_many_ids_are_refused(client):
    assert client.get("/v1/records", params={"id": ["x"] * 51}).status_code == 422
    assert client.post("/v1/records", json={"ids": ["x"] * 201}).status_code == 422
    assert client.post("/v1/records", json={"ids": []}).status_code == 422


@pytest.mark.parametrize("written", ["170503", "17 05 03*", "17-05-03"])
def test_a_code_is_told_with_its_hierarchy_and_mirrors(client, written):
    told = client.get(f"/v1/list-of-waste/{written}").json()["data"]
    assert told["code"]["display"] == "17 05 03*"
    assert [one["code"] for one in told["above"]] == ["17", "1705"]
    assert [one["code"] for one in told["mirrors"]] == ["170504"]
    assert told["code"]["hazardous"] is True


def test_chapters_tell_what_is_below(client):
    told = client.get("/v1/list-of-waste/19").json()["data"]
    assert [one["code"] for one in told["below"]][:2] == ["1901", "1902"]
    assert told["above"] == []


def test_validity_is_that_of_the_day(client, base):
    changed = [one for one in _versions() if one.valid_to]
    assert changed
    for one in changed[:3]:
        before = client.get(f"/v1/list-of-waste/{one.code}?on={one.valid_to}").json()["data"]
        assert before["code"]["valid_to"] == one.valid_to
        assert len(before["versions"]) >= 1
    assert client.get("/v1/list-of-waste/190112?on=2001-01-01").status_code in (400, 404, 422)
    assert client.get("/v1/list-of-waste/999999").status_code == 404
    assert client.get("/v1/list-of-waste/nonsense").status_code == 404


def _versions():
    from graph_kb.reference import waste_code_versions

    return waste_code_versions()
