"""A certificate that was right, and one fact that has changed: the condition that it breaks is named."""

from __future__ import annotations

import pytest

from graph_kb.symbiosis.verifying import verify

from .changes import changed, without
from .completed import completed
from .town import facts_of
from .towns import CASES

FOOD = "INPUT_TO|resource:food|process:digester|main"
HEAT = "OUTPUTS|process:boiler|resource:heat|main"
ASH = "INPUT_TO|resource:ash|process:kiln|co_input"
ALLOWS = "ALLOWS|permit:of-b|wastecode:200108"

BROKEN = (  # condition, case, subject, what is stated now
    (1, "direct", "facility:a", {"status": "closed"}),
    (1, "direct", "facility:b", {"until": "2026-05"}),
    (1, "direct", "offer:scrap", {"continuity": "one_off"}),
    (1, "line_of_two", "facility:b", {"until": "2026-06-14"}),
    (2, "line_of_two", FOOD, {"amount": 1.1}),
    (2, "line_of_two", HEAT, {"amount": 0.8}),
    (2, "line_of_two", "INPUT_TO|resource:water|process:digester|co_input", {"amount": 0.3}),
    (2, "line_of_two", "OUTPUTS|process:digester|resource:digestate|by_product", {"amount": 0.91}),
    (2, "with_feeder", "OUTPUTS|process:resin|resource:resin|main", {"amount": 0.7}),
    (2, "with_store", "INPUT_TO|resource:grass|process:silo|main", {"amount": 1.01}),
    (3, "with_blend", "OUTPUTS|process:kiln|resource:brick|main", {"amount": 1.3}),
    (4, "line_of_two", "process:digester", {"capacity_per_year": 599}),
    (4, "line_of_two", "process:digester", {"capacity_by_month": [49] * 12}),
    (4, "line_of_two", "process:digester", {"running_per_year": 601}),
    (4, "line_of_two", "process:boiler", {"min_load_share": 0.351}),
    (4, "with_store", "process:silo", {"min_load_share": 0.51}),
    (5, "direct", "offer:scrap", {"shares": [0.0101]}),
    (5, "direct", "need:melt", {"shares": [0.004]}),
    (5, "line_of_two", "need:fields", {"shares": [0.001]}),
    (5, "with_blend", "offer:dirty", {"shares": [0.0041]}),
    (5, "with_blend", ASH, {"limit_max": [0.0019]}),
    (5, "with_blend", "offer:dirty", {"legal_status": "waste"}),
    (6, "line_of_two", "need:heating", {"temperature_c": 85.5}),
    (6, "line_of_two", HEAT, {"temperature_c": 74.9}),
    (7, "line_of_two", ALLOWS, {"tonnes_per_year": 599.5}),
    (7, "line_of_two", ALLOWS, {"operation": "R1"}),
    (7, "line_of_two", "technology:of-digester", {"operation": "D1"}),
    (7, "line_of_two", FOOD, {"accepts_status": ["product"]}),
    (7, "line_of_two", "need:fields", {"legal_status": "waste"}),
    (8, "direct", "offer:scrap", {"months": [1, 2, 3]}),
    (8, "with_store", "offer:grass", {"months": [6, 7, 8]}),
    (8, "with_store", "process:silo", {"storage_amount": 79.5}),
    (8, "with_store", "process:silo", {"capacity_by_month": [20] * 11 + [21]}),
    (8, "with_store", "need:feed", {"months": [1, 2, 3, 4, 5]}),
    (9, "direct", "resource:scrap", {"max_leg_km": 14}),
    (9, "direct", "facility:a", {"latitude": 59.0}),
    (9, "line_of_two", "facility:c", {"longitude": 26.0}),
    (10, "direct", "offer:scrap", {"amount": 99}),
    (10, "direct", "need:melt", {"amount": 8, "period": "month"}),
    (10, "line_of_two", "offer:water", {"amount": 119.9}),
    (10, "line_of_two", "need:fields", {"amount": 299}),
    (10, "with_blend", "offer:clean", {"amount": 7.9}),
)


def numbers(verdict):
    return {violation.condition for violation in verdict.violations}


@pytest.mark.parametrize(("condition", "name", "subject", "said"), BROKEN, ids=lambda value: str(value)[:60])
def test_a_changed_fact_breaks_its_condition(condition, name, subject, said):
    case = CASES[name]()
    verdict = verify(case.certificate, facts_of(changed(case.records, subject, **said)))
    assert condition in numbers(verdict)
    assert verdict.states[condition] == "violated"
    assert verdict.status == "broken"


GONE = (
    (1, "direct", "OFFERS|facility:a|offer:scrap"),
    (1, "direct", "AT|need:melt|facility:b"),
    (1, "direct", "OF|offer:scrap|resource:scrap"),
    (1, "line_of_two", "RUNS|facility:b|process:digester"),
    (1, "line_of_two", FOOD),
    (1, "line_of_two", "OF|offer:water|resource:water"),
    (7, "line_of_two", ALLOWS),
)


