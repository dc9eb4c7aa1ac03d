"""The template: what it offers to choose from, how it is known, and what a filled-in row becomes."""

from __future__ import annotations

import csv
import re
from importlib.resources import files
from pathlib import Path

import pytest
import yaml
from openpyxl import Workbook, load_workbook

from graph_kb.errors import DataError, UsageError
from graph_kb.intake import Spool, check_source, read_mapping
from graph_kb.intake.resources import names_to_choose, new_beside
from graph_kb.intake.source import chosen_tables, write_rejected
from graph_kb.intake.template import CODES, HELP, LISTS, STREAMS, UNITS, is_template, write_template
from graph_kb.loaders.tabular import load
from graph_kb.model import NODES
from graph_kb.model.ids import slug
from graph_kb.model.units import quantity
from graph_kb.reference import list_of_waste, municipalities
from graph_kb.store import NodeRow

TEXTS = yaml.safe_load((files("graph_kb.intake") / "template_texts.yaml").read_text(encoding="utf-8"))
MAPPING = read_mapping(Path(str(files("graph_kb.intake") / "template.yaml")))
EXAMPLE = TEXTS["example"]
SITE = "example-brewery-oy/example-brewery-kerava"


@pytest.fixture(scope="module")
def blank(tmp_path_factory):
    return write_template(tmp_path_factory.mktemp("template") / "deep" / "offers.xlsx")


@pytest.fixture(scope="module")
def book(blank):
    return load_workbook(blank)


@pytest.fixture
def fill(blank, tmp_path):
    """Fill in rows, check the file, and give issues, nodes, relationships and files of rejected rows."""

    def filled(*lines, path=None):
        if path is None:
            path = tmp_path / "any name.xlsx"
            made = load_workbook(blank)
            columns = [cell.value for cell in made[STREAMS][1]]
            for line in lines:
                made[STREAMS].append([line.get(column) for column in columns])
            made.save(path)
        with Spool(tmp_path / "spool") as spool:
            known = lambda label, ids: set(ids) if label in ("Municipality", "WasteCode") else set()  # noqa: E731
            summary = check_source(MAPPING, tmp_path, spool, [path], known=known)
            nodes = {node.id: node for batch in spool.node_batches(99) for node in batch}
            links = {link.key for batch in spool.link_batches(99) for link in batch}
            written = write_rejected(chosen_tables(MAPPING, tmp_path, [path]), spool, tmp_path, "template")
        return summary.issues, nodes, links, written

    return filled


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


def test_an_unfilled_template_says_so(fill):
    with pytest.raises(DataError, match="no row below the header"):
        fill()


def test_the_example_is_an_offer_with_everything_around_it(fill):
    issues, nodes, links, written = fill(EXAMPLE)
    assert issues == written == []
    source = "source:example-brewery-environmental-report-2024"
    site, offer = f"facility:{SITE}", f"offer:{SITE}/spent-grain-from-the-brewhouse"
    assert set(nodes) == {source, "organisation:example-brewery-oy", site, "resource:spent-grain-and-yeast", offer}
    assert links == {
        f"OPERATES|organisation:example-brewery-oy|{site}",
        f"LOCATED_IN|{site}|municipality:245",
        f"OFFERS|{site}|{offer}",
        f"OF|{offer}|resource:spent-grain-and-yeast",
        f"CODED|{offer}|low:020704",
    }
    said = nodes[offer].properties
    assert (said["amount_min"], said["amount"], said["amount_max"]) == (400, 500, 600)
    assert (said["unit"], said["period"], said["method"], said["source_id"]) == ("t", "year", "measured", source)
    assert nodes["resource:spent-grain-and-yeast"].labels == ("Resource", "Material")
    assert nodes[source].properties["title"] == EXAMPLE["source"]


def test_a_need_points_the_other_way(fill):
    _, nodes, links, _ = fill({**EXAMPLE, "direction": "need", "stream": "feed"})
    need = f"need:{SITE}/feed"
    assert need in nodes
    assert not any(node.labels[0] == "Offer" for node in nodes.values())
    assert {f"SERVES|resource:spent-grain-and-yeast|{need}", f"AT|{need}|facility:{SITE}"} <= links
    assert f"CODED|{need}|low:020704" in links


