"""What is sent to be loaded and refused: names, sizes, mappings, scopes, bodies of another kind."""

from __future__ import annotations

import io
import json
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from fastapi.testclient import TestClient
from openpyxl import Workbook

from graph_kb.api.access.service import Service
from graph_kb.api.app import create_app
from graph_kb.store.keys import add_key
from graph_kb.workbench.loading import trial, upload

from . import sources
from .sources import FIRST, WRONG, left, parts, send, settled


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


def test_rejected_rows_are_told_to_who_sent_them(empty):
    """They may be of streams that are not public, which no graph tells of once they are rejected."""
    keys = empty.app.state.settings.keys
    try:
        scopes = {"one": ["load"], "other": ["load"], "insider": ["load", "confidential"]}
        one, other, insider = ({"authorization": f"Bearer {add_key(keys, *each)}"} for each in scopes.items())
        job = settled_by(one, empty, send(empty, WRONG, headers=one))
        assert "many" in empty.get(job["rejects"], headers=one).text
        for path in (job["rejects"], f"{job['rejects']}/{job['summary']['reject_files'][0]}"):
            assert empty.get(path, headers=other).status_code == 403
            assert empty.get(path, headers=insider).status_code == 200
        # How it stands is told to all who may load, what stands in its rows is not.
        for client_of, is_told in ((one, True), (other, False), (insider, True)):
            said = empty.get(job["href"], headers=client_of)
            assert said.json()["data"]["summary"]["rows_rejected"] == 2
            assert ("many" in said.text) is is_told
            assert ("many" in empty.get("/v1/loads", headers=client_of).text) is is_told
    finally:
        keys.unlink()


def settled_by(headers, client, job):
    client.headers.update(headers)
    try:
        return settled(client, job)
    finally:
        client.headers.pop("authorization")


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


@pytest.mark.parametrize("bomb", ["cells of a row", "shared texts", "columns of a text file"])
def test_a_table_that_takes_too_much_memory_ends_its_load_alone(empty, monkeypatch, bomb):
    monkeypatch.setattr(trial, "MOST_BYTES", 400 << 20)
    sent = parts(FIRST)
    if bomb == "columns of a text file":
        file, body = "streams.csv", b"," * 60_000_000
    else:
        file, body = "streams.xlsx", _with_bomb(bomb)
    text = sources.tables(FIRST)["mapping.yaml"].replace("streams.csv", file)
    files = [("mapping", ("m.yaml", text)), sent["files"][1], ("files", (file, body))]
    done = settled(empty, empty.post("/v1/loads", files=files).json()["data"])
    assert done["status"] == "failed"
    assert done["problem"]["detail"] == f"{file}: reading it takes more than 400 MiB"
    assert left(empty) == []


def _with_bomb(bomb):
    """A spreadsheet of less than a megabyte."""
    book = Workbook()
    book.active.append(["site", "stream", "kind", "t", "note"])
    whole, packed = io.BytesIO(), io.BytesIO()
    book.save(whole)
    with ZipFile(whole) as parts_, ZipFile(packed, "w", ZIP_DEFLATED) as written:
        for name in parts_.namelist():
            content = parts_.read(name)
            if bomb == "cells of a row" and name == "xl/worksheets/sheet1.xml":
                content = content.replace(b"</sheetData>", b"<row>" + b"<c/>" * 10_000_000 + b"</row></sheetData>")
            if bomb == "shared texts" and name == "[Content_Types].xml":
                kind = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
                own = b'<Override PartName="/xl/sharedStrings.xml" ContentType="' + kind + b'"/></Types>'
                content = content.replace(b"</Types>", own)
            written.writestr(name, content)
        if bomb == "shared texts":
            start = b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
            written.writestr("xl/sharedStrings.xml", start + b"<si><t>ab</t></si>" * 10_000_000 + b"</sst>")
    assert len(packed.getvalue()) < 1 << 20
    return packed.getvalue()


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
