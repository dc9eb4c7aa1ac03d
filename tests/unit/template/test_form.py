"""The template as a form: what it offers to choose from, and how it is known."""

from __future__ import annotations

import csv
import re
from importlib.resources import files

import pytest
from openpyxl import Workbook, load_workbook

from graph_kb.intake.resources import names_to_choose, new_beside
from graph_kb.intake.template import CODES, HELP, LISTS, STREAMS, UNITS, is_template, write_template
from graph_kb.model import NODES
from graph_kb.model.ids import slug
from graph_kb.model.units import quantity
from graph_kb.reference import list_of_waste, municipalities
from graph_kb.store import NodeRow

from .conftest import EXAMPLE, MAPPING, TEXTS


def choices(book, column):
    """What the drop-down of a column offers, and whether it lets other words pass."""
    letter = next(cell.column_letter for cell in book[STREAMS][1] if cell.value == column)
    for rule in book[STREAMS].data_validations.dataValidation:
        if f"{letter}2" in str(rule.sqref).split(":")[0] and rule.type == "list":
            title, _, cells = rule.formula1.partition("!")
            found = book[title.strip("'")][cells.replace("$", "")]
            return [cell.value for line in found for cell in line], bool(rule.showErrorMessage)
    raise AssertionError(f"no list for {column}")


def test_sheets_and_headings(book):
    assert book.sheetnames == [STREAMS, CODES, HELP, LISTS]
    assert book[LISTS].sheet_state == "hidden"
    streams = book[STREAMS]
    assert streams.freeze_panes == "A2"
    assert (streams.max_row, book.active.title) == (1, STREAMS)
    headings = [cell.value for cell in streams[1]]
    assert set(headings) == set(MAPPING.tables[0].columns(MAPPING.provenance))
    assert headings == list(TEXTS["columns"])


def test_every_heading_is_explained_in_three_languages_and_required_ones_are_bold(book):
    for cell in book[STREAMS][1]:
        assert len(cell.comment.text.splitlines()) == 3
        assert cell.font.bold == (cell.value in MAPPING.tables[0].required)


def test_texts_are_complete():
    parts = [*TEXTS["columns"].values(), *TEXTS["steps"], *TEXTS["words"]]
    assert all(len(part) == 3 and all(part) for part in parts)
    assert set(EXAMPLE) <= set(TEXTS["columns"])


@pytest.mark.parametrize(
    ("column", "expected", "strict"),
    [
        ("direction", ["offer", "need"], True),
        ("resource_kind", ["Material", "Energy", "Water", "Service"], True),
        ("continuity", ["continuous", "seasonal", "one_off"], True),
        ("method", ["measured", "reported", "estimated", "planned", "inferred", "assumed"], True),
        ("municipality", sorted(place.name for place in municipalities().values()), True),
        ("unit", list(UNITS), False),
        ("waste_code", [row.display for row in list_of_waste().values() if row.level == "code"], False),
    ],
)
def test_drop_downs_offer_what_the_model_takes(book, column, expected, strict):
    assert choices(book, column) == (expected, strict)


def test_resources_are_offered_where_some_are_known(blank, book, tmp_path):
    with pytest.raises(AssertionError, match="no list for resource"):
        choices(book, "resource")
    made = load_workbook(write_template(tmp_path / "r.xlsx", ["Bark", "Data-centre waste heat"]))
    assert choices(made, "resource") == (["Bark", "Data-centre waste heat"], False)


def test_names_to_choose_give_the_resource_they_name():
    names = {"resource:biowaste": "Biowaste (food)", "resource:ash": "Ash", "resource:a/b": "No name of ours"}
    assert names_to_choose(names) == ["Ash", "biowaste"]


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("Waste heat of data centres", "Waste heat of data centres (did you mean Data-centre waste heat?)"),
        ("bio waste", "bio waste (did you mean Biowaste (food)?)"),
        ("Moon dust", "Moon dust"),
    ],
)
def test_a_new_resource_is_told_with_the_nearest(name, told):
    names = {"resource:biowaste": "Biowaste (food)", "resource:data-centre-waste-heat": "Data-centre waste heat"}
    row = NodeRow(("Resource", "Energy"), "resource:new", {"name": name})
    assert new_beside([row], names) == [told]
    assert new_beside([row], {}) == []


def test_resources_named_to_those_who_fill_in_are_in_the_starter_set():
    with (files("graph_kb.reference") / "uusimaa" / "resources.csv").open(encoding="utf-8") as stream:
        ids = {row["id"] for row in csv.DictReader(stream)}
    named = {EXAMPLE["resource"], *re.search(r"such as (.+) or (.+), so", TEXTS["columns"]["resource"][0]).groups()}
    assert {f"resource:{slug(name)}" for name in named} <= ids
    assert all(name in text for text in TEXTS["columns"]["resource"] for name in named - {EXAMPLE["resource"]})


def test_words_of_every_choice_are_translated(book):
    told = {words[0] for words in TEXTS["words"]}
    for column in ("direction", "resource_kind", "continuity", "method"):
        assert set(choices(book, column)[0]) <= told


def test_units_of_the_drop_down_are_units():
    assert all(quantity(unit) for unit in UNITS)


def test_codes_and_dates_are_text_so_that_the_spreadsheet_leaves_them_alone(book):
    for column in ("waste_code", "date", "business_id"):
        letter = next(cell.column_letter for cell in book[STREAMS][1] if cell.value == column)
        assert book[STREAMS].column_dimensions[letter].number_format == "@"


def test_it_is_known_whatever_its_name(blank, tmp_path):
    other = tmp_path / "data.zip"
    other.write_bytes(blank.read_bytes())
    assert is_template(other)
    saved = tmp_path / "saved again.xlsx"
    load_workbook(blank).save(saved)
    assert is_template(saved)


def test_other_files_are_none(tmp_path):
    plain, words, missing = tmp_path / "offers.xlsx", tmp_path / "template.xlsx", tmp_path / "missing.xlsx"
    Workbook().save(plain)
    words.write_text("graph_kb_template", encoding="utf-8")
    assert not any(map(is_template, (plain, words, missing, tmp_path)))


def test_labels_of_the_template_are_those_of_the_model():
    assert {rule.label for rule in MAPPING.tables[0].nodes} <= set(NODES)
