"""Answers of the library on the starter set that its tables and its page promise."""

from __future__ import annotations

import csv
from importlib.resources import files

FOLDER = files("graph_kb.reference") / "uusimaa"


def table(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader((FOLDER / f"{name}.csv").read_text(encoding="utf-8").splitlines()))


def test_heat_in_water_finds_the_heat_pumps_that_take_it_as_co_input(base):
    found = {(row["facility"], row["role"], row["use_name"]) for row in base.query("heat_matches").rows}
    assert ("Viikinmäki wastewater treatment plant", "co_input", "Heat pumps of Katri Vala") in found
    assert ("Katri Vala heat pump plant", "co_input", "Heat pumps of Eiranranta") in found


def test_the_limits_of_the_water_hold_for_the_heat_in_it(base):
    rows = base.query("heat_matches").rows
    pump = [row for row in rows if (row["facility"], row["use_name"]) == (BLOMINMAKI, "Heat pumps of Suomenoja")]
    assert [(row["supply_c"], row["needed_c"], row["verdict"]) for row in pump] == [(10, 10, "fits")]


BLOMINMAKI = "Blominmäki wastewater treatment plant"


def test_heat_is_told_by_what_it_is_a_kind_of_and_not_by_its_name(base):
    named = {row["offer"] for row in base.query("heat_matches").rows}
    narrow = {row["offer"] for row in base.query("heat_matches", {"heat_ids": ["resource:district-heat"]}).rows}
    assert "Waste heat of Telia" in named
    assert "Waste heat of Telia" not in narrow
    assert not any("Electricity" in offer or "Biogas" in offer for offer in named)


def test_closed_sites_offer_nothing(base):
    closed = {row["id"] for row in table("facilities") if row["status"] == "closed"}
    assert len(closed) == 5
    for name in ("direct_matches", "heat_matches", "one_step_missing", "offers_without_need", "substitute_matches"):
        assert not {row["facility_id"] for row in base.query(name).rows} & closed, name
    before = base.query("direct_matches", {"facility_id": "facility:kivikontie-interchange-work-site"}).rows
    then = base.query(
        "direct_matches", {"facility_id": "facility:kivikontie-interchange-work-site", "on": "2015-06-01"}
    ).rows
    assert (len(before), len(then) > 0) == (0, True)


def test_every_grant_is_shown_with_what_it_funds(base):
    rows = [row for row in base.query("projects_and_funding").rows if row["funding_id"]]
    assert {row["funding_id"] for row in rows} == {row["id"] for row in table("funding")}
    assert len(rows) == 14
    assert sorted(row["label"] for row in rows) == ["Facility"] * 5 + ["Project"] * 9
    assert all(row["funded_id"] for row in rows)


def test_a_technology_that_is_only_planned_is_still_a_missing_step(base):
    rows = base.query("one_step_missing").rows
    running = {row["technology_id"] for row in table("processes") if row["status"] == "running"}
    planned = {row["technology_id"] for row in table("processes")} - running
    assert not {row["technology_id"] for row in rows} & running
    assert {row["technology_id"] for row in rows if row["status"] == "planned"} <= planned
    boilers = {tuple(row["planned"]) for row in rows if row["technology"] == "Electric boiler"}
    assert boilers == {("Electric boiler of Eiranranta", "Electric boilers of Kolabacken")}
