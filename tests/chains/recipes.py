"""Recipes of a region: a line of processes to begin with, and the situations that are put on top of it."""

from __future__ import annotations

from typing import Any

from .region import Region

COLD, WARM = [10, 11, 12, 1, 2, 3], [4, 5, 6, 7, 8, 9]


class Plan:
    """A region around one line, and what the recipes know of it."""

    def __init__(self, region: Region, size: int, length: int):
        self.region, self.rng, self.size = region, region.rng, size
        self.scale = region.number(60, 400, 0)
        self.question: dict[str, Any] = {}
        self.line: list[str] = []
        self.taken: set[str] = set()
        self.resources = [region.resource("r0")]
        self.source = region.stream("Offer", "resource:r0", self.scale)
        self.flow = [self.scale]
        hot = self.rng.random() < 0.16
        for place in range(min(length, size)):
            self._step(place, hot and place == min(length, size) - 1)
        goal = round(self.flow[-1] * self.rng.choice([0.5, 0.8, 1.2, 2.0]), 1)
        self.need = region.stream("Need", self.resources[-1], goal, **({"temperature_c": 60.0} if hot else {}))
        self.offer_prices(self.need, 20, 120)

    def _step(self, place: int, hot: bool) -> None:
        """The next process of the line; a hot one is a heat pump, and what it takes becomes heat."""
        region, taken = self.region, self.resources[-1]
        given = 1.0 if self.rng.random() < 0.7 else region.number(1, 2)
        made = region.number(0.55, 0.8, 2)
        plant = region.process(self.flow[-1] / given * self.rng.choice([0.4, 0.8, 1.3, 2.0]))
        if hot:
            taken = self._heat(place)
            made = region.number(1.3, 1.6, 2)
            power = region.resource("power", "Energy", transport_mode="grid", disposal_eur_per_unit=None)
            region.takes(plant, power, region.number(0.3, 0.5, 2), "co_input")
            region.stream("Offer", power, round(self.scale * 0.6, 1), price_eur_per_unit=region.number(20, 90))
        more = {"min_temperature_c": 10.0, "max_temperature_c": 40.0} if hot else {}
        product = region.resource(f"r{place + 1}", "Energy" if hot else "Material")
        region.takes(plant, taken, given, **more)
        region.makes(plant, product, round(made * given, 2), **({"temperature_c": 75.0} if hot else {}))
        self.line.append(plant)
        self.resources.append(product)
        self.flow.append(self.flow[-1] / given * round(made * given, 2))

    def _heat(self, place: int) -> str:
        """Turn the last resource into heat, with its temperature at all streams."""
        taken, region = self.resources[-1], self.region
        region.get(taken).update(kind="Energy", unit="MWh", transport_mode="pipe")
        warm = self.rng.choice([25.0, 30.0, 35.0])
        if place == 0:
            region.get(self.source).update(unit="MWh", temperature_c=warm, legal_status=None)
            if self.rng.random() < 0.3:
                spread = {"temperature_min_c": warm - 5, "temperature_max_c": warm + 5.5}
                region.get(self.source).update(temperature_c=None, **spread)
        for link in region.edges("OUTPUTS"):
            if link["end"] == taken:
                link["properties"].update(unit="MWh", temperature_c=warm, legal_status=None)
        return taken

    def offer_prices(self, node: str, low: float, high: float) -> None:
        if self.rng.random() < 0.7:
            self.region.get(node)["price_eur_per_unit"] = self.region.number(low, high)
        if node.startswith("need") and self.rng.random() < 0.2:
            self.region.get(node)["gate_fee_eur_per_unit"] = self.region.number(1, 30)

    def room(self, count: int) -> bool:
        """Whether so many processes can still be added."""
        return len(self.region.of("Process")) + count <= self.size

    def material(self, place: int) -> bool:
        return self.region.get(self.resources[place])["kind"] == "Material"

    def step(self) -> int:
        return self.rng.randrange(len(self.line))

    def need_of(self, plant: str, share: float) -> float:
        """What a port of this amount takes a year, when the line runs as it can."""
        place = self.line.index(plant)
        port = next(one for one in self.region.ports(plant, False) if one["start"] == self.resources[place])
        return self.flow[place] / port["properties"]["amount"] * share

    def co_input(self, plant: str, name: str, share: float | None = None, **more: Any) -> tuple[str, float]:
        """A new co-input of a process of the line: its resource and the amount taken a year."""
        resource = self.region.resource(name)
        share = share or self.region.number(0.1, 0.4, 2)
        self.region.takes(plant, resource, share, "co_input", **more)
        return resource, round(self.need_of(plant, share), 1)

    def by_product(self, plant: str, resource: str, share: float | None = None, **more: Any) -> float:
        """One more output of a process of the line, kept within its mass; the amount made a year."""
        share = share or self.region.number(0.05, 0.15, 2)
        self.region.makes(plant, resource, share, "by_product", **more)
        return round(self.need_of(plant, share), 1)

    def maker(self, resource: str, amount: float, name: str) -> tuple[str, str]:
        """A process that makes so much of a resource from a raw material, and that material."""
        made = self.region.number(0.5, 0.9, 2)
        plant = self.region.process(amount / made * self.rng.choice([1.0, 1.6, 3.0]))
        raw = self.region.resource(name)
        self.region.takes(plant, raw, 1.0)
        self.region.makes(plant, resource, made)
        if self.rng.random() < 0.35:
            rest = self.region.resource(f"{name}-rest")
            self.region.makes(plant, rest, 0.1, "by_product")
            if self.rng.random() < 0.5:
                self.region.stream("Need", rest, round(amount * 0.3, 1))
        return plant, raw

    def plenty(self, resource: str, amount: float) -> str:
        """An offer of enough."""
        made = self.region.stream("Offer", resource, round(amount * self.rng.choice([1.0, 2.0, 4.0]), 1))
        self.offer_prices(made, 2, 40)
        return made

    def too_little(self, resource: str, amount: float) -> None:
        """An offer that is not enough for the least amount asked for."""
        if self.rng.random() < 0.6:
            self.region.stream("Offer", resource, round(amount * 0.05, 2), price_eur_per_unit=self.region.number(1, 9))
            self.question["min_amount"] = round(self.scale * 0.15, 1)

    def fill(self) -> None:
        """Processes between resources that are there already, and offers and needs, up to the sizes asked for."""
        while self.room(1):
            self._filler()
        region, rng = self.region, self.rng
        for label, most, resources in (
            ("Offer", rng.randint(5, 12), self._taken()),
            ("Need", rng.randint(2, 5), self._made()),
        ):
            while len(region.of(label)) < most:
                self.offer_prices(region.stream(label, rng.choice(sorted(resources)), region.number(2, 80)), 1, 50)

    def _needed(self) -> set[str]:
        return {link["start"] for link in self.region.edges("SERVES")}

    def _taken(self) -> set[str]:
        return {link["start"] for link in self.region.edges("INPUT_TO")}

    def _made(self) -> set[str]:
        return {link["end"] for link in self.region.edges("OUTPUTS")}

    def _filler(self) -> None:
        region, rng = self.region, self.rng
        cold = {one["id"] for one in region.of("Resource") if one["kind"] == "Material"}
        taken = rng.choice(sorted((self._taken() | self._made()) & cold) or [self._loose()])
        made = rng.choice(sorted(((self._taken() | self._needed()) & cold) - {taken}) or [self._loose()])
        plant = region.process(region.number(20, 300))
        region.takes(plant, taken, 1.0)
        region.makes(plant, made, region.number(0.4, 0.8, 2))
        if rng.random() < 0.4:
            other = rng.choice(sorted(((self._taken() | self._made()) & cold) - {taken, made}) or [self._loose()])
            region.takes(plant, other, region.number(0.05, 0.3, 2), "co_input")
        rests = sorted((self._made() & cold) - {made})
        if rests and rng.random() < 0.3:
            region.makes(plant, rng.choice(rests), 0.1, "residue")

    def _loose(self) -> str:
        return self.region.resource("loose")
