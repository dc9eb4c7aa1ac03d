"""Named queries over HTTP: the same answers as the library, parameters typed by the headers."""

from __future__ import annotations

import pytest

PLANT = "facility:vantaa-waste-to-energy-plant"


def test_queries_are_listed(client, base):
    listed = client.get("/v1/queries").json()["data"]
    assert [one["name"] for one in listed] == [query.name for query in base.library]


@pytest.mark.parametrize(
    ("name", "given"),
    [
        ("label_counts", {}),
        ("paths_from_facility", {"facility_id": PLANT, "max_processes": 1}),
        ("offers_without_need", {}),
        ("direct_matches", {"facility_id": PLANT}),
    ],
)
def test_answers_are_those_of_the_library(client, base, name, given):
    answer = client.get(f"/v1/queries/{name}", params={"limit": 50, **given}).json()
    expected = base.query(name, given, limit=50)
    assert answer["data"] == {"columns": list(expected.columns), "rows": expected.rows}
    assert answer["meta"]["made_by"]["cypher"] == expected.cypher
    assert answer["meta"]["truncated"] == expected.truncated
    assert answer["meta"]["data_version"] == base.data_version


def test_units_come_with_the_rows(client):
    answer = client.get("/v1/queries/heat_matches").json()
    assert "as unit" in answer["meta"]["units"].values() or "degC" in answer["meta"]["units"].values()


def test_every_query_has_a_typed_route(client, base):
    paths = client.get("/openapi.json").json()["paths"]
    for query in base.library:
        declared = {one["name"]: one for one in paths[f"/v1/queries/{query.name}"]["get"]["parameters"]}
        assert declared.keys() - {"limit"} == {one.name for one in query.parameters}
        assert {name for name, one in declared.items() if one.get("required")} == {
            one.name for one in query.parameters if one.required
        }


@pytest.mark.parametrize(
    ("path", "status", "hint"),
    [
        ("/v1/queries/labl_counts", 404, "label_counts"),
        ("/v1/queries/label_counts?limt=5", 422, "limit"),
        ("/v1/queries/paths_from_facility?limit=0&facility_id=x", 422, ""),
        ("/v1/queries/paths_to_need", 422, ""),
        ("/v1/queries/paths_from_facility?facility_id=x&max_processes=many", 422, ""),
    ],
)
def test_what_makes_no_sense_is_refused(client, path, status, hint):
    answer = client.get(path)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert hint in answer.json().get("hint", "")
