"""What commands say beside the rows: warnings, headers without rows, lists in every form, broken files."""

from __future__ import annotations

import csv
import io
import json

import pytest
from openpyxl import load_workbook


def test_the_list_of_queries_is_given_in_every_form(graph_kb, tmp_path):
    listed = json.loads(graph_kb("query", "--list", "--format", "json").stdout)
    names = [one["name"] for one in listed]
    rows = list(csv.DictReader(io.StringIO(graph_kb("query", "--list", "--format", "csv").stdout)))
    assert [row["name"] for row in rows] == names
    lines = graph_kb("query", "--list", "--format", "jsonl").stdout.splitlines()
    assert [json.loads(line) for line in lines] == listed
    for form in ("csv", "json", "xlsx"):
        answer = graph_kb("query", "--list", "--format", form, "-o", f"list.{form}")
        assert (answer.returncode, answer.stdout) == (0, "")
    assert load_workbook(tmp_path / "list.xlsx").active.max_row == len(names) + 1
    assert json.loads((tmp_path / "list.json").read_text(encoding="utf-8")) == listed
    assert graph_kb("query", "--cypher", "label_counts", "-o", "text.cypher").stdout == ""
    assert "MATCH" in (tmp_path / "text.cypher").read_text(encoding="utf-8")


def test_free_cypher_without_rows_has_its_header(graph_kb):
    text = "MATCH (f:Facility {id: 'facility:nowhere'}) RETURN f.name, count( * ) AS n, f"
    assert graph_kb("cypher", text, "--format", "csv").stdout.splitlines()[0] == "f.name,n,f"


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["cypher", "MATCH (f:Facilty) RETURN f.name"], "did you mean Facility?"),
        (["cypher", "MATCH (f:Facility)-[:OFERS]->(o) RETURN o.id"], "did you mean OFFERS"),
        (["cypher", "MATCH (o:Offer) RETURN o.amonut LIMIT 1"], "did you mean amount"),
        (
            ["cypher", "MATCH (f:Facility {id: 'facility:amassuo-eco-industrial-centre'}) RETURN f.name"],
            "facility:ammassuo-eco-industrial-centre",
        ),
        (
            ["cypher", "MATCH (f:Facility {id: $id}) RETURN f.name", "-p", "id=facility:katri-vala-heat-pump"],
            "facility:katri-vala-heat-pump-plant",
        ),
        (
            ["query", "paths_from_facility", "-p", "facility_id=facility:amassuo-eco-industrial-centre"],
            "facility:ammassuo-eco-industrial-centre",
        ),
        (
            ["query", "paths_from_facility", "-p", "facility_id=Vantaa waste-to-energy plant"],
            "has the id facility:vantaa-waste-to-energy-plant",
        ),
        (["query", "flows_by_code", "-p", "code=17 05 99"], "not in the list of waste"),
        (["query", "flows_by_code", "-p", "code=17 05"], "'17 05' was read as 1705"),
    ],
)
def test_what_fits_nothing_is_told_with_the_nearest(graph_kb, arguments, told):
    answer = graph_kb(*arguments, "--format", "json")
    assert answer.returncode == 0, answer.stderr
    assert told in answer.stderr
    assert any(told in warning for warning in json.loads(answer.stdout)["meta"]["warnings"])


def test_a_question_that_is_well_put_is_answered_without_warnings(graph_kb, base):
    for name in ("label_counts", "codes_with_offer_no_need", "loads"):
        assert base.query(name).warnings == ()
    assert base.query("flows_by_code", {"code": "170503"}).warnings == ()
    assert "warning" not in graph_kb("query", "label_counts").stderr


def test_codes_are_read_as_people_write_them(base):
    rows = base.query("flows_by_code", {"code": "190805"}).rows
    assert rows
    for code in ("19 08 05", "19-08-05", 190805):
        assert base.query("flows_by_code", {"code": code}).rows == rows


def test_a_broken_query_file_stops_no_other_query(graph_kb, tmp_path):
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "mine.cypher").write_text("// name: mine\n// Doc.\nMATCH (n) DELETE n\n", encoding="utf-8")
    own = {"GRAPH_KB_QUERIES": str(tmp_path / "own")}
    answer = graph_kb("query", "label_counts", **own)
    assert answer.returncode == 0
    assert "mine.cypher:3: " in answer.stderr
    answer = graph_kb("query", "mine", **own)
    assert answer.returncode == 2
    assert "the query mine has 2 problems" in answer.stderr
    answer = graph_kb("doctor", "--format", "json", **own)
    queries = next(row for row in json.loads(answer.stdout) if row["check"] == "queries")
    assert not queries["ok"]
    assert "mine.cypher:3: " in queries["finding"]
    assert answer.returncode == 1


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"GRAPH_KB_HEAP": "banana"}, "setting heap must be an amount of memory"),
        ({"GRAPH_KB_HOME": "/dev/null/home"}, "cannot be written"),
        ({"GRAPH_KB_URI": "neo4j://127.0.0.1:1"}, "no graph answers"),
    ],
)
def test_what_is_set_wrong_is_told_in_our_own_words_alone(graph_kb, options, told):
    answer = graph_kb("query", "label_counts", **options)
    assert answer.returncode in (2, 4)
    lines = answer.stderr.splitlines()
    assert lines[0].startswith("error: ")
    assert told in lines[0]
    assert all(line.startswith("  hint: ") for line in lines[1:]), answer.stderr


def test_doctor_tells_a_wrong_setting_once(graph_kb):
    rows = json.loads(graph_kb("doctor", "--format", "json", GRAPH_KB_IDLE_MINUTES="x").stdout)
    wrong = [row for row in rows if not row["ok"]]
    assert [row["check"] for row in wrong] == ["settings"]
    assert "idle_minutes" in wrong[0]["finding"]


def test_a_path_may_be_a_text_in_python(base, tmp_path):
    (tmp_path / "m.yaml").write_text(
        "name: texts\n"
        "provenance: {source_id: {value: 'source:t'}, as_of: {value: '2024'}, method: {value: reported}}\n"
        "tables:\n  - file: t.csv\n    nodes: [{label: Source, properties: [id, title]}]\n",
        encoding="utf-8",
    )
    (tmp_path / "t.csv").write_text("id,title\nsource:t,A list\n", encoding="utf-8")
    summary = base.load(str(tmp_path / "m.yaml"), tables=[str(tmp_path / "t.csv")], dry_run=True)
    assert (summary.rows_read, summary.rows_rejected) == (1, 0)
