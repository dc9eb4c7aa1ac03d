"""Rejected rows: written as they were, in the form they came in, so that they can be mended and fed back."""

from __future__ import annotations

import csv
import datetime
import json

import pyarrow
import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.packaging.custom import StringProperty
from pyarrow import parquet

from graph_kb.errors import MappingError
from graph_kb.intake import Spool, check_source
from graph_kb.intake.batches import node_batches
from graph_kb.intake.mapping import Mapping
from graph_kb.intake.source import chosen_tables, write_rejected

SAID = {"source_id": {"value": "source:a"}, "as_of": "date", "method": {"value": "reported"}}
NODES = [{"label": "Facility", "properties": ["id", "name", "latitude"]}]


@pytest.fixture
def load(tmp_path):
    """Check files and write their rejected rows."""

    def run(*files, tables=None, dry_run=False, name="m", **rule):
        rules = tables or [{"file": "sites.csv", "nodes": NODES, **rule}]
        mapping = Mapping.model_validate({"name": name, "provenance": SAID, "tables": rules})
        with Spool(tmp_path / "spool") as spool:
            summary = check_source(mapping, tmp_path, spool, files, known=lambda label, ids: set(ids))
            written = write_rejected(
                chosen_tables(mapping, tmp_path, files), spool, tmp_path / "rejects", name, dry_run=dry_run
            )
            nodes = {node.id: node.properties for batch in node_batches(spool.base, 9) for node in batch.rows()}
        return summary, written, nodes

    return run


@pytest.fixture
def write(tmp_path):
    def written(text, name="sites.csv", encoding="utf-8"):
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode(encoding))
        return path

    return written


def table(path, encoding="utf-8-sig"):
    with path.open(encoding=encoding, newline="") as stream:
        return list(csv.reader(stream))


def test_rejected_rows_stand_beside_their_verdict(load, write):
    path = write("id,name,latitude,date,memo\nfacility:a,A,60,2024,kept\nmy site,B,north,2024,also kept\n")
    summary, (file,), nodes = load(path)
    assert set(nodes) == {"facility:a"}
    assert file.name == "sites.m.rejected.csv"
    header, line = table(file)
    assert header == ["id", "name", "latitude", "date", "memo", "row", "column", "code", "message", "suggestion"]
    assert line[:8] == ["my site", "B", "north", "2024", "also kept", "3", "latitude; id", "number; format"]
    assert "'north' is no number" in line[8]
    assert summary.rows_rejected == 1


def test_a_mended_file_is_fed_back_and_its_old_verdict_is_dropped(load, write):
    _, (file,), _ = load(write("id,name,latitude,date\nfacility:a,A,north,2024\nfacility:b,B,south,2024\n"))
    file.write_text(file.read_text(encoding="utf-8").replace("north", "60"), encoding="utf-8")
    summary, (again,), nodes = load(file)
    assert again.name == "sites.m.rejected.2.csv"
    assert set(nodes) == {"facility:a"}
    assert summary.rows_rejected == 1
    header, line = table(again)
    assert header.count("code") == 1
    assert line[:5] == ["facility:b", "B", "south", "2024", "3"]


@pytest.mark.parametrize("dry_run", [False, True])
@pytest.mark.parametrize("name", ["sites.csv", "sites.xlsx"])
def test_no_file_of_rejected_rows_is_lost(load, write, tmp_path, name, dry_run):
    """Somebody may be mending it while the next load runs."""

    def sheet(*latitudes):
        lines = [["id", "name", "latitude", "date"]]
        lines += [[f"facility:{n}", "A", latitude, "2024"] for n, latitude in enumerate(latitudes)]
        if name.endswith(".csv"):
            return write("\n".join(map(",".join, lines)), name)
        book = Workbook()
        for line in lines:
            book.active.append(line)
        book.save(tmp_path / name)
        return tmp_path / name

    suffix = name.partition(".")[2]
    start = "sites.m.dry-run.rejected" if dry_run else "sites.m.rejected"
    _, (first,), _ = load(sheet("north"), dry_run=dry_run)
    before = first.read_bytes()
    assert load(sheet("north"), dry_run=dry_run)[1] == [first]
    _, (second,), _ = load(sheet("south"), dry_run=dry_run)
    assert [first.name, second.name] == [f"{start}.{suffix}", f"{start}.2.{suffix}"]
    assert first.read_bytes() == before
    assert load(sheet("north"), dry_run=dry_run)[1] == [first.with_name(f"{start}.3.{suffix}")]
    assert not list(first.parent.glob("*.new"))
    assert {issue.code for issue in load(second)[0].issues} == {"number"}


