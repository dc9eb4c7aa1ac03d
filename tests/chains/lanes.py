"""Lanes and their checks, section 2 of docs/chain-model.md."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from .checks import MET, UNKNOWN, VIOLATED, composition, form, great_circle, status_of, taken_by, temperature
from .numbers import Numbers, Port, Terminal
from .world import assumed, first_day, last_day


@dataclass(eq=False)
class Lane:
    """A lane that exists. `on_line` and `off_line` tell whether it may be used there under the facts asked for."""

    stream: Terminal | Port
    receiver: Terminal | Port
    factor: float | None
    way: str
    metres: int
    allowances: list[tuple[str, str]]
    on_line: bool
    off_line: bool
    blended: bool
    refused_blend: bool


class Lanes:
    """All lanes of a world under strict or lenient facts; tonnes of the allowances that they count under."""

    def __init__(self, numbers: Numbers, strict: bool):
        self.numbers, self.strict = numbers, strict
        self.records = numbers.records
        self.tonnes: dict[tuple[str, str], float | None] = {}
        self.ways = Ways(numbers, strict)
        self.refused: list[tuple[Any, Any]] = []
        streams, receivers = self._ends()
        self.thermal = {each.resource.id for each in streams if temperature(each, True)}
        self.thermal |= {each.resource.id for each in receivers if temperature(each, False)}
        self.thermal |= {each.resource.id for each in numbers.idle_ports() if temperature(each, each.output)}
        found = [lane for stream in streams for receiver in receivers if (lane := self._lane(stream, receiver))]
        self.into: dict[tuple[str, ...], list[Lane]] = {receiver.key: [] for receiver in receivers}
        self.out: dict[tuple[str, ...], list[Lane]] = {stream.key: [] for stream in streams}
        for lane in found:
            self.into[lane.receiver.key].append(lane)
            self.out[lane.stream.key].append(lane)

    def _ends(self) -> tuple[list[Any], list[Any]]:
        plants = self.numbers.plants.values()
        outputs = [port for plant in plants for port in plant.outputs if port.edge.role != "loss"]
        inputs = [port for plant in plants for port in plant.inputs]
        return [*self.numbers.offers.values(), *outputs], [*self.numbers.needs.values(), *inputs]

    def _sure(self, end: Any) -> bool:
        """Whether an end may be used under strict facts."""
        holder = self.numbers.plants[end.process] if isinstance(end, Port) else end
        return holder.known and not holder.assumed

    def _lane(self, stream: Any, receiver: Any) -> Lane | None:
        way = self.ways.find(stream.resource.id, receiver.resource.id)
        if way is None or (self.strict and not (self._sure(stream) and self._sure(receiver))):
            return None
        factor, name, doubt = way
        law, said, allowances = self._law(stream, receiver)
        forms = form(stream, receiver, receiver.resource.id in self.thermal)
        metres, leg, leg_doubt = self._leg(stream, receiver, False)
        _, line_leg, line_doubt = self._leg(stream, receiver, True)
        alone, mixed, above, refused = composition(stream, receiver, self._keeps(stream))
        if refused:
            self.refused.append((stream, receiver))
        rest = max(law, forms)
        worst = MET if self.strict else UNKNOWN
        sure = not (self.strict and (doubt or said or factor is None))
        if self.strict and any(self.tonnes[one] is None for one in allowances):
            return None
        lane = Lane(
            stream, receiver, factor, name, metres, allowances,
            sure and max(rest, line_leg, alone) <= worst and not (self.strict and line_doubt),
            sure and max(rest, leg, mixed) <= worst and not (self.strict and leg_doubt),
            above and not refused, refused,
        )  # fmt: skip
        return lane if lane.on_line or lane.off_line else None

    def _leg(self, stream: Any, receiver: Any, on_line: bool) -> tuple[int, int, bool]:
        """Metres (0 when unknown), the state of the check, and whether it is assumed."""
        question, resource = self.numbers.world.question, stream.resource
        mode = resource.transport_mode
        if mode == "grid" or stream.site == receiver.site:
            return 0, MET, False
        sites = [self.records.node[end.site] for end in (stream, receiver)]
        limits = [most for most in (resource.max_leg_km, question["max_leg_km"]) if most is not None]
        limited = bool(limits) or (on_line and question["max_total_km"] is not None)
        if any(site.latitude is None or site.longitude is None for site in sites):
            return 0, UNKNOWN if limited else MET, False
        metres = math.ceil(great_circle(*sites) * 1000 * (1.0 if mode == "pipe" else 1.3))
        doubt = limited and any(site.location_precision == "municipality" for site in sites)
        return metres, VIOLATED if limits and metres / 1000 > min(limits) else MET, doubt

    def _law(self, stream: Any, receiver: Any) -> tuple[int, bool, list[tuple[str, str]]]:
        """State, whether it rests on something assumed, and the allowances that the waste counts under."""
        if stream.resource.kind != "Material":
            return MET, False, []
        status, taken = status_of(stream), taken_by(receiver)
        if status is None:
            return UNKNOWN, False, []
        state = UNKNOWN if not taken else MET if status in taken else VIOLATED
        if status != "waste":
            return state, False, []
        codes, doubt = self.codes(stream)
        allowances = []
        for code in codes:
            found, said, allowance = self._permit(code, receiver)
            state, doubt = max(state, found), doubt or said
            allowances += [allowance] if allowance else []
        return state if codes else max(state, UNKNOWN), doubt, allowances

    def codes(self, stream: Any) -> tuple[list[str], bool]:
        """Ids of the waste codes of a stream."""
        if isinstance(stream, Terminal):
            return [code.id for code in stream.codes], stream.codes_assumed
        code = stream.edge.waste_code
        found = [node.id for node in self.records.label["WasteCode"] if node.code == code]
        return (found or ([f"unlisted:{code}"] if code else [])), False

    def _keeps(self, stream: Any) -> bool:
        """Whether a stream is hazardous, or waste of which we do not know whether it is."""
        codes = [self.records.node.get(code) for code in self.codes(stream)[0]]
        hazards = [code.hazardous if code else None for code in codes]
        return True in hazards or (status_of(stream) == "waste" and (not hazards or None in hazards))

    def _permit(self, code: str, receiver: Any) -> tuple[int, bool, tuple[str, str] | None]:
        permits = [self.records.node[link.end] for link in self.records.out["HOLDS", receiver.site]]
        permits = [permit for permit in permits if self._in_force(permit)]
        ranked = []
        for permit in permits:
            for link in self.records.out["ALLOWS", permit.id]:
                agrees = self._agrees(link.properties.operation, receiver)
                if link.end == code and agrees:
                    most = link.properties.tonnes_per_year
                    ranked.append((agrees, most is not None, most or 0.0, permit, link))
        if not ranked:
            return (VIOLATED if permits else UNKNOWN), False, None
        agrees, stated, most, permit, link = max(ranked, key=lambda one: one[:3])
        self.tonnes[permit.id, code] = most if stated else None
        doubt = assumed(permit) or assumed(link.properties)
        return (MET if agrees == 2 else UNKNOWN), doubt, (permit.id, code)

    def _in_force(self, permit: Any) -> bool:
        day = self.numbers.world.day
        begun = not permit.since or first_day(permit.since) <= day
        return begun and not (permit.until and last_day(permit.until) < day)

    def _agrees(self, operation: str | None, receiver: Any) -> int:
        """2 agrees, 1 unknown, 0 as if not allowed."""
        if isinstance(receiver, Terminal):
            return 2
        wanted = self.numbers.plants[receiver.process].operation
        return 1 if operation is None or wanted is None else 2 if operation == wanted else 0


class Ways:
    """How a resource comes to fit another: the same, a kind of it, or a substitute."""

    def __init__(self, numbers: Numbers, strict: bool):
        self.records, self.strict = numbers.records, strict
        ids = [node.id for node in self.records.label["Resource"]]
        self.up = {one: self._upwards(one, False) for one in ids}
        self.sure = {one: self._upwards(one, True) for one in ids}

    def _upwards(self, start: str, sure: bool) -> set[str]:
        found, todo = {start}, [start]
        while todo:
            for link in self.records.out["KIND_OF", todo.pop()]:
                if link.end not in found and not (sure and assumed(link.properties)):
                    found.add(link.end)
                    todo.append(link.end)
        return found

    def find(self, start: str, end: str) -> tuple[float | None, str, bool] | None:
        """Factor, name of the way, and whether it is assumed; None without a way."""
        one, other = self.records.node[start], self.records.node[end]
        if end in self.up[start]:
            way = (1.0, "same" if start == end else "kind_of", end not in self.sure[start])
            return way if one.unit == other.unit else None
        found = []
        for link in self.records.type["SUBSTITUTES"]:
            if link.start in self.up[start] and end in self.up[link.end]:
                doubt = assumed(link.properties) or link.start not in self.sure[start] or end not in self.sure[link.end]
                ratio = link.properties.ratio
                found.append((not (self.strict and doubt), ratio is not None, ratio or 0.0, doubt))
        if not found:
            return None
        _, known, ratio, doubt = max(found)
        return (ratio if known else None), "substitute", doubt
