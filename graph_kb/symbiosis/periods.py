"""Months and periods: the coarsest cut of the year in which nothing changes within a part."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from graph_kb.symbiosis.arrays import Bytes, Floats
from graph_kb.symbiosis.columns import Lists
from graph_kb.symbiosis.tables import Table

MONTHS = 12


def season(streams: Table) -> tuple[Bytes, Bytes]:
    """When streams are there.

    Returns:
        (streams, 12) 1 in the months that each is there, all of them where the season is unknown; (streams) 1 where
        it is known.
    """
    months = _marked(streams.lists("months"))
    is_stated = months.any(axis=1)
    is_known = is_stated | streams.texts("continuity").among("continuous")
    months[~is_stated] = True
    return months.astype(np.int8), is_known.astype(np.int8)


def monthly(column: Lists) -> Floats:
    """(rows, 12) numbers by month, NaN for a row without twelve of them."""
    found = np.full((len(column), MONTHS), np.nan)
    whole = column.lengths == MONTHS
    found[whole] = column.take(np.flatnonzero(whole)).numbers.reshape(-1, MONTHS)
    return found


def periods(seasons: list[Bytes], capacities: Floats) -> Bytes:
    """Period of each month, counted from January on.

    Args:
        seasons: (streams, 12) each, 1 in the months that a stream is there.
        capacities: (processes, 12) largest activity by month, NaN for those that have none.
    """
    changes = np.zeros(MONTHS, bool)
    tables: list[NDArray[Any]] = [*seasons, np.nan_to_num(capacities, nan=-1.0)]
    for table in tables:
        # Whether a month differs from the one before it, December being the one before January.
        changes |= (table != np.roll(table, 1, axis=1)).any(axis=0)
    run = np.cumsum(changes)
    if not changes[0]:
        run[run == run[-1]] = run[0]
    first: Bytes = (run - run[0]).astype(np.int8)
    return first


def _marked(months: Lists) -> NDArray[np.bool_]:
    marked = np.zeros((len(months), MONTHS), bool)
    marked[months.rows, months.numbers.astype(np.int64) - 1] = True
    return marked
