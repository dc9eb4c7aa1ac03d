"""Numbers and amounts: read as people write them, refused where they can mean two things."""

from __future__ import annotations

import decimal
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph_kb.intake.amounts import compile_amounts
from graph_kb.intake.issues import CellProblem
from graph_kb.intake.mapping import AmountColumns
from graph_kb.intake.numbers import number


def read(**cells):
    rule = AmountColumns.model_validate({"amount": "a", "min": "low", "max": "high", "unit": "u"})
    return compile_amounts(rule)({"a": None, "low": None, "high": None, "u": None, **cells})


def code_of(work):
    with pytest.raises(CellProblem) as caught:
        work()
    return caught.value.code


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1234.5", 1234.5),
        ("1 234,5", 1234.5),
        ("1\u00a0234,5", 1234.5),
        ("1\u202f234\u202f567", 1234567.0),
        ("1,234.5", 1234.5),
        ("1.234,5", 1234.5),
        ("1,234,567", 1234567.0),
        ("1.234.567,8", 1234567.8),
        ("12,5", 12.5),
        ("0,234", 0.234),
        ("1234,567", 1234.567),
        ("1 234,567", 1234.567),
        ("61.107", 61.107),
        (".5", 0.5),
        ("\u22125", -5.0),
        ("1.5E+05", 150000.0),
        (7, 7.0),
        (decimal.Decimal("1.5"), 1.5),
    ],
)
def test_numbers_as_people_write_them(text, expected):
    assert number("c", text) == expected


@pytest.mark.parametrize("text", ["1,234", "123,456", "-1,234", "+12,345"])
def test_a_comma_before_three_digits_can_mean_two_numbers(text):
    """In Finland 1,234 is a little more than one; in England it is a thousand times that."""
    assert code_of(lambda: number("c", text)) == "ambiguous_number"
    assert number("c", text, ",") == float(text.replace(",", "."))
    assert number("c", text, ".") == float(text.replace(",", ""))


@pytest.mark.parametrize(
    ("text", "mark"), [("12.5", ","), ("1,234.5", ","), ("12,5", "."), ("0,234", "."), ("0.234", ",")]
)
def test_a_declared_decimal_mark_is_the_only_one(text, mark):
    assert code_of(lambda: number("c", text, mark)) == "number"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("17 05 04", "number"),
        ("1,23,456", "number"),
        ("1.2.3", "number"),
        ("<5", "number"),
        ("5-10", "number"),
        ("about 5", "number"),
        ("1_000", "number"),
        ("0x10", "number"),
        ("12,", "number"),
        ("NaN", "number"),
        ("inf", "number"),
        ("1e999", "number"),
        ("9" * 5000, "number"),
        ("45 %", "percent"),
        (True, "number"),
        ([1], "number"),
        (math.nan, "number"),
        (10**400, "number"),
    ],
)
def test_what_is_no_number_is_refused(text, code):
    assert code_of(lambda: number("c", text)) == code


def test_a_range_is_told_to_use_two_columns():
    with pytest.raises(CellProblem) as caught:
        number("c", "5–10")
    assert "one for the largest" in caught.value.suggestion


@given(st.integers(0, 10**9), st.integers(0, 99), st.sampled_from(" ,."))
def test_grouped_digits_read_back(whole, hundredths, group):
    mark = "," if group == "." else "."
    text = f"{whole:,}.{hundredths:02d}".translate({ord(","): group, ord("."): mark})
    assert number("c", text) == float(f"{whole}.{hundredths:02d}")


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_what_python_writes_reads_back(value):
    assert number("c", repr(value)) == value
    assert number("c", repr(value), ".") == value


@given(st.text(max_size=12))
def test_any_text_is_a_finite_number_or_a_problem(text):
    try:
        found = number("c", text)
    except CellProblem:
        return
    assert math.isfinite(found)


def test_an_amount_is_converted_and_what_was_written_is_kept():
    found = read(a="61.107", u="thousand t/a")
    assert found == {"amount": 61107.0, "unit": "t", "period": "year", "stated": "61.107 thousand t/a"}


def test_an_interval_keeps_its_digits_when_it_is_stated():
    found = read(low="1234567.8", high=2345678, u="kg")
    assert (found["amount_min"], found["amount_max"]) == (1234.5678, 2345.678)
    assert found["stated"] == "1234567.8..2345678 kg"


def test_an_amount_in_the_unit_of_the_graph_is_not_touched():
    assert read(a=123456789012.345, u="t") == {"amount": 123456789012.345, "unit": "t"}


def test_no_amount_needs_no_unit_and_a_unit_alone_says_nothing():
    assert read() == read(u="t/a") == {}


@pytest.mark.parametrize(
    ("cells", "code", "column"),
    [
        ({"a": "5"}, "missing_unit", "u"),
        ({"a": "5", "u": "bushels"}, "unit", "u"),
        ({"a": "-5", "u": "t"}, "negative", "a"),
        ({"low": "7", "high": "5", "u": "t"}, "interval", "low"),
        ({"low": "1", "a": "9", "high": "5", "u": "t"}, "interval", "low"),
        ({"a": "1", "high": "lots", "u": "t"}, "number", "high"),
    ],
)
def test_amounts_that_make_no_sense_are_refused(cells, code, column):
    with pytest.raises(CellProblem) as caught:
        read(**cells)
    assert (caught.value.code, caught.value.column) == (code, column)


@given(st.lists(st.floats(0, 1e9), min_size=3, max_size=3), st.sampled_from(["t/a", "kg/a", "kt"]))
def test_amounts_keep_their_order_when_converted(values, unit):
    low, middle, high = sorted(values)
    found = read(low=low, a=middle, high=high, u=unit)
    assert found["amount_min"] <= found["amount"] <= found["amount_max"]
