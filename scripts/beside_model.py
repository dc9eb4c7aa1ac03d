"""A mixed-integer programme that grows by columns, and HiGHS to solve it with one thread."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import highspy
import numpy as np

Key = tuple[Any, ...]
INF = float("inf")
OPTIONS: dict[str, Any] = {
    "log_to_console": False,
    "output_flag": False,
    "threads": 1,
    "mip_rel_gap": 1e-9,
    "mip_abs_gap": 1e-9,
    "mip_feasibility_tolerance": 1e-9,
    "primal_feasibility_tolerance": 1e-9,
    "dual_feasibility_tolerance": 1e-9,
}


@dataclass
class Model:
    """A programme that grows by columns; a row is 0 unless bounds are set."""

    columns: dict[Key, int] = field(default_factory=dict)
    cost: list[float] = field(default_factory=list)
    bounds: list[tuple[float, float]] = field(default_factory=list)
    whole: list[bool] = field(default_factory=list)
    rows: dict[Key, dict[int, float]] = field(default_factory=dict)
    row_bounds: dict[Key, tuple[float, float]] = field(default_factory=dict)

    def add(self, key: Key, cost: float, most: float, entries: Iterable[tuple[Key, float]], whole: bool = False) -> int:
        """A column from 0 to `most` with its entries by row."""
        column = self.columns[key] = len(self.cost)
        self.cost.append(cost)
        self.bounds.append((0.0, most))
        self.whole.append(whole)
        for row, entry in entries:
            held = self.rows.setdefault(row, {})
            held[column] = held.get(column, 0.0) + entry
        return column

    def limit(self, row: Key, low: float, high: float) -> Key:
        """Bounds of a row."""
        self.row_bounds[row] = (low, high)
        return row

    def most(self, row: Key, high: float = 0.0) -> Key:
        """A row that is at most so much."""
        return self.limit(row, -INF, high)


def highs_of(model: Model, bounds: dict[int, tuple[float, float]] | None = None, *, worth: bool = True) -> Any:
    """HiGHS with a programme, perhaps within narrower bounds or without its objective."""
    highs = highspy.Highs()
    for name, value in OPTIONS.items():
        highs.setOptionValue(name, value)
    limits = [(bounds or {}).get(at, each) for at, each in enumerate(model.bounds)]
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_, lp.sense_ = len(model.cost), len(model.rows), highspy.ObjSense.kMaximize
    lp.col_cost_ = np.array(model.cost) * worth
    lp.col_lower_, lp.col_upper_ = np.array([low for low, _ in limits]), np.array([high for _, high in limits])
    held = [model.row_bounds.get(row, (0.0, 0.0)) for row in model.rows]
    lp.row_lower_, lp.row_upper_ = np.array([low for low, _ in held]), np.array([high for _, high in held])
    kinds = highspy.HighsVarType
    lp.integrality_ = [kinds.kInteger if one else kinds.kContinuous for one in model.whole]
    _matrix(lp.a_matrix_, model)
    highs.passModel(lp)
    return highs


def _matrix(matrix: Any, model: Model) -> None:
    rows = list(model.rows.values())
    matrix.format_ = highspy.MatrixFormat.kRowwise
    matrix.start_ = np.cumsum([0, *map(len, rows)]).astype(np.int32)
    matrix.index_ = np.array([at for row in rows for at in row], dtype=np.int32)
    matrix.value_ = np.array([each for row in rows for each in row.values()])
