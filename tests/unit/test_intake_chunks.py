"""Many rows at once give what each gives by itself, and what is out of the ordinary is left to be read by itself."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic_core import from_json

from graph_kb.intake.blocks import Row, RowBlock
from graph_kb.intake.chunks import ChunkReader
from graph_kb.intake.issues import CellProblem
from graph_kb.intake.mapping import Mapping
from graph_kb.intake.rows import RowReader
from graph_kb.store.records import record_hash

LOAD = "load:m@1"
SITE = {"id": "facility", "columns": ["site"]}
OFFER = {"id": "offer", "columns": ["site", "stream"]}
TABLE = {
    "file": "a.csv",
    "required": ["way"],
    "nodes": [
        {"label": "Facility", "properties": {"id": SITE, "name": "site", "latitude": "lat", "longitude": "lon"}},
        {
            "label": "Offer",
            "when": {"column": "way", "is": "offer"},
            "properties": {
                "id": OFFER,
                "name": "stream",
                "months": {"column": "months", "split": ";"},
                "moisture": "moisture",
                "amounts": {"min": "least", "amount": "amount", "max": "most", "unit": "unit"},
            },
        },
    ],
    "relationships": [
        {
            "type": "OFFERS",
            "when": {"column": "way", "is": ["offer"]},
            "start": {"label": "Facility", "id": SITE},
            "end": {"label": "Offer", "id": OFFER},
        },
        {
            "type": "LOCATED_IN",
            "start": {"label": "Facility", "id": SITE},
            "end": {"label": "Municipality", "id": {"column": "town", "place": "municipality"}},
        },
        {
            "type": "CODED",
            "when": {"column": "way", "is": "offer"},
            "start": {"label": "Offer", "id": OFFER},
            "end": {"label": "WasteCode", "id": {"column": "code", "code": "waste"}},
            "properties": ["rule"],
        },
        {
            "type": "OPERATES",
            "start": {"label": "Organisation", "id": {"id": "organisation", "columns": ["owner"]}},
            "end": {"label": "Facility", "id": SITE},
            "properties": {"role": "role", "since": "since"},
        },
    ],
}
MAPPING = Mapping.model_validate(
    {"name": "m", "provenance": {"source_id": "source", "as_of": "date", "method": "method"}, "tables": [TABLE]}
)
GOOD = {
    "site": "Mill",
    "stream": "Bark",
    "way": "offer",
    "lat": "60.2",
    "lon": "24.6",
    "months": "1;2",
    "moisture": "0.5",
    "least": "",
    "amount": "12",
    "most": "13.5",
    "unit": "kt/a",
    "town": "Espoo",
    "code": "03 01 01",
    "rule": "",
    "owner": "Oy",
    "role": "operator",
    "since": "2020",
    "source": "source:a",
    "date": "2024",
    "method": "reported",
}
CELLS = [
    *(
        "",
        " ",
        None,
        "x",
        "Mill",
        " Mill ",
        "#1",
        "#N/A",
        "a\x01",
        "Ä",
        "offer",
        "need",
        "OFFER",
        "0",
        "1",
        "1,5",
        "1,234",
    ),
    *(
        "1.234,5",
        "-1",
        "1e3",
        "inf",
        "60.2",
        "24.6",
        "t/a",
        "kt/a",
        "degC",
        "kg/d",
        "2024",
        "2024-02-31",
        "3024",
        "Espoo",
    ),
    *("Helsinki", "03 01 01", "030101", "17 09 04*", "source:a", "nothing here", "measured", "planned", "13;1", "1;;2"),
    *(1, 1.0, True, False, 0.0, 2024, float("nan"), float("inf"), [], ["a"], {}, b"Mill", b"\xff", date(2024, 1, 2)),
    datetime(2024, 1, 2, 3, 4),
]


def slow(rows):
    """Records of the rows that have no issue, read one by one."""
    reader, found = RowReader("a.csv", MAPPING.tables[0], MAPPING.provenance, LOAD), {}
    for at, row in enumerate(rows):
        records = reader.of(row)
        if not (records.issues or records.warnings):
            found[at] = [
                *(
                    ("node", number, ":".join(one.labels), one.id, said(one))
                    for number, one in made(records, records.nodes)
                ),
                *(
                    ("link", number, one.type, one.start, one.end, one.key, said(one))
                    for number, one in made(records, records.links, len(records.nodes))
                ),
            ]
    return found


def made(records, which, first=0):
    return zip(records.made_by[first : first + len(which)], which, strict=True)


def said(one):
    properties = {name: value for name, value in one.properties.items() if name != "load_id"}
    return properties, record_hash(properties)


def fast(rows):
    """Records of the rows that are not left, read at once; and which are left."""
    chunk, found = ChunkReader(MAPPING.tables[0], MAPPING.provenance).read(RowBlock(rows)), {}
    for number, columns, _ in chunk.node_columns():
        for at, labels, id_, *body in zip(
            *(columns[name] for name in ("at", "labels", "id", "body", "hash")), strict=True
        ):
            found.setdefault(at, []).append(("node", number, labels, id_, (from_json(body[0]), body[1])))
    for number, columns, common in chunk.link_columns():
        names = ("at", "start_id", "end_id", "key", "body", "hash")
        for at, start, end, key, *body in zip(*(columns[name] for name in names), strict=True):
            found.setdefault(at, []).append(
                ("link", number, common["type"], start, end, key, (from_json(body[0]), body[1]))
            )
    return found, chunk.left


def test_good_rows_are_read_at_once():
    rows = [Row(at, {**GOOD, "stream": f"Bark {at}"}) for at in range(2, 12)]
    found, left = fast(rows)
    assert left == set()
    assert found == slow(rows)
    assert len(found) == 10
    assert len(found[0]) == 6


@settings(deadline=None, max_examples=200)
@given(
    st.lists(st.dictionaries(st.sampled_from(sorted(GOOD)), st.sampled_from(CELLS), max_size=3), min_size=1, max_size=6)
)
def test_a_row_gives_the_same_at_once_and_by_itself(changes):
    rows = [Row(at, {**GOOD, **change}) for at, change in enumerate(changes, start=2)]
    found, left = fast(rows)
    alone = slow(rows)
    assert found == {at: records for at, records in alone.items() if at not in left}
    assert set(found) | left == set(range(len(rows)))


@pytest.mark.parametrize(
    "change", [{"amount": "x"}, {"town": "Nowhere"}, {"date": "2024-02-31"}, {"lat": "0", "lon": "0"}]
)
def test_a_faulty_row_is_left_and_the_others_are_not(change):
    _, left = fast([Row(2, GOOD), Row(3, {**GOOD, **change}), Row(4, GOOD)])
    assert left == {1}


def test_a_row_with_a_warning_and_one_that_cannot_be_read_are_left():
    far = {**GOOD, "lat": "68.9", "lon": "27.0"}
    broken = Row(4, {"": "a"}, CellProblem("", "csv", "no row"))
    _, left = fast([Row(2, GOOD), Row(3, far), broken])
    assert left == {1, 2}
