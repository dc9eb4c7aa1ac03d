"""Why-not on the starter set, through the facade and the command."""

from __future__ import annotations

import json

import pytest

from graph_kb.errors import QueryError

SLAG = "offer:vantaa-waste-to-energy-plant/raw-slag"
CRUSHED = "need:espoo-infrastructure-works/crushed-concrete"
DEMOLITION = "offer:suomenoja-demolition-site/concrete-waste"
HEAT = "offer:equinix-he3-suvilahti/data-centre-waste-heat"
NETWORK = "need:helen-district-heating-network/district-heat"


def test_what_is_missing_has_names_and_who_could_resolve_it(base):
    found = base.why_not(DEMOLITION, CRUSHED)
    row = found.rows[0]
    assert (row["rank"], row["missing"], row["who_id"]) == (
        1,
        "lot that comes once",
        "facility:suomenoja-demolition-site",
    )
    assert "comes once" in row["how_much"]
    assert "offer:" not in row["how_much"]
    assert row["through"]
    assert "there is no chain" in found.message


def test_a_gap_is_named_where_no_technology_is_known(base):
    (row,) = base.why_not(SLAG, CRUSHED).rows
    assert row["missing"] == "missing technology"
    assert "Crushed concrete" in row["how_much"]


def test_a_conditional_chain_lacks_facts(base):
    found = base.why_not(HEAT, NETWORK)
    assert found.why.conditional > 0
    assert {row["missing"] for row in found.rows} == {"fact"}
    assert any("capacity is unknown" in row["how_much"] for row in found.rows)


def test_paths_are_counted_beside_chains(base):
    found = base.paths_and_chains(HEAT)
    assert found.complete
    assert found.total == sum(found.reasons.values()) > 0
    assert found.certified + found.conditional <= found.total


def test_names_that_fit_nothing_are_refused(base):
    with pytest.raises(QueryError):
        base.why_not("no such offer", NETWORK)


def test_the_command_prints_a_table_or_json(graph_kb):
    done = graph_kb("why-not", DEMOLITION, CRUSHED, "--max-processes", "2", "--max-feeders", "0", COLUMNS="160")
    assert done.returncode == 0
    assert "lot that comes once" in done.stdout
    assert "there is no chain" in done.stderr
    assert " unit" not in done.stdout
    done = graph_kb("why-not", DEMOLITION, CRUSHED, "--format", "json")
    assert json.loads(done.stdout)["relaxations"][0]["broken"][0]["kind"] == "one_off"


@pytest.mark.parametrize("given", ["Vantaa waste-to-energy plant", "facility:vantaa-waste-to-energy-plant"])
def test_a_facility_is_told_from_its_offers_and_needs(base, given):
    with pytest.raises(QueryError, match="is a facility") as offered:
        base.why_not(given, NETWORK)
    assert "give one of its offers: " in offered.value.hint
    assert SLAG in offered.value.hint
    with pytest.raises(QueryError, match="is a facility") as needed:
        base.why_not(HEAT, "facility:helen-district-heating-network")
    assert NETWORK in needed.value.hint
    with pytest.raises(QueryError, match="is no Need but an Offer"):
        base.why_not(HEAT, SLAG)


def test_the_number_of_chains_and_their_verb_agree(base):
    electricity = base.why_not(
        "offer:vantaa-waste-to-energy-plant/electricity", "need:viikinmaki-wastewater-treatment-plant/electricity"
    )
    assert electricity.message.startswith("there is 1 certified chain from")


PLANT_HEAT = "offer:vantaa-waste-to-energy-plant/district-heat"
VANTAA = "need:vantaa-district-heating-network/district-heat"


@pytest.mark.parametrize(
    ("options", "asked", "kinds", "told"),
    [
        (("--max-total-km", "5"), {"max_total_km": 5.0}, ["distance"], "within 5 km"),
        (("--max-leg-km", "5"), {"max_leg_km": 5.0}, ["distance"], "with legs of 5 km at most"),
        (("--min-amount", "1e6"), {"min_amount": 1e6}, ["amount"], "of 1,000,000 MWh a year at least"),
        (("--months", "7,8"), {"months": (7, 8)}, [], "in months 7 and 8"),
        (("--end", "high"), {"end": "high"}, [], ""),
        (("--day", "2030-01-01"), {"day": "2030-01-01"}, [], ""),
    ],
)
def test_what_a_chain_is_can_be_said_as_for_chains(base, graph_kb, options, asked, kinds, told):
    answer = json.loads(graph_kb("why-not", PLANT_HEAT, VANTAA, *options, "--format", "json").stdout)
    assert [one["kind"] for row in answer["relaxations"] for one in row["broken"]] == kinds
    same = json.loads(json.dumps(base.why_not(PLANT_HEAT, VANTAA, **asked).facts()))
    assert {**same, "seconds": 0} == {**answer, "seconds": 0}
    shown = graph_kb("why-not", PLANT_HEAT, VANTAA, *options).stderr
    assert (f"only chains {told} were asked for: {options[0]}" in shown) if told else "were asked for" not in shown


def test_chains_and_why_not_have_the_same_options_of_what_a_chain_is():
    from graph_kb.cli.chains import command as chains
    from graph_kb.cli.why_not import command as why_not

    ways = {"k", "need", "objective", "weights", "different", "time_limit", "with_paths", "save", "origin"}
    assert {one.name for one in chains.params} - ways == {one.name for one in why_not.params} - {"offer", "need"}


def test_months_that_are_none_are_refused(graph_kb):
    told = graph_kb("why-not", PLANT_HEAT, VANTAA, "--months", "13")
    assert told.returncode == 2
    assert "write them as 1,2,12" in told.stderr
