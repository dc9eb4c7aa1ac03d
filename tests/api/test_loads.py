"""Loads over HTTP: sent, checked, run in the background, told about, taken back."""

from __future__ import annotations

import csv
import io
import json
import time
from importlib import util
from pathlib import Path
from threading import Event
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from fastapi.testclient import TestClient

from graph_kb.api.access.service import Service
from graph_kb.api.app import create_app
from graph_kb.store.keys import add_key
from graph_kb.store.loads import only_load
from graph_kb.store.meta import content_hash
from graph_kb.workbench.loading import upload
from graph_kb.workbench.loading.job import read_job

_spec = util.spec_from_file_location("sources", Path(__file__).with_name("sources.py"))
sources = util.module_from_spec(_spec)
_spec.loader.exec_module(sources)

FIRST = [("mill", "bark", "bark", 100, ""), ("mill", "ash", "ash", 5, ""), ("kiln", "lime", "lime", 7, "")]
SECOND = [("mill", "bark", "wood", 90, ""), ("mill", "ash", "ash", 5, ""), ("pit", "rock", "rock", 1, "")]
WRONG = [*FIRST, ("kiln", "dust", "lime", "many", "=1+1"), ("kiln", "slag", "lime", -1, "")]


def parts(rows, name="park", **more):
    found = sources.tables(rows, name)
    files = [("files", (file, text, "text/csv")) for file, text in found.items() if file.endswith(".csv")]
    return {"files": [("mapping", ("mapping.yaml", found["mapping.yaml"])), *files], "data": more}


def send(client, rows, name="park", headers=None, **more):
    answer = client.post("/v1/loads", headers=headers or {}, **parts(rows, name, **more))
    assert answer.status_code == 202, answer.text
    assert answer.headers["location"] == answer.json()["data"]["href"]
    return answer.json()["data"]


def settled(client, job, patience_s=60):
    until = time.monotonic() + patience_s
    while time.monotonic() < until:
        answer = client.get(job["href"])
        assert answer.headers["cache-control"] == "no-store"
        assert "etag" not in answer.headers
        if answer.json()["data"]["status"] not in ("queued", "running"):
            return answer.json()["data"]
        time.sleep(0.05)
    raise AssertionError("the load does not end")


def load(client, rows, name="park", **more):
    return settled(client, send(client, rows, name, **more))


def left(client):
    """What is left of what was sent."""
    return sorted((client.app.state.loads.folder).glob("*/tables/*"))


def test_a_load_is_told_from_its_beginning_to_its_end(empty):
    base = empty.app.state.base
    with only_load(base.settings.home):
        job = send(empty, FIRST)
        assert (job["status"], job["source"]) == ("queued", "park")
        assert job["files"] == ["sources.csv", "streams.csv"]
        assert empty.get(job["href"]).json()["data"]["phase"] == "waiting"
        # What is asked meanwhile is answered.
        assert empty.get("/v1/facilities").json()["data"] == []
    done = settled(empty, job)
    assert (done["status"], done["phase"], done["problem"]) == ("done", "write", None)
    assert (done["summary"]["rows_read"], done["summary"]["rows_rejected"]) == (4, 0)
    assert done["summary"]["created"] == done["done"] == done["total"] > 0
    assert {one["id"] for one in empty.get("/v1/offers").json()["data"]} == {
        "offer:mill/bark",
        "offer:mill/ash",
        "offer:kiln/lime",
    }
    assert left(empty) == []
    listed = empty.get("/v1/loads?limit=1").json()
    assert [one["id"] for one in listed["data"]] == [job["id"]]


def test_a_load_over_http_is_the_load_of_the_command(empty, tmp_path):
    load(empty, FIRST)
    base = empty.app.state.base
    known = content_hash(base.graph)
    assert base.load(sources.write(tmp_path / "park", FIRST)).written.changes == 0
    base.graph.run("MATCH (n) WHERE NOT n:Meta DETACH DELETE n")
    base.load(sources.write(tmp_path / "park", FIRST))
    assert content_hash(base.graph) == known


