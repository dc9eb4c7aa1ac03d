"""Rows that are well formed and cannot be: refused, or loaded with a warning, each with row, column and suggestion."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph_kb.intake import Spool, check_source, read_mapping
from graph_kb.intake.batches import link_batches
from graph_kb.intake.sense import date_fields, date_problems, first_and_last_day
from graph_kb.model import Facility, Source, Technology
from graph_kb.model.distance import distance_km
from graph_kb.reference import municipalities

MAPPING = """
name: park
provenance: {source_id: source, as_of: date, method: method}
tables:
  - file: streams.csv
    required: [source]
    nodes:
      - label: Facility
        properties: {id: &site {id: facility, columns: [site]}, name: site, latitude: lat, longitude: lon, since: since}
      - label: Resource
        properties: {id: &resource {id: resource, columns: [stream]}, name: stream, kind: kind}
      - label: Offer
        when: {column: way, is: offer}
        properties: &stream
          id: &offer {id: offer, columns: [site, stream]}
          name: stream
          amounts: {amount: amount, unit: unit}
      - label: Need
        when: {column: way, is: need}
        properties: {<<: *stream, id: &need {id: need, columns: [site, stream]}}
    relationships:
      - type: OF
        when: {column: way, is: offer}
        start: {label: Offer, id: *offer}
        end: {label: Resource, id: *resource}
      - type: SERVES
        when: {column: way, is: need}
        start: {label: Resource, id: *resource}
        end: {label: Need, id: *need}
      - type: LOCATED_IN
        start: {label: Facility, id: *site}
        end: {label: Municipality, id: {column: town, place: municipality}}
      - type: CODED
        when: {column: way, is: offer}
        start: {label: Offer, id: *offer}
        end: {label: WasteCode, id: {column: code, code: waste}}
