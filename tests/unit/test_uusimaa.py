"""The Helsinki-Uusimaa starter set: complete, cited, balanced, and walkable along its named paths."""

import csv
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

import graph_kb.reference
from graph_kb.intake import Spool, check_source, read_mapping
from graph_kb.intake.batches import link_batches, node_batches
from graph_kb.model import Node
from graph_kb.reference import WasteCode, list_of_waste, mirrors, reference_records

FOLDER = Path(graph_kb.reference.__file__).parent / "uusimaa"
TABLES = {
    path.stem: list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))
    for path in sorted(FOLDER.glob("*.csv"))
}
ACTORS_AND_FLOWS = ("Organisation", "Facility", "Resource", "Process", "Offer", "Need")
NUMBERS = re.compile(r"amount(_min|_max)?|capacity_per_year|running_per_year|stock_limit_t|power(_max)?_mw")


@dataclass
class Loaded:
    """The set as the intake reads it."""

    issues: list[str]
    nodes: dict[str, dict[str, Any]] = field(default_factory=dict)
    labels: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    links: list[tuple[str, str, str, dict[str, Any]]] = field(default_factory=list)

    def ends(self, type_: str, start: str) -> list[str]:
        """Ends of the relationships of a type that start at a node."""
        return [to for name, from_, to, _ in self.links if (name, from_) == (type_, start)]

    def starts(self, type_: str, end: str) -> list[str]:
        """Starts of the relationships of a type that end at a node."""
        return [from_ for name, from_, to, _ in self.links if (name, to) == (type_, end)]


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Loaded:
    reference: dict[str, set[str]] = defaultdict(set)
    for record in reference_records():
        if isinstance(record, Node):
            reference[record.label()].add(record.id)
    with Spool(tmp_path_factory.mktemp("uusimaa") / "spool") as spool:
        summary = check_source(read_mapping(FOLDER / "mapping.yaml"), FOLDER, spool)
        spool.resolve(lambda label, ids: reference[label] & set(ids))
        found = Loaded([str(issue) for issue in [*summary.issues, *spool.doubles(), *spool.dangling()]])
        for batch in node_batches(spool.base, 500):
            for node in batch.rows():
                found.nodes[node.id] = node.properties
                found.labels[node.labels[0]].append(node.id)
        for links in link_batches(spool.base, 500):
            found.links += [(link.type, link.start, link.end, link.properties) for link in links.rows()]
    return found


def cells(*columns: str) -> Iterator[str]:
    yield from (row[name] for rows in TABLES.values() for row in rows for name in columns if row.get(name))


def named(column: str) -> set[str]:
    return {part for cell in cells(column) for part in cell.split()}


def test_intake_takes_every_row(loaded: Loaded) -> None:
    assert loaded.issues == []


def test_enough_nodes_and_cited_values(loaded: Loaded) -> None:
    assert sum(len(loaded.labels[label]) for label in ACTORS_AND_FLOWS) >= 150
    records = [*loaded.nodes.values(), *(properties for *_, properties in loaded.links)]
    cited = [record for record in records if any(NUMBERS.fullmatch(name) for name in record)]
    assert len(cited) >= 300


def test_every_fact_and_every_recipe_row_is_carried() -> None:
    assert named("fact") == {f"UF{number:04d}" for number in range(1, 464)}
    assert named("recipe") == {f"R{number:03d}" for number in range(1, 140)}


def test_every_record_names_source_date_and_method(loaded: Loaded) -> None:
    sources = set(loaded.labels["Source"]) | {"source:municipalities-2025"}
    for record in [*loaded.nodes.values(), *(properties for *_, properties in loaded.links)]:
        assert record["source_id"] in sources
        assert record["as_of"]
        assert record["method"] in {"measured", "reported", "estimated", "planned", "inferred"}


def test_no_row_and_no_column_is_blank() -> None:
    for name, rows in TABLES.items():
        assert rows, name
        assert all(any(row.values()) for row in rows), name
        assert all(None not in row and None not in row.values() for row in rows), name


def test_sources_are_dated_and_no_mirror_is_named() -> None:
    for row in TABLES["sources"]:
        assert row["title"]
        assert row["read_on"] == "2026-11-24"
        assert not re.search(r"uncensored-wiki|02c7k|scribd", row["address"])
        assert row["address"] == "" or row["address"].startswith(("http://", "https://"))


def test_no_contact_persons() -> None:
    text = "\n".join(path.read_text(encoding="utf-8") for path in FOLDER.iterdir())
    assert not re.search(r"[\w.]+@\w+\.\w+|\+358|\b0[45]0[ -]?\d{3}", text)
    assert {name for rows in TABLES.values() for name in rows[0]} & {"contact", "email", "phone", "person"} == set()


def test_codes_are_in_the_list_and_say_why() -> None:
    for row in [*TABLES["waste_codes"], *TABLES["covers"]]:
        assert WasteCode.parse(row["waste_code"]).code.display == row["waste_code"]
        assert row["method"] == "inferred"
        assert row["rule"]
    for code in filter(None, cells("waste_code")):
        assert WasteCode.parse(code).code.level == "code"


def codes_by_stream() -> dict[str, set[str]]:
    found = defaultdict(set)
    for row in TABLES["waste_codes"]:
        found[row["offer_id"] or row["need_id"]].add(WasteCode.parse(row["waste_code"]).code.code)
    return found


def test_mirror_pairs_stay_pairs() -> None:
    listed, pairs = list_of_waste(), mirrors()
    for stream, codes in codes_by_stream().items():
        for code in codes:
            assert pairs.get(code, frozenset()) <= codes, (stream, code)
        entries = {listed[code].hazard_entry for code in codes}
        assert ("mirror_hazardous" in entries) == ("mirror_non_hazardous" in entries), stream