def test_a_dry_run_writes_nothing(empty):
    done = load(empty, FIRST, dry_run="true")
    assert (done["status"], done["dry_run"], done["summary"]["dry_run"]) == ("done", True, True)
    assert done["summary"]["created"] > 0
    assert empty.get("/v1/facilities").json()["data"] == []
    answer = empty.post(f"{done['href']}/undo")
    assert (answer.status_code, answer.json()["title"]) == (409, "conflict")


def test_rejected_rows_are_read_mended_and_sent_again(empty):
    done = load(empty, WRONG)
    assert done["summary"]["rows_rejected"] == 2
    answer = empty.get(done["rejects"])
    assert answer.headers["content-type"].startswith("text/csv")
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert [(row["stream"], row["code"], row["row"]) for row in rows] == [
        ("dust", "number", "5"),
        ("slag", "ambiguous_number", "6"),
    ] or [row["stream"] for row in rows] == ["dust", "slag"]
    assert rows[0]["note"] == "'=1+1"
    assert all(row["message"] for row in rows)
    (name,) = done["summary"]["reject_files"]
    file = empty.get(f"{done['rejects']}/{name}")
    assert "attachment" in file.headers["content-disposition"]
    mended = file.text.replace("many", "3").replace("-1", "1")
    mapping = sources.tables(FIRST)["mapping.yaml"]
    again = empty.post("/v1/loads", files=[("mapping", ("m.yaml", mapping)), ("files", (name, mended))])
    assert again.status_code == 202, again.text
    settled_again = settled(empty, again.json()["data"])
    assert (settled_again["status"], settled_again["summary"]["rows_rejected"]) == ("done", 0)
    assert empty.get("/v1/offers/offer:kiln/slag").status_code == 200
    assert empty.get(f"{done['rejects']}/..%2Fload.json").status_code == 404
    assert empty.get(f"{done['rejects']}/load.json").status_code == 404


def test_without_rejected_rows_there_is_a_header(empty):
    done = load(empty, FIRST)
    assert done["rejects"] is None
    assert empty.get(f"{done['href']}/rejects").text == "file,row,column,code,message,suggestion\r\n"


def test_a_spreadsheet_is_a_table_too(empty):
    from openpyxl import Workbook

    book = Workbook()
    book.active.append(["site", "stream", "kind", "t", "note"])
    for row in WRONG:
        book.active.append(list(row))
    stream = io.BytesIO()
    book.save(stream)
    found = sources.tables(FIRST)
    mapping = found["mapping.yaml"].replace("streams.csv", "streams.xlsx")
    files = [("mapping", ("m.yaml", mapping)), ("files", ("sources.csv", found["sources.csv"]))]
    answer = empty.post("/v1/loads", files=[*files, ("files", ("streams.xlsx", stream.getvalue()))])
    assert answer.status_code == 202, answer.text
    done = settled(empty, answer.json()["data"])
    assert (done["status"], done["summary"]["rows_rejected"]) == ("done", 2)
    rows = list(csv.DictReader(io.StringIO(empty.get(done["rejects"]).text)))
    assert [row["stream"] for row in rows] == ["dust", "slag"]


def test_the_same_key_is_the_same_load(empty):
    headers = {"Idempotency-Key": '"a-key"'}
    first = send(empty, FIRST, headers=headers)
    settled(empty, first)
    assert send(empty, FIRST, headers={"Idempotency-Key": "a-key"})["id"] == first["id"]
    other = empty.post("/v1/loads", headers=headers, **parts(SECOND))
    assert (other.status_code, other.json()["title"]) == (422, "key_reused")
    assert empty.post("/v1/loads", headers=headers, **parts(FIRST, dry_run="true")).status_code == 422
    assert send(empty, FIRST, headers={"Idempotency-Key": "other"})["id"] != first["id"]
    assert send(empty, FIRST)["id"] != first["id"]
    assert empty.post("/v1/loads", headers={"Idempotency-Key": "two words"}, **parts(FIRST)).status_code == 400


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


def test_loads_run_one_after_the_other(empty):
    with only_load(empty.app.state.base.settings.home):
        jobs = [send(empty, FIRST), send(empty, SECOND), send(empty, FIRST, "other")]
        assert {empty.get(job["href"]).json()["data"]["status"] for job in jobs} == {"queued"}
    ended = [settled(empty, job) for job in jobs]
    assert {job["status"] for job in ended} == {"done"}
    assert [job["finished"] for job in ended] == sorted(job["finished"] for job in ended)