def test_rows_of_one_organisation_may_differ_in_date_source_and_what_they_leave_blank(fill):
    rows = [
        {**EXAMPLE, "business_id": "1234567-1"},
        {
            **EXAMPLE,
            "stream": "yeast",
            "date": "2023",
            "source": "Interview",
            "method": "estimated",
            "municipality": None,
        },
    ]
    issues, nodes, _, _ = fill(*rows)
    assert issues == []
    assert nodes["organisation:example-brewery-oy"].properties["business_id"] == "1234567-1"


@pytest.mark.parametrize("column", MAPPING.tables[0].required)
def test_a_required_cell_that_is_blank_rejects_the_row(fill, column):
    issues, nodes, _, _ = fill({**EXAMPLE, column: None})
    assert {issue.code for issue in issues} <= {"missing", "missing_source"}
    assert column in {issue.column for issue in issues}
    assert nodes == {}


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ({"direction": "both"}, "choice"),
        ({"resource_kind": "Stuff"}, "choice"),
        ({"municipality": "Turku"}, "place"),
        ({"waste_code": "02 07"}, "code"),
        ({"unit": None}, "missing_unit"),
        ({"amount_max": 10}, "interval"),
        ({"business_id": "123"}, "format"),
        ({"date": "last spring"}, "format"),
        ({"method": "heard"}, "choice"),
    ],
)
def test_what_people_get_wrong_is_told(fill, cells, code):
    issues, nodes, _, _ = fill({**EXAMPLE, **cells})
    assert [issue.code for issue in issues] == [code]
    assert nodes == {}


def test_all_faults_of_a_row_are_told_at_once(fill):
    bad = {"direction": "ofer", "amount": "1,234", "amount_min": None, "amount_max": None, "waste_code": "02 07"}
    wrong = {**bad, "municipality": "Turku", "date": "last spring", "business_id": "123", "continuity": "often"}
    issues, _, _, _ = fill({**EXAMPLE, **wrong, "stream": None})
    assert {(issue.column, issue.code) for issue in issues} == {
        ("direction", "choice"),
        ("amount", "ambiguous_number"),
        ("waste_code", "code"),
        ("municipality", "place"),
        ("date", "format"),
        ("business_id", "format"),
        ("stream", "missing"),
        ("continuity", "choice"),
    }
    assert len(issues) == 8


def test_rejected_rows_are_a_template_again(fill):
    bad = {**EXAMPLE, "stream": "yeast", "unit": "buckets"}
    issues, _, _, (file,) = fill(EXAMPLE, bad)
    assert [(issue.row, issue.code) for issue in issues] == [(3, "unit")]
    assert is_template(file)
    made = load_workbook(file)
    line = {cell.value: made[STREAMS].cell(2, cell.column) for cell in made[STREAMS][1]}
    assert (line["row"].value, line["code"].value) == (3, "unit")
    line["unit"].value = "t/a"
    made.save(file)
    issues, nodes, _, written = fill(path=file)
    assert issues == written == []
    assert f"offer:{SITE}/yeast" in nodes


def test_a_template_saved_as_csv_loads_with_the_same_rules(fill, tmp_path):
    path = tmp_path / "offers.csv"
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(TEXTS["columns"]))
        writer.writeheader()
        writer.writerow(EXAMPLE)
    assert fill(path=path)[1].keys() == fill(EXAMPLE)[1].keys()


def test_the_loader_takes_one_template_and_explains_other_files(blank, tmp_path):
    other = tmp_path / "other.xlsx"
    Workbook().save(other)
    for tables, error, text in (
        ([], UsageError, "one template"),
        ([blank, blank], UsageError, "one template"),
        ([tmp_path / "missing.xlsx"], DataError, "no such file"),
        ([other], UsageError, "no filled template"),
    ):
        with pytest.raises(error, match=text):
            load(None, tables)


def test_labels_of_the_template_are_those_of_the_model():
    assert {rule.label for rule in MAPPING.tables[0].nodes} <= set(NODES)
