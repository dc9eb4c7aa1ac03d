"""Paths of the Helsinki-Uusimaa starter set: its named paths can be walked in the tables."""

import csv
from collections import defaultdict, deque
from pathlib import Path

import pytest

import graph_kb.reference

FOLDER = Path(graph_kb.reference.__file__).parent / "uusimaa"


def table(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader((FOLDER / f"{name}.csv").read_text(encoding="utf-8").splitlines()))


def steps(name: str, start: str, end: str, **wanted: str) -> dict[str, set[str]]:
    """From each start to its ends, in the rows that have the wanted cells."""
    found: dict[str, set[str]] = defaultdict(set)
    for row in table(name):
        if all(row[column] == value for column, value in wanted.items()):
            found[row[start]].add(row[end])
    return found


def walk(start: str, *moves: dict[str, set[str]]) -> set[str]:
    """Everything that the moves lead to, one after another; the start only where a loop returns to it."""
    seen: set[str] = set()
    waiting = deque([start])
    while waiting:
        here = waiting.popleft()
        for there in {end for move in moves for end in move.get(here, ())} - seen:
            seen.add(there)
            waiting.append(there)
    return seen


def sent_from(facility: str) -> set[str]:
    """Facilities that exchanges lead to."""
    return walk(facility, steps("exchanges", "from_id", "to_id"))


def reached_from(offer: str) -> set[str]:
    """Resources, processes and needs on the paths from an offer; main inputs only."""
    return walk(
        offer,
        steps("offers", "id", "resource_id"),
        steps("kinds", "resource_id", "broader_id"),
        steps("needs", "resource_id", "id"),
        steps("process_inputs", "resource_id", "process_id", role="main"),
        steps("process_outputs", "process_id", "resource_id"),
    )


@pytest.mark.parametrize(
    ("start", "stops"),
    [
        ("hsy-mixed-waste-collection", ["vantaa-waste-to-energy-plant", "ammassuo-eco-industrial-centre"]),
        ("rosk-n-roll-mixed-waste-collection", ["vantaa-waste-to-energy-plant", "ammassuo-eco-industrial-centre"]),
        ("viikinmaki-wastewater-treatment-plant", ["katri-vala-heat-pump-plant", "eiranranta-heat-pump-plant"]),
        ("viikinmaki-wastewater-treatment-plant", ["metsapirtti-composting-field"]),
        ("households-and-companies-that-separate-biowaste", ["hsy-ammassuo-biogas-plant"]),
        ("equinix-he5-viikinmaki", ["helen-district-heating-network"]),
        ("telia-helsinki-data-center", ["helen-district-heating-network"]),
        ("nebius-mantsala-data-centre", ["mantsala-district-heating-network"]),
        ("microsoft-hepokorpi-data-centre", ["fortum-district-heating-network-espoo-kauniainen-kirkkonummi"]),
        ("kilpilahti-industrial-area", ["kilpilahti-vuosaari-heat-transfer-line", "helen-district-heating-network"]),
        ("house-factories", ["revisol-glass-wool-grinding", "leca-light-aggregate-production"]),
        ("syklo-plasterboard-sorting", ["gyproc-plant-kirkkonummi"]),
        ("rudus-konala-recycling-site", ["kivikontie-interchange-work-site"]),
        ("genencor-hanko-enzyme-plant", ["adven-hanko-biogas-plant", "hangon-puhdistamo"]),
        ("hangon-puhdistamo", ["adven-hanko-biogas-plant", "hangon-puhdistamo", "hanko-district-heating-network"]),
        (
            "fazer-bakeries-vantaa-lahti-lappeenranta",
            ["gasum-biogas-plants", "fazer-bakeries-vantaa-lahti-lappeenranta"],
        ),
        ("st1-etanolix-plant-vantaa", ["st1-hamina-dehydration-plant"]),
    ],
)
def test_exchanges_lead_along_the_named_paths(start: str, stops: list[str]) -> None:
    assert {f"facility:{stop}" for stop in stops} <= sent_from(f"facility:{start}")


