"""Records over HTTP are those of the graph: lists, entries, neighbours, merged ids."""

from __future__ import annotations

import pytest

from graph_kb.api.routes.records import COLLECTIONS
from graph_kb.model.schema import NODES

PLANT = "facility:vantaa-waste-to-energy-plant"


def test_every_label_has_a_collection():
    assert sorted(COLLECTIONS.values()) == sorted(NODES)


@pytest.mark.parametrize(("name", "label"), COLLECTIONS.items())
def test_lists_hold_what_the_graph_holds(client, base, name, label):
    count = base.graph.read(f"MATCH (n:{label}) RETURN count(n) AS n").rows[0]["n"]
    ids, cursor = [], ""
    while cursor is not None:
        answer = client.get(f"/v1/{name}", params={"limit": 1000} | ({"cursor": cursor} if cursor else {})).json()
        ids += [one["id"] for one in answer["data"]]
        assert all(one["label"] == label for one in answer["data"])
        cursor = answer["meta"]["next"]
    assert len(set(ids)) == len(ids) == count


@pytest.mark.parametrize(("name", "label"), COLLECTIONS.items())
def test_entries_are_valid_records(client, name, label):
    for listed in client.get(f"/v1/{name}?limit=5").json()["data"]:
        entry = client.get(listed["href"]).json()["data"]
        assert entry == listed
        said = {key: value for key, value in entry.items() if key not in ("label", "href")}
        assert NODES[label].model_validate(said).id == entry["id"]


def test_lists_are_filtered_by_value(client):
    answer = client.get("/v1/facilities?status=planned&limit=1000").json()["data"]
    every = client.get("/v1/facilities?limit=1000").json()["data"]
    assert answer
    assert [one["id"] for one in answer] == [one["id"] for one in every if one.get("status") == "planned"]


def test_units_come_with_the_record(client):
    assert client.get(f"/v1/facilities/{PLANT}").json()["meta"]["units"]["latitude"] == "deg"


def test_neighbours_are_those_of_the_graph(client, base):
    text = "MATCH (n:Facility {id: $id})-[r]-(m) RETURN r.id AS id ORDER BY id"
    expected = [row["id"] for row in base.graph.read(text, {"id": PLANT})]
    kinds = client.get(f"/v1/facilities/{PLANT}/neighbours").json()["data"]
    assert sum(one["count"] for one in kinds) == len(expected)
    pages = {one["href"] for one in kinds}
    found = [one["id"] for href in pages for one in client.get(f"{href}&limit=1000").json()["data"]]
    assert sorted(found) == expected
    assert all(one["phrase"] for one in kinds)


def test_what_is_not_there_is_not_found(client):
    for path in ("facility:nowhere", "facility:nowhere/neighbours", "facility:nowhere/neighbours/OFFERS"):
        answer = client.get(f"/v1/facilities/{path}")
        assert answer.status_code == 404, path
    assert client.get(f"/v1/facilities/{PLANT}/neighbours/NONSENSE").status_code == 404
    assert client.get(f"/v1/facilities/{PLANT}/neighbours/SERVES").json()["data"] == []


def test_an_id_of_another_label_is_not_found(client):
    assert client.get(f"/v1/offers/{PLANT}").status_code == 404


def test_the_id_of_a_merged_record_leads_on_with_all_that_was_asked(empty):
    graph = empty.app.state.base.graph
    graph.run("CREATE (:Facility {id: 'facility:new'})-[:OFFERS {id: 'OFFERS|x|y'}]->(:Offer {id: 'offer:a'})")
    said = "{id: 'claim:a', subject_id: 'facility:old', property: 'same_as', value: 'facility:new', chosen: true}"
    graph.run(f"CREATE (:Claim {said})")
    asked = "/v1/facilities/{}/neighbours/OFFERS?direction=in&limit=5"
    answer = empty.get(asked.format("facility:old"), follow_redirects=False)
    assert (answer.status_code, answer.json()["title"]) == (308, "merged")
    assert answer.headers["location"] == asked.format("facility:new")
    assert empty.get("/v1/facilities/facility:old").json()["data"]["id"] == "facility:new"
    assert empty.get("/v1/offers/offer:old", follow_redirects=False).status_code == 404
