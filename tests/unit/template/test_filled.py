"""What a filled-in row of the template becomes, and what people get wrong."""

from __future__ import annotations

import csv

import pytest
from openpyxl import Workbook, load_workbook

from graph_kb.errors import DataError, UsageError
from graph_kb.intake.template import STREAMS, is_template
from graph_kb.loaders.tabular import load

from .conftest import EXAMPLE, MAPPING, SITE, TEXTS


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
