"""What a chain rests on: the records that it is made of, with the properties that count, as certificates list them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from graph_kb.symbiosis.verifying.facts import Facts, LinkFact, Properties
from graph_kb.symbiosis.verifying.lanes import Lane
from graph_kb.symbiosis.verifying.numbers import exact
from graph_kb.symbiosis.verifying.sites import is_assumed
from graph_kb.symbiosis.verifying.states import supplies_of
from graph_kb.symbiosis.verifying.wiring import Wiring
from graph_kb.symbiosis.verifying.world import World

_AMOUNT = "amount amount_min amount_max unit"
_STREAM = (
    f"name {_AMOUNT} period months continuity legal_status price_eur_per_unit gate_fee_eur_per_unit "
    "temperature_c temperature_min_c temperature_max_c moisture substances shares limits_complete"
)
PROPERTIES = {
    "Offer": _STREAM,
    "Need": _STREAM,
    "Process": (
        "name status capacity_per_year capacity_by_month running_per_year min_load_share storage_amount "
        "start_up_stock activity_unit fixed_eur_per_year variable_eur_per_activity"
    ),
    "Resource": (
        "name kind unit transport_mode transport_eur_per_unit_km max_leg_km disposal_eur_per_unit "
        "market_price_eur_per_unit co2e_kg_per_unit"
    ),
    "Facility": "name status until latitude longitude location_precision",
    "Permit": "name since until",
    "Technology": "name operation",
    "WasteCode": "code hazardous",
    "SUBSTITUTES": "ratio",
    "ALLOWS": "tonnes_per_year operation",
    "INPUT_TO": (
        f"{_AMOUNT} accepts_status min_temperature_c max_temperature_c max_moisture substances limit_max "
        "limits_complete"
    ),
    "OUTPUTS": f"{_AMOUNT} legal_status waste_code temperature_c substances shares",
}
"""Properties that count, by label or type."""


class Fact(NamedTuple):
    """A property of a record: the id of the record, the name, and all that the record says."""

    subject: str
    property: str
    said: Properties


def basis(world: World, wiring: Wiring, side: Sequence[Lane], disposed: Iterable[str]) -> list[Fact]:
    """The facts that a chain rests on: nodes by label and id, then relationships.

    Args:
        world: The facts.
        wiring: The wiring.
        side: Lanes off the line that it uses.
        disposed: Resources of which something goes to disposal.
    """
    parts = _Parts(world, wiring, side)
    nodes = [(label, id_) for label, ids in parts.nodes(disposed).items() for id_ in sorted(ids)]
    links = {link.key: link for link in parts.links()}.values()
    found = [fact for label, id_ in nodes for fact in _stated(id_, label, world.facts.node(label, id_) or {})]
    return found + [fact for link in links for fact in _stated(link.key, link.type, link.properties)]


def _stated(subject: str, kind: str, said: Properties) -> list[Fact]:
    """The properties that count and are stated; the method of a record that states none of them."""
    names = [name for name in PROPERTIES.get(kind, "").split() if said.get(name) not in (None, [])]
    return [Fact(subject, name, said) for name in names or ["method"] if said.get(name) is not None]


class _Parts:
    """The records that a chain is made of."""

    def __init__(self, world: World, wiring: Wiring, side: Sequence[Lane]) -> None:
        self._world, self._facts, self._wiring = world, world.facts, wiring
        self._lanes = (*wiring.lanes, *side)
        self._flows = supplies_of(world, wiring, side)

    def nodes(self, disposed: Iterable[str]) -> dict[str, set[str]]:
        """Ids of nodes, by label."""
        processes = self._wiring.processes
        parts = [part for lane in self._lanes for part in (lane.stream, lane.receiver)]
        return {
            "Offer": {id_ for id_ in self._flows if self._world.offer(id_)},
            "Need": {id_ for id_ in self._flows if self._world.need(id_)},
            "Process": {process.id for process in processes},
            "Resource": {part.resource.id for part in parts} | set(disposed),
            "Facility": {part.site.id for part in (*parts, *processes)},
            **self._lawful(),
        }

    def _lawful(self) -> dict[str, set[str]]:
        """Ids of what the law rests on, by label."""
        permitted = [link for lane in self._lanes for link in self._permitted(lane)]
        digits = {code.code for lane in self._lanes for code in lane.stream.codes}
        return {
            "Permit": {one.permit for lane in self._lanes for one in lane.allowances},
            "Technology": {link.end for link in permitted if link.type == "USES"},
            "WasteCode": {self._facts.codes[code]["id"] for code in digits if code in self._facts.codes},
        }

    def links(self) -> Iterator[LinkFact]:
        """What offers and needs are of and where, recipes, what fits what, and codes with what permits allow."""
        for id_ in self._flows:
            yield from self._flow(id_)
        for process in self._wiring.processes:
            yield from self._at("RUNS", self._facts.ending("RUNS", process.id), process.site.id)
            yield from self._facts.ending("INPUT_TO", process.id) + self._facts.starting("OUTPUTS", process.id)
        for lane in self._lanes:
            yield from _fitting(self._facts, lane)
            yield from self._facts.starting("CODED", lane.stream.key.id)
            yield from self._permitted(lane)

    def _flow(self, id_: str) -> Iterator[LinkFact]:
        """What an offer or need is of, and where."""
        offer, need = self._world.offer(id_), self._world.need(id_)
        yield from self._facts.starting("OF", id_)[:1] + self._facts.ending("SERVES", id_)[:1]
        if offer:
            yield from self._at("OFFERS", self._facts.ending("OFFERS", id_), offer.stream.site.id)
        if need:
            yield from self._at("AT", self._facts.starting("AT", id_), need.receiver.site.id)

    def _at(self, type_: str, links: Iterable[LinkFact], site: str) -> list[LinkFact]:
        return [link for link in links if site == (link.end if type_ == "AT" else link.start)][:1]

    def _permitted(self, lane: Lane) -> Iterator[LinkFact]:
        """Who holds the permits that a lane counts against, what they allow, and for which operation it is taken."""
        site, taker = lane.receiver.site.id, lane.receiver.key
        for one in lane.allowances:
            yield from (link for link in self._facts.starting("HOLDS", site) if link.end == one.permit)
            for link in self._facts.starting("ALLOWS", one.permit):
                if (self._facts.node("WasteCode", link.end) or {}).get("code") == one.code:
                    yield link
            yield from self._facts.starting("USES", taker.id)


def _fitting(known: Facts, lane: Lane) -> list[LinkFact]:
    """The relationships by which the resource of a stream fits that of its receiver."""
    above, wanted = _upwards(known, lane.stream.resource.id), lane.receiver.resource.id
    if wanted in above:
        return above[wanted]
    for start, way in above.items():
        for link in known.starting("SUBSTITUTES", start):
            onwards = _upwards(known, link.end)
            if wanted in onwards and exact(link.properties.get("ratio")) == lane.factor:
                return [*way, link, *onwards[wanted]]
    return []


def _upwards(known: Facts, resource: str) -> dict[str, list[LinkFact]]:
    """Resources reached upwards and the way to each; by what is not assumed where that leads there too."""
    found: dict[str, list[LinkFact]] = {resource: []}
    for only_sure in (True, False):
        ahead = [*found]
        while ahead:
            start = ahead.pop(0)
            for link in known.starting("KIND_OF", start):
                if link.end not in found and not (only_sure and is_assumed(link.properties)):
                    found[link.end] = [*found[start], link]
                    ahead.append(link.end)
    return found
