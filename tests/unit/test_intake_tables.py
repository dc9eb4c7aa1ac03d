"""Tables as they come: encodings, delimiters, quotes, broken lines, slipped cells, wrong headers."""

from __future__ import annotations

import datetime
import json
import zipfile

import pyarrow
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook
from pyarrow import parquet

from graph_kb.errors import DataError
from graph_kb.intake.cells import clean
from graph_kb.intake.issues import CellProblem
from graph_kb.intake.mapping import TableRule
from graph_kb.intake.tables import UNNAMED, open_table


def rows(path, needed=(), **rule):
    return list(open_table(path, TableRule.model_validate({"file": path.name, **rule}), needed).rows())


def cells(path, needed=(), **rule):
    return [row.cells for row in rows(path, needed, **rule)]


@pytest.fixture
def write(tmp_path):
    def written(text, name="t.csv", encoding="utf-8"):
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode(encoding))
        return path

    return written


@pytest.fixture
def sheet(tmp_path):
    def written(*lines, name="t.xlsx", title="Sheet"):
        book = Workbook()
        book.active.title = title
        for line in lines:
            book.active.append(line)
        book.save(tmp_path / name)
        return tmp_path / name

    return written


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("id,name\na,Ä\n", {}),
        ("id;name\na;Ä\n", {}),
        ("id\tname\na\tÄ\n", {}),
        ("id|name\r\na|Ä\r\n", {}),
        ("\ufeffid,name\na,Ä\n", {}),
        ("\ufeffid,name\na,Ä\n", {"encoding": "utf-8"}),
        ('\n"id","name"\n"a","Ä"', {}),
        (" id , name \na,Ä\n", {}),
        ("id!name\na!Ä\n", {"delimiter": "!"}),
    ],
)
def test_csv_as_programs_write_it(write, text, rule):
    assert cells(write(text), ["id", "name"], **rule) == [{"id": "a", "name": "Ä"}]


@pytest.mark.parametrize("encoding", ["cp1252", "utf-16", "latin-1"])
def test_a_declared_encoding_is_used(write, encoding):
    path = write("id,name\na,Ämmässuo\n", encoding=encoding)
    assert cells(path, ["id", "name"], encoding=encoding) == [{"id": "a", "name": "Ämmässuo"}]


def test_quoted_cells_keep_delimiters_newlines_and_quotes(write):
    path = write('id,name\na,"one, two\nthree ""four"""\nb,x\n')
    assert [(row.number, row.cells["name"]) for row in rows(path)] == [(2, 'one, two\nthree "four"'), (3, "x")]


def test_the_delimiter_is_told_by_the_header_outside_quotes(write):
    assert cells(write('"a,b,c";d\n1;2\n')) == [{"a,b,c": "1", "d": "2"}]


def test_blank_rows_are_left_out_but_counted(write):
    assert [row.number for row in rows(write("id,name\n\na,b\n , \nc,d\n"))] == [3, 5]


def test_a_short_row_has_blank_cells(write):
    assert cells(write("id,name\na\n")) == [{"id": "a"}]


@pytest.mark.parametrize("header", ["id,name", "id,name,"])
def test_a_row_longer_than_the_header_is_rejected_with_all_its_cells(write, header):
    good, bad = rows(write(f"{header}\na,b,\nc,d,e,f\n"))
    assert good.problem is None
    assert bad.problem.code == "too_many_cells"
    assert bad.cells == {"id": "c", "name": "d", UNNAMED: "e,f"}


def test_cells_under_two_headings_without_name_are_both_kept(write):
    (row,) = rows(write("id,,\na,x,y\n"))
    assert row.cells[UNNAMED] == "x,y"


def test_text_after_a_closing_quote_rejects_that_row_alone(write):
    first, bad, last = rows(write('id,name\na,b\nc,"d" e\nf,g\n'))
    assert (first.problem, last.problem) == (None, None)
    assert bad.problem.code == "csv"
    assert bad.cells == {UNNAMED: 'c,"d" e'}


def test_a_quote_that_is_never_closed_refuses_the_file(write):
    """Everything after it would be one cell: the rest of the file must not vanish in silence."""
    with pytest.raises(DataError, match=r"t\.csv:3: a quote .* is never closed"):
        rows(write('id,name\na,b\nc,"d\ne,f\ng,h\n'))