@pytest.mark.parametrize(
    ("offer", "stops"),
    [
        (
            "vantaa-waste-to-energy-plant/raw-slag",
            [
                "process:ammassuo-eco-industrial-centre/bottom-ash-slag-treatment",
                "resource:mineral-fraction-of-slag",
                "need:ammassuo-eco-industrial-centre/mineral-fraction-of-slag",
            ],
        ),
        (
            "viikinmaki-wastewater-treatment-plant/purified-wastewater",
            [
                "process:katri-vala-heat-pump-plant/heat-pump-on-purified-wastewater-to-district-heat",
                "resource:cooled-purified-wastewater",
                "process:eiranranta-heat-pump-plant/heat-pump-on-purified-wastewater-to-district-heat",
                "need:helen-district-heating-network/district-heat",
            ],
        ),
        (
            "households-and-companies-that-separate-biowaste/household-and-company-biowaste",
            ["resource:biogas", "need:organic-farms-near-gasum-lohja/digestate-fertiliser"],
        ),
        ("new-construction-sites/plasterboard-waste", ["need:gyproc-plant-kirkkonummi/recycled-gypsum"]),
        ("suomenoja-demolition-site/concrete-waste", ["need:espoo-infrastructure-works/crushed-concrete"]),
        ("rudus-konala-recycling-site/betoroc", ["need:espoo-infrastructure-works/crushed-concrete"]),
        (
            "destaclean-tuusula-wood-waste-plant/recycled-wood-fibre",
            ["need:destaclean-hyvinkaa-wood-stone-plant/recycled-wood-fibre"],
        ),
        (
            "waste-and-demolition-firms-that-deliver-roofing-felt/roofing-felt-waste",
            ["need:tarpaper-recycling-sites/roofing-felt-waste"],
        ),
        ("revisol-glass-wool-grinding/ground-glass-wool", ["resource:leca-from-glass-wool"]),
        (
            "equinix-he3-suvilahti/data-centre-waste-heat",
            ["need:vantaa-district-heating-network/low-temperature-excess-heat"],
        ),
        (
            "fazer-bakeries-vantaa-lahti-lappeenranta/inedible-bakery-waste",
            ["need:gasum-biogas-plants/inedible-bakery-waste", "need:st1-etanolix-plant-vantaa/bakery-side-streams"],
        ),
        ("hsy-pilot-pyrolysis-plant/biochar", ["need:helsinki-green-structures/biochar"]),
    ],
)
def test_paths_lead_from_offers_to_needs(offer: str, stops: list[str]) -> None:
    assert set(stops) <= reached_from(f"offer:{offer}")


def test_what_was_not_stated_is_no_exchange() -> None:
    rows = table("exchanges")
    assert not [row for row in rows if row["from_id"] == "facility:remeo-vantaa-recycling-plant"]
    assert {row["status"] for row in rows if "kilpilahti" in row["from_id"]} == {"planned"}


def test_needs_end_at_a_site_and_heat_is_carried_with_the_water() -> None:
    assert all(row["facility_id"] for row in table("needs"))
    pumps = {row["id"] for row in table("processes") if "heat-pump-on-purified-wastewater" in row["technology_id"]}
    assert len(pumps) == 3
    for name in pumps:
        roles = {row["resource_id"]: row["role"] for row in table("process_inputs") if row["process_id"] == name}
        assert roles["resource:electricity"] == "co_input"
        assert sorted(roles.values()) == ["co_input", "co_input", "main"]


def test_the_hanko_loop_returns_to_where_it_began() -> None:
    assert "facility:hangon-puhdistamo" in sent_from("facility:hangon-puhdistamo")


def test_what_is_sorted_out_of_mixed_waste_is_not_taken_for_what_was_kept_apart() -> None:
    """No source says that these fit where biowaste or recyclable commercial waste is needed."""
    kinds = {(row["resource_id"], row["broader_id"]) for row in table("kinds")}
    assert ("resource:biowaste-fraction", "resource:biowaste") not in kinds
    assert ("resource:commercial-reject", "resource:commercial-waste") not in kinds
