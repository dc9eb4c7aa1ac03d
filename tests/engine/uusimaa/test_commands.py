"""The command line on the starter set: data to stdout, talk to stderr, documented exit codes."""

from __future__ import annotations

import csv
import io
import json
import os

import pytest
from openpyxl import load_workbook


def test_query_gives_the_same_rows_in_every_form(graph_kb, tmp_path):
    given = json.loads(graph_kb("query", "label_counts", "--format", "json").stdout)
    rows = given["rows"]
    assert given["meta"]["data_version"] > 0
    lines = graph_kb("query", "label_counts", "--format", "jsonl").stdout.splitlines()
    assert [json.loads(line) for line in lines] == rows
    table = list(csv.DictReader(io.StringIO(graph_kb("query", "label_counts", "--format", "csv").stdout)))
    assert [row["label"] for row in table] == [row["label"] for row in rows]
    assert graph_kb("query", "label_counts", "--format", "xlsx", "-o", "counts.xlsx").returncode == 0
    sheet = load_workbook(tmp_path / "counts.xlsx").active
    assert sheet.max_row == len(rows) + 1


def test_list_of_queries_has_the_documented_shape(graph_kb):
    listed = json.loads(graph_kb("query", "--list", "--format", "json").stdout)
    assert len(listed) >= 25
    for one in listed:
        assert one.keys() == {"name", "folder", "doc", "params", "returns"}
        assert one["doc"]
        assert one["returns"]
        assert all(param.keys() == {"name", "type", "required", "default", "doc"} for param in one["params"])


def test_talk_goes_to_stderr(graph_kb):
    answer = graph_kb("query", "offers_without_need", "--limit", "1", "--format", "json")
    assert len(json.loads(answer.stdout)["rows"]) == 1
    assert "there are more" in answer.stderr


@pytest.mark.parametrize(
    ("arguments", "code", "text"),
    [
        (["query", "no_such_query"], 2, "there is no query"),
        (["query", "paths_from_facility"], 2, "--param facility_id="),
        (["query", "label_counts", "-p", "x=1"], 2, "no parameter"),
        (["query", "label_counts", "-p", "limit=5"], 2, "no parameter"),
        (["query", "label_counts", "-p", "nonsense"], 2, "no assignment"),
        (["cypher", "MATCH (n) DELETE n"], 2, "DELETE"),
        (["cypher", "MATCH (n RETURN n"], 2, "error"),
        (["chains"], 2, "Missing argument"),
        (["chains", "resource:mineral-wool", "--months", "0,13"], 2, "are no months"),
        (["verify"], 2, "give certificates or --stored"),
        (["verify", "0123456789ab"], 2, "no certificate begins with '0123456789ab'"),
        (["verify", "4"], 2, "give 6 characters of the hash at least"),
        (["verify", "absent.json"], 2, "No such file"),
        (["chains", "need:viikinmaki-wastewater-treatment-plant/electricity"], 2, "but a Need"),
        (["chains", "resource:electricity", "--max-leg-km", "nan"], 2, "--max-leg-km is nan"),
        (["chains", "resource:electricity", "--k", "abc"], 2, "'abc' is no whole number"),
        (["load"], 2, "nothing to load"),
        (["load", "--backup", "x.jsonl", "--dry-run"], 2, "no dry run"),
        (["load", "--starter", "extra.csv"], 2, "take no files"),
        (["query", "label_counts", "--format", "csv", "-o", "absent/x.csv"], 2, "absent"),
        (["load", "--mapping", "absent.yaml"], 3, "cannot be read"),
        (["load", "--source", "absent"], 2, "installed loaders"),
        (["load", "--starter", "--mapping", "x.yaml"], 2, "exclude each other"),
        (["paths", "no such place anywhere"], 2, "nothing is called"),
        (["map"], 2, "name a query"),
        (["map", "label_counts", "-o", "x.html"], 2, "return ids"),
        (["map", "--around", "x", "-p", "a=b"], 2, "belongs to a query"),
        (["query", "label_counts", "--list"], 2, "takes no name"),
        (["query", "heat"], 2, "perhaps"),
        (["query", "--cypher", "label_counts", "--format", "csv"], 2, "gives a text"),
        (["query", "--list", "--format", "xlsx"], 2, "needs a file"),
        (["query", "flows_by_code", "-p", "code=soil"], 2, "must be a waste code"),
        (["schema", "offer"], 2, "did you mean Offer?"),
        (["schema", "Nonsense"], 2, "no label"),
        (["query", "label_counts", "--format", "xlsx"], 2, "needs a file"),
        (["query", "--nonsense"], 2, "No such option"),
    ],
)
def test_errors_have_their_exit_code_and_say_what_to_do(graph_kb, arguments, code, text):
    answer = graph_kb(*arguments)
    assert answer.returncode == code, answer.stderr
    assert text in answer.stderr
    assert "Traceback" not in answer.stderr
    assert answer.stdout == ""


def test_an_unreachable_graph_is_exit_code_4(graph_kb):
    answer = graph_kb("query", "label_counts", GRAPH_KB_URI="bolt://127.0.0.1:1")
    assert answer.returncode == 4
    assert "no graph answers" in answer.stderr


def test_a_failed_check_is_exit_code_1_and_the_starter_set_passes(graph_kb):
    answer = graph_kb("check", "--errors-only", "--format", "json")
    assert json.loads(answer.stdout) == []
    assert answer.returncode == 0


