"""Chains as flat rows for spreadsheets: every flow and disposal, with names, units and places."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest

from graph_kb.symbiosis.certifying import COLUMNS, flow_rows
from graph_kb.workbench.result import Result

from .towns import CASES


def certificate(name: str, **value: Any) -> dict[str, Any]:
    made = CASES[name]().certificate
    terms = {"amount": "600", **made["value"]["terms"]}
    return {**made, "value": {**made["value"], "terms": terms, "limited": True, **value}}


@pytest.mark.parametrize("name", CASES)
def test_every_flow_and_disposal_is_a_row_with_all_columns(name: str) -> None:
    made = certificate(name)
    rows = flow_rows(made, 3)
    assert len(rows) == len(made["flows"]) + len(made["disposals"])
    assert all(row.keys() == COLUMNS.keys() for row in rows)
    assert [row["step"] for row in rows] == [*range(1, len(rows) + 1)]
    assert {(row["certificate"], row["rank"]) for row in rows} == {(made["hash"], 3)}


def test_rows_tell_what_goes_where() -> None:
    rows = flow_rows(certificate("line_of_two"), 1)
    told = [tuple(row[name] for name in ("part", "from", "to", "resource", "amount_per_year")) for row in rows]
    assert told == [
        ("line", "food", "digester", "food", 600.0),
        ("line", "digester", "boiler", "biogas", 300.0),
        ("line", "boiler", "heating", "heat", 270.0),
        ("side", "water", "digester", "water", 120.0),
        ("side", "digester", "fields", "digestate", 300.0),
        ("disposal", "digester", "", "digestate", 240.0),
    ]
    assert [row["amount_unit"] for row in rows] == ["t", "MWh", "MWh", "m3", "t", "t"]
    assert (rows[0]["chain_amount_per_year"], rows[0]["chain_amount_unit"]) == (600.0, "t")
    assert {row["distance_from_centre"] for row in flow_rows(certificate("conditional"), 1)} == {"yes", "no"}


def test_amounts_that_are_not_known_are_empty() -> None:
    rows = flow_rows(certificate("line_of_two", limited=False), 1)
    assert {row["amount_per_year"] for row in rows} == {row["chain_amount_per_year"] for row in rows} == {None}
    assert None in {row["amount_per_year"] for row in flow_rows(certificate("unknown_yield"), 1)}


@pytest.mark.parametrize("name", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", '=HYPERLINK("http://x")'])
def test_names_that_look_like_formulas_are_inert(name: str) -> None:
    made = certificate("line_of_two")
    made["facts"] = [{**one, "value": name} if one["property"] == "name" else one for one in made["facts"]]
    text = Result(tuple(COLUMNS), flow_rows(made, 1)).to_csv()
    rows = [*csv.DictReader(io.StringIO(text))]
    assert {row["offer"] for row in rows} == {row["from"] for row in rows} == {f"'{name}"}
    assert not any(cell.startswith(("=", "+", "-", "@", "\t")) for row in rows for cell in row.values())