"""
GOOD = {
    "site": "Mill",
    "way": "offer",
    "stream": "Bark",
    "kind": "Material",
    "amount": "12.5",
    "unit": "t/a",
    "code": "03 01 01",
    "town": "Espoo",
    "lat": "60.2",
    "lon": "24.6",
    "since": "",
    "source": "source:register",
    "date": "2024",
    "method": "reported",
}


@pytest.fixture
def check(tmp_path):
    (tmp_path / "m.yaml").write_text(MAPPING, encoding="utf-8")
    mapping = read_mapping(tmp_path / "m.yaml")

    def run(*rows):
        lines = [",".join({**GOOD, **row}.values()) for row in rows]
        (tmp_path / "streams.csv").write_text("\n".join([",".join(GOOD), *lines]), encoding="utf-8")
        with Spool(tmp_path / "spool") as spool:
            summary = check_source(mapping, tmp_path, spool, known=lambda label, ids: set(ids))
            links = [link for batch in link_batches(spool.base, 100) for link in batch.rows()]
        return summary, links

    return run


def test_a_good_row_raises_no_doubt(check):
    summary, _ = check({})
    assert (summary.issues, summary.warnings, summary.rows_warned) == ([], [], 0)


@pytest.mark.parametrize(
    ("cells", "column", "code", "text"),
    [
        ({"date": "2024-02-31"}, "date", "date", "2024-02 has 29 days"),
        ({"since": "1999-04-31"}, "since", "date", "1999-04 has 30 days"),
        ({"date": "2999"}, "date", "future_date", "planned"),
        ({"date": "2999-05", "method": "measured"}, "date", "future_date", "lies in the future"),
        ({"lat": "24.6", "lon": "60.2"}, "lat", "swapped", "write latitude 60.2, longitude 24.6"),
        ({"unit": "MWh/a"}, "unit", "unit_kind", "kind Energy"),
        ({"unit": "kWh/t"}, "unit", "unit_kind", "does not fit resource:bark"),
        ({"unit": "°C"}, "unit", "unit_kind", "degC is no unit of an amount"),
        ({"unit": "kt/a", "kind": "Energy"}, "unit", "unit_kind", "a fuel that is counted in tonnes is a Material"),
        ({"unit": "kt/a", "kind": "Energy", "way": "need"}, "unit", "unit_kind", "use MWh"),
        ({"unit": "MW", "kind": "Water"}, "unit", "unit_kind", "use m3"),
        ({"unit": "%", "kind": "Service"}, "unit", "unit_kind", "% is no unit of an amount"),
    ],
)
def test_what_cannot_be_is_refused(check, cells, column, code, text):
    summary, _ = check({"site": "Other", "stream": "Chips"}, cells)
    (issue,) = summary.issues
    assert (issue.row, issue.column, issue.code) == (3, column, code)
    assert text in issue.message + issue.suggestion


@pytest.mark.parametrize(
    "cells",
    [
        {"date": "2999", "method": "planned"},
        {"unit": "MW", "kind": "Energy"},
        {"unit": "million m3/a", "kind": "Energy"},
        {"unit": "t/a", "kind": "Service"},
        {"unit": "t/a", "kind": "Water"},
        {"unit": "m3/a"},
        {"date": "2024-02-29"},
    ],
)
def test_what_can_be_is_taken(check, cells):
    summary, _ = check(cells)
    assert (summary.issues, summary.warnings) == ([], [])


@pytest.mark.parametrize(
    ("cells", "text"),
    [
        ({"lat": "65.0", "lon": "25.5"}, "from Espoo"),
        ({"town": "", "lat": "24.6", "lon": "60.2"}, "lie outside Europe, and in it when swapped"),
    ],
)
def test_coordinates_that_are_odd_are_told_and_taken(check, cells, text):
    summary, _ = check(cells)
    assert summary.issues == []
    (warning,) = summary.warnings
    assert (warning.row, warning.column, warning.code) == (2, "lat", "far")
    assert warning.suggestion.startswith(("look at the coordinates", "change latitude and longitude over"))
    assert text in warning.message
    assert summary.notes()[0] == "1 rows are loaded with a warning"
    assert str(warning) in summary.notes()


def test_swapped_coordinates_are_told_where_the_mapping_knows_no_municipality(tmp_path):
    (tmp_path / "m.yaml").write_text(
        "name: sites\n"
        "provenance: {source_id: {value: 'source:a'}, as_of: {value: '2024'}, method: {value: reported}}\n"
        "tables: [{file: sites.csv, nodes: [{label: Facility, properties: [id, name, latitude, longitude]}]}]\n",
        encoding="utf-8",
    )
    rows = "facility:a,A,24.9,60.2\nfacility:b,B,60.2,24.9\nfacility:c,C,19.1,59.7\nfacility:d,D,31.5,70\n"
    (tmp_path / "sites.csv").write_text(f"id,name,latitude,longitude\n{rows}", encoding="utf-8")
    with Spool(tmp_path / "spool") as spool:
        summary = check_source(read_mapping(tmp_path / "m.yaml"), tmp_path, spool, known=lambda label, ids: set(ids))
    assert [(one.row, one.column, one.code) for one in summary.warnings] == [
        (2, "latitude", "far"),
        (4, "latitude", "far"),
        (5, "latitude", "far"),
    ]


def test_a_row_that_is_refused_is_not_warned_of(check):
    summary, _ = check({"lat": "65.0", "lon": "25.5", "unit": "MWh"})
    assert (len(summary.issues), summary.warnings, summary.rows_warned) == (1, [], 0)


def test_a_site_lies_in_one_municipality(check):
    summary, links = check({}, {"stream": "Chips", "town": "Vantaa"}, {"stream": "Dust"})
    (issue,) = summary.issues
    assert (issue.row, issue.column, issue.code) == (3, "town", "two_places")
    assert "facility:mill lies in municipality:049 by streams.csv:2 and in municipality:092 here" in issue.message
    assert {link.end for link in links if link.type == "LOCATED_IN"} == {"municipality:049"}


def test_a_missing_source_is_told_once(check):
    summary, _ = check({"source": ""})
    assert [(issue.column, issue.code) for issue in summary.issues] == [("source", "missing_source")]


@pytest.mark.parametrize(
    ("as_of", "method", "code", "expected"),
    [
        ("2016", "reported", "160601", "low:160601"),
        ("2026", "reported", "160601", "low:160601"),
        ("2026-12-08", "planned", "160601", "low:160601"),
        ("2026-12-09", "planned", "160601", "low:160601@2026-12-09"),
        ("2027", "planned", "160601", "low:160601@2026-12-09"),
        ("2009", "reported", "160601", "low:160601"),
    ],
)
def test_a_waste_code_is_read_in_the_list_of_the_time_that_the_row_holds_for(check, as_of, method, code, expected):
    summary, links = check({"date": as_of, "method": method, "code": code})
    assert summary.issues == []
    assert [link.end for link in links if link.type == "CODED"] == [expected]


def test_a_code_of_the_second_list_of_a_year_is_found(check):
    from graph_kb.reference import list_of_waste

    new = next(
        code
        for code in list_of_waste(date(2027, 1, 1))
        if len(code) == 6 and code not in list_of_waste(date(2026, 1, 1))
    )
    assert check({"date": "2026", "method": "planned", "code": new})[0].issues == []
    (issue,) = check({"date": "2025", "code": new})[0].issues
    assert (issue.column, issue.code) == ("code", "code")


@given(st.dates())
def test_every_day_of_the_calendar_is_one(day):
    problems = date_problems({"since": day.isoformat()}, date_fields(Facility), str)
    assert list(problems) == []
    assert first_and_last_day(day.isoformat()) == (day, day)


@given(st.dates())
def test_a_year_and_a_month_hold_their_days(day):
    for text in (day.isoformat()[:4], day.isoformat()[:7]):
        first, last = first_and_last_day(text)
        assert first <= day <= last


@pytest.mark.parametrize("text", ["99999999999", "-1", "2024-13", "2024-02-31", "soon", ""])
def test_what_is_no_date_is_read_in_the_lists_of_today(text):
    first, last = first_and_last_day(text)
    assert first == last


def test_dates_of_each_model_are_known():
    assert date_fields(Source) == {"as_of", "published", "read_on"}
    assert date_fields(Facility) == {"as_of", "since", "until"}
    assert date_fields(Technology) == {"as_of"}


def test_distances_are_great_circles():
    places = municipalities()
    espoo, hanko = ((places[code].latitude, places[code].longitude) for code in ("049", "078"))
    assert distance_km(espoo, espoo) == 0
    assert distance_km(espoo, hanko) == pytest.approx(93.5, abs=1.0)