@pytest.mark.parametrize(
    "name",
    [
        "../streams.csv",
        "..\\streams.csv",
        "/etc/passwd",
        "a/streams.csv",
        "streams.csv\x00.csv",
        "streams.py",
        ".csv",
        "",
    ],
)
def test_names_are_no_paths(empty, name):
    mapping = sources.tables(FIRST)["mapping.yaml"]
    body = (
        b'--x\r\nContent-Disposition: form-data; name="mapping"; filename="m.yaml"\r\n\r\n'
        + mapping.encode()
        + b'\r\n--x\r\nContent-Disposition: form-data; name="files"; filename="'
        + name.encode()
        + b'"\r\n\r\nid,title\r\n--x--\r\n'
    )
    answer = empty.post("/v1/loads", content=body, headers={"content-type": "multipart/form-data; boundary=x"})
    assert answer.status_code in (400, 422), answer.text
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("file", ["../../../../etc/passwd", "/etc/passwd", "../streams.csv", "other.csv"])
def test_a_mapping_names_nothing_but_what_was_sent(empty, file):
    sent = parts(FIRST)
    text = sources.tables(FIRST)["mapping.yaml"].replace("streams.csv", file)
    sent["files"][0] = ("mapping", ("m.yaml", text))
    answer = empty.post("/v1/loads", **sent)
    assert (answer.status_code, answer.json()["title"]) == (422, "mapping")
    assert "was not sent" in answer.json()["detail"]
    assert left(empty) == []


@pytest.mark.parametrize(
    ("change", "status", "said"),
    [
        ({"mapping": "name: x"}, 422, "tables"),
        ({"mapping": "a: [b"}, 422, "YAML"),
        ({"mapping": "x" * (upload.MOST_MAPPING_BYTES + 1)}, 422, "larger"),
        ({"dry_run": "perhaps"}, 400, "dry_run"),
        ({"nonsense": "1"}, 400, "nonsense"),
        ({"files": []}, 400, "0 files"),
        ({"files": ["streams.csv", "Streams.csv"]}, 400, "same name"),
        ({"files": ["streams.xlsx", "sources.csv"]}, 422, "no valid spreadsheet"),
    ],
)
def test_what_makes_no_sense_is_refused(empty, change, status, said):
    sent = parts(FIRST)
    data = {name: value for name, value in change.items() if name not in ("mapping", "files")}
    if "mapping" in change:
        sent["files"][0] = ("mapping", ("m.yaml", change["mapping"]))
    if "files" in change:
        sent["files"] = [sent["files"][0], *(("files", (name, "a\n")) for name in change["files"])]
    answer = empty.post("/v1/loads", files=sent["files"], data=data)
    assert answer.status_code == status, answer.text
    assert said in answer.text
    assert str(empty.app.state.base.settings.home) not in answer.text
    assert left(empty) == []


def test_loading_needs_its_scope(empty):
    keys = empty.app.state.settings.keys
    try:
        reader, loader = (
            {"authorization": f"Bearer {add_key(keys, name, scopes)}"} for name, scopes in (("a", []), ("b", ["load"]))
        )
        asked = [("POST", ""), ("GET", ""), ("GET", "/x"), ("GET", "/x/rejects"), ("POST", "/x/undo")]
        for method, path in asked:
            assert empty.request(method, f"/v1/loads{path}").status_code == 401
            assert empty.request(method, f"/v1/loads{path}", headers=reader).status_code == 403
        job = send(empty, FIRST, headers={**loader, "Idempotency-Key": "one"})
    finally:
        keys.unlink()
    settled(empty, job)
    # The same key of somebody else is another one.
    again = send(empty, FIRST, headers={"Idempotency-Key": "one"})
    assert again["id"] != job["id"]
    settled(empty, again)


def test_other_bodies_are_refused(empty):
    assert empty.post("/v1/loads", json={}).status_code == 415
    assert empty.post("/v1/loads").status_code == 415
    broken = empty.post("/v1/loads", content=b"nothing", headers={"content-type": "multipart/form-data; boundary=x"})
    assert broken.status_code == 400


