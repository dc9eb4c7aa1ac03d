"""Cells as spreadsheets and programs give them, and what each form of expression makes of them."""

from __future__ import annotations

import datetime
import decimal
import math

import pytest

from graph_kb.intake.mapping import Mapping
from graph_kb.intake.rows import RowReader, as_records
from graph_kb.intake.statements import Maker
from graph_kb.model import RELATIONS, Link, Offer
from graph_kb.model.relationships import Input, Span

SAID = {"source_id": {"value": "source:a"}, "as_of": {"value": "2024"}, "method": {"value": "reported"}}


def reader(**rule):
    mapping = Mapping.model_validate({"name": "m", "provenance": SAID, "tables": [{"file": "a.csv", **rule}]})
    return RowReader("a.csv", mapping.tables[0], mapping.provenance, "load:m@1")


def node(label, properties, **cells):
    """Properties of the node of a row, or the code of its first issue."""
    found = reader(nodes=[{"label": label, "properties": properties}]).read(2, cells)
    return found.issues[0].code if found.issues else found.nodes[0].properties


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("  A  ", "A"),
        (10101, "10101"),
        (10101.0, "10101"),
        (1.5, "1.5"),
        (True, "true"),
        (datetime.datetime(2024, 5, 31), "2024-05-31"),
        (datetime.date(2024, 5, 31), "2024-05-31"),
        (decimal.Decimal("1.50"), "1.50"),
        (b"A", "A"),
        ("#3 boiler", "#3 boiler"),
        ("two\nlines", "two\nlines"),
        ("=1+1", "=1+1"),
    ],
)
def test_text_is_what_a_person_would_read(cell, expected):
    assert node("Facility", {"id": {"value": "facility:a"}, "name": "n"}, n=cell)["name"] == expected


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("", "missing"),
        ("\u00a0 ", "missing"),
        (None, "missing"),
        ([], "missing"),
        (["A", "B"], "type"),
        ({"a": 1}, "type"),
        (math.nan, "number"),
        ("#N/A", "excel_error"),
        ("#REF!", "excel_error"),
        ("a\x00b", "control_character"),
        ("\udce4", "encoding"),
        (b"\xe4", "encoding"),
        ("x" * 4001, "too_long"),
    ],
)
def test_text_that_cannot_be_used_rejects_the_row(cell, code):
    assert node("Facility", {"id": {"value": "facility:a"}, "name": "n"}, n=cell) == code


@pytest.mark.parametrize(
    ("cell", "expected"),
    [("60,2494", 60.2494), ("60.2494", 60.2494), (60, 60.0), ("60,249", "ambiguous_number"), ("95", "range")],
)
def test_every_number_is_read_as_people_write_it(cell, expected):
    found = node("Facility", {"id": {"value": "facility:a"}, "name": {"value": "A"}, "latitude": "x"}, x=cell)
    assert (found if isinstance(found, str) else found["latitude"]) == expected


@pytest.mark.parametrize(("cell", "expected"), [("1 234", 1234), (1234.0, 1234), ("12,5", "number"), ("-1", "range")])
def test_whole_numbers(cell, expected):
    rule = {"id": {"value": "municipality:1"}, "name": {"value": "A"}, "code": {"value": "001"}, "population": "p"}
    found = node("Municipality", rule, p=cell)
    assert (found if isinstance(found, str) else found["population"]) == expected


@pytest.mark.parametrize("cell", ["0.2; 0,3", [0.2, 0.3], ["0.2", "0,3"]])
def test_lists_of_numbers(cell):
    rule = {"id": {"value": "offer:a"}, "name": {"value": "A"}}
    rule |= {"substances": {"column": "s", "split": ";"}, "shares": {"column": "x", "split": ";"}}
    found = node("Offer", rule, s="Cl; Cd", x=cell)
    assert (found["substances"], found["shares"]) == (["Cl", "Cd"], [0.2, 0.3])
    assert node("Offer", rule, s="Cl", x=cell) == "inconsistent"


def test_choices_translate_and_refuse():
    rule = {"id": {"value": "facility:a"}, "name": {"value": "A"}}
    rule |= {"status": {"column": "s", "choices": {"käytössä": "running", "1": "planned"}}}
    assert node("Facility", rule, s="käytössä")["status"] == "running"
    assert node("Facility", rule, s=1.0)["status"] == "planned"
    assert node("Facility", rule, s="running") == "choice"


@pytest.mark.parametrize(("cell", "expected"), [("38.21", "nace2:38.21"), (3821, "nace2:38.21"), ("99999", "code")])
def test_industries(cell, expected):
    ends = {"start": {"label": "Facility", "id": {"value": "facility:a"}}}
    ends["end"] = {"label": "Industry", "id": {"column": "i", "industry": "Rev. 2"}}
    found = reader(relationships=[{"type": "CLASSIFIED_AS", **ends}]).read(2, {"i": cell})
    assert (found.issues[0].code if found.issues else found.links[0].end) == expected


