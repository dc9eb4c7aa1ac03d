"""A made register of any size, for measurements: sites of Finland and what they offer, with amounts.

A stream is a node with two relationships, to its site and to its resource.

    python scripts/made_register.py FOLDER --sites 100000 --streams 1000000

The figures are drawn at random from a fixed seed; no site of it exists.
"""

from __future__ import annotations

import argparse
import csv
import random
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from graph_kb.reference.municipalities import municipalities

MAPPING = """
name: made
title: A made register
provenance: {source_id: source, as_of: date, method: method}
tables:
  - file: sources.csv
    nodes: [{label: Source, properties: [id, title]}]
  - file: resources.csv
    nodes: [{label: Resource, properties: [id, name, kind]}]
  - file: sites.csv
    required: [name, town]
    nodes: [{label: Facility, properties: [id, name, kind, latitude, longitude]}]
    relationships:
      - type: LOCATED_IN
        start: {label: Facility, id: id}
        end: {label: Municipality, id: {column: town, place: municipality}}
  - file: streams.csv
    nodes:
      - label: Offer
        properties:
          id: id
          name: name
          continuity: continuity
          moisture: moisture
          gate_fee_eur_per_unit: gate_fee
          note: note
          amounts: {amount: amount, max: most, unit: unit}
    relationships:
      - {type: OFFERS, start: {label: Facility, id: site}, end: {label: Offer, id: id}}
      - {type: OF, start: {label: Offer, id: id}, end: {label: Resource, id: resource}}
"""
SOURCE = "source:made"
_RESOURCES = 500
_STREAM = ("id", "name", "site", "resource", "amount", "most", "unit", "continuity", "moisture")
_STREAM += ("gate_fee", "note")
_SAID = ("source", "date", "method")


def make(folder: Path, sites: int, streams: int) -> Path:
    """Write the tables and their mapping.

    Args:
        folder: Where they go; made when missing.
        sites: Number of sites.
        streams: Number of streams offered by them.

    Returns:
        The mapping file.
    """
    folder.mkdir(parents=True, exist_ok=True)
    rng = random.Random(7)  # noqa: S311 - nothing is secret here
    told = (SOURCE, "2024", "reported")
    _write(folder / "sources.csv", ("id", "title"), [(SOURCE, "A made register", *told)])
    kinds = ((f"resource:made-{at:03d}", f"Made stream {at:03d}", "Material", *told) for at in range(_RESOURCES))
    _write(folder / "resources.csv", ("id", "name", "kind"), kinds)
    _write(folder / "sites.csv", ("id", "name", "kind", "town", "latitude", "longitude"), _sites(rng, sites))
    _write(folder / "streams.csv", _STREAM, _streams(rng, sites, streams))
    mapping = folder / "mapping.yaml"
    mapping.write_text(MAPPING, encoding="utf-8")
    return mapping


def _write(path: Path, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow([*columns, *_SAID])
        writer.writerows(rows)


def _sites(rng: random.Random, number: int) -> Iterator[Sequence[object]]:
    towns = [town for town in municipalities().values() if town.latitude is not None and town.longitude is not None]
    for at in range(number):
        town = rng.choice(towns)
        place = [f"{middle + rng.uniform(-0.1, 0.1):.5f}" for middle in (town.latitude or 0, town.longitude or 0)]
        name = f"Works {at} of {town.name}"
        yield f"facility:made/{at:07d}", name, "plant", town.name, *place, SOURCE, "2024", "reported"


def _streams(rng: random.Random, sites: int, number: int) -> Iterator[Sequence[object]]:
    for at in range(number):
        amount = rng.lognormvariate(4, 2)
        yield (
            f"offer:made/{at:08d}",
            f"Stream {at % 97} of works {at % sites}",
            f"facility:made/{rng.randrange(sites):07d}",
            f"resource:made-{rng.randrange(_RESOURCES):03d}",
            f"{amount:.2f}",
            f"{amount * 1.3:.2f}",
            rng.choice(("t/a", "t/a", "kg/d", "kt/a")),
            rng.choice(("continuous", "seasonal", "one_off", "")),
            f"{rng.random():.2f}",
            f"{rng.uniform(0, 90):.1f}",
            f"Pick-up by arrangement, gate {at % 7}",
            SOURCE,
            rng.choice(("2023", "2024")),
            rng.choice(("reported", "measured", "estimated")),
        )


def main() -> None:
    """Write a register of the size asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--sites", type=int, default=100_000)
    parser.add_argument("--streams", type=int, default=1_000_000)
    given = parser.parse_args()
    print(f"written for {make(given.folder, given.sites, given.streams)}")


if __name__ == "__main__":
    main()