def test_a_huge_cell_and_a_nul_are_cells(write):
    path = write(f"id,name\na,{'x' * 1_000_000}\nb,\x00\n")
    assert [len(row["name"]) for row in cells(path)] == [1_000_000, 1]


def test_latin_1_bytes_come_through_for_the_row_to_be_rejected(write):
    (row,) = cells(write(b"id,name\na,\xc4mm\xe4ssuo\n"))
    assert row["name"].encode("utf-8", "surrogateescape") == b"\xc4mm\xe4ssuo"


@pytest.mark.parametrize(
    ("text", "needed", "message", "hint"),
    [
        (b"", ["id"], "is empty", "first row names the columns"),
        (b"\n\n", ["id"], "is empty", "first row names the columns"),
        (b"id,nmae\na,b\n", ["id", "name"], "column 'name' is missing; did you mean 'nmae'", "id, nmae"),
        (b"id,name,name\na,b,c\n", ["name"], "column 'name' stands twice", "rename"),
        (b"id,m\xe4\xe4r\xe4\na,b\n", ["id", "määrä"], "column 'määrä' is missing", "cp1252"),
        ("id,name\na,b\n".encode("utf-16"), ["id"], "is missing", "utf-16"),
    ],
)
def test_a_wrong_header_is_explained(write, text, needed, message, hint):
    with pytest.raises(DataError, match=message) as caught:
        rows(write(text), needed)
    assert hint in caught.value.hint
    str(caught.value).encode()


def test_a_doubled_column_that_nobody_reads_is_no_matter(write):
    assert cells(write("id,x,x\na,1,2\n"), ["id"])[0]["id"] == "a"


@pytest.mark.parametrize(
    ("name", "rule", "message"),
    [
        ("missing.csv", {}, "no such file"),
        ("t.pdf", {}, "unknown kind of file '.pdf'"),
        ("t.csv", {"encoding": "utf-9"}, "unknown encoding 'utf-9'"),
        ("t.csv", {"encoding": "utf-16"}, "is not in utf-16"),
        ("t.xlsx", {}, "no readable XLSX"),
        ("t.parquet", {}, "no valid Parquet"),
    ],
)
def test_a_file_that_cannot_be_read_is_explained(write, tmp_path, name, rule, message):
    if name != "missing.csv":
        write("id,name\na,b\n", name)
    with pytest.raises(DataError, match=message):
        rows(tmp_path / name, **rule)


def test_json_lines_have_the_columns_of_all_lines(write):
    path = write('{"id": "a"}\n\n{"id": "b", "tags": ["x", "y"], "n": 1.5}\n', "t.jsonl")
    assert cells(path, ["id", "tags", "n"]) == [{"id": "a"}, {"id": "b", "tags": ["x", "y"], "n": 1.5}]
    assert [row.number for row in rows(path)] == [1, 3]


@pytest.mark.parametrize("broken", ['{"id": "b"', "[1, 2]", "7", '{"id": ' + "9" * 5000 + "}", "[" * 100_000])
def test_a_broken_json_line_is_rejected_alone(write, broken):
    path = write(f'{{"id": "a"}}\n{broken}\n{{"id": "c"}}\n', "t.jsonl")
    first, bad, last = rows(path, ["id"])
    assert (first.cells["id"], last.cells["id"]) == ("a", "c")
    assert bad.problem.code == "json"
    assert bad.cells == {UNNAMED: broken}


def test_xlsx_cells_keep_their_types(sheet):
    day = datetime.datetime(2024, 5, 31)
    path = sheet(["id", "code", "n", "day", None], ["a", 10101, 2.5, day, "a note beside"], [None] * 4, ["b"])
    found = rows(path, ["id", "code", "n", "day"])
    assert found[0].cells == {"id": "a", "code": 10101, "n": 2.5, "day": day}
    assert [row.number for row in found] == [2, 4]


def test_xlsx_sheet_is_chosen_by_name(sheet):
    path = sheet(["id"], ["a"], title="Streams")
    assert cells(path, sheet="Streams") == [{"id": "a"}]
    with pytest.raises(DataError, match="no sheet 'streams'") as caught:
        rows(path, sheet="streams")
    assert "Streams" in caught.value.hint


