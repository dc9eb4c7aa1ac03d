"""The demo's three answers against the shipped tables, read with nothing but the csv module, and by hand."""

from __future__ import annotations

import csv
import math
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


def distance_km(one: dict[str, str], other: dict[str, str]) -> float | None:
    """Great-circle distance of two rows with coordinates (haversine)."""
    if not (one["latitude"] and other["latitude"]):
        return None
    places = [float(row[name]) for row in (one, other) for name in ("latitude", "longitude")]
    lat, lon, to_lat, to_lon = (math.radians(degrees) for degrees in places)
    half = math.sin((to_lat - lat) / 2) ** 2 + math.cos(lat) * math.cos(to_lat) * math.sin((to_lon - lon) / 2) ** 2
    return 2 * 6371.0088 * math.asin(math.sqrt(half))


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
    ends = [row["resource_ids"][-1] for row in answers[0]]
    assert len(set(ends[: len(set(ends))])) == len(set(ends)) == 4
    # Compost soil and infrastructure soil are offered, and nobody in the tables needs them.
    assert not any("soil" in row["offer"].lower() for row in answers[0])


def test_users_of_data_centre_heat_are_those_of_the_tables(answers, broader):
    kinds = {resource for resource, above in broader.items() if HEAT in above}
    sent = {(row["from_id"], row["to_id"]) for row in table("exchanges") if row["resource_id"] in kinds}
    assert {(row["giver_id"], row["user_id"]) for row in answers[1] if row["way"] == "exchange"} == sent
    sites = {row["id"]: row for row in table("facilities")}
    takers = {
        (offer["facility_id"], need["id"])
        for offer in table("offers")
        if offer["resource_id"] in kinds
        for need in table("needs")
        if need["resource_id"] in broader[offer["resource_id"]]
        if (away := distance_km(sites[offer["facility_id"]], sites[need["facility_id"]])) is None or away <= 30
    }
    found = [row for row in answers[1] if row["way"] == "need"]
    assert {(row["giver_id"], row["through_id"]) for row in found} == takers
    for row in found:
        assert row["distance_km"] == pytest.approx(distance_km(sites[row["giver_id"]], sites[row["user_id"]]), abs=1e-3)
        joined = any("already exchanged" in remark for remark in row["remarks"])
        assert joined == ((row["giver_id"], row["user_id"]) in sent)


def test_the_answers_of_heat_are_ordered_by_distance_and_name_both_sources(answers):
    near = [row for row in answers[1] if row["way"] in ("need", "process")]
    away = [row["distance_km"] for row in near if row["distance_km"] is not None]
    assert away == sorted(away)
    needs, offers = ({row["id"]: row for row in table(name)} for name in ("needs", "offers"))
    for row in (row for row in near if row["way"] == "need"):
        both = [offers[row["flow_id"]]["source_id"], needs[row["through_id"]]["source_id"]]
        assert row["source_ids"] == list(dict.fromkeys(both))
        # Whether the resource of an offer fits a need is ours to say.
        assert row["weakest_method"] == "inferred"


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
    assert (microsoft["status"], microsoft["weakest_method"]) == ("planned", "planned")
    tieto = next(row for row in answers[1] if row["giver"] == "Tieto and Elisa data centres in Espoo")
    assert (tieto["amount"], tieto["unit"], tieto["period"]) == (20000, "MWh", "year")


def test_codes_with_an_offer_and_no_need_are_those_of_the_tables(answers):
    def digits(row):
        return "".join(letter for letter in row["waste_code"] if letter.isdigit())

    offered = {digits(row) for row in table("waste_codes") if row["offer_id"]}
    needed = {digits(row) for row in table("waste_codes") if row["need_id"]}
    codes = [code for row in answers[2] for code in (row["code"], *row["either_codes"])]
    found = {code.replace(" ", "").rstrip("*") for code in codes}
    assert found == offered - needed
    assert len(codes) == len(found)


def test_a_mirror_pair_is_one_row_so_that_its_tonnes_count_once(answers):
    rows = [row for row in answers[2] if "Sludge of Hangon Puhdistamo" in row["offers"]]
    assert [(row["code"], row["either_codes"], row["amount"], row["unit"], row["period"]) for row in rows] == [
        ("19 08 11*", ["19 08 12"], 11000, "t", "year")
    ]
