"""From rows to records without a graph: what is wrong with a row is told with file, row, column, code, suggestion."""

from __future__ import annotations

import json

import pytest
from openpyxl import Workbook

from graph_kb.errors import DataError, MappingError
from graph_kb.intake import Spool, check_source, read_mapping
from graph_kb.intake.batches import link_batches, node_batches

MAPPING = """
name: park
provenance: {source_id: source, as_of: date, method: method}
tables:
  - file: streams.csv
    nodes:
      - label: Facility
        properties: {id: &site {id: facility, columns: [site]}, name: site, latitude: lat, longitude: lon}
      - label: Resource
        properties: {id: &resource {id: resource, columns: [stream]}, name: stream, kind: {value: Material}}
      - label: Offer
        properties:
          id: &offer {id: offer, columns: [site, stream]}
          name: stream
          amounts: {amount: amount, min: least, max: most, unit: unit}
    relationships:
      - {type: OFFERS, start: {label: Facility, id: *site}, end: {label: Offer, id: *offer}}
      - {type: OF, start: {label: Offer, id: *offer}, end: {label: Resource, id: *resource}}
      - type: LOCATED_IN
        start: {label: Facility, id: *site}
        end: {label: Municipality, id: {column: town, place: municipality}}
      - {type: CODED, start: {label: Offer, id: *offer}, end: {label: WasteCode, id: {column: code, code: waste}}}
"""
HEADER = "site,stream,least,amount,most,unit,code,town,lat,lon,source,date,method"
GOOD = {
    "site": "Mill",
    "stream": "Bark",
    "least": "",
    "amount": "12,5",
    "most": "",
    "unit": "kt/a",
    "code": "03 01 01",
    "town": "Espoo",
    "lat": "60.2",
    "lon": "24.6",
    "source": "source:register",
    "date": "2024",
    "method": "reported",
}


def row(**cells: str) -> str:
    return ",".join(f'"{value}"' for value in {**GOOD, **cells}.values())


@pytest.fixture
def check(tmp_path):
    """Check a table and give the issues and the staged records."""
    (tmp_path / "m.yaml").write_text(MAPPING, encoding="utf-8")
    mapping = read_mapping(tmp_path / "m.yaml")

    def run(*lines: str, header: str = HEADER, name: str = "streams.csv", content: bytes | None = None):
        path = tmp_path / name
        path.write_bytes(content if content is not None else "\n".join([header, *lines]).encode())
        with Spool(tmp_path / "spool") as spool:
            summary = check_source(mapping, tmp_path, spool, [path], known=lambda label, ids: set(ids))
            nodes = [node for batch in node_batches(spool.base, 100) for node in batch.rows()]
            links = [link for batch in link_batches(spool.base, 100) for link in batch.rows()]
        return summary, nodes, links

    return run


def test_a_good_row_gives_its_records(check):
    summary, nodes, links = check(row())
    assert summary.issues == []
    offer = next(node for node in nodes if node.labels[0] == "Offer")
    assert offer.properties["amount"] == 12500
    assert (offer.properties["unit"], offer.properties["period"]) == ("t", "year")
    assert offer.properties["stated"] == "12.5 kt/a"
    assert {(link.type, link.end) for link in links} == {
        ("OFFERS", "offer:mill/bark"),
        ("OF", "resource:bark"),
        ("LOCATED_IN", "municipality:049"),
        ("CODED", "low:030101"),
    }


@pytest.mark.parametrize(
    ("cells", "column", "code", "suggestion"),
    [
        ({"unit": "parsec"}, "unit", "unit", "use t, kg"),
        ({"unit": ""}, "unit", "missing_unit", "t/a"),
        ({"amount": "-3"}, "amount", "negative", "zero or more"),
        ({"amount": "nan"}, "amount", "number", ""),
        ({"amount": "inf"}, "amount", "number", ""),
        ({"amount": "lots"}, "amount", "number", ""),
        ({"amount": "1,234"}, "amount", "ambiguous_number", "decimal"),
        ({"least": "20"}, "least", "interval", "smallest <= expected"),
        ({"code": "03 01"}, "code", "code", "03 01"),
        ({"code": "170199"}, "code", "code", "17 01"),
        ({"code": "17 02 01 17 02 02"}, "code", "code", "split the row"),
        ({"code": "17 05 04*"}, "code", "code", "17 05 03"),
        ({"town": "Esboo"}, "town", "place", "Espoo"),
        ({"lat": "0", "lon": "0"}, "lat", "null_island", "blank"),
        ({"lat": "95"}, "lat", "range", ""),
        ({"source": ""}, "source", "missing_source", "source, date and method"),
        ({"date": "n.d."}, "date", "format", ""),
        ({"method": "guess"}, "method", "choice", "measured"),
        ({"amount": "#N/A"}, "amount", "excel_error", ""),
    ],
)
def test_a_bad_cell_is_told_with_its_column_and_a_suggestion(check, cells, column, code, suggestion):
    summary, nodes, _ = check(row(site="Other", stream="Chips"), row(**cells))
    assert [(issue.row, issue.column, issue.code) for issue in summary.issues] == [(3, column, code)]
    issue = summary.issues[0]
    assert suggestion in issue.suggestion + issue.message
    assert str(issue).startswith("streams.csv:3:")
    # The good row is there, nothing of the bad one is.
    assert {node.id for node in nodes if node.labels[0] == "Facility"} == {"facility:other"}


