"""Every kind of broken condition in a world of a few records, with the amount that is missing by hand."""

from __future__ import annotations

from typing import Any

import pytest

from graph_kb.errors import QueryError, UsageError
from graph_kb.symbiosis.why_not import Broken, Relaxation, WhyNot, why_not, wide
from graph_kb.symbiosis.why_not.technologies import Flow, Technology

from .faults import engine_of, question_of
from .records import every_table
from .tiny import Tiny


def brick() -> Tiny:
    """Ash and lime become bricks: 100 t of ash, 1 t of lime for 10 t of ash."""
    tiny = Tiny()
    tiny.place("north", 60.5)
    tiny.offer("source", "ash", 100.0)
    tiny.offer("lime", "lime", 20.0)
    tiny.plant("kiln", "1 ash, 0.1 lime co_input", "1 brick")
    tiny.need("wall", "brick", 500.0)
    return tiny


def asked(tiny: Tiny, technologies: tuple[Technology, ...] = (), **question: Any) -> WhyNot:
    world = tiny.world(**question)
    graph = wide(world.day, every_table(world.nodes, world.links))
    need = question_of(world, need="need:wall")
    return why_not(engine_of(world), need, graph, technologies=technologies, seconds=5.0)


def only(tiny: Tiny, **question: Any) -> tuple[Broken, Relaxation]:
    """The one broken condition of the first relaxation, and the relaxation."""
    found = asked(tiny, **question)
    assert (found.certified, found.conditional) == (0, 0)
    (broken,) = found.relaxations[0].broken
    return broken, found.relaxations[0]


def waste(tiny: Tiny) -> None:
    """The ash is waste of a code that the site of the kiln has a permit for."""
    said = {"code": "100101", "display": "x", "level": "code", "title": "x", "valid_from": "2015", "hazardous": False}
    code = tiny.node("WasteCode", "100101", **said)
    other = tiny.node("WasteCode", "200101", **{**said, "code": "200101"})
    tiny.link("CODED", "offer:source", code)
    tiny.get("offer:source")["legal_status"] = "waste"
    tiny.port("kiln", "ash")["accepts_status"] = ["waste"]
    permit = tiny.node("Permit", "kiln", name="permit")
    tiny.link("HOLDS", "facility:home", permit)
    tiny.link("ALLOWS", permit, other, operation="R5", tonnes_per_year=1000.0)
    tiny.link("ALLOWS", permit, code, operation="R5", tonnes_per_year=1000.0)
    use = tiny.node("Technology", "kiln", name="kiln", activity_unit="t", balanced=True, operation="R5")
    tiny.link("USES", "process:kiln", use)


def test_where_there_is_a_chain_it_says_so():
    found = asked(brick())
    assert (found.certified, found.conditional, found.relaxations) == (1, 0, ())
    assert found.complete


def test_a_conditional_chain_lacks_facts():
    tiny = brick()
    tiny.get("process:kiln")["capacity_per_year"] = None
    tiny.get("need:wall").update(continuity=None)
    found = asked(tiny)
    assert (found.certified, found.conditional) == (0, 1)
    assert {(one.subject, one.says) for one in found.facts} == {
        ("process:kiln", "its capacity is unknown"),
        ("need:wall", "the months that it is there are unknown"),
    }


def test_a_by_product_without_sink_is_a_missing_fact():
    tiny = brick()
    tiny.plant("dusty", "1 ash", "0.9 brick, 0.1 dust by_product")
    tiny.links = [one for one in tiny.links if "process:kiln" not in (one["start"], one["end"])]
    found = asked(tiny)
    assert (found.certified, found.conditional) == (0, 1)
    (fact,) = found.facts
    assert fact.subject == "process:dusty"
    assert "by-product resource:dust has no need" in fact.says


def test_co_input_without_supplier():
    tiny = brick()
    tiny.links = [one for one in tiny.links if one["end"] != "offer:lime"]
    broken, found = only(tiny)
    assert (broken.kind, broken.condition, broken.process, broken.resource) == (
        "co_input", 1, "process:kiln", "resource:lime",
    )  # fmt: skip
    assert broken.resolver == "facility:home"
    # 1 t of ash needs 0.1 t of lime; with enough of it all 100 t go.
    assert broken.missing == pytest.approx(0.1, rel=1e-4)
    assert found.amount == pytest.approx(100)


