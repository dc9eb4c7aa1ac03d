"""A made graph of any size in a store, with all that chains are compiled from.

A process has a site of its own, one of at most 300 technologies and its recipe with amounts of its own: 2 inputs and
2 outputs. Half the streams are offers and half needs, of sites drawn alike. Resources, at most 5,000, are drawn by
power laws. Of what may be unknown, a part is. Plain statements write it, nodes first and then relationships by type,
as a load does.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from graph_kb.store import Graph

BATCH = 10_000
SAID = {"source_id": "source:made", "as_of": "2026", "method": "reported"}
MOST_RESOURCES, MOST_TECHNOLOGIES, CODES, TOWNS = 5_000, 300, 800, 25
STREAMS_POWER, RECIPES_POWER = 0.93, 0.8
STATUSES = ("product", "by_product", "waste", "end_of_waste")
SUBSTANCES = ("As", "Cd", "Cl", "Pb")
SEASONS: tuple[list[int], ...] = ([], [], [1, 2, 3, 4, 10, 11, 12], [5, 6, 7, 8, 9])
OPERATIONS = ("R1", "R3", "R5", None)

Columns = dict[str, Sequence[Any]]
Ranges = dict[str, tuple[float, float, float]]
STREAM: Columns = {
    "period": ("year",),
    "continuity": ("continuous", "seasonal", None),
    "months": SEASONS,
    "legal_status": (*STATUSES, None),
}
CHOICES: dict[str, Columns] = {
    "Resource": {"kind": ("Material",), "unit": ("t",), "transport_mode": ("road",)},
    "WasteCode": {"hazardous": (False, False, True)},
    "Technology": {"activity_unit": ("t",), "operation": OPERATIONS},
    "Facility": {"status": ("running", "running", None), "location_precision": ("site", "municipality")},
    "Permit": {"since": ("2015", "2020-06"), "until": ("2035", None)},
    "Process": {"status": ("running", "running", "planned"), "activity_unit": ("t",)},
    "Offer": STREAM,
    "Need": STREAM | {"limits_complete": (True, False, None)},
    "INPUT_TO": {"accepts_status": (STATUSES, STATUSES[:2], ()), "limits_complete": (True, False, None)},
    "OUTPUTS": {"legal_status": (*STATUSES, None)},
    "ALLOWS": {"operation": OPERATIONS},
}
"""Properties that are drawn from several values, by label or type."""

OFFERED: Ranges = {"moisture": (0, 0.6, 0.3), "temperature_c": (5, 95, 0.3), "price_eur_per_unit": (-20, 90, 0.5)}
NUMBERS: dict[str, Ranges] = {
    "Resource": {
        "transport_eur_per_unit_km": (0.05, 0.3, 1),
        "max_leg_km": (60, 200, 0.3),
        "disposal_eur_per_unit": (5, 120, 0.7),
        "market_price_eur_per_unit": (5, 200, 0.7),
        "co2e_kg_per_unit": (5, 900, 0.5),
    },
    "Process": {
        "capacity_per_year": (1000, 50_000, 1),
        "running_per_year": (100, 1000, 0.8),
        "min_load_share": (0, 0.5, 0.5),
        "fixed_eur_per_year": (1000, 90_000, 0.6),
        "variable_eur_per_activity": (2, 30, 0.8),
    },
    "Offer": OFFERED,
    "Need": OFFERED | {"gate_fee_eur_per_unit": (0, 60, 0.3)},
    "INPUT_TO": {"max_temperature_c": (60, 200, 0.3), "max_moisture": (0.2, 0.9, 0.3)},
    "SUBSTITUTES": {"ratio": (0.5, 1.2, 1)},
    "ALLOWS": {"tonnes_per_year": (100, 9000, 0.5)},
}
"""Numbers that are drawn alike between two ends, and the share of them that is known."""

AMOUNTS = {"Offer": (5.0, 1.6), "Need": (5.0, 1.6), "INPUT_TO": (-0.7, 0.3), "OUTPUTS": (-1.2, 0.3)}
"""Middle and spread of amounts, both of their logarithm."""

SHARES = {"Offer": "shares", "Need": "shares", "INPUT_TO": "limit_max", "OUTPUTS": "shares"}


@dataclass(frozen=True)
class Links:
    """Relationships of one type: labels and row numbers of their starts and ends, and the role of all of them."""

    type: str
    start: str
    starts: np.ndarray
    end: str
    ends: np.ndarray
    role: str | None = None


class Region:
    """What there is and how it is joined; all chance comes from one seed."""

    def __init__(self, processes: int, streams: int, seed: int) -> None:
        self.rng = np.random.default_rng(seed)
        self.towns = self.rng.uniform([60.0, 23.0], [60.9, 26.6], (TOWNS, 2))
        self.sizes = {
            "Resource": min(MOST_RESOURCES, max(20, processes // 2)),
            "WasteCode": CODES,
            "Technology": min(MOST_TECHNOLOGIES, max(10, processes // 33)),
            "Facility": processes,
            "Permit": processes // 5,
            "Process": processes,
            "Offer": streams // 2,
            "Need": streams - streams // 2,
        }

    def write(self, graph: Graph) -> int:
        """Write all of it into an empty graph. Returns the number of nodes and relationships."""
        for label, size in self.sizes.items():
            for rows in _cut(np.arange(size)):
                said: Columns = {
                    "id": _ids(label, rows),
                    "name": _ids("made", rows),
                    **self.properties(label, len(rows)),
                }
                labels = "Resource:Material" if label == "Resource" else label
                _send(graph, f"CREATE (n:{labels}) SET n = r", _records(said))
        written = sum(self.sizes.values())
        for links in self.links():
            match = f"MATCH (a:{links.start} {{id: r.a}}) MATCH (b:{links.end} {{id: r.b}})"
            for rows in _cut(np.arange(len(links.starts))):
                _send(graph, f"{match} CREATE (a)-[x:{links.type}]->(b) SET x = r.said", self._joined(links, rows))
            written += len(links.starts)
        return written

    def _joined(self, links: Links, rows: np.ndarray) -> list[dict[str, Any]]:
        pairs = list(zip(_ids(links.start, links.starts[rows]), _ids(links.end, links.ends[rows]), strict=True))
        ids = ["|".join(filter(None, (links.type, *pair, links.role))) for pair in pairs]
        said: Columns = {"id": ids, "role": [links.role] * len(rows), **self.properties(links.type, len(rows))}
        return [{"a": a, "b": b, "said": record} for (a, b), record in zip(pairs, _records(said), strict=True)]

    def links(self) -> Iterator[Links]:
        """Relationships, those of a type together."""
        every = {label: np.arange(size) for label, size in self.sizes.items()}
        offers, needs, resources = every["Offer"], every["Need"], every["Resource"]
        yield Links("OFFERS", "Facility", self._any("Facility", len(offers)), "Offer", offers)
        yield Links("OF", "Offer", offers, "Resource", self._popular(len(offers), STREAMS_POWER))
        yield Links("SERVES", "Resource", self._popular(len(needs), STREAMS_POWER), "Need", needs)
        yield Links("AT", "Need", needs, "Facility", self._any("Facility", len(needs)))
        yield Links("CODED", "Offer", offers[::3], "WasteCode", self._any("WasteCode", len(offers[::3])))
        yield Links("HOLDS", "Facility", every["Facility"][: len(every["Permit"])], "Permit", every["Permit"])
        allowed = np.repeat(every["Permit"], 3)
        yield Links("ALLOWS", "Permit", allowed, "WasteCode", self._any("WasteCode", len(allowed)))
        yield Links("KIND_OF", "Resource", resources[10:], "Resource", resources[10:] // 10)
        yield Links("SUBSTITUTES", "Resource", resources[1::10], "Resource", resources[::-1][1::10])
        yield from self._recipes(every)

    def _recipes(self, every: dict[str, np.ndarray]) -> Iterator[Links]:
        recipes = self._popular(4 * len(every["Technology"]), RECIPES_POWER).reshape(-1, 4)
        used = self._any("Technology", len(every["Process"]))
        yield Links("RUNS", "Facility", every["Facility"], "Process", every["Process"])
        yield Links("USES", "Process", every["Process"], "Technology", used)
        for label, taken in (("Process", recipes[used]), ("Technology", recipes)):
            for column, role in enumerate(("main", "co_input")):
                yield Links("INPUT_TO", "Resource", taken[:, column], label, every[label], role)
            for column, role in enumerate(("main", "residue"), 2):
                yield Links("OUTPUTS", label, every[label], "Resource", taken[:, column], role)

    def properties(self, name: str, count: int) -> Columns:
        """Properties of so many nodes of a label, or relationships of a type; None where nothing is known."""
        found: Columns = {one: self._of(choices, count) for one, choices in CHOICES.get(name, {}).items()}
        found |= {one: self._numbers(count, *drawn) for one, drawn in NUMBERS.get(name, {}).items()}
        if name in AMOUNTS:
            amounts = self.rng.lognormal(*AMOUNTS[name], count)
            ends = (("amount_min", 0.8), ("amount", 1.0), ("amount_max", 1.2))
            found |= {end: np.round(amounts * share, 3).tolist() for end, share in ends} | {"unit": ["t"] * count}
            names, shares = self._of((None, *SUBSTANCES), count), self._numbers(count, 0, 0.4, 1)
            found["substances"] = [[one] if one else [] for one in names]
            found[SHARES[name]] = [[share] if one else [] for one, share in zip(names, shares, strict=True)]
        if name == "WasteCode":
            found["code"] = [f"{row:06}" for row in range(count)]
        if name == "Facility":
            near = self.towns[self.rng.integers(0, TOWNS, count)] + self.rng.normal(0.0, [0.03, 0.06], (count, 2))
            found["latitude"], found["longitude"] = np.round(near, 5).T.tolist()
        return found

    def _numbers(self, count: int, least: float, most: float, known: float) -> list[float | None]:
        drawn: Any = np.round(self.rng.uniform(least, most, count), 3).astype(object)
        drawn[self.rng.random(count) >= known] = None
        return list(drawn)

    def _of(self, choices: Sequence[Any], count: int) -> list[Any]:
        return [choices[place] for place in self.rng.integers(0, len(choices), count).tolist()]

    def _any(self, label: str, count: int) -> np.ndarray:
        return self.rng.integers(0, self.sizes[label], count)

    def _popular(self, count: int, power: float) -> np.ndarray:
        weight = 1.0 / np.arange(1, self.sizes["Resource"] + 1) ** power
        return self.rng.choice(len(weight), count, p=weight / weight.sum())


def _ids(label: str, rows: np.ndarray) -> list[str]:
    return [f"{label.lower()}:{row:07}" for row in rows.tolist()]


def _cut(rows: np.ndarray) -> Iterator[np.ndarray]:
    return (rows[first : first + BATCH] for first in range(0, len(rows), BATCH))


def _records(columns: Columns) -> list[dict[str, Any]]:
    rows = (zip(columns, values, strict=True) for values in zip(*columns.values(), strict=True))
    return [SAID | {name: value for name, value in row if value is not None} for row in rows]


def _send(graph: Graph, text: str, rows: list[dict[str, Any]]) -> None:
    graph.write(lambda transaction: transaction.run(f"UNWIND $rows AS r {text}", rows=rows).consume())
