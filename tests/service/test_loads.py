"""Loads over HTTP: sent, run in the background one after the other, told about, sent again."""

from __future__ import annotations

import csv
import io

from fastapi.testclient import TestClient

from graph_kb.api.app import create_app
from graph_kb.store.loads import only_load
from graph_kb.store.meta import content_hash
from graph_kb.workbench.loading.job import read_job

from . import sources
from .sources import FIRST, SECOND, WRONG, left, load, parts, send, settled


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


def test_loads_run_one_after_the_other(empty):
    with only_load(empty.app.state.base.settings.home):
        jobs = [send(empty, FIRST), send(empty, SECOND), send(empty, FIRST, "other")]
        assert {empty.get(job["href"]).json()["data"]["status"] for job in jobs} == {"queued"}
    ended = [settled(empty, job) for job in jobs]
    assert {job["status"] for job in ended} == {"done"}
    assert [job["finished"] for job in ended] == sorted(job["finished"] for job in ended)


def test_of_several_services_on_a_folder_one_takes_loads(empty, here):
    job = load(empty, FIRST)
    with TestClient(create_app(empty.app.state.settings), **here) as other:
        refused = other.post("/v1/loads", **parts(SECOND))
        assert (refused.status_code, refused.json()["title"]) == (409, "conflict")
        assert other.get(job["href"]).json()["data"]["status"] == "done"


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
