# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""A linear programme that is written row by row: maximise cost · z with 0 <= z <= upper."""

import cython
import numpy as np


@cython.cclass
class Programme:
    """One linear programme after another, in the same memory."""

    def __init__(self):
        self.cost = np.zeros(256)
        self.upper = np.zeros(256)
        self.right = np.zeros(64)
        self.sense = np.zeros(64, dtype=np.int32)
        self.entry_row = np.zeros(1024, dtype=np.int32)
        self.entry_column = np.zeros(1024, dtype=np.int32)
        self.factor = np.zeros(1024)
        self.table = np.zeros((1, 1))
        self.bound = np.zeros(1)
        self.pivots = 0
        self.clear()

    @cython.ccall
    def clear(self):
        """Forget the programme."""
        self.columns = 0
        self.rows = 0
        self.entries = 0

    @cython.ccall
    @cython.exceptval(-1)
    def add_column(self, cost: cython.double, upper: cython.double) -> cython.int:
        """A variable; returns its number."""
        column: cython.int = self.columns
        if column == self.cost.shape[0]:
            self.cost = np.resize(self.cost, 2 * column)
            self.upper = np.resize(self.upper, 2 * column)
        self.cost[column] = cost
        self.upper[column] = upper
        self.columns = column + 1
        return column

    @cython.ccall
    @cython.exceptval(-1)
    def add_row(self, sense: cython.int, right: cython.double) -> cython.int:
        """A row; returns its number."""
        row: cython.int = self.rows
        if row == self.right.shape[0]:
            self.right = np.resize(self.right, 2 * row)
            self.sense = np.resize(self.sense, 2 * row)
        self.right[row] = right
        self.sense[row] = sense
        self.rows = row + 1
        return row

    @cython.ccall
    @cython.exceptval(-1)
    def put(self, row: cython.int, column: cython.int, factor: cython.double) -> cython.int:
        """Add a factor of a variable to a row."""
        entry: cython.int = self.entries
        if entry == self.factor.shape[0]:
            self.factor = np.resize(self.factor, 2 * entry)
            self.entry_row = np.resize(self.entry_row, 2 * entry)
            self.entry_column = np.resize(self.entry_column, 2 * entry)
        self.factor[entry] = factor
        self.entry_row[entry] = row
        self.entry_column[entry] = column
        self.entries = entry + 1
        return 0
