"""Properties in words: every number with its unit, every statement with its date, method and source."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph_kb.model import NODES, RELATIONS
from graph_kb.views.facts import Fact, facts, is_uncertain, main_figure, meanings, number_in_words, origin

OFFER = {
    "id": "offer:bark",
    "name": "Bark",
    "amount_min": 900,
    "amount": 1200.0,
    "amount_max": 1500,
    "unit": "t",
    "period": "year",
    "moisture": 0.5,
    "temperature_c": 12.5,
    "gate_fee_eur_per_unit": 4,
    "months": [1, 2, 3],
    "substances": [],
    "source_id": "source:register",
    "as_of": "2024-05",
    "method": "reported",
    "load_id": "load:1",
}


def text_of(owner, name, properties, activity=""):
    return next(fact.text for fact in facts(owner, properties, activity) if fact.name == name)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("amount", "1,200 t/year"),
        ("moisture", "0.5 kg/kg"),
        ("temperature_c", "12.5 °C"),
        ("gate_fee_eur_per_unit", "4 EUR/t"),
        ("months", "1, 2, 3"),
    ],
)
def test_numbers_carry_the_unit_of_the_schema(name, text):
    assert text_of("Offer", name, OFFER) == text


def test_provenance_empty_values_and_units_of_amounts_are_no_facts():
    names = {fact.name for fact in facts("Offer", OFFER)}
    assert names.isdisjoint({"source_id", "as_of", "method", "load_id", "substances", "unit", "period"})


def test_a_unit_without_amounts_is_a_fact():
    assert Fact("unit", "Nm3") in facts("Resource", {"unit": "Nm3"})


@pytest.mark.parametrize(
    ("owner", "name", "properties", "text"),
    [
        (
            "Process",
            "capacity_per_year",
            {"capacity_per_year": 40_000, "activity_unit": "t sludge"},
            "40,000 t sludge/year",
        ),
        ("Process", "capacity_per_year", {"capacity_per_year": 40_000}, "40,000 activity/year"),
        ("Process", "storage_amount", {"storage_amount": 5, "unit": "t"}, "5 unit of main input"),
        ("Resource", "co2e_kg_per_unit", {"co2e_kg_per_unit": 2.5, "unit": "t"}, "2.5 kg CO₂e/t"),
        (
            "Resource",
            "transport_eur_per_unit_km",
            {"transport_eur_per_unit_km": 0.1, "unit": "t"},
            "0.1 EUR/(t·km)",
        ),
        ("Offer", "amount", {"amount": 5}, "5 (unit not given)"),
        ("Offer", "amount", {"amount": 5, "unit": "m3", "period": "once"}, "5 m³, once"),
        ("Offer", "amount", {"amount": 5, "unit": "MW"}, "5 MW"),
        ("Facility", "latitude", {"latitude": 60.25}, "60.25°"),
        ("Measure", "on_schedule", {"on_schedule": False}, "no"),
        ("Stranger", "amount", {"amount": 5, "unit": "t"}, "5 t"),
        ("Stranger", "anything", {"anything": "as it is"}, "as it is"),
    ],
)
def test_units_are_spelt_out(owner, name, properties, text):
    assert text_of(owner, name, properties) == text


def test_amounts_of_inputs_are_per_unit_of_activity():
    assert text_of("INPUT_TO", "amount", {"amount": 0.3, "unit": "MWh"}, "t sludge") == "0.3 MWh per t sludge"


@pytest.mark.parametrize(
    ("owner", "properties", "text"),
    [
        ("Offer", OFFER, "1,200 t/year (900–1,500)"),
        ("Need", {"amount_min": 1, "amount_max": 2, "unit": "t", "period": "day"}, "1–2 t/day"),
        ("ALLOWS", {"tonnes_per_year": 3000.0}, "3,000 t/year"),
        ("Municipality", {"population": 12_345, "amount": True}, "12,345 persons"),
        ("Facility", {"name": "Mill"}, ""),
        ("Offer", {"amount": math.nan}, ""),
    ],
)
def test_the_main_figure_is_the_amount_with_its_interval(owner, properties, text):
    assert main_figure(owner, properties) == text


def test_every_property_of_the_schema_has_a_meaning():
    owners = [*NODES, *RELATIONS]
    assert all(meaning.text for owner in owners for meaning in meanings(owner).values())
    assert all(meanings(owner) for owner in owners)


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_numbers_in_words_keep_six_digits(value):
    assert float(number_in_words(value).replace(",", "")) == pytest.approx(value, rel=1e-5, abs=1e-300)


@given(st.integers())
def test_integers_are_written_in_full(value):
    assert int(number_in_words(value).replace(",", "")) == value


def test_origin_names_the_source_or_falls_back_on_its_id():
    assert origin(OFFER, {"source:register": "Permit register"}).source == "Permit register"
    assert origin(OFFER, {}).source == "source:register"
    assert (origin(OFFER, {}).as_of, origin(OFFER, {}).method) == ("2024-05", "reported")
    assert origin({}, {}).source == ""


@pytest.mark.parametrize(
    ("properties", "uncertain"),
    [({"method": method}, True) for method in ("estimated", "planned", "inferred", "assumed")]
    + [({"method": "measured"}, False), ({"method": "reported", "status": "planned"}, True), ({}, False)],
)
def test_uncertain_is_what_nobody_measured_or_reported(properties, uncertain):
    assert is_uncertain(properties) is uncertain
