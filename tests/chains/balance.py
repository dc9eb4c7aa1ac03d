"""Rows and columns of the program of one wiring, in the order of section 4 of docs/chain-model.md."""

from __future__ import annotations

import math
from typing import Any

from .checks import limits, shares
from .lanes import Lane, Lanes
from .numbers import Port, Terminal
from .program import MOST_A_YEAR, Columns, Gains, Solution, Solver, allowed, taken_factor
from .wirings import Wiring

INF = math.inf
Step = tuple[str, int | None]
Entry = tuple[tuple[Any, ...], float, float, float]


class Balance:
    """Makes and solves the programs of the wirings of one world under one kind of facts."""

    def __init__(self, lanes: Lanes, solver: Solver):
        self.lanes, self.numbers, self.solver = lanes, lanes.numbers, solver
        self.gains = Gains(lanes)
        self.runs = range(len(self.numbers.periods))
        self.question = self.numbers.world.question
        self.asked = [set(run) <= self.numbers.asked for run in self.numbers.periods]

    def best(self, wiring: Wiring, detail: bool = False) -> Solution | None:
        """Value of a wiring, None when it is not feasible."""
        columns = Columns()
        known, arrives = known_until(wiring)
        self._source(columns, wiring, known, arrives)
        self._line(columns, wiring, known, arrives)
        self._feeders(columns, wiring)
        silent = {one.process for one, _ in wiring.line[known:]}
        self._ports(columns, wiring, silent)
        self._outputs(columns, wiring, silent)
        found = self.solver.solve(columns, detail)
        if found:
            found.value += self.gains.constant(wiring)
        return found

    def _supply(self, offer: Terminal, t: int) -> list[Entry]:
        most = offer.amounts[t]
        if offer.id == self.numbers.world.source and not self.asked[t]:
            most = 0.0
        return [] if most is None else [(("supply", offer.id, t), 1.0, -INF, most)]

    def _demand(self, need: Terminal, t: int, factor: float) -> list[Entry]:
        most = need.amounts[t]
        return [] if most is None else [(("demand", need.id, t), factor, -INF, most)]

    def _tonnes(self, lane: Lane, amount: float) -> list[Entry]:
        found = [(one, self.lanes.tonnes[one]) for one in dict.fromkeys(lane.allowances)]
        return [(("tonnes", *one), amount, -INF, most) for one, most in found if most is not None]

    def _source(self, columns: Columns, wiring: Wiring, known: int, arrives: bool) -> None:
        lane = wiring.lanes[0]
        offer: Any = lane.stream
        gain = self.gains.taken() + self.gains.lane(lane, True)
        for t in self.runs:
            rows = [*self._supply(offer, t), *self._tonnes(lane, 1.0)]
            rows.append((("year",), 1.0, self.question["min_amount"], MOST_A_YEAR))
            if known:
                rows.append((("link", 0, t), taken_factor(lane, True), 0.0, 0.0))
            elif arrives:
                rows += self._demand(wiring.need, t, taken_factor(lane, True))
            columns.add(("x", t), gain, 0.0, INF, rows)

    def _operates(self, wiring: Wiring, place: int | None, t: int) -> bool:
        """Whether t is an operating period of a step of the line, or of the feeders (None)."""
        stores = [number for number, (port, _) in enumerate(wiring.line) if self._store(port)]
        if stores and (place is None or place >= stores[0]):
            return True
        offer: Any = wiring.lanes[0].stream
        return bool(offer.season & set(self.numbers.periods[t])) and self.asked[t]

    def _store(self, port: Port) -> float:
        amount = self.numbers.plants[port.process].node.storage_amount or 0.0
        return amount if port.edge.role == "main" else 0.0

    def _activity(self, columns: Columns, wiring: Wiring, step: Step, t: int, gain: float, rows: list[Entry]) -> None:
        process, place = step
        plant = self.numbers.plants[process]
        for kind, ports in (("output", wiring.outputs), ("port", wiring.ports)):
            own = [port for port in ports if port.process == process and port.amount]
            rows += [((kind, port.key, t), -(port.amount or 0.0), 0.0, 0.0) for port in own]
        most = plant.capacity[t]
        low = plant.least[t] if self._operates(wiring, place, t) else 0.0
        columns.add(("y", process, t), gain + self.gains.activity(process), low, INF if most is None else most, rows)

    def _line(self, columns: Columns, wiring: Wiring, known: int, arrives: bool) -> None:
        for place, (port, output) in enumerate(wiring.line[:known]):
            lane, made = wiring.lanes[place + 1], output.amount or 0.0
            gain, factor = self.gains.lane(lane, True) * made, taken_factor(lane, True)
            for t in self.runs:
                rows = [(("link", place, t), -(port.amount or 0.0), 0.0, 0.0), *self._tonnes(lane, made)]
                if place + 1 < known:
                    rows.append((("link", place + 1, t), factor * made, 0.0, 0.0))
                elif arrives and place + 1 == len(wiring.line):
                    rows += self._demand(wiring.need, t, factor * made)
                self._activity(columns, wiring, (port.process, place), t, gain, [row for row in rows if row[1]])
            if self._store(port) and len(self.runs) > 1:
                self._level(columns, place, self._store(port))

    def _level(self, columns: Columns, place: int, most: float) -> None:
        """What the store holds at the end of t, which is there in the period after it."""
        for t in self.runs:
            after = (t + 1) % len(self.runs)
            rows = [(("link", place, t), -1.0, 0.0, 0.0), (("link", place, after), 1.0, 0.0, 0.0)]
            columns.add(("level", place, t), 0.0, 0.0, most, rows)

    def _feeders(self, columns: Columns, wiring: Wiring) -> None:
        # The activity for an output of unknown amount is not known; it counts as 0, and its least load is dropped.
        for chosen in (one for one in wiring.feeders if one.amount is not None):
            for t in self.runs:
                self._activity(columns, wiring, (chosen.process, None), t, 0.0, [])

    def _ports(self, columns: Columns, wiring: Wiring, silent: set[str]) -> None:
        """Flows into ports off the line. A port that takes nothing, or an output that gives nothing, has none."""
        outputs = {port.key for port in wiring.outputs if port.amount and port.process not in silent}
        for port in wiring.ports:
            if not port.amount or port.process in silent:
                continue
            for lane in self.lanes.into[port.key]:
                offered = isinstance(lane.stream, Terminal)
                if lane.off_line and (offered or lane.stream.key in outputs) and allowed(wiring, lane):
                    self._flow(columns, lane, self._blend(lane, port))

    def _blend(self, lane: Lane, port: Port) -> list[tuple[str, float]]:
        if lane.stream.resource.kind != "Material":
            return []
        has, factor = shares(lane.stream), taken_factor(lane, False)
        return [(name, (has.get(name, 0.0) - most) * factor) for name, most in limits(port).items()]

    def _flow(self, columns: Columns, lane: Lane, blend: list[tuple[str, float]]) -> None:
        stream, receiver, factor = lane.stream, lane.receiver, taken_factor(lane, False)
        gain = self.gains.lane(lane, False)
        for t in self.runs:
            rows = self._tonnes(lane, 1.0)
            if isinstance(stream, Terminal):
                rows += self._supply(stream, t)
            else:
                rows.append((("output", stream.key, t), 1.0, 0.0, 0.0))
            if isinstance(receiver, Terminal):
                rows += self._demand(receiver, t, factor)
            else:
                rows.append((("port", receiver.key, t), factor, 0.0, 0.0))
                rows += [(("blend", receiver.key, name, t), over, -INF, 0.0) for name, over in blend]
            columns.add(("flow", stream.key, receiver.key, t), gain, 0.0, INF, rows)

    def _outputs(self, columns: Columns, wiring: Wiring, silent: set[str]) -> None:
        """Flows of outputs to needs and their disposal. A chosen output has neither."""
        for output in wiring.outputs:
            if output in wiring.feeders or not output.amount or output.process in silent:
                continue
            for lane in self.lanes.out[output.key]:
                if lane.off_line and isinstance(lane.receiver, Terminal):
                    self._flow(columns, lane, [])
            if output.resource.disposal_eur_per_unit is not None or not self.lanes.strict:
                for t in self.runs:
                    rows = [(("output", output.key, t), 1.0, 0.0, 0.0)]
                    columns.add(("disposal", output.key, t), self.gains.disposal(output), 0.0, INF, rows)


def known_until(wiring: Wiring) -> tuple[int, bool]:
    """Steps of the line whose activity is known, and whether what the need receives is known."""
    for place, (port, output) in enumerate(wiring.line):
        if wiring.lanes[place].factor is None or port.amount is None:
            return place, False
        if output.amount is None:
            return place + 1, False
    return len(wiring.line), wiring.lanes[-1].factor is not None