def test_every_fault_of_a_row_is_told(check):
    summary, _, _ = check(row(amount="-1", method="guess", lat="0", lon="0"))
    assert {issue.code for issue in summary.issues} == {"negative", "choice", "null_island"}


def test_rows_that_agree_are_one_record_and_rows_that_do_not_are_rejected(check):
    summary, nodes, _ = check(row(), row(), row(amount="13"))
    assert [(issue.row, issue.code) for issue in summary.issues] == [(4, "duplicate_id")]
    assert "amount" in summary.issues[0].message
    assert sum(node.labels[0] == "Offer" for node in nodes) == 1


@pytest.mark.parametrize("spelling", ["10101", "010101", "01 01 01", "01.01.01", "01-01-01", "010101.0"])
def test_spellings_of_a_code_are_one(check, spelling):
    summary, _, links = check(row(code=spelling))
    assert summary.issues == []
    assert "low:010101" in {link.end for link in links}


def test_broken_encoding_costs_its_row_only(check):
    text = "\n".join([HEADER, row(), row(site="Kärnä", stream="Ash")])
    summary, nodes, _ = check(content=text.encode("latin-1"))
    assert [(issue.row, issue.code) for issue in summary.issues] == [(3, "encoding")]
    assert "facility:mill" in {node.id for node in nodes}


def test_semicolons_tabs_and_a_byte_order_mark_are_read(check):
    for mark in (";", "\t"):
        line = mark.join(GOOD.values())
        summary, nodes, _ = check(content=("\ufeff" + HEADER.replace(",", mark) + "\n" + line).encode())
        assert summary.issues == []
        assert nodes


def test_a_row_longer_than_the_header_is_rejected_rather_than_cut(check):
    summary, _, _ = check(row() + ",surplus")
    assert [issue.code for issue in summary.issues] == ["too_many_cells"]


def test_json_lines_lose_only_the_broken_line(check):
    content = "\n".join([json.dumps(GOOD), '{"site": "cut o', json.dumps({**GOOD, "site": "Kiln"})]).encode()
    summary, nodes, _ = check(name="streams.jsonl", content=content)
    assert [issue.code for issue in summary.issues] == ["json"]
    assert {node.id for node in nodes if node.labels[0] == "Facility"} == {"facility:mill", "facility:kiln"}


def test_spreadsheet_and_parquet_give_the_same_records(check, tmp_path):
    import pyarrow
    from pyarrow import parquet

    _, expected, _ = check(row())
    book = Workbook()
    book.active.append(list(GOOD))
    book.active.append([12.5 if name == "amount" else value or None for name, value in GOOD.items()])
    book.save(tmp_path / "a.xlsx")
    parquet.write_table(pyarrow.Table.from_pylist([GOOD]), tmp_path / "a.parquet")
    for kind in ("xlsx", "parquet"):
        content = (tmp_path / f"a.{kind}").read_bytes()
        summary, nodes, _ = check(name=f"streams.{kind}", content=content)
        assert summary.issues == []
        assert nodes == expected


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (b"", "is empty"),
        (HEADER.encode(), "no row below the header"),
        (HEADER.replace("amount", "amonut").encode() + b"\n1", "column 'amount' is missing; did you mean 'amonut'"),
    ],
)
def test_a_table_that_cannot_be_used_is_refused(check, content, text):
    with pytest.raises(DataError, match=text):
        check(content=content)


@pytest.mark.parametrize(
    ("old", "new", "text"),
    [
        ("name: park", "name: Park!", "name"),
        ("label: Offer\n", "label: Ofer\n", "Ofer"),
        ("name: stream, kind", "nmae: stream, kind", "nmae"),
        ("type: OFFERS", "type: SENDS", "SENDS"),
        ("method: method}", "methd: method}", "provenance lacks method"),
        ("{value: Material}", "{value: Stuff}", "Stuff"),
        ("code: waste", "code: trash", "waste"),
    ],
)
def test_a_wrong_mapping_is_refused_with_the_place(tmp_path, old, new, text):
    assert old in MAPPING
    (tmp_path / "m.yaml").write_text(MAPPING.replace(old, new), encoding="utf-8")
    with pytest.raises(MappingError, match=text):
        read_mapping(tmp_path / "m.yaml")


@pytest.mark.parametrize("content", ["[1, 2]", "a: [", "!!python/object/apply:os.system ['true']", ""])
def test_a_file_that_is_no_mapping_is_refused(tmp_path, content):
    (tmp_path / "m.yaml").write_text(content, encoding="utf-8")
    with pytest.raises(MappingError):
        read_mapping(tmp_path / "m.yaml")