def claims(subject: str, property_: str) -> list[dict[str, str]]:
    tables = [rows for name, rows in TABLES.items() if name.startswith("claims_")]
    return [row for rows in tables for row in rows if (row["subject_id"], row["property"]) == (subject, property_)]


def test_partners_of_ekomo_by_year_are_claims() -> None:
    partners = claims("network:ekomo", "partners")
    found = [(row["as_of"], row["amount"]) for row in partners]
    assert sorted(found) == [
        ("2016", "5"),
        ("2019", "13"),
        ("2020", "14"),
        ("2021", "10"),
        ("2023", "11"),
        ("2023", "16"),
    ]
    assert all(row["chosen"] == "" for row in partners)


@pytest.mark.parametrize(
    ("subject", "property_", "amounts"),
    [
        ("facility:hsy-ammassuo-biogas-plant", "biogas_produced", {"4", "7", "9.5"}),
        ("facility:hsy-ammassuo-biogas-plant", "share_to_digestion", {"50", "80", "90"}),
        ("facility:vantaa-waste-to-energy-plant", "energy_per_tonne_of_waste", {"4.05", "2.8"}),
        ("facility:vantaa-waste-to-energy-plant", "raw_slag_sent_off", {"61107", "76600"}),
        ("facility:vantaa-waste-to-energy-plant", "ash_sent_off", {"3544", "14600"}),
        ("facility:eiranranta-heat-pump-plant", "heat_produced", {"300", "460"}),
        ("facility:eiranranta-heat-pump-plant", "co2_saving", {"80000", "100000"}),
        ("facility:katri-vala-heat-pump-plant", "capacity_heat", {"155", "160"}),
        ("facility:suomenoja-heat-pump-plant", "capacity_heat", {"40", "60", "65"}),
        ("organisation:city-of-espoo", "sells_land", {"26.6", "30.9"}),
        ("facility:telia-helsinki-data-center", "heats_flats", {"14000", "20000", "25000"}),
        ("facility:nebius-mantsala-data-centre", "share_of_district_heat", {"67", "75"}),
        ("facility:nebius-mantsala-data-centre", "site_power", {"40", "75"}),
        ("facility:remeo-vantaa-recycling-plant", "capacity", {"120000", "250000", "60000"}),
        ("facility:remeo-vantaa-recycling-plant", "recycling_rate", {"70", "80"}),
        ("technology:asphalt-with-crushed-roofing-felt", "share_of_bitumen_replaced", {"33", "40", "50"}),
        ("facility:genencor-hanko-enzyme-plant", "side_streams", {"28400", "21000"}),
        ("technology:pyrolysis-to-biochar-wood", "chips_per_biochar", {"1.62", "3.33"}),
    ],
)
def test_contradictions_are_kept_side_by_side(subject: str, property_: str, amounts: set[str]) -> None:
    found = {row["amount"] or row["amount_max"] or row["amount_min"] for row in claims(subject, property_)}
    assert found == amounts


def test_a_chosen_claim_names_its_rule() -> None:
    tables = [rows for name, rows in TABLES.items() if name.startswith("claims_")]
    for row in (row for rows in tables for row in rows):
        assert row["rule"] or not row["chosen"], row["id"]
        assert row["rule"] or row["method"] != "inferred", row["id"]


def test_measure_with_progress_tasks_and_projects(loaded: Loaded) -> None:
    measure = "measure:circular-economy-ecosystems"
    assert loaded.nodes[measure]["on_schedule"] is True
    assert "progress" not in loaded.nodes[measure]
    assert len(loaded.nodes[measure]["goals"]) == 2
    assert [row["value"] for row in claims(measure, "progress")] == ["on schedule"]
    assert len(loaded.ends("HAS_TASK", measure)) == 3
    assert len(loaded.ends("ADVANCES", measure)) == 2
    assert loaded.starts("INCLUDES", measure)


def test_circular_valley_network_with_funding_and_partners(loaded: Loaded) -> None:
    assert loaded.nodes["network:uusimaa-circular-valley"]["themes"] == [
        "food",
        "construction",
        "plastics and textiles",
        "e-waste",
    ]
    study = "project:uusimaa-circular-valley-pre-study"
    assert len(set(loaded.starts("TAKES_PART", study))) == 5
    assert loaded.starts("FUNDS", study) == ["funding:ukke-funding-of-the-uusimaa-circular-valley-pre-study"]
    kinds = {kind for name in loaded.labels["Organisation"] for kind in loaded.nodes[name].get("kinds", [])}
    assert {"company", "municipality", "joint_authority", "network_office", "authority", "research", "funder"} <= kinds


def test_places_outside_the_region_are_named_as_such(loaded: Loaded) -> None:
    assert loaded.ends("LOCATED_IN", "facility:st1-hamina-dehydration-plant") == ["municipality:075"]
    assert loaded.ends("PART_OF", "municipality:075") == ["region:08"]
    for name in loaded.labels["Facility"]:
        site = loaded.nodes[name]
        assert ("latitude" in site) == ("location_precision" in site), name


def test_page_counts_what_is_there(loaded: Loaded) -> None:
    page = (Path(__file__).parents[2] / "docs" / "uusimaa.md").read_text(encoding="utf-8")
    stated = {
        name: int(count.replace(",", "")) for name, count in re.findall(r"^\| (\w+) \| ([\d,]+) \|", page, re.MULTILINE)
    }
    records = [*loaded.nodes.values(), *(properties for *_, properties in loaded.links)]
    counted = {label: len(names) for label, names in loaded.labels.items()}
    counted |= Counter(record["method"] for record in records)
    assert stated == counted