def test_rows_beyond_a_wrong_dimension_are_read(sheet, tmp_path):
    """Some programs write the size of the sheet wrongly; the cells are there all the same."""
    path, mended = sheet(["id"], ["a"], ["b"]), tmp_path / "wrong.xlsx"
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(mended, "w") as new:
        for item in old.namelist():
            data = old.read(item)
            new.writestr(item, data.replace(b'<dimension ref="A1:A3"', b'<dimension ref="A1:A2"'))
    assert [row["id"] for row in cells(mended)] == ["a", "b"]


def test_drop_downs_that_openpyxl_does_not_know_are_no_warning(sheet, tmp_path):
    path, other = sheet(["id"], ["a"]), tmp_path / "extended.xlsx"
    extension = b'<extLst><ext uri="{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}"/></extLst></worksheet>'
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(other, "w") as new:
        for item in old.namelist():
            new.writestr(item, old.read(item).replace(b"</worksheet>", extension))
    assert cells(other) == [{"id": "a"}]


def test_parquet_keeps_nested_values(tmp_path):
    table = pyarrow.table({"id": ["a", None], "tags": [["x"], None], "at": [{"y": 1}, None], "n": [1.5, None]})
    parquet.write_table(table, tmp_path / "t.parquet")
    (row,) = rows(tmp_path / "t.parquet", ["id", "tags"])
    assert (row.number, row.cells) == (1, {"id": "a", "tags": ["x"], "at": {"y": 1}, "n": 1.5})


@given(st.lists(st.tuples(st.text(), st.text()), min_size=1, max_size=5))
def test_what_json_writes_is_read_back(tmp_path_factory, pairs):
    path = tmp_path_factory.mktemp("j") / "t.jsonl"
    lines = [{"id": "x", "a": one, "b": other} for one, other in pairs]
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    assert cells(path, ["id", "a", "b"]) == lines


@pytest.fixture
def formulas(tmp_path):
    """A sheet as a program writes it: the formulas have no values yet."""
    book = Workbook()
    for line in (["id", "t", "memo"], ["offer:a", "=2*3", "=1"], ["offer:b", 5, None], [None, "=B2+B3", None]):
        book.active.append(line)
    book.save(tmp_path / "offers.xlsx")
    return tmp_path / "offers.xlsx"


def test_a_formula_that_was_never_calculated_is_no_blank_cell(formulas):
    rule = TableRule(file=formulas.name)
    found = list(open_table(formulas, rule, ["id", "t"]).rows())
    assert [row.cells["t"] for row in found] == ["=2*3", 5, "=B2+B3"]
    problems: list[CellProblem] = []
    assert clean(found[0].cells, ["id", "t"], problems) == {"id": "offer:a", "t": None}
    (problem,) = problems
    assert (problem.column, problem.code) == ("t", "uncalculated")
    assert "'=2*3' has never been calculated" in problem.message
    assert "save it" in problem.suggestion


def test_a_formula_that_was_calculated_is_its_value(formulas):
    """What a spreadsheet program writes beside the formula: the value it found."""
    parts = {}
    with zipfile.ZipFile(formulas) as file:
        for name in file.namelist():
            parts[name] = file.read(name).replace(b"<f>2*3</f><v></v>", b"<f>2*3</f><v>6</v>")
            parts[name] = parts[name].replace(b"<f>2*3</f><v />", b"<f>2*3</f><v>6</v>")
    with zipfile.ZipFile(formulas, "w") as file:
        for name, content in parts.items():
            file.writestr(name, content)
    found = list(open_table(formulas, TableRule(file=formulas.name), ["id", "t"]).rows())
    assert [row.cells["t"] for row in found] == [6, 5, "=B2+B3"]


def test_a_row_beyond_the_last_of_any_spreadsheet_is_refused(tmp_path, sheet):
    """The rows before it, which nobody wrote, would be read one by one."""
    found = sheet(["id"], ["a"])
    far = tmp_path / "far.xlsx"
    with zipfile.ZipFile(found) as parts, zipfile.ZipFile(far, "w") as copy:
        for name in parts.namelist():
            copy.writestr(
                name, parts.read(name).replace(b'r="2"', b'r="99999999999"').replace(b'"A2"', b'"A99999999999"')
            )
    with pytest.raises(DataError, match="1048576"):
        rows(far)
