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
    assert given["meta"] == {"query": "q", "parameters": {"x": 1}, "data_version": 3, "truncated": False}


def test_jsonl_is_one_object_per_row():
    assert [json.loads(line) for line in RESULT.to_jsonl().splitlines()] == ROWS


def test_csv_joins_lists():
    rows = list(csv.DictReader(io.StringIO(RESULT.to_csv())))
    assert rows[0] == {"id": "offer:a", "names": "Slag; Ash", "amount": "1.5"}
    assert rows[1]["amount"] == ""


def test_a_text_that_looks_like_a_formula_stays_a_text_in_a_spreadsheet(tmp_path):
    sheet = load_workbook(RESULT.to_xlsx(tmp_path / "a.xlsx")).active
    assert sheet["A3"].value == "=1+1"
    assert sheet["A3"].data_type == "s"
    assert sheet["C2"].value == 1.5


def test_plain_keeps_plain_data_and_turns_the_rest_into_text():
    class Date:
        def iso_format(self) -> str:
            return "2026-12-09"

    assert plain({"a": [1, None, {"b": Date()}]}) == {"a": [1, None, {"b": "2026-12-09"}]}