@pytest.mark.parametrize(("part", "expected"), [("Ä b", "offer:mill/a-b"), (17.0, "offer:mill/17"), (["x"], "type")])
def test_an_id_is_made_of_cells_of_any_type(part, expected):
    found = node("Offer", {"id": {"id": "offer", "columns": ["s", "n"]}, "name": {"value": "A"}}, s="Mill", n=part)
    assert (found if isinstance(found, str) else found["id"]) == expected


def test_an_id_with_a_blank_part_leaves_the_node_out_and_a_row_that_gives_nothing_is_rejected():
    assert node("Offer", {"id": {"id": "offer", "columns": ["s", "n"]}, "name": "n"}, s="Mill", n="") == "missing_id"


def test_an_id_in_a_cell_must_be_one():
    found = reader(nodes=[{"label": "Facility", "properties": ["id", "name"]}]).read(2, {"id": "my mill", "name": "A"})
    assert (found.issues[0].column, found.issues[0].code) == ("id", "format")
    assert "no blanks" in found.issues[0].suggestion


def test_a_message_about_a_huge_cell_is_short():
    found = reader(nodes=[{"label": "Facility", "properties": ["id", "name", "latitude"]}]).read(
        2, {"id": "i" * 1_000_000, "name": "n" * 1_000_000, "latitude": "7" * 1_000_000}
    )
    assert {issue.code for issue in found.issues} == {"number", "format", "too_long"}
    assert all(len(str(issue)) < 1200 for issue in found.issues)


def test_own_provenance_wins_over_the_shared_one():
    rule = {"id": {"value": "facility:a"}, "name": {"value": "A"}, "method": {"value": "assumed"}, "as_of": "d"}
    found = node("Facility", rule, d=datetime.date(2020, 1, 2))
    assert (found["method"], found["as_of"], found["source_id"]) == ("assumed", "2020-01-02", "source:a")


def test_rules_tell_from_which_columns_they_read_what_they_refer_to():
    ends = {"start": {"label": "Facility", "id": "site"}, "end": {"label": "Municipality", "id": "m"}}
    read = reader(
        nodes=[{"label": "Facility", "properties": {"id": "site", "name": "site"}}],
        relationships=[{"type": "LOCATED_IN", **ends}],
    )
    assert read.makers() == [Maker(), Maker("site", "m")]
    assert read.read(2, {"site": "facility:a", "m": "municipality:1"}).made_by == [0, 1]


@pytest.mark.parametrize("role", ["operator", None])
def test_key_of_a_relationship_is_that_of_the_model(role):
    ends = {"start": {"label": "Organisation", "id": "o"}, "end": {"label": "Facility", "id": "f"}}
    found = reader(relationships=[{"type": "OPERATES", **ends, "properties": ["role", "since"]}]).read(
        2, {"o": "organisation:a", "f": "facility:b", "role": role, "since": "2020"}
    )
    said = Span(source_id="source:a", as_of="2024", method="reported", role=role, since="2020")
    labels = {"start_label": "Organisation", "end_label": "Facility"}
    link = Link(type="OPERATES", start="organisation:a", end="facility:b", properties=said, **labels)
    assert found.links[0].key == link.key()
    assert found.links == as_records(link, "load:m@1").links


@pytest.mark.parametrize(
    ("type_", "start", "end"), [(t, *one.ends[0]) for t, many in RELATIONS.items() for one in many if t != "STEP"]
)
def test_every_relationship_read_from_a_row_is_the_one_of_the_model(type_, start, end):
    rule = {"type": type_, "start": {"label": start, "id": "a"}, "end": {"label": end, "id": "b"}}
    model = next(one for one in RELATIONS[type_] if one.joins(start, end)).properties
    more = {"role": "main"} if "role" in model.model_fields else {}
    rule["properties"] = {name: {"value": value} for name, value in more.items()}
    table = reader(relationships=[rule])
    for number in (1, 2):  # the second time from memory
        found = table.read(number, {"a": f"x:{number}", "b": "y:1"})
        said = model(source_id="source:a", as_of="2024", method="reported", load_id="load:m@1", **more)
        ends = {"start": f"x:{number}", "end": "y:1", "start_label": start, "end_label": end}
        assert found.links == as_records(Link(type=type_, properties=said, **ends), "load:m@1").links


def test_records_drop_what_is_empty():
    offer = Offer(id="offer:a", name="A", source_id="source:a", as_of="2024", method="measured", substances=[])
    (row,) = as_records(offer, "load:m@1").nodes
    assert row.properties == {
        "id": "offer:a",
        "name": "A",
        "source_id": "source:a",
        "as_of": "2024",
        "method": "measured",
        "confidentiality": "public",
        "load_id": "load:m@1",
    }
    port = Input(role="main", source_id="source:a", as_of="2024", method="measured")
    ends = {"start": "a", "end": "b", "start_label": "Resource", "end_label": "Process"}
    (link,) = as_records(Link(type="INPUT_TO", properties=port, **ends), "load:m@1").links
    assert "substances" not in link.properties
