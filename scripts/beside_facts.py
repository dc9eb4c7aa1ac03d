"""What docs/chain-model.md says of a made region, read from its arrays anew: amounts by period, lanes, reach.

Shares nothing with the search, so that a programme made of it can tell whether the search is right. Only what made
regions have is here: everything is known, resources fit themselves alone, nothing is stored, no stream is waste.
"""

from __future__ import annotations

from functools import cached_property, lru_cache

import numpy as np
from beside_region import LOSS, Listed, Rows, metres

from graph_kb.symbiosis.arrays import Arrays, Floats, Names

EXPECTED = 1
Lanes = list[tuple[int, int]]
"""The other end of each lane, and its metres."""


class Facts:
    """Amounts at the expected end, and lanes."""

    def __init__(self, arrays: Arrays, names: Names) -> None:
        made = np.array_equal(arrays.fit_res, np.arange(len(names.resources))) and not arrays.pr_storage.any()
        if not made or arrays.st_code.size or arrays.pr_start_up.any() or not arrays.rc_complete.all():
            raise ValueError("this region has more in it than made regions have")
        self.arrays, self.names = arrays, names
        self.offers, self.needs, self.processes = len(names.offers), len(names.needs), len(names.processes)
        self.periods = range(int(arrays.months.max()) + 1)
        self.off_line = lru_cache(maxsize=None)(self._off_line)

    def _in_periods(self, monthly: Floats) -> Floats:
        return np.stack([monthly[:, self.arrays.months == t].sum(axis=1) for t in self.periods], axis=1)

    @cached_property
    def supply(self) -> Floats:
        """What each offer gives in each period."""
        a = self.arrays
        return self._in_periods(a.of_months * (a.of_amount[EXPECTED] / a.of_months.sum(axis=1))[:, None])

    @cached_property
    def demand(self) -> Floats:
        """What each need takes in each period."""
        a = self.arrays
        return self._in_periods(a.nd_months * (a.nd_amount[EXPECTED] / a.nd_months.sum(axis=1))[:, None])

    @cached_property
    def _running(self) -> Floats:
        return self._in_periods(np.repeat(self.arrays.pr_running[:, None], 12, axis=1))

    @cached_property
    def capacity(self) -> Floats:
        """What each process can do beside what it does."""
        return np.maximum(self._in_periods(self.arrays.pr_capacity) - self._running, 0.0)

    @cached_property
    def least(self) -> Floats:
        """What each process has to do beside what it does, where it operates."""
        whole = self._in_periods(self.arrays.pr_capacity)
        return np.maximum(self.arrays.pr_min_share[:, None] * whole - self._running, 0.0)

    def operating(self, offer: int) -> list[bool]:
        """Periods in which an offer is there."""
        a = self.arrays
        return [bool(a.of_months[offer][a.months == t].any()) for t in self.periods]

    def ports(self, process: int) -> range:
        """Ports of a process."""
        return range(*self.arrays.pr_port_ptr[process : process + 2].tolist())

    def outputs(self, process: int) -> list[int]:
        """Outputs of a process but losses."""
        found = range(*self.arrays.pr_out_ptr[process : process + 2].tolist())
        return [output for output in found if self.arrays.ot_role[output] != LOSS]

    @cached_property
    def _listed(self) -> dict[str, Listed]:
        a, count = self.arrays, len(self.names.resources)
        return {"streams": Listed.by(a.st_res, count), "receivers": Listed.by(a.rc_res, count)}

    def from_stream(self, stream: int, *, on_line: bool) -> Lanes:
        """Receivers that a stream has a lane to."""
        found, _ = self._listed["receivers"].of(self.arrays.st_res[stream : stream + 1])
        return self._lanes(np.full(len(found), stream), found, found, on_line)

    def into(self, receiver: int, *, on_line: bool) -> Lanes:
        """Streams that have a lane to a receiver."""
        found, _ = self._listed["streams"].of(self.arrays.rc_res[receiver : receiver + 1])
        return self._lanes(found, np.full(len(found), receiver), found, on_line)

    def _lanes(self, streams: Rows, receivers: Rows, ends: Rows, on_line: bool) -> Lanes:
        """Lanes that exist. An output that is a loss is no stream."""
        a = self.arrays
        long = metres(a, streams, receivers)
        most, warm = a.res_max_leg[a.st_res[streams]], a.st_temp_low[streams]
        holds = np.isnan(most) | (long <= most * 1000 + 1e-6)
        holds &= (warm >= a.rc_temp_low[receivers]) & (warm <= a.rc_temp_high[receivers])
        holds &= (a.rc_accepts[receivers] >> a.st_status[streams]) & 1 > 0
        blends = (receivers >= self.needs) & (a.st_hazard[streams] == 0) & (not on_line)
        holds &= blends | (a.st_share[streams] <= a.rc_limit[receivers])
        made = np.concatenate([np.zeros(self.offers, np.int8), a.ot_role])
        holds &= made[streams] != LOSS
        return list(zip(ends[holds].tolist(), long[holds].astype(int).tolist(), strict=True))

    def _off_line(self, process: int) -> frozenset[int]:
        """Processes with an output that may feed a port of a process."""
        a = self.arrays
        lanes = (self.into(self.needs + port, on_line=False) for port in self.ports(process))
        streams = {stream for found in lanes for stream, _ in found if stream >= self.offers}
        return frozenset(int(a.ot_proc[stream - self.offers]) for stream in streams) - {process}

    def reach(self, offer: int, most: int) -> tuple[set[int], set[int]]:
        """Processes that may be on a line of at most so many, and all that may be in such a chain."""
        first = {end: 0 for end in self._entered(offer)}
        for at in range(1, most):
            for process in [one for one, place in first.items() if place == at - 1]:
                for output in self.outputs(process):
                    first |= {one: at for one in self._entered(self.offers + output) if one not in first}
        line = {one for one, place in first.items() if place + self._left(one, most) <= most}
        every = set(line)
        for _ in range(most - 1):
            every |= {feeder for one in every for feeder in self.off_line(one)}
        return line, every

    def _entered(self, stream: int) -> set[int]:
        ends = (end for end, _ in self.from_stream(stream, on_line=True) if end >= self.needs)
        return {int(self.arrays.pt_proc[end - self.needs]) for end in ends}

    def _left(self, process: int, most: int) -> int:
        """Fewest processes from one to a need, itself included; more than `most` where none is near enough."""
        met, level = {process}, {process}
        for count in range(1, most + 1):
            streams = [self.offers + output for one in level for output in self.outputs(one)]
            if any(end < self.needs for one in streams for end, _ in self.from_stream(one, on_line=True)):
                return count
            level = {one for stream in streams for one in self._entered(stream)} - met
            met |= level
        return most + 1
