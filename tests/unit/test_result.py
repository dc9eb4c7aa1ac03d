"""Results: every form gives the same rows, and texts stay texts."""

from __future__ import annotations

import csv
import io
import json

from openpyxl import load_workbook

from graph_kb.workbench.result import Result, plain

ROWS = [{"id": "offer:a", "names": ["Slag", "Ash"], "amount": 1.5}, {"id": "=1+1", "names": [], "amount": None}]
RESULT = Result(("id", "names", "amount"), ROWS, name="q", data_version=3, parameters={"x": 1})


def test_json_carries_what_is_needed_to_cite_it():
    given = json.loads(RESULT.to_json())
    assert given["rows"] == ROWS
    assert given["meta"] == {
        "query": "q",
        "parameters": {"x": 1},
        "data_version": 3,
        "truncated": False,
        "warnings": [],
    }


def test_jsonl_is_one_object_per_row():
    assert [json.loads(line) for line in RESULT.to_jsonl().splitlines()] == ROWS


def test_csv_joins_lists():
    rows = list(csv.DictReader(io.StringIO(RESULT.to_csv())))
    assert rows[0] == {"id": "offer:a", "names": "Slag; Ash", "amount": "1.5"}
    assert rows[1]["amount"] == ""


FORMULAS = ["=1+1", "+1", "-1+cmd", "@SUM(A1)", "\t=1", "\r=1", "\n=1"]


def test_a_text_that_a_spreadsheet_would_run_gets_an_apostrophe_and_a_number_none():
    rows = [{"=head": text, "amount": -1.5} for text in FORMULAS]
    lines = list(csv.reader(io.StringIO(Result(("=head", "amount"), rows).to_csv(), newline="")))
    assert lines[0] == ["'=head", "amount"]
    assert [line[0] for line in lines[1:]] == [f"'{text}".replace("\r", "\n") for text in FORMULAS]
    assert {line[1] for line in lines[1:]} == {"-1.5"}
    assert json.loads(Result(("=head",), rows).to_json())["rows"][0]["=head"] == "=1+1"


def test_control_characters_do_not_stop_a_spreadsheet(tmp_path):
    file = Result(("a",), [{"a": "x\x00\x1b[0m"}], name="n").to_xlsx(tmp_path / "a.xlsx")
    assert load_workbook(file).active["A2"].value == "x\\x00\\x1b[0m"


def test_a_text_that_looks_like_a_formula_stays_a_text_in_a_spreadsheet(tmp_path):
    sheet = load_workbook(RESULT.to_xlsx(tmp_path / "a.xlsx")).active
    assert sheet["A3"].value == "'=1+1"
    assert sheet["A3"].data_type == "s"
    assert sheet["C2"].value == 1.5


def test_plain_keeps_plain_data_and_turns_the_rest_into_text():
    class Date:
        def iso_format(self) -> str:
            return "2026-12-09"

    assert plain({"a": [1, None, {"b": Date()}]}) == {"a": [1, None, {"b": "2026-12-09"}]}
