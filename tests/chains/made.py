"""Records of a small made graph, drawn at random: every property that chains depend on, stated or not."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Any

from graph_kb.model import NODES, Link, Node, relation

DAY = "2026-06-15"
SAID = {"source_id": "source:made", "as_of": "2026", "method": "reported"}
METHODS = ("measured", "reported", "estimated", "planned", "inferred", "assumed")
DATES = ("2025", "2026", "2027", "2026-05", "2026-06", "2026-06-14", "2026-06-15", "2026-06-16")
STATUSES = ("product", "by_product", "waste", "end_of_waste")
SUBSTANCES = ("As", "Cd", "Cl", "Pb")
UNITS = ("t", "t", "m3", "MWh")


class Records:
    """Nodes and links that have passed the model; ids are the label and a name."""

    def __init__(self) -> None:
        self.nodes: list[Node] = []
        self.links: list[Link] = []
        self._labels: dict[str, str] = {}

    def node(self, label: str, name: str, **said: Any) -> str:
        given = {**SAID, "id": f"{label.lower()}:{name}", **{key: value for key, value in said.items()}}
        if label not in ("WasteCode", "Claim", "Source"):
            given.setdefault("name", name)
        node = NODES[label].model_validate(given)
        self.nodes.append(node)
        self._labels[node.id] = label
        return node.id

    def link(self, type_: str, start: str, end: str, **said: Any) -> None:
        labels = self._labels[start], self._labels[end]
        found = relation(type_, *labels)
        assert found is not None
        properties = found.properties.model_validate({**SAID, **said})
        link = Link(type=type_, start=start, end=end, start_label=labels[0], end_label=labels[1], properties=properties)
        if link.key() not in {one.key() for one in self.links}:
            self.links.append(link)

    def shuffled(self, rng: random.Random) -> Records:
        """The same in another order."""
        other = Records()
        other.nodes, other.links = rng.sample(self.nodes, len(self.nodes)), rng.sample(self.links, len(self.links))
        return other


class Maker:
    """Draws records."""

    def __init__(self, seed: int, size: int) -> None:
        self.rng = random.Random(seed)
        self.size = size
        self.records = Records()
        self.ids: dict[str, list[str]] = {}

    def whole(self) -> Records:
        self._many("WasteCode", self._code)
        self._many("Resource", self._resource)
        self._many("Facility", self._site)
        self._many("Permit", lambda _: self.maybe(since=self.rng.choice(DATES), until=self.rng.choice(DATES)))
        self._many("Technology", lambda _: {"activity_unit": "t", "balanced": True, **self._operation()})
        self._many("Process", lambda _: self._process())
        self._many("Offer", lambda _: self._stream() | self._range())
        self._many("Need", lambda _: self._stream() | self.maybe(limits_complete=self.rng.random() < 0.5))
        self._relate()
        return self.records

    def maybe(self, **said: Any) -> dict[str, Any]:
        """Each of these, or not."""
        return {name: value for name, value in said.items() if self.rng.random() < 0.6}

    def _many(self, label: str, say: Any) -> None:
        self.ids[label] = [
            self.records.node(label, str(at), method=self.rng.choice(METHODS), **say(at)) for at in range(self.size)
        ]

    def _code(self, at: int) -> dict[str, Any]:
        said = {"code": f"{at % 20:06}", "display": "x", "level": "code", "title": "x", "valid_from": "2015"}
        return said | self.maybe(hazardous=self.rng.random() < 0.4)

    def _resource(self, at: int) -> dict[str, Any]:
        said = {"kind": self.rng.choice(("Material", "Energy", "Water", "Service"))}
        return said | self.maybe(
            unit=self.rng.choice(UNITS),
            transport_mode=self.rng.choice(("road", "pipe", "grid")),
            transport_eur_per_unit_km=self.number(),
            max_leg_km=self.number(),
            disposal_eur_per_unit=self.number(),
            market_price_eur_per_unit=self.number() - 40,
            co2e_kg_per_unit=self.number(),
        )

    def _site(self, at: int) -> dict[str, Any]:
        dated = {"until": self.rng.choice(DATES)} if self.rng.random() < 0.2 else {}
        return dated | self.maybe(
            status=self.rng.choice(("running", "running", "running", "planned", "closed")),
            latitude=60 + self.rng.random(),
            longitude=24 + self.rng.random(),
            location_precision=self.rng.choice(("site", "municipality")),
        )

    def _operation(self) -> dict[str, Any]:
        return self.maybe(operation=self.rng.choice(("R1", "R3", "R13", "D1", "D15")))

    def _process(self) -> dict[str, Any]:
        said = {"status": self.rng.choice(("running", "planned")), "activity_unit": "t"}
        return said | self.maybe(
            capacity_per_year=self.number(),
            capacity_by_month=self.rng.choice(([], [5.0] * 6 + [7.0] * 6)),
            running_per_year=self.number(),
            min_load_share=self.rng.random(),
            fixed_eur_per_year=self.number(),
            variable_eur_per_activity=self.number(),
            storage_amount=self.number(),
            start_up_stock=self.rng.choice((0, 3)),
        )

    def _amounts(self) -> dict[str, Any]:
        amount = self.number()
        bounds = {"amount_min": amount / 2, "amount": amount, "amount_max": amount * 2}
        return self.maybe(**bounds) | self.maybe(unit=self.rng.choice(UNITS))

    def _content(self, amounts: str = "shares") -> dict[str, Any]:
        names = self.rng.sample(SUBSTANCES, self.rng.randrange(3))
        return {"substances": names, amounts: [round(self.rng.random(), 3) for _ in names]}

    def _stream(self) -> dict[str, Any]:
        months = [(self.rng.choice((1, 4, 9, 11)) + at) % 12 + 1 for at in range(self.rng.randrange(5))]
        said = self._amounts() | self._content() | {"months": sorted(set(months))}
        return said | self.maybe(
            period=self.rng.choice(("year", "year", "month", "day", "hour", "once")),
            continuity=self.rng.choice(("continuous", "continuous", "seasonal", "one_off")),
            moisture=self.rng.random(),
            temperature_c=self.number(),
            price_eur_per_unit=self.number() - 50,
            gate_fee_eur_per_unit=self.number(),
            legal_status=self.rng.choice(STATUSES),
        )

    def _range(self) -> dict[str, Any]:
        return self.maybe(temperature_min_c=20 + self.number(), temperature_max_c=120 + self.number())

    def _input(self) -> dict[str, Any]:
        said = self._amounts() | self._content("limit_max")
        return said | self.maybe(
            accepts_status=self.rng.sample(STATUSES, self.rng.randrange(4)),
            min_temperature_c=self.number(),
            max_temperature_c=100 + self.number(),
            max_moisture=self.rng.random(),
            limits_complete=self.rng.random() < 0.5,
        )

    def _output(self) -> dict[str, Any]:
        code = f"{self.rng.randrange(25):06}"
        said = self.maybe(legal_status=self.rng.choice(STATUSES), waste_code=code, temperature_c=self.number())
        return self._amounts() | self._content() | said

    def _relate(self) -> None:
        self._streams()
        self._recipes()
        self._permits()
        for _ in range(self.size):
            self._one("KIND_OF", "Resource", "Resource")
            if self.rng.random() < 0.4:
                self._one("SUBSTITUTES", "Resource", "Resource", **self.maybe(ratio=self.rng.choice((0.5, 0.8, 1.2))))

    def _streams(self) -> None:
        for offer in self.ids["Offer"]:
            self._one("OFFERS", "Facility", offer)
            self._one("OF", offer, "Resource")
            for _ in range(self.rng.randrange(3)):
                self._one("CODED", offer, "WasteCode")
        for need in self.ids["Need"]:
            self._one("SERVES", "Resource", need)
            self._one("AT", need, "Facility")

    def _recipes(self) -> None:
        for process in self.ids["Process"]:
            self._one("RUNS", "Facility", process)
            self._one("USES", process, "Technology")
            for role in ("main", "co_input", "catalyst"):
                self._one("INPUT_TO", "Resource", process, role=role, **self._input())
            for role in ("main", "by_product", "residue", "loss"):
                self._one("OUTPUTS", process, "Resource", role=role, **self._output())
        # A recipe of a technology is none of a process.
        self._one("INPUT_TO", "Resource", "Technology", role="main")
        self._one("OUTPUTS", "Technology", "Resource", role="main")

    def _permits(self) -> None:
        for permit in self.ids["Permit"]:
            self._one("HOLDS", "Facility", permit)
            for _ in range(2):
                self._one("ALLOWS", permit, "WasteCode", **self._operation(), **self.maybe(tonnes_per_year=9.5))

    def _one(self, type_: str, start: str, end: str, **said: Any) -> None:
        """A relationship, where an end is an id or a label to choose from; seldom it is missing."""
        ends = [self.rng.choice(self._known(one)) for one in (start, end)]
        if self.rng.random() < 0.95:
            self.records.link(type_, *ends, method=self.rng.choice(METHODS), **said)

    def _known(self, end: str) -> Sequence[str]:
        return self.ids.get(end, [end])

    def number(self) -> float:
        return round(self.rng.uniform(0.1, 100), 2)


def made_records(seed: int, size: int = 12) -> Records:
    """Records of a graph with so many nodes of each label."""
    return Maker(seed, size).whole()
