"""Whether two sets of tables or arrays say the same, told by what differs."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from graph_kb.symbiosis.arrays import Arrays
from graph_kb.symbiosis.columns import Lists, Texts
from graph_kb.symbiosis.tables import Column, Tables


def plain(column: Column) -> list[object]:
    """The values of a column as Python has them; NaN as None."""
    if isinstance(column, Texts):
        return [column.values[code] if code >= 0 else None for code in column.codes.tolist()]
    if isinstance(column, Lists):
        values, ends = plain(column.values), column.ptr.tolist()
        return [values[start:end] for start, end in pairwise(ends)]
    return [None if value != value else value for value in column.tolist()]


def differences(one: Tables, other: Tables) -> dict[tuple[str, str], tuple[list[object], list[object]]]:
    """Columns that differ, by table and name."""
    found = {}
    for (name, table), (_, against) in zip(one.items(), other.items(), strict=True):
        for column, values in table.columns.items():
            pair = plain(values), plain(against.columns[column])
            if pair[0] != pair[1]:
                found[name, column] = pair
    return found


def unequal(one: Arrays, other: Arrays) -> list[str]:
    """Names of the arrays that differ in type or content."""
    pairs = ((name, getattr(one, name), getattr(other, name)) for name in Arrays.names())
    return [
        name for name, a, b in pairs if a.dtype != b.dtype or not np.array_equal(a, b, equal_nan=a.dtype.kind == "f")
    ]
