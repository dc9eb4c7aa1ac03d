"""A region that grows: plain properties first, so that recipes can still alter them; validated records at the end."""

from __future__ import annotations

import math
import random
from typing import Any

from graph_kb.model import NODES, Link, Node, relation

SAID = {"source_id": "source:survey", "as_of": "2024", "method": "reported"}
TAKES = ["product", "by_product", "end_of_waste"]
UNITS = {"Material": "t", "Energy": "MWh", "Water": "m3"}


class Region:
    """Nodes and relationships as plain properties, with a random generator of its own."""

    def __init__(self, rng: random.Random):
        self.rng = rng
        self.nodes: dict[str, tuple[str, dict[str, Any]]] = {}
        self.links: list[dict[str, Any]] = []
        self.centres = [(60.0 + rng.uniform(0, 0.7), 24.0 + rng.uniform(0, 1.6)) for _ in range(rng.randint(1, 3))]
        self.sites: list[str] = []

    def number(self, low: float, high: float, digits: int = 1) -> float:
        """A short decimal."""
        return round(self.rng.uniform(low, high), digits)

    def node(self, label: str, short: str, /, **properties: Any) -> str:
        found = f"{label.lower()}:{short}"
        while found in self.nodes:
            found += "x"
        self.nodes[found] = (label, {**SAID, "id": found, **properties})
        return found

    def link(self, type_: str, start: str, end: str, **properties: Any) -> dict[str, Any]:
        made = {"type": type_, "start": start, "end": end, "properties": {**SAID, **properties}}
        self.links.append(made)
        return made

    def of(self, label: str) -> list[dict[str, Any]]:
        """Properties of all nodes of a label."""
        return [properties for kind, properties in self.nodes.values() if kind == label]

    def get(self, node: str) -> dict[str, Any]:
        return self.nodes[node][1]

    def edges(self, *types: str) -> list[dict[str, Any]]:
        return [link for link in self.links if link["type"] in types]

    def site(self) -> str:
        """A site of one of the clusters: three at most in each."""
        if len(self.sites) >= 3 * len(self.centres) or (self.sites and self.rng.random() < 0.4):
            return self.rng.choice(self.sites)
        north, east = self.rng.choice(self.centres)
        place = {"latitude": round(north + self.rng.uniform(-0.03, 0.03), 4)}
        place["longitude"] = round(east + self.rng.uniform(-0.06, 0.06), 4)
        made = self.node("Facility", f"f{len(self.sites)}", name="site", status="running", **place)
        self.sites.append(made)
        return made

    def resource(self, name: str, kind: str = "Material", **properties: Any) -> str:
        said = {"name": name, "kind": kind, "unit": UNITS[kind], "transport_mode": "road"}
        said["transport_eur_per_unit_km"] = self.number(0.02, 0.3, 2)
        said["market_price_eur_per_unit"] = self.number(5, 80)
        said["co2e_kg_per_unit"] = self.number(10, 300)
        if self.rng.random() < 0.75:
            said["disposal_eur_per_unit"] = self.number(2, 60)
        return self.node("Resource", name, **{**said, **properties})

    def amounts(self, amount: float, digits: int = 2) -> dict[str, Any]:
        """An interval around an amount."""
        amount = round(amount, digits)
        low, high = round(amount * 0.8, digits), round(amount * self.rng.choice([1.1, 1.25]), digits)
        return {"amount_min": low, "amount": amount, "amount_max": max(high, amount)}

    def stream(self, label: str, resource: str, amount: float, **properties: Any) -> str:
        kind = self.get(resource)
        said = {"name": resource, **self.amounts(amount), "unit": kind["unit"], "period": "year"}
        said |= {"continuity": "continuous"}
        if kind["kind"] == "Material":
            said["legal_status"] = self.rng.choice(["by_product", "product"])
        if label == "Need":
            said["limits_complete"] = True
        site = properties.pop("at", None) or self.site()
        made = self.node(label, f"{label[0].lower()}{len(self.of(label))}", **{**said, **properties})
        self.link(*(("OFFERS", site, made) if label == "Offer" else ("AT", made, site)))
        self.link(*(("OF", made, resource) if label == "Offer" else ("SERVES", resource, made)))
        return made

    def process(self, capacity: float, **properties: Any) -> str:
        said: dict[str, Any] = {"name": "process", "activity_unit": "t", "status": "running", "running_per_year": 0.0}
        said["capacity_per_year"] = round(capacity, 1)
        said["variable_eur_per_activity"] = self.number(0, 8)
        if self.rng.random() < 0.4:
            said |= {"status": "planned", "min_load_share": 0.0, "fixed_eur_per_year": self.number(0, 500)}
            del said["running_per_year"]
        site = properties.pop("at", None) or self.site()
        made = self.node("Process", f"p{len(self.of('Process'))}", **{**said, **properties})
        self.link("RUNS", site, made)
        return made

    def takes(
        self, process: str, resource: str, amount: float, role: str = "main", **properties: Any
    ) -> dict[str, Any]:
        said = {"role": role, **self.amounts(amount, 3), "unit": self.get(resource)["unit"], "limits_complete": True}
        if self.get(resource)["kind"] == "Material":
            said["accepts_status"] = TAKES
        return self.link("INPUT_TO", resource, process, **{**said, **properties})

    def makes(
        self, process: str, resource: str, amount: float, role: str = "main", **properties: Any
    ) -> dict[str, Any]:
        said = {"role": role, **self.amounts(amount, 3), "unit": self.get(resource)["unit"]}
        if self.get(resource)["kind"] == "Material":
            said["legal_status"] = "product" if role == "main" else "by_product"
        return self.link("OUTPUTS", process, resource, **{**said, **properties})

    def site_of(self, node: str) -> str:
        """Where an offer, a need or a process is."""
        for link in self.edges("OFFERS", "RUNS", "AT"):
            if node in (link["start"], link["end"]):
                return str(link["end"] if link["type"] == "AT" else link["start"])
        raise KeyError(node)

    def ports(self, process: str, output: bool) -> list[dict[str, Any]]:
        type_, end = ("OUTPUTS", "start") if output else ("INPUT_TO", "end")
        return [link for link in self.edges(type_) if link[end] == process]

    def km(self, one: str, other: str) -> float:
        """Kilometres between two sites, roughly."""
        first, second = self.get(one), self.get(other)
        north, east = first["latitude"] - second["latitude"], first["longitude"] - second["longitude"]
        return math.hypot(111.2 * north, 55 * east)

    def records(self) -> tuple[tuple[Node, ...], tuple[Link, ...]]:
        """Validated records."""
        nodes = tuple(NODES[label].model_validate(properties) for label, properties in self.nodes.values())
        return nodes, tuple(self._link(link) for link in self.links)

    def _link(self, link: dict[str, Any]) -> Link:
        labels = self.nodes[link["start"]][0], self.nodes[link["end"]][0]
        known = relation(link["type"], *labels)
        assert known is not None
        ends = {"start": link["start"], "end": link["end"], "start_label": labels[0], "end_label": labels[1]}
        return Link(type=link["type"], **ends, properties=known.properties.model_validate(link["properties"]))