@pytest.mark.parametrize("dry_run", [False, True])
def test_mended_rows_outlive_the_next_load(load, write, dry_run):
    original = write("id,name,latitude,date\nfacility:a,A,north,2024\n")
    _, (file,), _ = load(original)
    mended = file.read_text(encoding="utf-8").replace("north", "60")
    file.write_text(mended, encoding="utf-8")
    for _ in range(2):
        _, (other,), _ = load(original, dry_run=dry_run)
        assert other != file
        assert file.read_text(encoding="utf-8") == mended
    assert len(list(file.parent.iterdir())) == 2
    assert set(load(file)[2]) == {"facility:a"}


def test_tables_of_one_name_of_two_sources_have_files_of_their_own(load, write):
    path = write("id,name,latitude,date\nfacility:a,A,north,2024\n")
    files = {load(path, name=name)[1][0].name for name in ("park", "register")}
    assert files == {"sites.park.rejected.csv", "sites.register.rejected.csv"}


def test_a_column_of_the_table_keeps_its_name(load, write):
    nodes = [{"label": "Facility", "properties": {"id": "code", "name": "name"}}]
    _, (file,), _ = load(write("code,name,date\nmy site,A,2024\n"), nodes=nodes)
    header, line = table(file)
    assert header == ["code", "name", "date", "row", "column", "reject_code", "message", "suggestion"]
    assert (line[0], line[5]) == ("my site", "format")
    file.write_text(file.read_text(encoding="utf-8").replace("my site,A", "facility:a,A"), encoding="utf-8")
    assert load(file, nodes=nodes)[1] == []


def test_several_faults_stand_in_one_line(load, write):
    _, (file,), _ = load(write("id,name,latitude,date\nmy site,,95,n.d.\n"))
    line = table(file)[1]
    assert line[5] == "date; id; name; latitude"
    assert line[6] == "format; format; missing; range"


@pytest.mark.parametrize(("encoding", "delimiter"), [("cp1252", ";"), ("utf-16", "\t"), ("utf-8", "|")])
def test_the_mapping_reads_the_file_as_it_read_its_source(load, write, encoding, delimiter):
    text = "id,name,latitude,date\nfacility:a,Ämmässuo,north,2024\n".replace(",", delimiter)
    rule = {"encoding": encoding, "delimiter": delimiter}
    _, (file,), _ = load(write(text, encoding=encoding), **rule)
    file.write_bytes(file.read_bytes().decode(encoding).replace("north", "60").encode(encoding))
    _, written, nodes = load(file, **rule)
    assert nodes["facility:a"]["name"] == "Ämmässuo"
    assert written == []


def test_bytes_that_are_no_text_are_written_back_as_bytes(load, write):
    """As text they would load the next time, as something nobody wrote."""
    _, (file,), _ = load(write(b"id,name,latitude,date\nfacility:a,\xc4,60,2024\n"))
    assert b"\xc4" in file.read_bytes()
    summary, _, nodes = load(file)
    assert [issue.code for issue in summary.issues] == ["encoding"]
    assert nodes == {}


@pytest.mark.parametrize("line", ["facility:a,A,60,2024,slipped", 'facility:a,"A" b,60,2024'])
def test_slipped_and_broken_rows_stay_rejected_until_they_are_mended(load, write, line):
    _, (file,), _ = load(write(f"id,name,latitude,date\n{line}\n"))
    summary, (again,), nodes = load(file)
    assert nodes == {}
    assert [issue.code for issue in summary.issues] == ["too_many_cells"]
    assert load(again)[0].rows_rejected == 1


def test_json_objects_stay_json_objects(load, write):
    lines = [
        {"id": "facility:a", "name": "Ä", "latitude": 60, "date": "2024"},
        {"id": "facility:b", "name": ["B"], "latitude": 60.5, "date": "2024", "tags": ["x", {"y": 1}]},
        {"id": "facility:c", "name": "\ud800", "date": "2024"},
    ]
    text = "\n".join(map(json.dumps, lines)) + "\n{broken\n"
    summary, (file,), _ = load(write(text, "sites.jsonl"))
    assert file.name == "sites.m.rejected.jsonl"
    assert [issue.code for issue in summary.issues] == ["type", "encoding", "json"]
    first, second, third = (json.loads(line) for line in file.read_text(encoding="utf-8").splitlines())
    assert {name: first[name] for name in lines[1]} == lines[1]
    assert (first["row"], first["code"]) == (2, "type")
    assert second["name"] == "\ud800"
    assert third[""] == "{broken"
    assert [issue.code for issue in load(file)[0].issues] == ["type", "encoding", "too_many_cells"]


