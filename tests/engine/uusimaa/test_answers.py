"""The demo's three answers against the shipped tables, read with nothing but the csv module, and by hand."""

from __future__ import annotations

import csv
from collections import defaultdict
from importlib.resources import files

import pytest

from graph_kb.cli.demo import FACILITY, HEAT, three_answers

FOLDER = files("graph_kb.reference") / "uusimaa"


def table(name: str) -> list[dict[str, str]]:
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as stream:  # type: ignore[call-overload]
        return list(csv.DictReader(stream))


@pytest.fixture(scope="module")
def answers(base):
    return list(three_answers(base).values())


@pytest.fixture(scope="module")
def broader() -> dict[str, set[str]]:
    """Every resource with what it is a kind of, in at most three steps, itself included."""
    above = defaultdict(set)
    for row in table("kinds"):
        above[row["resource_id"]].add(row["broader_id"])
    found = {}
    for row in table("resources"):
        reached = {row["id"]}
        for _ in range(3):
            reached |= {up for one in reached for up in above[one]}
        found[row["id"]] = reached
    return found


def walk(resource: str, broader: dict[str, set[str]], seen: tuple[str, ...] = ()) -> set[tuple[tuple[str, ...], str]]:
    """Processes and need of every path from a resource, at most three processes, none twice."""
    needs = {row["id"] for row in table("needs") if row["resource_id"] in broader[resource]}
    found = {(seen, need) for need in needs}
    if len(seen) == 3:
        return found
    takers = {
        row["process_id"]
        for row in table("process_inputs")
        if row["role"] == "main" and row["resource_id"] in broader[resource] and row["process_id"] not in seen
    }
    for process in takers:
        for row in table("process_outputs"):
            if row["process_id"] == process and row["role"] != "loss":
                found |= walk(row["resource_id"], broader, (*seen, process))
    return found


def test_paths_from_ammassuo_are_those_of_a_plain_walk(answers, broader):
    offers = [row for row in table("offers") if row["facility_id"] == FACILITY]
    assert len(offers) == 4
    expected = {(offer["id"], *path) for offer in offers for path in walk(offer["resource_id"], broader)}
    found = {(row["offer_id"], tuple(row["process_ids"]), row["need_id"]) for row in answers[0]}
    assert found == expected


def test_paths_from_ammassuo_by_hand(answers):
    """Read off the tables: slag's mineral fraction goes into structures of the centre itself; electricity to needs."""
    found = {(row["offer"], row["need"]) for row in answers[0] if row["hops"] == 0}
    assert ("Mineral fraction of slag of Ämmässuo", "Mineral fraction of slag for structures of the centre") in found
    assert ("Electricity of Ämmässuo sold to the grid", "Electricity for Viikinmäki") in found
    # Compost soil and infrastructure soil are offered, and nobody in the tables needs them.
    assert not any("soil" in row["offer"].lower() for row in answers[0])


def test_users_of_data_centre_heat_are_those_of_the_tables(answers, broader):
    kinds = {resource for resource, above in broader.items() if HEAT in above}
    sent = {(row["from_id"], row["to_id"]) for row in table("exchanges") if row["resource_id"] in kinds}
    assert {(row["giver_id"], row["user_id"]) for row in answers[1] if row["way"] == "exchange"} == sent
    takers = {
        (offer["facility_id"], need["id"])
        for offer in table("offers")
        if offer["resource_id"] in kinds
        for need in table("needs")
        if need["resource_id"] in broader[offer["resource_id"]]
    }
    assert {(row["giver_id"], row["through_id"]) for row in answers[1] if row["way"] == "need"} == takers


def test_users_of_data_centre_heat_by_hand(answers):
    """The cited facts name these exchanges: four centres to Helen's network, Mäntsälä, Microsoft, Tieto and Elisa."""
    found = {(row["giver"], row["user"], row["status"]) for row in answers[1] if row["way"] == "exchange"}
    helen = {
        "Elisa Pasila data centre",
        "Equinix HE3 Suvilahti",
        "Equinix HE5 Viikinmäki",
        "Telia Helsinki Data Center",
    }
    assert {giver for giver, user, _ in found if user == "Helen district heating network"} == helen
    assert ("Nebius Mäntsälä data centre", "Mäntsälä district heating network", "running") in found
    microsoft = next(row for row in answers[1] if row["giver"] == "Microsoft Hepokorpi data centre")
    assert (microsoft["status"], microsoft["method"]) == ("planned", "planned")
    tieto = next(row for row in answers[1] if row["giver"] == "Tieto and Elisa data centres in Espoo")
    assert (tieto["amount"], tieto["unit"], tieto["period"]) == (20000, "MWh", "year")


def test_codes_with_an_offer_and_no_need_are_those_of_the_tables(answers):
    def digits(row):
        return "".join(letter for letter in row["waste_code"] if letter.isdigit())

    offered = {digits(row) for row in table("waste_codes") if row["offer_id"]}
    needed = {digits(row) for row in table("waste_codes") if row["need_id"]}
    found = {row["code"].replace(" ", "").rstrip("*") for row in answers[2]}
    assert found == offered - needed
    sludge = next(row for row in answers[2] if row["code"].replace(" ", "").startswith("190812"))
    assert (sludge["amount"], sludge["unit"], sludge["period"]) == (11000, "t", "year")