def test_too_little_of_a_co_input():
    tiny = brick()
    tiny.get("offer:lime")["amount"] = 2.0
    broken, _ = only(tiny, min_amount=50.0)
    assert (broken.kind, broken.stated) == ("co_input", 2.0)
    assert broken.missing == pytest.approx(3.0, rel=1e-4)
    assert broken.required == pytest.approx(5.0, rel=1e-4)


def test_permit_without_the_code():
    tiny = brick()
    waste(tiny)
    assert asked(tiny).certified == 1
    tiny.links = [one for one in tiny.links if (one["type"], one["end"]) != ("ALLOWS", "wastecode:100101")]
    broken, _ = only(tiny)
    assert (broken.kind, broken.condition, broken.site, broken.code) == ("permit", 7, "facility:home", "100101")
    assert broken.says == "no permit of facility:home allows waste 100101"


def test_permit_for_another_operation():
    tiny = brick()
    waste(tiny)
    for link in tiny.edges("ALLOWS"):
        link["properties"]["operation"] = "D1"
    broken, _ = only(tiny)
    assert broken.kind == "permit"
    assert broken.says == "the permit of facility:home allows waste 100101 for D1, not for R5"


def test_permit_of_too_few_tonnes():
    tiny = brick()
    waste(tiny)
    for link in tiny.edges("ALLOWS"):
        link["properties"]["tonnes_per_year"] = 30.0
    broken, _ = only(tiny, min_amount=50.0)
    assert (broken.kind, broken.more["permit"], broken.stated) == ("permit_tonnes", "permit:kiln", 30.0)
    assert broken.missing == pytest.approx(20.0, rel=1e-4)


def test_composition():
    tiny = brick()
    tiny.get("offer:source").update(substances=["Cd"], shares=[0.05])
    tiny.port("kiln", "ash").update(substances=["Cd"], limit_max=[0.02])
    broken, _ = only(tiny)
    assert (broken.kind, broken.condition, broken.substance, broken.process) == (
        "composition", 5, "Cd", "process:kiln",
    )  # fmt: skip
    assert broken.missing == pytest.approx(0.03)


def test_temperature_and_moisture():
    tiny = brick()
    tiny.get("offer:source")["temperature_c"] = 30.0
    tiny.port("kiln", "ash")["min_temperature_c"] = 45.0
    broken, _ = only(tiny)
    assert (broken.kind, broken.condition, broken.missing, broken.unit) == ("temperature", 6, 15.0, "K")
    assert "heat pump" in broken.says
    tiny.port("kiln", "ash")["min_temperature_c"] = 20.0
    tiny.get("offer:source")["moisture"] = 0.6
    tiny.port("kiln", "ash")["max_moisture"] = 0.4
    broken, _ = only(tiny)
    assert broken.kind == "moisture"
    assert broken.missing == pytest.approx(0.2)


def test_legal_status():
    tiny = brick()
    tiny.port("kiln", "ash")["accepts_status"] = ["by_product"]
    broken, _ = only(tiny)
    assert (broken.kind, broken.condition) == ("status", 7)
    assert broken.says == "it is product, and only by_product is taken"


def test_capacity_and_least_load():
    tiny = brick()
    tiny.get("process:kiln").update(capacity_per_year=12.0, running_per_year=10.0)
    broken, found = only(tiny, min_amount=50.0)
    assert (broken.kind, broken.condition, broken.process) == ("capacity", 4, "process:kiln")
    assert broken.stated == pytest.approx(2.0)
    assert broken.missing == pytest.approx(48.0, rel=1e-4)
    assert found.amount == pytest.approx(100)
    tiny.get("process:kiln").update(capacity_per_year=300.0, running_per_year=0.0, min_load_share=0.5)
    tiny.get("offer:lime")["amount"] = 500.0
    broken, _ = only(tiny)
    assert (broken.kind, broken.stated) == ("minimum_load", 150.0)
    assert broken.missing == pytest.approx(50.0, rel=1e-4)


def test_season():
    tiny = brick()
    tiny.get("offer:source").update(continuity="seasonal", months=[6, 7, 8])
    tiny.get("need:wall").update(continuity="seasonal", months=[11, 12, 1, 2])
    broken, _ = only(tiny)
    assert (broken.kind, broken.condition, broken.missing, broken.unit) == ("season", 8, 7, "months")
    assert (broken.offer, broken.need) == ("offer:source", "need:wall")


