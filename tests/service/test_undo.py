"""Loads over HTTP that are taken back: all of it, or nothing where others built on it."""

from __future__ import annotations

import json
import time
from threading import Event

import pytest

from graph_kb.store.meta import content_hash

from . import sources
from .sources import FIRST, SECOND, load, send, settled


def test_a_load_is_taken_back(empty):
    base = empty.app.state.base
    load(empty, FIRST)
    before, copy = content_hash(base.graph), exported(empty)
    version = base.data_version
    second = load(empty, SECOND)
    assert second["summary"]["removed"] == 1
    assert content_hash(base.graph) != before
    answer = empty.post(f"{second['href']}/undo")
    assert answer.status_code == 200, answer.text
    assert answer.json()["data"]["status"] == "undone"
    assert content_hash(base.graph) == before
    assert exported(empty) == copy
    assert base.data_version > version
    # Those who keep a copy are told.
    changed = {one["id"] for one in empty.get(f"/v1/changes?since={version}").json()["data"]}
    assert {"resource:wood", "offer:mill/bark", "OF|offer:mill/bark|resource:bark"} <= changed
    assert empty.post(f"{second['href']}/undo").status_code == 409
    assert load(empty, SECOND)["summary"]["created"] == second["summary"]["created"]


def test_a_site_of_many_streams_is_taken_back(empty):
    job = load(empty, [("mill", f"stream {n}", "bark", n + 1, "") for n in range(300)])
    answer = empty.post(f"{job['href']}/undo")
    assert answer.status_code == 200, answer.text
    assert answer.json()["data"]["status"] == "undone"
    assert empty.get("/v1/facilities").json()["data"] == empty.get("/v1/offers").json()["data"] == []


def exported(client):
    """Everything but loads, whose numbers tell of all that was run."""
    lines = map(json.loads, client.get("/v1/graph/export").text.splitlines()[1:-1])
    return [line for line in lines if line.get("labels") != ["Load"]]


def test_all_loads_can_be_taken_back_in_turn(empty):
    base = empty.app.state.base
    nothing = content_hash(base.graph)
    jobs = [load(empty, FIRST), load(empty, SECOND), load(empty, [("mill", "ash", "ash", 5, "dry")], "other")]
    early = empty.post(f"{jobs[0]['href']}/undo")
    assert early.status_code == 409
    assert jobs[1]["id"] in early.json()["detail"]
    for job in reversed(jobs):
        answer = empty.post(f"{job['href']}/undo")
        assert answer.status_code == 200, answer.text
    assert content_hash(base.graph) == nothing


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([("mill", "ash", "ash", 5, "dry")], "offer:mill/ash was changed since by load:other"),
        ([("mill", "sand", "sand", 5, "")], "facility:mill was joined since"),
    ],
)
def test_what_others_built_on_is_not_taken_back(empty, rows, said):
    base = empty.app.state.base
    job = load(empty, FIRST)
    load(empty, rows, "other")
    before = content_hash(base.graph), base.data_version
    answer = empty.post(f"{job['href']}/undo")
    assert (answer.status_code, answer.json()["title"]) == (409, "conflict")
    assert said in answer.json()["detail"]
    assert (content_hash(base.graph), base.data_version) == before
    assert empty.get(job["href"]).json()["data"]["status"] == "done"


def test_a_source_that_others_cite_is_not_taken_back(empty):
    job = load(empty, FIRST)
    found = sources.tables([("pit", "rock", "rock", 1, "")], "other")
    found["sources.csv"] = "id,title\n"
    found["mapping.yaml"] = found["mapping.yaml"].replace("source:other", "source:park")
    files = [("files", (file, text)) for file, text in found.items() if file.endswith(".csv")]
    answer = empty.post("/v1/loads", files=[("mapping", ("m.yaml", found["mapping.yaml"])), *files])
    assert settled(empty, answer.json()["data"])["status"] == "done"
    refused = empty.post(f"{job['href']}/undo")
    assert refused.status_code == 409
    assert "cites a source" in refused.json()["detail"]


def test_a_load_that_is_stopped_can_be_completed_and_taken_back(empty):
    """Stopped in the middle of writing: what was written stays until it is taken back."""
    base, loads = empty.app.state.base, empty.app.state.loads
    nothing = content_hash(base.graph)
    stopping, real = Event(), loads._stopping
    loads._stopping = stopping
    try:
        job = send(empty, [(f"site {n}", f"stream {n}", "bark", n, "") for n in range(3000)])
        while not base.graph.read("MATCH (n:Facility) RETURN 1 AS n LIMIT 1").rows:
            time.sleep(0.02)
        stopping.set()
        ended = settled(empty, job)
    finally:
        loads._stopping = real
    assert ended["status"] == "interrupted"
    assert content_hash(base.graph) != nothing
    undone = empty.post(f"{job['href']}/undo")
    assert undone.status_code == 200, undone.text
    assert content_hash(base.graph) == nothing
    states = {row["status"] for row in base.graph.read("MATCH (l:Load) RETURN l.status AS status")}
    assert states <= {"undone", "done"}