def test_rehash_finds_no_foreign_write(graph_kb):
    assert graph_kb("check", "--rehash", "--errors-only").returncode == 0
    assert graph_kb("check", "--rehash", "--errors-only").returncode == 0


def test_rejected_rows_are_exit_code_1_and_can_be_fed_back(graph_kb, tmp_path):
    (tmp_path / "m.yaml").write_text(
        "name: fed-back\n"
        "provenance: {source_id: {value: 'source:fed'}, as_of: {value: '2024'}, method: {value: reported}}\n"
        "tables:\n"
        "  - file: sources.csv\n"
        "    nodes: [{label: Source, properties: [id, title]}]\n"
        "  - file: sites.csv\n"
        "    nodes: [{label: Facility, properties: [id, name, latitude, longitude]}]\n",
        encoding="utf-8",
    )
    (tmp_path / "sources.csv").write_text("id,title\nsource:fed,A list\n", encoding="utf-8")
    (tmp_path / "sites.csv").write_text(
        "id,name,latitude,longitude\nfacility:fed-1,One,60.1,25\nfacility:fed-2,Two,0,0\n", encoding="utf-8"
    )
    first = graph_kb("load", "--mapping", "m.yaml", "--rejects", "bad", "--dry-run", "--format", "json")
    assert first.returncode == 1
    told = json.loads(first.stdout)
    assert (told["rows_rejected"], told["created"], told["dry_run"]) == (1, 2, True)
    assert told["issues"][0]["code"] == "null_island"
    rejected = tmp_path / "bad" / "sites.fed-back.dry-run.rejected.csv"
    assert "coordinates 0/0" in rejected.read_text(encoding="utf-8")
    rejected.write_text(rejected.read_text(encoding="utf-8").replace(",0,0,", ",,,"), encoding="utf-8")
    mended = f"bad/{rejected.name}"
    again = graph_kb("load", "--mapping", "m.yaml", mended, "sources.csv", "--dry-run")
    assert again.returncode == 0, again.stderr


def test_paths_map_and_neighbourhood_are_drawn(graph_kb, tmp_path):
    answer = graph_kb("paths", "Vantaa waste-to-energy plant", "--map", "paths.html")
    assert answer.returncode == 0, answer.stderr
    assert "slag" in answer.stdout.lower()
    assert "slag" in (tmp_path / "paths.html").read_text(encoding="utf-8").lower()
    answer = graph_kb("map", "--around", "Ämmässuo eco-industrial centre", "-o", "around.html")
    assert answer.stdout.strip() == "around.html"
    assert (tmp_path / "around.html").stat().st_size > 100_000


def test_free_cypher_takes_parameters_and_standard_input(graph_kb):
    text = "MATCH (f:Facility {id: $id}) RETURN f.name AS name"
    answer = graph_kb("cypher", text, "-p", "id=facility:ammassuo-eco-industrial-centre", "--format", "json")
    assert json.loads(answer.stdout)["rows"] == [{"name": "Ämmässuo eco-industrial centre"}]


def test_export_and_restore_give_the_same_content(graph_kb, tmp_path):
    assert graph_kb("export", "all.jsonl").returncode == 0
    other = tmp_path / "other"
    answer = graph_kb("load", "--backup", "all.jsonl", home=other)
    assert answer.returncode == 0, answer.stderr
    assert graph_kb("export", "again.jsonl", home=other).returncode == 0
    first, second = (
        (tmp_path / name).read_text(encoding="utf-8").splitlines()[1:-1] for name in ("all.jsonl", "again.jsonl")
    )
    assert first == second
    assert graph_kb("server", "stop", home=other).returncode == 0


def test_graphml_opens_in_networkx(graph_kb, tmp_path):
    import networkx

    assert graph_kb("export", "all.graphml").returncode == 0
    graph = networkx.read_graphml(tmp_path / "all.graphml")
    assert graph.nodes["facility:ammassuo-eco-industrial-centre"]["name"] == "Ämmässuo eco-industrial centre"


def test_config_schema_server_and_doctor_answer(graph_kb):
    rows = json.loads(graph_kb("config", "show", "--format", "json").stdout)
    assert {"setting", "value", "origin", "meaning"} == rows[0].keys()
    rows = json.loads(graph_kb("schema", "Offer", "--format", "json").stdout)
    assert {"amount", "unit", "source_id"} <= {row["name"] for row in rows}
    assert json.loads(graph_kb("server", "status", "--format", "json").stdout)["state"] == "running"
    connection = json.loads(graph_kb("server", "connect", "--format", "json").stdout)
    assert connection["uri"].startswith("bolt://127.0.0.1:")
    assert connection["user"] == ("reader" if os.environ["GRAPH_KB_ENGINE"] == "embedded" else "neo4j")
    doctor = graph_kb("doctor", "--format", "json")
    assert all(row["ok"] for row in json.loads(doctor.stdout)), doctor.stdout
    assert "nothing to do" in graph_kb("migrate").stderr


def test_a_dry_run_of_the_starter_set_writes_nothing(graph_kb, tmp_path):
    home = tmp_path / "fresh"
    answer = graph_kb("load", "--starter", "--dry-run", "--format", "json", home=home)
    assert answer.returncode == 0, answer.stdout[:2000]
    told = json.loads(answer.stdout)
    assert (told["rows_rejected"], told["dry_run"]) == (0, True)
    assert told["created"] > 3000
    counted = graph_kb("query", "label_counts", "--format", "json", home=home)
    assert json.loads(counted.stdout)["meta"]["data_version"] == 0
    assert graph_kb("server", "stop", home=home).returncode == 0
