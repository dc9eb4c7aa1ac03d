"""Filled templates: loaded without a mapping, mended and fed back, and never joined with others in silence."""

from __future__ import annotations

import os

import pytest
from click.testing import CliRunner
from openpyxl import load_workbook

from graph_kb.cli.template import command
from graph_kb.intake.template import write_template
from graph_kb.loaders.tabular import load
from graph_kb.store import data_version

STREAM = {
    "direction": "offer",
    "organisation": "Mill company",
    "facility": "Main plant",
    "municipality": "Espoo",
    "stream": "Wet bark",
    "resource": "Bark",
    "resource_kind": "Material",
    "waste_code": "03 01 01",
    "amount": 12.5,
    "unit": "t/a",
    "source": "Phone call",
    "date": "2024",
    "method": "estimated",
}


@pytest.fixture
def base(base, loading):
    base.load_reference()
    return base


def fill(path, *streams):
    """Fill in a template."""
    book = load_workbook(write_template(path))
    columns = [cell.value for cell in book["Streams"][1]]
    for stream in streams:
        book["Streams"].append([stream.get(column) for column in columns])
    book.save(path)
    return path


def test_a_filled_template_loads_without_a_mapping(base, tmp_path):
    bad = {**STREAM, "stream": "Dusty bark", "unit": "parsec"}
    path = fill(tmp_path / "offers.xlsx", STREAM, {**STREAM, "direction": "need", "stream": "Dry bark"}, bad)
    done = load(base, [path], rejects=tmp_path)
    assert (done.rows_read, done.rows_rejected, done.issues[0].code) == (3, 1, "unit")
    offers = base.graph.read(
        "MATCH (:Organisation)-[:OPERATES]->(:Facility)-[:OFFERS]->(o:Offer)-[:OF]->(r:Resource) "
        "MATCH (o)-[:CODED]->(c:WasteCode) "
        "RETURN o.name AS offer, o.amount AS amount, r.name AS resource, c.code AS code"
    ).rows
    assert offers == [{"offer": "Wet bark", "amount": 12.5, "resource": "Bark", "code": "030101"}]
    needs = base.graph.read("MATCH (r:Resource)-[:SERVES]->(n:Need)-[:AT]->(f:Facility) RETURN n.name AS need").rows
    assert needs == [{"need": "Dry bark"}]
    (file,) = done.reject_files
    book = load_workbook(file)
    unit = next(cell.column for cell in book["Streams"][1] if cell.value == "unit")
    book["Streams"].cell(2, unit).value = "t/a"
    book.save(file)
    # The offer, and its relationships to site, resource and code.
    assert load(base, [file]).written.created == 1 + 3
    version = data_version(base.graph)
    assert load(base, [fill(path, STREAM)]).written.created == 0
    assert data_version(base.graph) == version


def test_main_plants_of_two_organisations_are_two_sites(base, tmp_path):
    other = {**STREAM, "organisation": "Kiln company", "municipality": "Vantaa", "stream": "Lime", "resource": "Lime"}
    done = load(base, [fill(tmp_path / "offers.xlsx", STREAM, other)])
    assert (done.rows_rejected, done.written.bound) == (0, 0)
    found = base.graph.read(
        "MATCH (o:Organisation)-[:OPERATES]->(f:Facility)-[:LOCATED_IN]->(m:Municipality) "
        "RETURN o.name AS organisation, f.name AS site, m.name AS place ORDER BY organisation"
    ).rows
    assert found == [
        {"organisation": "Kiln company", "site": "Main plant", "place": "Vantaa"},
        {"organisation": "Mill company", "site": "Main plant", "place": "Espoo"},
    ]


def test_rows_that_join_what_another_file_wrote_are_told(base, tmp_path):
    load(base, [fill(tmp_path / "north.xlsx", {**STREAM, "business_id": "1234567-1"})])
    ours = {**STREAM, "stream": "Dry bark", "amount": 7, "source": "Visit"}
    path = fill(tmp_path / "south.xlsx", ours, {**STREAM, "amount": 99})
    for dry_run in (True, False):
        done = load(base, [path], dry_run=dry_run)
        assert (done.written.bound, done.written.kept) == (4, 1)
        (note,) = [note for note in done.notes() if " joined " in note or " join " in note]
        assert "Organisation 'Mill company' of load:template-north (south.xlsx#Streams:2)" in note
        assert "Resource 'Bark' of load:template-north (south.xlsx#Streams:2)" in note
        assert "Offer 'Wet bark' of load:template-north (south.xlsx#Streams:3)" in note
    found = base.graph.read("MATCH (o:Offer) RETURN o.name AS name, o.amount AS amount ORDER BY name").rows
    assert found == [{"name": "Dry bark", "amount": 7}, {"name": "Wet bark", "amount": 12.5}]
    organisations = base.graph.read("MATCH (o:Organisation) RETURN o.business_id AS id").rows
    assert organisations == [{"id": "1234567-1"}]


