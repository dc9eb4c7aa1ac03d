"""Copies of the graph: whole, and kept up to date by what changed since."""

from __future__ import annotations

import json

import pytest

from graph_kb.store.changes import forget_old_changes
from graph_kb.store.meta import content_hash
from graph_kb.workbench.restoring import restore

from . import sources

FIRST = [("mill", "bark", "bark", 100, ""), ("mill", "ash", "ash", 5, ""), ("kiln", "lime", "lime", 7, "")]
SECOND = [("mill", "bark", "wood", 90, ""), ("mill", "ash", "ash", 5, ""), ("kiln", "lime", "lime", 7, "")]
OTHER = [("mill", "ash", "ash", 5, "dry"), ("pit", "rock", "rock", 1, "")]


def whole(client):
    """A copy: records by id, and its data version."""
    answer = client.get("/v1/graph/export")
    assert answer.headers["content-type"] == "application/x-ndjson"
    head, *lines, trailer = map(json.loads, answer.text.splitlines())
    assert trailer["counts"] == head["counts"]
    assert answer.headers["graph-kb-data-version"] == str(head["data_version"])
    return by_id(lines), head["data_version"]


def by_id(lines):
    """Loads are no data: they are outside the data version."""
    return {line["properties"]["id"]: line for line in lines if line.get("labels") != ["Load"]}


def changes(client, since, limit=1000):
    """All pages, and the data version of the last one."""
    found, asked = [], {"since": since, "limit": limit}
    while True:
        answer = client.get("/v1/changes", params=asked).json()
        found += answer["data"]
        if answer["meta"]["next"] is None:
            return found, answer["meta"]["data_version"]
        asked["cursor"] = answer["meta"]["next"]


def kept_up(copy, found):
    for one in found:
        if one["change"] == "removed":
            copy.pop(one["id"], None)
        else:
            copy[one["id"]] = one["record"]
    return copy


def load(client, folder, rows, name="park"):
    return client.app.state.base.load(sources.write(folder / name, rows, name))


@pytest.mark.parametrize("limit", [1, 4, 1000])
def test_a_copy_that_follows_the_changes_is_the_graph(empty, tmp_path, limit):
    load(empty, tmp_path, FIRST)
    copy, version = whole(empty)
    assert load(empty, tmp_path, SECOND).written.removed == 1
    load(empty, tmp_path, OTHER, "other")
    found, until = changes(empty, version, limit)
    assert {one["change"] for one in found} == {"written", "removed"}
    assert [one["version"] for one in found] == sorted(one["version"] for one in found)
    assert all(version < one["version"] <= until for one in found)
    expected, reached = whole(empty)
    assert kept_up(copy, found) == expected
    assert until == reached
    assert changes(empty, until) == ([], until)
    assert empty.get(f"/v1/changes?since={until}").status_code == 200


def test_only_what_changed_is_told(empty, tmp_path):
    load(empty, tmp_path, FIRST)
    version = empty.app.state.base.data_version
    load(empty, tmp_path, SECOND)
    found, _ = changes(empty, version)
    assert {(one["change"], one["kind"], one["id"]) for one in found} == {
        ("written", "Resource", "resource:wood"),
        ("written", "Offer", "offer:mill/bark"),
        ("written", "OF", "OF|offer:mill/bark|resource:wood"),
        ("removed", "OF", "OF|offer:mill/bark|resource:bark"),
    }
    offer = next(one["record"] for one in found if one["kind"] == "Offer")
    assert offer["labels"] == ["Offer"]
    assert offer["properties"]["amount"] == 90
    assert "record_hash" not in offer["properties"]


def test_what_another_source_fills_in_is_a_change(empty, tmp_path):
    load(empty, tmp_path, FIRST)
    version = empty.app.state.base.data_version
    load(empty, tmp_path, OTHER, "other")
    filled = [one["record"]["properties"] for one in changes(empty, version)[0] if one["id"] == "offer:mill/ash"]
    assert [(one["note"], one["load_id"].partition("@")[0]) for one in filled] == [("dry", "load:park")]


def test_a_load_that_changes_nothing_is_no_change(empty, tmp_path):
    load(empty, tmp_path, FIRST)
    version = empty.app.state.base.data_version
    load(empty, tmp_path, FIRST)
    empty.app.state.base.load(sources.write(tmp_path / "park", SECOND), dry_run=True)
    assert changes(empty, version) == ([], version)


def test_what_is_no_more_known_is_gone(empty, tmp_path):
    load(empty, tmp_path, FIRST)
    version = empty.app.state.base.data_version
    load(empty, tmp_path, SECOND)
    now = empty.app.state.base.data_version
    forget_old_changes(empty.app.state.base.graph, now - version - 1)
    answer = empty.get(f"/v1/changes?since={version}")
    assert (answer.status_code, answer.json()["title"]) == (410, "gone")
    assert "/v1/graph/export" in answer.json()["hint"]
    assert empty.get(f"/v1/changes?since={version + 1}").status_code == 200
    assert empty.get(f"/v1/changes?since={now + 1}").status_code == 410


def test_who_wrote_without_a_note_is_found_out(empty, tmp_path):
    load(empty, tmp_path, FIRST)
    graph = empty.app.state.base.graph
    version = empty.app.state.base.data_version
    graph.run("MATCH (m:Meta {id: 'meta'}) SET m.data_version = m.data_version + 1")
    assert empty.get(f"/v1/changes?since={version}").status_code == 410


@pytest.mark.parametrize("asked", ["", "?since=-1", "?since=x", "?since=1&cursor=MTI", "?since=0&limit=0"])
def test_what_makes_no_sense_is_refused(empty, asked):
    assert empty.get(f"/v1/changes{asked}").status_code in (400, 422)


def test_a_whole_copy_is_a_backup(empty, tmp_path):
    base = empty.app.state.base
    load(empty, tmp_path, FIRST)
    load(empty, tmp_path, OTHER, "other")
    before = content_hash(base.graph)
    file = tmp_path / "copy.jsonl"
    file.write_bytes(empty.get("/v1/graph/export").content)
    base.graph.run("MATCH (n) WHERE NOT n:Meta DETACH DELETE n")
    restore(base.graph, file, base.settings.home)
    assert content_hash(base.graph) == before
    assert load(empty, tmp_path, FIRST).written.changes == 0


def test_a_copy_of_a_graph_that_changes_meanwhile_has_no_trailer(empty, tmp_path):
    from graph_kb.workbench.copies import stream_graph

    load(empty, tmp_path, FIRST)
    lines = stream_graph(empty.app.state.base.graph)
    first = [next(lines) for _ in range(3)]
    load(empty, tmp_path, SECOND)
    last = [*first, *lines][-1]
    assert json.loads(last) == {"cut_off": "the graph has changed meanwhile"}
