"""One linear program for each wiring, section 4 of docs/chain-model.md, solved by HiGHS."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any

import highspy
import numpy as np

from .lanes import Lane, Lanes
from .numbers import Port, Terminal
from .wirings import Wiring, pair

MOST_A_YEAR = 1e9
Key = tuple[Any, ...]


@dataclass
class Solution:
    """Value and variables of a feasible wiring; `rows` has the activity and the upper bound of every row."""

    value: float
    columns: dict[Key, float] = field(default_factory=dict)
    rows: dict[Key, tuple[float, float]] = field(default_factory=dict)


class Columns:
    """A program that grows by columns; rows come to be when they are first named."""

    def __init__(self) -> None:
        self.names: list[Key] = []
        self.cost: list[float] = []
        self.low: list[float] = []
        self.high: list[float] = []
        self.starts = [0]
        self.index: list[int] = []
        self.entries: list[float] = []
        self.rows: dict[Key, int] = {}
        self.row_low: list[float] = []
        self.row_high: list[float] = []

    def add(self, name: Key, cost: float, low: float, high: float, rows: list[tuple[Key, float, float, float]]) -> None:
        """A column with its entries, each a row, a coefficient and the bounds of the row."""
        sums: dict[int, float] = {}
        for key, entry, least, most in rows:
            place = self.rows.setdefault(key, len(self.rows))
            if place == len(self.row_low):
                self.row_low.append(least)
                self.row_high.append(most)
            sums[place] = sums.get(place, 0.0) + entry
        self.names.append(name)
        self.cost.append(cost)
        self.low.append(low)
        self.high.append(high)
        self.index += sums
        self.entries += sums.values()
        self.starts.append(len(self.index))

    def crossed(self) -> bool:
        return any(low > high for low, high in zip(self.low, self.high, strict=True))


class Solver:
    """HiGHS, set up once; `solved` counts the programs."""

    def __init__(self) -> None:
        self.solved = 0
        self.highs = highspy.Highs()
        for option, value in (("output_flag", False), ("threads", 1), ("presolve", "off"), ("solver", "simplex")):
            self.highs.setOptionValue(option, value)
        for option in ("primal_feasibility_tolerance", "dual_feasibility_tolerance"):
            self.highs.setOptionValue(option, 1e-9)

    def solve(self, columns: Columns, detail: bool) -> Solution | None:
        """The best solution; None when there is none; an infinite value when there is no best one."""
        if columns.crossed():
            return None
        self.solved += 1
        self.highs.passModel(self._model(columns))
        self.highs.run()
        status = self.highs.getModelStatus()
        if status == highspy.HighsModelStatus.kInfeasible:
            return None
        if status != highspy.HighsModelStatus.kOptimal:
            return self._again(columns)
        found = Solution(self.highs.getInfo().objective_function_value)
        if detail:
            said = self.highs.getSolution()
            found.columns = dict(zip(columns.names, said.col_value, strict=True))
            bounds = zip(said.row_value, columns.row_high, strict=True)
            found.rows = dict(zip(columns.rows, bounds, strict=True))
        return found

    def _again(self, columns: Columns) -> Solution | None:
        """Tell a program without a solution from one without a best solution: ask for any solution."""
        columns.cost = [0.0] * len(columns.cost)
        self.highs.passModel(self._model(columns))
        self.highs.run()
        status = self.highs.getModelStatus()
        assert status in (highspy.HighsModelStatus.kOptimal, highspy.HighsModelStatus.kInfeasible), status
        return Solution(math.inf) if status == highspy.HighsModelStatus.kOptimal else None

    @staticmethod
    def _model(columns: Columns) -> highspy.HighsLp:
        lp = highspy.HighsLp()
        lp.num_col_, lp.num_row_ = len(columns.cost), len(columns.row_low)
        lp.sense_ = highspy.ObjSense.kMaximize
        lp.col_cost_ = np.array(columns.cost)
        lp.col_lower_, lp.col_upper_ = np.array(columns.low), np.array(columns.high)
        lp.row_lower_, lp.row_upper_ = np.array(columns.row_low), np.array(columns.row_high)
        lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
        lp.a_matrix_.start_ = np.array(columns.starts, dtype=np.int32)
        lp.a_matrix_.index_ = np.array(columns.index, dtype=np.int32)
        lp.a_matrix_.value_ = np.array(columns.entries)
        return lp


class Gains:
    """What one unit of a stream along a lane, of a disposal or of an activity adds to the value."""

    def __init__(self, lanes: Lanes):
        self.numbers = lanes.numbers
        self.weights = self.numbers.world.question["weights"]
        self.source = self.numbers.world.source

    def lane(self, lane: Lane, on_line: bool) -> float:
        """Along a lane. What comes by a line lane of unknown factor is not known and counts nothing."""
        net, factor = self.weights["net_value"], taken_factor(lane, on_line)
        gain = -net * (lane.stream.resource.transport_eur_per_unit_km or 0.0) * lane.metres / 1000
        if isinstance(lane.stream, Terminal) and lane.stream.id != self.source:
            gain -= net * price(lane.stream)
        if isinstance(lane.receiver, Terminal):
            gain += factor * self.received(lane.receiver)
        elif isinstance(lane.stream, Terminal) and not on_line:
            gain -= factor * self.weights["co2e"] * (lane.receiver.resource.co2e_kg_per_unit or 0.0)
        return gain

    def received(self, need: Terminal) -> float:
        paid = price(need) - (need.node.gate_fee_eur_per_unit or 0.0)
        return self.weights["net_value"] * paid + self.weights["co2e"] * (need.resource.co2e_kg_per_unit or 0.0)

    def taken(self) -> float:
        """Each unit of the source that is taken, beside its lane."""
        resource = self.numbers.offers[self.source].resource
        return self.weights["amount"] + self.weights["net_value"] * (resource.disposal_eur_per_unit or 0.0)

    def disposal(self, output: Port) -> float:
        return -self.weights["net_value"] * (output.resource.disposal_eur_per_unit or 0.0)

    def activity(self, process: str) -> float:
        return -self.weights["net_value"] * (self.numbers.plants[process].node.variable_eur_per_activity or 0.0)

    def constant(self, wiring: Wiring) -> float:
        fixed = sum(self.numbers.plants[one].fixed for one in sorted(wiring.processes))
        return -self.weights["net_value"] * fixed - self.weights["distance"] * wiring.metres / 1000


def price(end: Terminal) -> float:
    own = end.node.price_eur_per_unit
    return (end.resource.market_price_eur_per_unit or 0.0) if own is None else own


def taken_factor(lane: Lane, on_line: bool) -> float:
    """Factor that counts; an unknown one is 0 on the line and, as a plain choice, 1 elsewhere."""
    return lane.factor if lane.factor is not None else 0.0 if on_line else 1.0


def allowed(wiring: Wiring, lane: Lane) -> bool:
    """Whether the order of a wiring allows a lane between its processes."""
    return isinstance(lane.stream, Terminal) or pair(lane) not in wiring.banned
