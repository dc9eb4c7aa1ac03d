"""The schema as one table, and what a record refuses."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from graph_kb.model import NODES, RELATIONS, Link, Offer, Resource, attribute_table, constraints, relation
from graph_kb.model.relationships import Input, Plain, link_key, link_keys, near_end, other_labels
from graph_kb.model.units import CANONICAL, registry

SOURCED = {"source_id": "source:a", "as_of": "2023", "method": "measured"}


def offer(**values: object) -> Offer:
    return Offer(id="offer:a", name="Ash", **{**SOURCED, **values})


def test_every_label_has_a_unique_id_constraint():
    text = "\n".join(constraints())
    for label in NODES:
        assert f"FOR (n:{label}) REQUIRE n.id IS UNIQUE" in text


def test_every_property_says_what_it_means():
    silent = [f"{row.owner}.{row.name}" for row in attribute_table() if not row.text]
    assert silent == []


def test_every_unit_of_the_table_is_known_to_pint_or_explained():
    words = {"as unit", "deg", "activity", "persons", "as objective", "unit of main input"}
    for row in attribute_table():
        if row.unit and row.unit not in words and row.unit not in CANONICAL:
            known = row.unit.replace("unit", "m").replace("activity", "m").replace("·", "*").replace(" CO2e", "")
            registry().parse_units(known.replace("(", "(").replace("EUR", "EUR"))


def test_relationships_join_labels_of_the_model_only():
    for relations in RELATIONS.values():
        for one in relations:
            for start, end in one.ends:
                assert start in NODES, one
                assert end in NODES, one


def test_the_spine_points_the_way_the_material_goes():
    steps = ["OFFERS", "OF", "INPUT_TO", "OUTPUTS", "SERVES", "AT"]
    assert all(any(one.spine for one in RELATIONS[step]) for step in steps)
    assert relation("SERVES", "Resource", "Need")
    assert relation("SERVES", "Need", "Resource") is None


def test_resource_has_its_kind_as_second_label():
    resource = Resource(id="resource:a", name="Slag", kind="Material", **SOURCED)
    assert resource.labels() == ("Resource", "Material")


@pytest.mark.parametrize("amount", [-1.0, math.nan, math.inf])
def test_impossible_amounts_are_refused(amount):
    with pytest.raises(ValidationError):
        offer(amount=amount)


@pytest.mark.parametrize("missing", ["source_id", "as_of", "method"])
def test_provenance_is_mandatory(missing):
    values = {name: value for name, value in SOURCED.items() if name != missing}
    with pytest.raises(ValidationError, match=missing):
        Offer(id="offer:a", name="Ash", **values)


@pytest.mark.parametrize("as_of", ["2023", "2023-05", "2023-05-31"])
def test_dates_may_be_a_year_a_month_or_a_day(as_of):
    assert offer(as_of=as_of).as_of == as_of


@pytest.mark.parametrize("as_of", ["23", "2023-13", "2023-5", "n.d.", "2023-05-32", ""])
def test_other_dates_are_refused(as_of):
    with pytest.raises(ValidationError):
        offer(as_of=as_of)


@pytest.mark.parametrize("bad", ["", " ", "a b", "x\ny", "a'b", 'a"b', "é", "<a>", "a" * 201])
def test_ids_carry_nothing_that_could_break_out(bad):
    with pytest.raises(ValidationError):
        Offer(id=bad, name="Ash", **SOURCED)


def test_substances_and_shares_are_parallel():
    with pytest.raises(ValidationError, match="2 substances but 1 shares"):
        offer(substances=["Cl", "Cd"], shares=[0.1])


@given(st.sampled_from(["main", "co_input", "catalyst"]), st.sampled_from(["main", "co_input", "catalyst"]))
def test_parallel_relationships_are_told_apart_by_role(one, other):
    links = [
        Link(
            type="INPUT_TO",
            start="resource:a",
            end="process:b",
            start_label="Resource",
            end_label="Process",
            properties=Input(role=role, **SOURCED),
        )
        for role in (one, other)
    ]
    assert (links[0].key() == links[1].key()) == (one == other)


def test_key_of_a_plain_relationship_is_its_type_and_ends():
    link = Link(type="OF", start="a", end="b", start_label="Offer", end_label="Resource", properties=Plain(**SOURCED))
    assert link.key() == "OF|a|b"


def test_every_check_across_properties_is_declared():
    """Columns are checked one by one: a check that looks at several properties must say at which."""
    for model in {*NODES.values(), *(one.properties for many in RELATIONS.values() for one in many)}:
        decorators = model.__pydantic_decorators__
        assert not decorators.field_validators, model
        assert bool(decorators.model_validators) == bool(model.checked_together), model
        assert model.checked_together <= model.model_fields.keys()


def test_relationships_are_looked_for_around_the_end_whose_row_states_them():
    found = [(one, pair) for relations in RELATIONS.values() for one in relations for pair in one.ends]
    assert all(near_end(one.type, *pair) == one.describes for one, pair in found if one.describes)
    # Every process takes electricity, and takes few things.
    assert near_end("INPUT_TO", "Resource", "Process") == "end"
    assert near_end("MADE_UP", "Resource", "Process") == "start"


def test_the_other_ends_of_a_relationship_are_those_of_the_model():
    assert other_labels("OFFERS", "Offer", "end") == {"Facility"}
    assert other_labels("OF", "Offer", "start") == {"Resource"}
    assert {"Resource", "Offer"} < other_labels("ABOUT", "Claim", "start")


def test_keys_of_many_relationships_are_those_of_each():
    starts, ends, roles = ["a", "b"], ["c", "d"], [None, "host"]
    assert link_keys("OF", starts, ends) == [link_key("OF", "a", "c"), link_key("OF", "b", "d")]
    assert link_keys("OF", starts, ends, roles) == [link_key("OF", "a", "c"), link_key("OF", "b", "d", "host")]