@pytest.mark.parametrize(("condition", "name", "key"), GONE)
def test_a_relationship_that_is_gone_breaks_its_condition(condition, name, key):
    case = CASES[name]()
    verdict = verify(case.certificate, facts_of(without(case.records, key)))
    assert condition in numbers(verdict)
    assert verdict.status == "broken"


SOFTER = (  # condition, case, subject, what is stated now, state
    (3, "line_of_two", "OUTPUTS|process:digester|resource:vapour|loss", {"amount": None}, "unknown"),
    (3, "with_blend", "INPUT_TO|resource:clay|process:kiln|main", {"method": "assumed"}, "assumed"),
    (4, "line_of_two", "process:boiler", {"running_per_year": None}, "unknown"),
    (4, "with_feeder", "process:resin", {"min_load_share": None}, "unknown"),
    (4, "with_store", "process:silo", {"method": "inferred"}, "assumed"),
    (5, "direct", "offer:scrap", {"substances": [], "shares": []}, "unknown"),
    (5, "line_of_two", FOOD, {"limits_complete": None}, "unknown"),
    (6, "line_of_two", "need:heating", {"temperature_c": None}, "unknown"),
    (6, "line_of_two", HEAT, {"temperature_c": None}, "unknown"),
    (6, "direct", "need:melt", {"moisture": 0.1}, "unknown"),
    (7, "direct", "offer:scrap", {"legal_status": None}, "unknown"),
    (7, "line_of_two", ALLOWS, {"tonnes_per_year": None}, "unknown"),
    (7, "line_of_two", ALLOWS, {"operation": None}, "unknown"),
    (7, "line_of_two", "permit:of-b", {"method": "assumed"}, "assumed"),
    (7, "line_of_two", "permit:of-b", {"until": "2026"}, "met"),
    (7, "line_of_two", "permit:of-b", {"until": "2025"}, "unknown"),
    (7, "line_of_two", "permit:of-b", {"since": "2026-07"}, "unknown"),
    (8, "direct", "offer:scrap", {"continuity": None}, "unknown"),
    (9, "direct", "facility:a", {"latitude": None}, "unknown"),
    (9, "direct", "facility:a", {"location_precision": "municipality"}, "assumed"),
    (10, "direct", "offer:scrap", {"amount": None}, "unknown"),
    (10, "direct", "offer:scrap", {"unit": "kg"}, "unknown"),
    (10, "direct", "need:melt", {"method": "assumed"}, "assumed"),
    (2, "with_feeder", "resource:tar", {"disposal_eur_per_unit": None}, "unknown"),
)


@pytest.mark.parametrize(("condition", "name", "subject", "said", "state"), SOFTER, ids=lambda value: str(value)[:60])
def test_what_is_not_known_any_more_makes_the_chain_conditional(condition, name, subject, said, state):
    case = CASES[name]()
    facts = facts_of(changed(case.records, subject, **said))
    verdict = verify(completed(case.certificate, facts), facts)
    assert verdict.states[condition] == state
    assert "violated" not in verdict.states.values()
    assert verdict.status == ("certified" if state == "met" else "conditional")
    assert verdict.holds == (state == "met"), verdict.violations


PRICES = (
    ("direct", "resource:scrap", {"disposal_eur_per_unit": 21}),
    ("direct", "resource:scrap", {"transport_eur_per_unit_km": None}),
    ("direct", "need:melt", {"gate_fee_eur_per_unit": None}),
    ("direct", "need:melt", {"price_eur_per_unit": None}),
    ("line_of_two", "process:digester", {"variable_eur_per_activity": None}),
    ("line_of_two", "resource:heat", {"co2e_kg_per_unit": 201}),
    ("line_of_two", "resource:water", {"co2e_kg_per_unit": 0.4}),
    ("line_of_two", "offer:water", {"price_eur_per_unit": 1.6}),
    ("line_of_two", "resource:digestate", {"disposal_eur_per_unit": 31}),
    ("with_feeder", "process:resin", {"fixed_eur_per_year": 501}),
    ("with_feeder", "process:board", {"variable_eur_per_activity": 1}),
    ("with_feeder", "resource:board", {"market_price_eur_per_unit": 199}),
)


@pytest.mark.parametrize(("name", "subject", "said"), PRICES, ids=lambda value: str(value)[:60])
def test_another_price_makes_the_value_wrong(name, subject, said):
    case = CASES[name]()
    verdict = verify(case.certificate, facts_of(changed(case.records, subject, **said)))
    assert numbers(verdict) == {0}
    assert verdict.status == "certified"
