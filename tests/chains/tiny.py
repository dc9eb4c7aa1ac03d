"""Worlds of a few records, in which nothing is there but what a test says: for sums by hand."""

from __future__ import annotations

import random
from typing import Any

from .oracle import Found, chains
from .region import TAKES, UNITS, Region
from .world import QUESTION, World


class Tiny(Region):
    """All is known, at one site `facility:home` unless another is said, without costs, prices or limits."""

    def __init__(self) -> None:
        super().__init__(random.Random(0))
        self.question: dict[str, Any] = {}
        self.place("home")

    def place(self, name: str, north: float = 60.0, east: float = 25.0, **more: Any) -> str:
        return self.node("Facility", name, name=name, status="running", latitude=north, longitude=east, **more)

    def resource(self, name: str, kind: str = "Material", **properties: Any) -> str:
        return self.node("Resource", name, **{"name": name, "kind": kind, "unit": UNITS[kind], **properties})

    def _resource(self, name: str) -> str:
        return f"resource:{name}" if f"resource:{name}" in self.nodes else self.resource(name)

    def _stream(self, label: str, name: str, resource: str, amount: float | None, more: dict[str, Any]) -> str:
        kind = self.get(self._resource(resource))
        said = {"name": name, "amount": amount, "unit": kind["unit"], "period": "year", "continuity": "continuous"}
        site = more.pop("at", "facility:home")
        made = self.node(label, name, **{**said, "legal_status": "product", **more})
        self.link(*(("OFFERS", site, made) if label == "Offer" else ("AT", made, site)))
        self.link(*(("OF", made, kind["id"]) if label == "Offer" else ("SERVES", kind["id"], made)))
        return made

    def offer(self, name: str, resource: str, amount: float | None, **more: Any) -> str:
        return self._stream("Offer", name, resource, amount, more)

    def need(self, name: str, resource: str, amount: float | None, **more: Any) -> str:
        return self._stream("Need", name, resource, amount, {"limits_complete": True, **more})

    def plant(self, name: str, inputs: str, outputs: str, capacity: float | None = 1000.0, **more: Any) -> str:
        """A process. Ports are written `amount resource` or `amount resource role`, with commas between."""
        said = {"name": name, "activity_unit": "t", "status": "running", "running_per_year": 0.0}
        site = more.pop("at", "facility:home")
        made = self.node("Process", name, **{**said, "capacity_per_year": capacity, **more})
        self.link("RUNS", site, made)
        for text, output in ((inputs, False), (outputs, True)):
            for port in text.split(", "):
                amount, resource, *role = port.split()
                self._port(made, output, self._resource(resource), amount, role[0] if role else "main")
        return made

    def _port(self, plant: str, output: bool, resource: str, amount: str, role: str) -> None:
        said = {"role": role, "unit": self.get(resource)["unit"], "amount": None if amount == "?" else float(amount)}
        if output:
            self.link("OUTPUTS", plant, resource, **said, legal_status="product")
        else:
            self.link("INPUT_TO", resource, plant, **said, accepts_status=TAKES, limits_complete=True)

    def port(self, plant: str, resource: str) -> dict[str, Any]:
        """Properties of the port of a process, to alter them."""
        ends = {f"process:{plant}", f"resource:{resource}"}
        return next(
            one["properties"] for one in self.edges("INPUT_TO", "OUTPUTS") if {one["start"], one["end"]} == ends
        )

    def by_product(self, resource: str, *plants: str) -> None:
        """Ports of the plants give the resource as a by-product, and take it as that only: no offer of a product."""
        for one in self.edges("INPUT_TO", "OUTPUTS"):
            ends = {one["start"], one["end"]}
            if f"resource:{resource}" in ends and ends & {f"process:{plant}" for plant in plants}:
                is_output = one["type"] == "OUTPUTS"
                one["properties"] |= {"legal_status": "by_product"} if is_output else {"accepts_status": ["by_product"]}

    def world(self, **question: Any) -> World:
        """The question is of the amount where no weights are given."""
        weights = {"amount": 0.0, "net_value": 0.0, "co2e": 0.0, "distance": 0.0}
        weights[question.pop("by", "amount")] = 1.0
        nodes, links = self.records()
        return World(nodes, links, "offer:source", None, {**QUESTION, "weights": weights, **question})


def certified(world: World) -> dict[tuple[tuple[str, ...], str], Found]:
    """Certified chains by their processes and their need."""
    return {(tuple(sorted(one.processes)), one.need): one for one in chains(world, True)}


def only(world: World) -> Found:
    """The one certified chain."""
    (found,) = chains(world, True)
    return found
