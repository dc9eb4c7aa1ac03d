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
