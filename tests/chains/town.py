"""Small worlds written by hand, as model records, and the facts that they are."""

from __future__ import annotations

from typing import Any, NamedTuple

from graph_kb.symbiosis.verifying.facts import Facts, LinkFact, Temperature

from .made import Records

DAY = "2026-06-15"
PLACES = {"a": (60.0, 25.0), "b": (60.1, 25.0), "c": (60.1, 25.2), "d": (59.9, 24.8)}
"""Where the sites of the worlds are."""

_WAYS = {
    "OF": ("OFFERS", "start"),
    "SERVES": ("AT", "end"),
    "INPUT_TO": ("RUNS", "end"),
    "OUTPUTS": ("RUNS", "start"),
}
"""How the site of what a resource is in is found, and which end of the relationship that is."""


class Town(Records):
    """Sites, streams and processes by short names."""

    def link(self, type_: str, start: str, end: str, **said: Any) -> None:
        # The maker of records looks through all of them for one that is there: too slow for thousands.
        before, self.links = self.links, []
        super().link(type_, start, end, **said)
        before += self.links
        self.links = before

    def resource(self, name: str, kind: str = "Material", unit: str = "t", **said: Any) -> str:
        return self.node("Resource", name, kind=kind, unit=unit, **said)

    def site(self, name: str, latitude: float | None, longitude: float | None = 25.0, **said: Any) -> str:
        said = {"location_precision": "site", **said}
        return self.node("Facility", name, latitude=latitude, longitude=longitude, **said)

    def code(self, code: str, *, hazardous: bool = False) -> str:
        said = {"display": code, "level": "code", "title": code, "valid_from": "2015", "hazardous": hazardous}
        return self.node("WasteCode", code, code=code, **said)

    def offer(self, name: str, site: str, resource: str, amount: float | None, unit: str = "t", **said: Any) -> str:
        codes = said.pop("codes", ())
        said = {"continuity": "continuous", "legal_status": "product", "period": "year", **said}
        offer = self.node("Offer", name, amount=amount, unit=unit, **said)
        self.link("OFFERS", site, offer)
        self.link("OF", offer, resource)
        for code in codes:
            self.link("CODED", offer, code)
        return offer

    def need(self, name: str, site: str, resource: str, amount: float | None, unit: str = "t", **said: Any) -> str:
        said = {"continuity": "continuous", "legal_status": "product", "period": "year", **said}
        said = {"limits_complete": True, **said}
        need = self.node("Need", name, amount=amount, unit=unit, **said)
        self.link("AT", need, site)
        self.link("SERVES", resource, need)
        return need

    def process(self, name: str, site: str, **said: Any) -> str:
        given = {"status": "running", "activity_unit": "t", "capacity_per_year": 1200, "running_per_year": 0, **said}
        process = self.node("Process", name, **given)
        self.link("RUNS", site, process)
        return process

    def takes(self, process: str, resource: str, amount: float | None, role: str = "main", **said: Any) -> None:
        said = {"unit": "t", "limits_complete": True, "accepts_status": ["product", "by_product"], **said}
        self.link("INPUT_TO", resource, process, amount=amount, role=role, **said)

    def makes(self, process: str, resource: str, amount: float | None, role: str = "main", **said: Any) -> None:
        said = {"unit": "t", "legal_status": "product", **said}
        self.link("OUTPUTS", process, resource, amount=amount, role=role, **said)

    def uses(self, process: str, operation: str) -> None:
        said = {"activity_unit": "t", "balanced": True, "operation": operation}
        self.link("USES", process, self.node("Technology", f"of-{process.partition(':')[2]}", **said))

    def permit(self, site: str, allowed: dict[str, float | None], operation: str | None, **said: Any) -> str:
        permit = self.node("Permit", f"of-{site.partition(':')[2]}", **said)
        self.link("HOLDS", site, permit)
        for code, tonnes in allowed.items():
            self.link("ALLOWS", permit, code, operation=operation, tonnes_per_year=tonnes)
        return permit


class Case(NamedTuple):
    """A world and its certificate."""

    records: Town
    certificate: dict[str, Any]


def town(**said: dict[str, Any]) -> Town:
    """A town with a site at each place."""
    made = Town()
    for name, (latitude, longitude) in PLACES.items():
        made.site(name, latitude, longitude, **said.get(name, {}))
    return made


def facts_of(records: Records) -> Facts:
    """The facts that records are, as a graph would give them."""
    nodes = {(node.label(), node.id): _said(node) for node in records.nodes}
    links = tuple(LinkFact(link.type, link.start, link.end, _said(link.properties)) for link in records.links)
    bare = Facts(nodes, links, frozenset())
    return Facts(nodes, links, frozenset(_temperatures(bare)))


def _said(record: Any) -> dict[str, Any]:
    said = record.model_dump(mode="json")
    return {name: value for name, value in said.items() if value is not None and value != []}


def _temperatures(facts: Facts) -> list[Temperature]:
    found = []
    by_type = {
        "OF": ("OFFERS", "start"),
        "SERVES": ("AT", "end"),
        "INPUT_TO": ("RUNS", "end"),
        "OUTPUTS": ("RUNS", "start"),
    }
    for link in facts.links:
        if link.type not in by_type:
            continue
        way, end = by_type[link.type]
        owner, resource = (link.start, link.end) if end == "start" else (link.end, link.start)
        label = {"OF": "Offer", "SERVES": "Need"}.get(link.type)
        said = facts.node(label, owner) if label else link.properties
        names = ["temperature_c"] if link.type == "SERVES" else [name for name in said if "temperature" in name]
        is_flow = said.get("continuity") != "one_off" and said.get("period") != "once" and said.get("role") != "loss"
        if is_flow and any(said.get(name) is not None for name in names if not name.startswith("return")):
            sites = facts.starting(way, owner) if way == "AT" else facts.ending(way, owner)
            for one in sites:
                site = facts.node("Facility", one.end if way == "AT" else one.start) or {}
                found.append(Temperature(resource, site.get("status"), site.get("until")))
    return found