def test_parquet_rows_become_json_lines(load, tmp_path):
    rows = {"id": ["my site"], "name": ["A"], "latitude": [60.5], "date": [datetime.date(2024, 5, 31)], "tags": [["x"]]}
    parquet.write_table(pyarrow.table(rows), tmp_path / "sites.parquet")
    _, (file,), _ = load(tmp_path / "sites.parquet")
    (line,) = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    assert (line["latitude"], line["date"], line["tags"], line["row"]) == (60.5, "2024-05-31", ["x"], 1)


@pytest.fixture
def book(tmp_path):
    def written(**sheets):
        made = Workbook()
        made.remove(made.active)
        for title, lines in sheets.items():
            sheet = made.create_sheet(title)
            for line in lines:
                sheet.append(line)
        made.custom_doc_props.append(StringProperty(name="form", value="7"))
        made.save(tmp_path / "sites.xlsx")
        return tmp_path / "sites.xlsx"

    return written


HEAD = ["id", "name", "latitude", "date"]


def test_spreadsheet_rows_stay_cells_of_their_type(load, book):
    day = datetime.datetime(2024, 5, 31)
    formula = ["=cmd|' /C calc'!A0", "A", 60.5, day]
    _, (file,), _ = load(book(Sites=[HEAD, formula, ["facility:b", "B", 60, day]]))
    assert file.name == "sites.m.rejected.xlsx"
    made = load_workbook(file)
    assert made.custom_doc_props["form"].value == "7"
    cells = made.active[2]
    assert [cell.value for cell in cells[2:6]] == [60.5, day, 2, "id"]


def test_text_that_looks_like_a_formula_is_written_as_text(load, write):
    """Rows of a spreadsheet reach a spreadsheet again: nothing in them may run there."""
    from graph_kb.intake.issues import Issue
    from graph_kb.intake.mapping import TableRule
    from graph_kb.intake.rejects import Rejected, write_rejects

    source = write("", "x.xlsx")
    Workbook().save(source)
    issue = Issue("x.xlsx", 2, "id", "format", "wrong")
    part = Rejected("Sites", ("id",), frozenset({"id"}), [({"id": "=HYPERLINK(1)\x07"}, [issue])])
    file = write_rejects(source, source.with_name("bad"), TableRule(file="x.xlsx"), [part])
    cell = load_workbook(file)["Sites"]["A2"]
    assert (cell.data_type, cell.value) == ("s", "=HYPERLINK(1)")


def test_sheets_of_one_file_are_told_apart_and_fed_back_together(load, book):
    tables = [
        {"file": "sites.xlsx", "sheet": "North", "nodes": NODES},
        {"file": "sites.xlsx", "sheet": "South", "nodes": NODES},
    ]
    good, bad = ["facility:a", "A", 60, "2024"], ["facility:b", "B", "far", "2024"]
    summary, (file,), nodes = load(book(North=[HEAD, good], South=[HEAD, bad]), tables=tables)
    assert [(issue.file, issue.row) for issue in summary.issues] == [("sites.xlsx#South", 2)]
    assert set(nodes) == {"facility:a"}
    mended = load_workbook(file)
    mended["South"]["C2"] = 61
    mended.save(file)
    summary, written, nodes = load(file, tables=tables)
    assert (written, set(nodes)) == ([], {"facility:b"})


def test_files_are_matched_to_tables_by_name(load, write):
    tables = [{"file": "a.csv", "nodes": NODES}, {"file": "deep/b.csv", "nodes": NODES}]
    text = "id,name,latitude,date\nfacility:{0},A,60,2024\n"
    one, other = write(text.format("a"), "a.rejected.csv"), write(text.format("b"), "b.csv")
    assert set(load(one, other, tables=tables)[2]) == {"facility:a", "facility:b"}
    with pytest.raises(MappingError, match="no table of the mapping has this name"):
        load(write(text.format("c"), "c.csv"), tables=tables)
    with pytest.raises(MappingError, match="same name"):
        load(one, one, tables=tables)
