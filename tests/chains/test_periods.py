"""Periods are the fewest runs of months in which nothing changes."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph_kb.symbiosis.periods import periods

MONTHS = range(12)
SEASONS = st.lists(st.sets(st.integers(0, 11)), max_size=3)
CAPACITIES = st.lists(st.one_of(st.none(), st.lists(st.sampled_from([1.0, 2.0]), min_size=12, max_size=12)), max_size=2)


def cut(seasons: list[set[int]], capacities: list[list[float] | None]) -> list[int]:
    table = np.array([[month in season for month in MONTHS] for season in seasons], np.int8).reshape(-1, 12)
    by_month = np.array([row or [np.nan] * 12 for row in capacities], float).reshape(-1, 12)
    return periods([table], by_month).tolist()


def fewest(seasons: list[set[int]], capacities: list[list[float] | None]) -> int:
    """Fewest runs, by trying where they start: every number of starts, the smallest first."""
    says = [(*(month in season for season in seasons), *(row[month] for row in capacities if row)) for month in MONTHS]
    for number in MONTHS:
        for starts in combinations(MONTHS, number):
            if all(says[month] == says[month - 1] or month in starts for month in MONTHS):
                return max(number, 1)
    return 12


@given(SEASONS, CAPACITIES)
def test_periods_are_the_fewest_runs_in_which_nothing_changes(
    seasons: list[set[int]], capacities: list[list[float] | None]
) -> None:
    found = cut(seasons, capacities)
    assert len(set(found)) == fewest(seasons, capacities)
    assert list(dict.fromkeys(found)) == list(range(max(found) + 1))
    for period in set(found):
        months = [month for month in MONTHS if found[month] == period]
        starts = [month for month in months if found[month - 1] != period]
        assert len(starts) == (0 if len(months) == 12 else 1)
        for season in seasons:
            assert len({month in season for month in months}) == 1
        for row in capacities:
            assert len({row[month] for month in months} if row else {0}) == 1


@pytest.mark.parametrize(
    ("months", "expected"),
    [
        ([], [0] * 12),
        ([4, 5, 6], [0, 0, 0, 0, 1, 1, 1, 0, 0, 0, 0, 0]),
        ([0, 11], [0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0]),
        ([0], [0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1]),
        ([11], [0] * 11 + [1]),
    ],
)
def test_the_year_is_a_circle(months: list[int], expected: list[int]) -> None:
    assert cut([set(months)], []) == expected
