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


@pytest.fixture(scope="module")
def parts() -> set[str]:
    """The centre and what is part of it, in at most three steps."""
    found = {FACILITY}
    for _ in range(3):
        found |= {row["part_id"] for row in table("facility_parts") if row["whole_id"] in found}
    return found


def test_paths_from_ammassuo_are_those_of_a_plain_walk(answers, broader, parts):
    sites = {row["id"]: row for row in table("facilities")}
    # Nothing that has closed or ended is near these paths, so that the plain walk need not know the rule.
    assert not [site for site in parts if sites[site]["status"] == "closed" or sites[site]["until"]]
    offers = [row for row in table("offers") if row["facility_id"] in parts]
    assert len({row["facility_id"] for row in offers}) == 6
    expected = {
        (offer["facility_id"], offer["id"], *path) for offer in offers for path in walk(offer["resource_id"], broader)
    }
    found = {(row["facility_id"], row["offer_id"], tuple(row["process_ids"]), row["need_id"]) for row in answers[0]}
    assert found == expected


def test_without_its_parts_the_centre_has_its_own_paths_alone(base, answers):
    own = base.query("paths_from_facility", {"facility_id": FACILITY, "include_parts": False}).rows
    assert {row["facility_id"] for row in own} == {FACILITY}
    assert sorted(map(str, own)) == sorted(str(row) for row in answers[0] if row["facility_id"] == FACILITY)


def test_paths_from_ammassuo_by_hand(answers):
    """Read off the tables: slag goes into structures of the centre, its parts make things for farms and factories."""
    found = {(row["facility"], row["offer"], row["need"]) for row in answers[0] if row["hops"] == 0}
    centre = "Ämmässuo eco-industrial centre"
    assert {
        (
            centre,
            "Mineral fraction of slag of Ämmässuo",
            "Mineral fraction of slag for structures of the centre",
        ),
        (centre, "Electricity of Ämmässuo sold to the grid", "Electricity for Viikinmäki"),
        (
            "HSY Ämmässuo biogas plant",
            "Organic fertiliser of the Ämmässuo biogas plant",
            "Organic fertiliser for farms near Lohja",
        ),
        ("HSY pilot pyrolysis plant", "Biochar of the pilot plant", "Biochar for green structures of Helsinki"),
        (
            "Gypsum Recycling plant at Ekomo",
            "Recycled gypsum of Gypsum Recycling",
            "Recycled gypsum for Gyproc",
        ),
    } <= found
    # Compost soil and infrastructure soil are offered, and nobody in the tables needs them.
    assert not any("soil" in row["offer"].lower() for row in answers[0])


def test_each_resource_is_told_once_before_any_comes_again_and_materials_come_first(answers):
    ends = [row["resource_ids"][-1] for row in answers[0]]
    first = len(set(ends))
    assert len(set(ends[:first])) == first == 8
    kinds = {row["id"]: row["kind"] for row in table("resources")}
    offered = [kinds[row["resource_ids"][0]] for row in answers[0].rows[:first]]
    assert offered == ["Material"] * 5 + ["Energy"] * 3


def heat_pairs(broader) -> dict[tuple[str, str], set[str]]:
    """Sender and receiver of data-centre heat, and how it is known: by exchange, need or process."""
    kinds = {resource for resource, above in broader.items() if HEAT in above}
    sites = {row["id"]: row for row in table("facilities")}
    takers = [("need", row["resource_id"], row["facility_id"]) for row in table("needs")]
    at = {row["id"]: row["facility_id"] for row in table("processes")}
    mains = [row for row in table("process_inputs") if row["role"] == "main"]
    takers += [("process", row["resource_id"], at[row["process_id"]]) for row in mains]
    found = defaultdict(set)
    for row in table("exchanges"):
        if row["resource_id"] in kinds and row["status"] != "ended":
            found[row["from_id"], row["to_id"]].add("exchange")
    for offer in (row for row in table("offers") if row["resource_id"] in kinds):
        for way, resource, user in takers:
            giver = offer["facility_id"]
            away = distance_km(sites[giver], sites[user]) if user else None
            if resource in broader[offer["resource_id"]] and giver != user and (away is None or away <= 30):
                found[giver, user].add(way)
    return found


def test_users_of_data_centre_heat_are_those_of_the_tables(answers, broader):
    rows = [row for row in answers[1] if row["way"] != "technology"]
    found = {(row["giver_id"], row["user_id"]): {one.partition(":")[0] for one in row["how"]} for row in rows}
    assert found == heat_pairs(broader)
    assert len(found) == len(rows)
    assert all(row["how"][0].startswith(row["way"]) for row in answers[1])


def test_a_distance_within_one_municipality_is_unknown(answers):
    sites = {row["id"]: row for row in table("facilities")}
    for row in (row for row in answers[1] if row["user_id"]):
        ends = [sites[row["giver_id"]], sites[row["user_id"]]]
        away = distance_km(*ends)
        rough = "municipality" in {end["location_precision"] for end in ends}
        if away == 0 and rough:
            assert (row["distance_km"], row["remarks"]) == (None, ["distance unknown: the same municipality"])
        else:
            assert row["distance_km"] == pytest.approx(away, abs=1e-3)
            assert row["remarks"] == (["distance to a point of a municipality"] if rough else [])


def test_the_answers_of_heat_are_ordered_by_distance_and_name_both_sources(answers):
    near = [row for row in answers[1] if row["way"] in ("need", "process")]
    away = [row["distance_km"] or 0 for row in near]
    assert away == sorted(away)
    needs, offers = ({row["id"]: row for row in table(name)} for name in ("needs", "offers"))
    for row in (row for row in near if row["way"] == "need"):
        stated = {offers[row["flow_ids"][0]]["source_id"]}
        stated |= {needs[use]["source_id"] for use in row["use_ids"] if use in needs}
        assert set(row["source_ids"]) == stated
        # Whether the resource of an offer fits a need is ours to say.
        assert row["weakest_method"] == "inferred"


def test_an_answer_of_heat_is_drawn_from_offer_to_use(base, answers):
    drawn = base.draw(answers[1]).subgraph
    kinds = {node.label for node in drawn.nodes}
    assert kinds == {"Facility", "Offer", "Exchange", "Resource", "Need", "Process", "Technology"}
    linked = {end for link in drawn.links for end in (link.start, link.end)}
    assert linked == {node.id for node in drawn.nodes}
    joins = {(link.type, link.start, link.end) for link in drawn.links}
    offer, broad = "offer:telia-helsinki-data-center/data-centre-waste-heat", "resource:low-temperature-excess-heat"
    need = "need:vantaa-district-heating-network/low-temperature-excess-heat"
    assert {
        ("OFFERS", "facility:telia-helsinki-data-center", offer),
        ("OF", offer, HEAT),
        ("KIND_OF", HEAT, broad),
        ("SERVES", broad, need),
        ("AT", need, "facility:vantaa-district-heating-network"),
    } <= joins


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
    hazardous, other = rows[0]["title"].split(", or ")
    assert hazardous.startswith("either 19 08 11*: sludges containing hazardous substances")
    assert other.startswith("19 08 12: sludges from biological treatment of industrial waste water other than")