def test_a_resource_that_is_new_beside_a_similar_one_is_told(base, tmp_path):
    first = load(base, [fill(tmp_path / "north.xlsx", STREAM)])
    assert not any("new" in note for note in first.notes())
    path = fill(
        tmp_path / "south.xlsx", {**STREAM, "resource": "Barks"}, {**STREAM, "stream": "Lime", "resource": "Lime"}
    )
    for dry_run in (True, False):
        notes = load(base, [path], dry_run=dry_run).notes()
        assert "2 resources are new: Barks (did you mean Bark?), Lime" in notes
    assert not any("new" in note for note in load(base, [path]).notes())


def test_a_template_offers_the_resources_of_the_graph_where_there_is_one(base, tmp_path):
    load(base, [fill(tmp_path / "north.xlsx", STREAM)])
    for home, expected in ((base.settings.home, ["Bark"]), (tmp_path / "nothing", None)):
        environment = {**os.environ, "GRAPH_KB_HOME": str(home)}
        path = tmp_path / f"{home.name}.xlsx"
        done = CliRunner().invoke(command, [str(path)], env=environment)
        assert done.exit_code == 0, done.output
        lists = load_workbook(path)["Lists"]
        columns = {cell.value: cell.column_letter for cell in lists[1]}
        assert ("resource" in columns) == bool(expected)
        if expected:
            assert [cell.value for cell in lists[columns["resource"]][1:] if cell.value] == expected
    assert not (tmp_path / "nothing").exists()


def test_a_unit_is_held_against_a_resource_that_is_in_the_graph_already(base, tmp_path):
    load(base, [fill(tmp_path / "north.xlsx", STREAM)])
    (tmp_path / "m.yaml").write_text(
        "name: heat\n"
        "provenance: {source_id: {value: 'source:phone-call'}, as_of: {value: '2024'}, method: {value: reported}}\n"
        "tables:\n"
        "  - file: heat.csv\n"
        "    nodes: [{label: Offer, properties: {id: id, name: id, amounts: {amount: amount, unit: unit}}}]\n"
        "    relationships:\n"
        "      - {type: OF, start: {label: Offer, id: id}, end: {label: Resource, id: {value: 'resource:bark'}}}\n",
        encoding="utf-8",
    )
    (tmp_path / "heat.csv").write_text("id,amount,unit\noffer:1,5,MWh/a\noffer:2,5,t/a\n", encoding="utf-8")
    (issue,) = base.load(tmp_path / "m.yaml").issues
    assert (issue.row, issue.code) == (2, "unit_kind")
    assert "resource:bark, which is of kind Material" in issue.message


def test_amounts_of_a_new_resource_count(base, tmp_path):
    """Without the unit of its resource no amount of a stream would."""
    need = {"direction": "need", "organisation": "Boiler company", "stream": "Bark wanted"}
    rates = {"resource": "Steam", "resource_kind": "Energy", "waste_code": None, "unit": "MW", "stream": "Steam"}
    rows = (
        {**STREAM, "resource": "New bark"},
        {**STREAM, **need, "resource": "New bark", "amount": 7500, "unit": "kg/a"},
        {**STREAM, "resource": "New bark", "stream": "Dry bark", "amount": None, "unit": None},
        {**STREAM, **rates},
    )
    load(base, [fill(tmp_path / "filled.xlsx", *rows)])
    text = (
        "MATCH (r:Resource) WHERE r.name IN ['New bark', 'Steam'] RETURN r.name AS name, r.unit AS unit ORDER BY name"
    )
    assert base.graph.read(text).rows == [{"name": "New bark", "unit": "t"}, {"name": "Steam", "unit": None}]
    found = base.chains("Wet bark", max_processes=0)
    assert [one["amount"] for one in found.conditional.rows()] == [7.5]