def test_sizes_are_bounded(empty, here):
    with TestClient(create_app(empty.app.state.settings, Service(upload_mb=0)), **here) as small:
        answer = small.post("/v1/loads", **parts(FIRST))
        assert (answer.status_code, answer.json()["title"]) == (413, "body_size")
    assert left(empty) == []


def test_of_several_services_on_a_folder_one_takes_loads(empty, here):
    job = load(empty, FIRST)
    with TestClient(create_app(empty.app.state.settings), **here) as other:
        refused = other.post("/v1/loads", **parts(SECOND))
        assert (refused.status_code, refused.json()["title"]) == (409, "conflict")
        assert other.get(job["href"]).json()["data"]["status"] == "done"


def test_a_spreadsheet_that_unpacks_to_too_much_is_refused(empty, monkeypatch):
    monkeypatch.setattr(upload, "MOST_UNPACKED_BYTES", 10_000)
    packed = io.BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as parts_:
        parts_.writestr("xl/worksheets/sheet1.xml", b" " * 100_000)
    sent = parts(FIRST)
    text = sources.tables(FIRST)["mapping.yaml"].replace("streams.csv", "streams.xlsx")
    files = [("mapping", ("m.yaml", text)), sent["files"][1], ("files", ("streams.xlsx", packed.getvalue()))]
    answer = empty.post("/v1/loads", files=files)
    assert answer.status_code == 422
    assert "too large" in answer.json()["detail"]


def test_a_mapping_that_grows_when_it_is_read_is_refused(empty):
    lines = ['a0: &a0 ["x","x","x","x","x","x","x","x","x"]']
    lines += [f"a{n}: &a{n} [{','.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 9)]
    sent = parts(FIRST)
    whole = sources.tables(FIRST)["mapping.yaml"].replace("name: site}", "name: {value: *a8}}")
    text = "\n".join([*lines, whole])
    answer = empty.post("/v1/loads", files=[("mapping", ("m.yaml", text)), *sent["files"][1:]])
    assert (answer.status_code, answer.json()["title"]) == (422, "mapping")
    assert "too large" in answer.json()["detail"]
    deep = empty.post("/v1/loads", files=[("mapping", ("m.yaml", "[" * 5000)), *sent["files"][1:]])
    assert deep.status_code == 422


def test_what_fails_is_told_without_paths(empty):
    sent = parts(FIRST)
    sent["files"][2] = ("files", ("streams.csv", "site,flow\nmill,bark\n"))
    job = empty.post("/v1/loads", **sent).json()["data"]
    done = settled(empty, job)
    assert done["status"] == "failed"
    assert done["problem"]["detail"].startswith("streams.csv: column ")
    assert str(empty.app.state.base.settings.home) not in json.dumps(done)
    assert left(empty) == []


def test_what_is_not_there_is_not_found(empty):
    for path in ("nothing", "..%2F..%2Frun", "20260101T000000000000-00000000"):
        for more in ("", "/rejects", "/rejects/a.csv"):
            assert empty.get(f"/v1/loads/{path}{more}").status_code == 404, path
        assert empty.post(f"/v1/loads/{path}/undo").status_code == 404


def test_a_restart_leaves_no_load_half_told(tmp_path, new_graph, here):
    from graph_kb.store.server import stop_server

    settings = new_graph(tmp_path / "home")
    try:
        with TestClient(create_app(settings), **here) as client, only_load(settings.home):
            job, waiting = send(client, FIRST), send(client, SECOND)
            folder = client.app.state.loads.folder
            killed = read_job(folder / job["id"])
        assert {read_job(folder / one["id"]).status for one in (job, waiting)} == {"interrupted"}
        # As a service that was killed leaves it.
        killed.status = "running"
        killed.save(folder / job["id"])
        (folder / job["id"] / "tables").mkdir()
        (folder / job["id"] / "tables" / "streams.csv").write_text("x")
        with TestClient(create_app(settings), **here) as client:
            told = client.get(job["href"]).json()["data"]
            assert (told["status"], told["problem"]["code"]) == ("interrupted", "interrupted")
            assert left(client) == []
            assert load(client, FIRST)["status"] == "done"
    finally:
        stop_server(settings)


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
