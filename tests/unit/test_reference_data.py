"""The shipped files themselves: form, order, no doubles, no stray blanks."""

import csv
import io
from importlib.resources import files

import pytest

from graph_kb.reference import sources
from graph_kb.reference.tables import provenance, rows

KEYS = {
    "hazard_properties.csv": ("code",),
    "list_of_waste.csv": ("code", "valid_from"),
    "municipalities.csv": ("code",),
    "nace.csv": ("version", "code"),
    "operations.csv": ("code",),
    "sources.csv": ("id",),
    "tol_2008.csv": ("code",),
}
SORTED = ("list_of_waste.csv", "municipalities.csv", "nace.csv", "tol_2008.csv")
DATA = files("graph_kb.reference") / "data"


def test_these_are_all_the_tables():
    assert {path.name for path in DATA.iterdir()} == set(KEYS)


@pytest.mark.parametrize("name", KEYS)
def test_file_is_plain_utf_8_with_line_feeds(name):
    raw = (DATA / name).read_bytes()
    text = raw.decode("utf-8")
    assert not text.startswith("\ufeff")
    assert "\r" not in text
    assert text.endswith("\n")
    assert all(line for line in text.removesuffix("\n").split("\n")), "no empty line"


@pytest.mark.parametrize("name", KEYS)
def test_rows_are_whole_trimmed_and_unique(name):
    table = rows(name)
    for row in table:
        assert None not in row, "a cell too many"
        for column, value in row.items():
            assert value is not None, f"{column} is missing"
            assert value == " ".join(value.split()), f"stray blank in {column} of {row}"
    keys = [tuple(row[column] for column in KEYS[name]) for row in table]
    assert len(set(keys)) == len(keys)
    if name in SORTED:
        assert keys == sorted(keys)


@pytest.mark.parametrize("name", KEYS)
def test_file_is_written_the_one_way(name):
    table = rows(name)
    written = io.StringIO()
    writer = csv.DictWriter(written, list(table[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(table)
    assert written.getvalue() == (DATA / name).read_text(encoding="utf-8")


def test_titles_that_were_not_seen_say_so():
    noted = {(row["code"], row["valid_from"]) for row in rows("list_of_waste.csv") if row["note"]}
    changed = "2026-12-09"
    assert noted == {("1606", "2015-06-01"), ("160602", changed), ("160603", changed), ("1914", changed)}


def test_every_table_has_a_source_and_says_whether_it_is_complete():
    listed = {row["file"] for row in rows("sources.csv")}
    assert listed == set(KEYS) - {"sources.csv"}
    partial = {row["file"] for row in rows("sources.csv") if row["complete"] != "yes"}
    assert partial == {"municipalities.csv", "tol_2008.csv"}


def test_provenance_takes_the_day_of_the_source():
    assert provenance("source:nace-rev-2")["as_of"] == sources()["source:nace-rev-2"].as_of == "2008-01-01"
    assert provenance("source:nace-rev-2", as_of="2024")["as_of"] == "2024"