def test_distance_of_a_leg_and_in_total():
    tiny = brick()
    tiny.links = [one for one in tiny.links if one["type"] != "AT"]
    tiny.link("AT", "need:wall", "facility:north")
    # Half a degree, by road: 6371.0088 km x pi / 360 x 1.3 = 72.277 km, rounded up to metres.
    broken, found = only(tiny, max_leg_km=70.0)
    assert (broken.kind, broken.condition, broken.unit) == ("distance", 9, "km")
    assert broken.missing == pytest.approx(72.277 - 70, abs=0.0011)
    assert (broken.need, found.amount) == ("need:wall", pytest.approx(100))
    broken, _ = only(tiny, max_total_km=50.0)
    assert broken.kind == "distance"
    assert "in total" in broken.says
    assert broken.missing == pytest.approx(72.277 - 50, abs=0.0011)


def test_amounts_of_need_and_source():
    tiny = brick()
    tiny.get("need:wall")["amount"] = 30.0
    broken, _ = only(tiny, min_amount=50.0)
    assert (broken.kind, broken.need, broken.stated) == ("need_amount", "need:wall", 30.0)
    assert broken.missing == pytest.approx(20.0, rel=1e-4)
    tiny.get("need:wall")["amount"] = 500.0
    broken, found = only(tiny, min_amount=150.0)
    assert (broken.kind, broken.offer, broken.stated) == ("amount", "offer:source", 100.0)
    assert broken.missing == pytest.approx(50.0, rel=1e-4)
    assert found.amount == pytest.approx(150.0, rel=1e-4)


def test_closed_site_and_lot_that_comes_once():
    tiny = brick()
    tiny.links = [one for one in tiny.links if one["type"] != "RUNS"]
    tiny.link("RUNS", "facility:north", "process:kiln")
    tiny.get("facility:north")["status"] = "closed"
    broken, _ = only(tiny)
    assert (broken.kind, broken.condition, broken.site, broken.resolver) == (
        "closed", 12, "facility:north", "facility:north",
    )  # fmt: skip
    tiny.get("facility:north")["status"] = "running"
    tiny.get("offer:source")["continuity"] = "one_off"
    broken, _ = only(tiny)
    assert (broken.kind, broken.offer) == ("one_off", "offer:source")


def test_a_recipe_that_makes_mass():
    tiny = brick()
    tiny.port("kiln", "brick")["amount"] = 1.5
    broken, _ = only(tiny)
    assert (broken.kind, broken.condition, broken.process) == ("recipe", 3, "process:kiln")


def test_missing_technology():
    tiny = brick()
    tiny.links = [one for one in tiny.links if one["type"] != "RUNS"]
    broken, found = only(tiny)
    assert (broken.kind, broken.resource, found.value) == ("technology", "resource:brick", None)
    flows = Flow("resource:ash", "main", 1.0), Flow("resource:brick", "main", 0.5, status="product")
    press = Technology("technology:press", flows[:1], flows[1:])
    (relaxation,) = asked(tiny, (press,)).relaxations
    assert relaxation.broken[0].resolver == "technology:press"
    assert (relaxation.processes, relaxation.amount) == (("technology:press",), pytest.approx(100))


def test_two_conditions_where_one_is_not_enough():
    tiny = brick()
    tiny.get("process:kiln")["capacity_per_year"] = 0.5
    tiny.port("kiln", "ash")["accepts_status"] = ["by_product"]
    found = asked(tiny).relaxations
    assert [one.kind for one in found[0].broken] == ["status", "capacity"]
    assert all(len(one.broken) == 2 for one in found)


def test_a_feeder_whose_lane_is_broken():
    tiny = brick()
    tiny.links = [one for one in tiny.links if one["end"] != "offer:lime"]
    tiny.offer("stone", "stone", 100.0)
    tiny.plant("burner", "2 stone", "1 lime")
    tiny.port("kiln", "lime")["accepts_status"] = ["by_product"]
    broken, found = only(tiny)
    assert (broken.kind, broken.process, broken.more["maker"]) == ("status", "process:kiln", "process:burner")
    assert found.feeders == ("process:burner",)


def test_one_condition_comes_before_two_and_the_plausible_one_first():
    tiny = brick()
    tiny.get("process:kiln").update(capacity_per_year=300.0, min_load_share=0.5)
    tiny.get("offer:lime")["amount"] = 500.0
    kinds = [[one.kind for one in relaxation.broken] for relaxation in asked(tiny).relaxations]
    assert kinds[:2] == [["minimum_load"], ["amount"]]


def test_what_is_wrong_is_refused():
    world = brick().world()
    with pytest.raises(UsageError):
        why_not(engine_of(world), question_of(world, need=None))
    with pytest.raises(QueryError):
        why_not(engine_of(world), question_of(world, need="need:nowhere"))
