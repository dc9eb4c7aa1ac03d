"""The recipes of the Helsinki-Uusimaa starter set: which ones close, and that only those run."""

import csv
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

import graph_kb.reference

FOLDER = Path(graph_kb.reference.__file__).parent / "uusimaa"
TABLES = {
    path.stem: list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))
    for path in (*sorted(FOLDER.glob("technolog*.csv")), *sorted(FOLDER.glob("process*.csv")))
}
CLOSES_FROM, CLOSES_TO = 0.95, 1.0005
METHANE_KG, CARBON_DIOXIDE_KG = 0.717, 1.977
"""Mass of a normal cubic metre."""
BIOGAS_KG = 0.6 * METHANE_KG + 0.4 * CARBON_DIOXIDE_KG
"""Mass of a cubic metre of biogas with 60 % methane, the typical share that the recipes cite."""
TONNES_PER_UNIT = {
    ("raw-biogas", "m3"): BIOGAS_KG / 1000,
    ("biogas", "MWh"): BIOGAS_KG / (0.6 * 9.97),
    ("biomethane", "Nm3"): (0.945 * METHANE_KG + 0.055 * CARBON_DIOXIDE_KG) / 1000,
    ("deionised-water", "m3"): 1.0,
    ("surplus-electrolysis-water", "m3"): 1.0,
    ("reaction-water", "m3"): 1.0,
}


def recipes(owner: str) -> dict[str, tuple[list[dict[str, str]], list[dict[str, str]]]]:
    found: dict[str, tuple[list[dict[str, str]], list[dict[str, str]]]] = defaultdict(lambda: ([], []))
    for side, table in enumerate((TABLES[f"{owner}_inputs"], TABLES[f"{owner}_outputs"])):
        for row in table:
            found[row[f"{owner}_id"]][side].append(row)
    return found


def total(rows: Iterable[dict[str, str]], *, energy: bool) -> float:
    """MWh or tonnes of the ports whose amount is known; fuel gases count by mass."""
    found = 0.0
    for row in rows:
        name, unit = row["resource_id"].removeprefix("resource:"), row["unit"]
        tonnes = 1.0 if unit == "t" else TONNES_PER_UNIT.get((name, unit), 0.0)
        factor = float(unit == "MWh" and not tonnes) if energy else tonnes
        found += factor * float(row["amount"] or 0)
    return found


def closes(inputs: list[dict[str, str]], outputs: list[dict[str, str]]) -> bool:
    """Whether outputs take up the inputs, by mass where mass goes in, else by energy; no energy is created."""
    energy = total(inputs, energy=False) == 0
    taken, made = total(inputs, energy=energy), total(outputs, energy=energy)
    electricity = total(inputs, energy=True)
    created = electricity > 0 and total(outputs, energy=True) > electricity * CLOSES_TO
    return taken > 0 and CLOSES_FROM <= made / taken <= CLOSES_TO and not created


def test_recipes_marked_balanced_are_those_that_close() -> None:
    ports = recipes("technology")
    assert len(TABLES["technologies"]) == 35
    for row in TABLES["technologies"]:
        assert closes(*ports[row["id"]]) == (row["balanced"] == "yes"), row["id"]
        assert row["note"].startswith(("Closes", "Does not close", "No conversion"))


def test_processes_run_balanced_technologies_and_close_themselves() -> None:
    balanced = {row["id"] for row in TABLES["technologies"] if row["balanced"] == "yes"}
    ports = recipes("process")
    for row in TABLES["processes"]:
        assert row["technology_id"] in balanced
        assert closes(*ports[row["id"]]), row["id"]
        assert sum(port["role"] == "main" for port in ports[row["id"]][0]) == 1


def test_no_process_feeds_on_its_own_output() -> None:
    for owner in ("technology", "process"):
        for name, (inputs, outputs) in recipes(owner).items():
            taken, made = ({row["resource_id"] for row in side} for side in (inputs, outputs))
            assert taken & made <= {"resource:heat"}, name


def test_capacities_come_from_facts() -> None:
    given = {row["id"]: float(row["capacity_per_year"]) for row in TABLES["processes"] if row["capacity_per_year"]}
    assert sorted(given.values()) == [60000, 100000, 500000]
    assert all(row["fact"] for row in TABLES["processes"])
