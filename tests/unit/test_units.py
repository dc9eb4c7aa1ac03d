"""Units: read as written, converted by factors that an independent table confirms, never guessed."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph_kb.errors import UnitError
from graph_kb.model.units import CANONICAL, PERIODS, Quantity, convert, quantity

FACTORS = {  # by definition: SI prefixes, 1 kWh = 3.6 MJ, 1 l = 1 dm3
    "t": {"mg": 1e-9, "g": 1e-6, "kg": 1e-3, "t": 1.0, "kt": 1e3, "Mt": 1e6, "thousand t": 1e3},
    "m3": {"ml": 1e-6, "dl": 1e-4, "l": 1e-3, "hl": 1e-1, "m3": 1.0, "m³": 1.0, "million m3": 1e6, "million l": 1e3},
    "Nm3": {"Nm3": 1.0, "million Nm3": 1e6},
    "MWh": {
        "Wh": 1e-6,
        "kWh": 1e-3,
        "MWh": 1.0,
        "GWh": 1e3,
        "TWh": 1e6,
        "GJ": 1 / 3.6,
        "TJ": 1e3 / 3.6,
        "MJ": 1 / 3600,
    },
    "MW": {"W": 1e-6, "kW": 1e-3, "MW": 1.0, "GW": 1e3},
    "EUR": {"EUR": 1.0, "€": 1.0, "million EUR": 1e6, "M€": 1e6, "k€": 1e3, "billion EUR": 1e9},
    "km": {"m": 1e-3, "km": 1.0},
    "h": {"s": 1 / 3600, "min": 1 / 60, "h": 1.0, "d": 24.0, "days": 24.0},
    "1": {"1": 1.0, "ppm": 1e-6},
    "count": {"persons": 1.0, "companies": 1.0, "pcs": 1.0},
}
CASES = [(unit, text, factor) for unit, known in FACTORS.items() for text, factor in known.items()]


@pytest.mark.parametrize(("unit", "text", "factor"), CASES)
def test_factor_is_that_of_an_independent_table(unit, text, factor):
    found = quantity(text)
    assert (found.unit, found.period) == (unit, None)
    assert math.isclose(found.factor, factor, rel_tol=1e-14)


@pytest.mark.parametrize("unit", CANONICAL)
def test_a_canonical_unit_is_itself(unit):
    assert quantity(unit) == Quantity(unit, 1.0, None)


@pytest.mark.parametrize(("mark", "period"), sorted(PERIODS.items()))
def test_a_flow_has_its_period(mark, period):
    assert quantity(f"t/{mark}") == Quantity("t", 1.0, period)
    assert quantity(f"GWh / {mark}") == Quantity("MWh", 1000.0, period)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("l/s", Quantity("m3", 3.6, "hour")),
        ("kg/min", Quantity("t", 0.06, "hour")),
        ("kg/t", Quantity("1", 0.001, None)),
        ("mg/l", Quantity("t/m3", 1e-6, None)),
        ("kWh/Nm3", Quantity("MWh/Nm3", 0.001, None)),
        ("€/t", Quantity("EUR/t", 1.0, None)),
        ("EUR/MWh/a", Quantity("EUR/MWh", 1.0, "year")),
        ("kg CO2e/t", Quantity("1", 0.001, None)),
        ("kt CO2e/a", Quantity("t", 1000.0, "year")),
        ("°C", Quantity("degC", 1.0, None)),
        ("tonnes/year", Quantity("t", 1.0, "year")),
        (" thousand  t / a ", Quantity("t", 1000.0, "year")),
    ],
)
def test_rates_ratios_and_spellings(text, expected):
    found = quantity(text)
    assert (found.unit, found.period) == (expected.unit, expected.period)
    assert math.isclose(found.factor, expected.factor, rel_tol=1e-14)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "/",
        "t/",
        "/a",
        "t//a",
        "t/a/a",
        "5 t",
        "1000 t/a",
        "t/week",
        "bar",
        "t DM",
        "lots",
        "million",
        "a",
        "t3",
    ],
)
def test_what_is_no_unit_is_refused(text):
    with pytest.raises(UnitError, match="unknown"):
        quantity(text)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("mWh", "MWh"),
        ("mwh/a", "MWh"),
        ("mW", "MW"),
        ("KG", "kg"),
        ("T", "t"),
        ("M3", "m3"),
        ("MT", None),
        ("pc", None),
    ],
)
def test_a_unit_in_the_wrong_case_is_no_other_unit(text, meant):
    """A thousandth of a watt-hour, a millitonne or a parsec is never what a table means."""
    with pytest.raises(UnitError) as caught:
        quantity(text)
    if meant:
        assert f"did you mean {meant}?" in caught.value.hint


@given(st.sampled_from(CASES), st.floats(1e-3, 1e9))
def test_conversion_there_and_back(case, amount):
    unit, text, factor = case
    there = convert(amount, text, unit=unit)
    assert math.isclose(there / factor, amount, rel_tol=1e-12)


@given(st.sampled_from(CASES), st.sampled_from(CASES))
def test_nothing_converts_to_another_dimension(one, other):
    if one[0] == other[0]:
        return
    with pytest.raises(UnitError, match="cannot be given"):
        convert(1.0, one[1], unit=other[0])


@given(st.text(max_size=20))
def test_any_text_is_a_unit_or_a_unit_error(text):
    try:
        found = quantity(text)
    except UnitError:
        return
    assert math.isfinite(found.factor)
    assert found.factor > 0
    assert all(part in CANONICAL for part in found.unit.split("/"))
