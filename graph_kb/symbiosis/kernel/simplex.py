# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""A dense simplex for linear programmes of some dozen rows, with bounds on variables.

maximise cost · z with rows (sum <= right, = right or >= right) and 0 <= z <= upper. Two phases; largest reduced cost
first, Bland's rule once steps stay without progress (Bland 1977), bounds by turning a variable into its distance from
the upper bound (Dantzig 1955).
"""

import cython
import numpy as np

if cython.compiled:
    from cython.cimports.graph_kb.symbiosis.kernel.programme import Programme
else:
    from graph_kb.symbiosis.kernel.programme import Programme

OPTIMAL, INFEASIBLE, UNBOUNDED = 0, 1, 2
_EPSILON = cython.declare(cython.double, 1e-9)
_TOLERANCE = cython.declare(cython.double, 1e-7)
_LARGE = cython.declare(cython.double, 1e30)


@cython.cclass
class Simplex(Programme):
    """Solves the programme that is written."""

    @cython.ccall
    @cython.exceptval(-1)
    def solve(self, only_feasible: cython.bint) -> cython.int:
        """Solve it. Returns OPTIMAL, INFEASIBLE or UNBOUNDED; values and objective are of the last point."""
        row: cython.int
        if self.lay_out():
            self.price(True)
            self.run()
            for row in range(self.rows):
                if self.basis[row] >= self.total - self.rows and self.level[row] > _EPSILON:
                    if self.level[row] > _TOLERANCE * self.size_of(row):
                        return INFEASIBLE
        for row in range(self.total - self.rows, self.total):
            self.bound[row] = 0.0
        if only_feasible:
            return OPTIMAL
        self.price(False)
        return self.run()

    @cython.cfunc
    def size_of(self, row: cython.int) -> cython.double:
        """How large the numbers are that a row adds up: what it misses is held against them."""
        entry: cython.int
        size: cython.double = abs(self.right[row])
        for entry in range(self.entries):
            if self.entry_row[entry] == row:
                size += abs(self.factor[entry] * self.value_of(self.entry_column[entry]))
        return size

    @cython.ccall
    def objective(self) -> cython.double:
        """Sum of cost times value at the last point."""
        column: cython.int
        row: cython.int
        total: cython.double = 0.0
        for column in range(self.columns):
            if self.flipped[column] and self.cost[column] != 0.0:
                total += self.cost[column] * self.bound[column]
        for row in range(self.rows):
            column = self.basis[row]
            if column < self.columns and self.cost[column] != 0.0:
                if self.flipped[column]:
                    total -= self.cost[column] * self.level[row]
                else:
                    total += self.cost[column] * self.level[row]
        return total

    @cython.ccall
    def value_of(self, column: cython.int) -> cython.double:
        """Value of a variable at the last point."""
        row: cython.int
        inside: cython.double = 0.0
        for row in range(self.rows):
            if self.basis[row] == column:
                inside = self.level[row]
        return self.bound[column] - inside if self.flipped[column] else inside

    @cython.cfunc
    @cython.exceptval(-1)
    def lay_out(self) -> cython.int:
        """Write the table: variables, one slack for each row, one artificial variable for each row.

        Returns how many artificial variables are needed.
        """
        row: cython.int
        column: cython.int
        entry: cython.int
        sign: cython.double
        artificial: cython.int = 0
        self.total = self.columns + 2 * self.rows
        if self.table.shape[0] < self.rows or self.table.shape[1] < self.total:
            height = max(self.rows, self.table.shape[0])
            width = max(self.total, self.table.shape[1])
            self.table = np.zeros((height, width))
        if self.bound.shape[0] < self.total:
            self.bound = np.zeros(self.total)
            self.reduced = np.zeros(self.total)
            self.flipped = np.zeros(self.total, dtype=np.int8)
            self.level = np.zeros(self.total)
            self.basis = np.zeros(self.total, dtype=np.int32)
        for row in range(self.rows):
            for column in range(self.total):
                self.table[row, column] = 0.0
        for column in range(self.total):
            self.flipped[column] = 0
            self.bound[column] = self.upper[column] if column < self.columns else _LARGE
        for entry in range(self.entries):
            self.table[self.entry_row[entry], self.entry_column[entry]] += self.factor[entry]
        for row in range(self.rows):
            sign = 1.0
            if self.right[row] < 0.0 or (self.right[row] == 0.0 and self.sense[row] == 1):
                sign = -1.0
                for column in range(self.columns):
                    self.table[row, column] = -self.table[row, column]
            self.level[row] = sign * self.right[row]
            column = self.columns + row
            if self.sense[row] == 0:
                self.bound[column] = 0.0
            else:
                self.table[row, column] = sign if self.sense[row] == -1 else -sign
            if self.table[row, column] == 1.0:
                self.basis[row] = column
            else:
                self.table[row, column + self.rows] = 1.0
                self.basis[row] = column + self.rows
                artificial += 1
        return artificial

    @cython.cfunc
    def price(self, feasibility: cython.bint) -> cython.void:
        """Reduced costs of the basis: of the artificial variables, or of the objective."""
        row: cython.int
        column: cython.int
        factor: cython.double
        first: cython.int = self.total - self.rows
        for column in range(self.total):
            factor = 0.0
            if feasibility:
                factor = -1.0 if column >= first else 0.0
            elif column < self.columns:
                factor = -self.cost[column] if self.flipped[column] else self.cost[column]
            self.reduced[column] = factor
        for row in range(self.rows):
            factor = self.reduced[self.basis[row]]
            if factor != 0.0:
                for column in range(self.total):
                    self.reduced[column] -= factor * self.table[row, column]

    @cython.cfunc
    def run(self) -> cython.int:
        """Step until no variable improves."""
        column: cython.int
        row: cython.int
        idle: cython.int = 0
        while True:
            column = self.entering(idle > 40)
            if column < 0:
                return OPTIMAL
            row = self.leaving(column)
            if row == -2:
                return UNBOUNDED
            self.pivots += 1
            idle += 1
            if row == -1:
                self.flip_column(column)
                idle = 0
                continue
            if self.level[row] > _EPSILON:
                idle = 0
            self.pivot(row, column)

    @cython.cfunc
    def entering(self, careful: cython.bint) -> cython.int:
        """Variable to raise; -1 when none improves."""
        column: cython.int
        best: cython.int = -1
        most: cython.double = _EPSILON
        for column in range(self.total):
            if self.reduced[column] > most and self.bound[column] > 0.0:
                best = column
                if careful:
                    return best
                most = self.reduced[column]
        return best

    @cython.cfunc
    def leaving(self, column: cython.int) -> cython.int:
        """Row that stops the variable first: -1 its own bound, -2 nothing. A row at its upper bound is flipped."""
        row: cython.int
        best: cython.int = -1
        factor: cython.double
        step: cython.double
        least: cython.double = self.bound[column]
        size: cython.double = 0.0
        above: cython.bint = False
        for row in range(self.rows):
            factor = self.table[row, column]
            if factor > _EPSILON:
                step = self.level[row] / factor
            elif factor < -_EPSILON and self.bound[self.basis[row]] < _LARGE:
                step = (self.bound[self.basis[row]] - self.level[row]) / -factor
            else:
                continue
            if step < 0.0:
                step = 0.0
            if step < least - 1e-12 or (step <= least and abs(factor) > size and best >= 0):
                best = row
                least = step
                size = abs(factor)
                above = factor < 0.0
        if best < 0:
            return -1 if least < _LARGE else -2
        if above:
            self.flip_row(best)
        return best

    @cython.cfunc
    def flip_column(self, column: cython.int) -> cython.void:
        """Turn a variable outside the basis into its distance from the upper bound."""
        row: cython.int
        for row in range(self.rows):
            if self.table[row, column] != 0.0:
                self.level[row] -= self.table[row, column] * self.bound[column]
                self.table[row, column] = -self.table[row, column]
        self.reduced[column] = -self.reduced[column]
        self.flipped[column] = 1 - self.flipped[column]

    @cython.cfunc
    def flip_row(self, row: cython.int) -> cython.void:
        """Turn the variable of a row into its distance from the upper bound."""
        column: cython.int
        own: cython.int = self.basis[row]
        self.level[row] = self.bound[own] - self.level[row]
        for column in range(self.total):
            if column != own:
                self.table[row, column] = -self.table[row, column]
        self.flipped[own] = 1 - self.flipped[own]

    @cython.cfunc
    def pivot(self, row: cython.int, column: cython.int) -> cython.void:
        """Bring a variable into the basis."""
        other: cython.int
        each: cython.int
        factor: cython.double = 1.0 / self.table[row, column]
        for each in range(self.total):
            self.table[row, each] *= factor
        self.level[row] *= factor
        self.table[row, column] = 1.0
        for other in range(self.rows):
            factor = self.table[other, column]
            if other != row and factor != 0.0:
                for each in range(self.total):
                    self.table[other, each] -= factor * self.table[row, each]
                self.table[other, column] = 0.0
                self.level[other] -= factor * self.level[row]
                if -1e-11 < self.level[other] < 0.0:
                    self.level[other] = 0.0
        factor = self.reduced[column]
        for each in range(self.total):
            self.reduced[each] -= factor * self.table[row, each]
        self.reduced[column] = 0.0
        self.basis[row] = column
