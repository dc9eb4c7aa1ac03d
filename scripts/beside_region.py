"""The paths that `bench_beside.py` counts in every way, and the made region as plain legs.

A path goes from an offer to a need through at most `depth` processes, none of them twice. Each leg joins a stream (the
offer, or any output but losses) to a receiver (any port of a process, or the need) of the same resource, and is at
most `leg_km` long: great-circle distance times 1.3, rounded up to whole metres, as in docs/chain-model.md. Temperature,
composition, law and amounts play no part: every way, a query and a graph library too, can say as much.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from made_chains import made
from numpy.typing import NDArray

from graph_kb.symbiosis.arrays import Arrays, Floats, Names

Rows = NDArray[np.int64]
LOSS = 3
RADIUS_M, ROAD = 6371008.8, 1.3


@dataclass(frozen=True)
class Listed:
    """Rows by resource: those of resource r lie between `ptr[r]` and `ptr[r + 1]`."""

    ptr: Rows
    rows: Rows

    @classmethod
    def by(cls, resources: NDArray[np.int32], count: int) -> Listed:
        """List the rows of an array that says of which resource each is."""
        ptr = np.concatenate([[0], np.cumsum(np.bincount(resources, minlength=count))])
        return cls(ptr, np.argsort(resources, kind="stable"))

    def of(self, resources: Rows) -> tuple[Rows, Rows]:
        """All rows of all these resources, and from which of them each comes."""
        starts, counts = self.ptr[resources], self.ptr[resources + 1] - self.ptr[resources]
        places = np.repeat(starts - np.cumsum(counts) + counts, counts) + np.arange(counts.sum())
        return self.rows[places], np.repeat(np.arange(len(resources)), counts)


@dataclass(frozen=True)
class Level:
    """Streams that paths have come to: `came` tells from which row of the level before; `processes` are behind it."""

    streams: Rows
    processes: tuple[Rows, ...]


class Legs:
    """A made region of which only resources and places count."""

    def __init__(self, arrays: Arrays, names: Names, leg_km: int) -> None:
        self.arrays, self.names, self.leg_km = plain(arrays), names, leg_km
        self.offers, self.needs = len(names.offers), len(names.needs)
        self.latitude, self.longitude = np.radians(arrays.site_lat), np.radians(arrays.site_lon)

    @classmethod
    def made(cls, seed: int, processes: int, streams: int, leg_km: int) -> Legs:
        """A region of `made_chains`."""
        return cls(*made(seed, processes, streams), leg_km)

    @cached_property
    def needed(self) -> Listed:
        """Needs by resource."""
        return Listed.by(self.arrays.rc_res[: self.needs], len(self.names.resources))

    @cached_property
    def taken(self) -> Listed:
        """Ports by resource."""
        return Listed.by(self.arrays.rc_res[self.needs :], len(self.names.resources))

    def metres(self, streams: Rows, receivers: Rows) -> Floats:
        """Length of legs."""
        return metres(self.arrays, streams, receivers)

    def into_ports(self, streams: Rows) -> tuple[Rows, Rows]:
        """Ports that legs lead to, and from which row of `streams`."""
        ports, came = self.taken.of(self.arrays.st_res[streams])
        near = self.metres(streams[came], self.needs + ports) <= self.leg_km * 1000
        return ports[near], came[near]

    def into_needs(self, streams: Rows) -> tuple[Rows, Rows]:
        """Needs that legs lead to, and from which row of `streams`."""
        needs, came = self.needed.of(self.arrays.st_res[streams])
        near = self.metres(streams[came], needs) <= self.leg_km * 1000
        return needs[near], came[near]

    def levels(self, offer: int, depth: int) -> list[Level]:
        """Streams after 0 to `depth` processes of all paths from an offer; dead ends are among them."""
        found = [Level(np.array([offer]), ())]
        for _ in range(depth):
            found.append(self._further(found[-1]))
        return found

    def _further(self, level: Level) -> Level:
        a = self.arrays
        ports, came = self.into_ports(level.streams)
        entered = a.pt_proc[ports].astype(np.int64)
        new = np.all([before[came] != entered for before in level.processes] or [entered >= 0], axis=0)
        entered, came = entered[new], came[new]
        outputs, at = self._made_by.of(entered)
        behind = [before[came][at] for before in level.processes]
        return Level(self.offers + outputs, (*behind, entered[at]))

    @cached_property
    def _made_by(self) -> Listed:
        """Outputs but losses by process."""
        kept = np.flatnonzero(self.arrays.ot_role != LOSS)
        listed = Listed.by(self.arrays.ot_proc[kept], len(self.names.processes))
        return Listed(listed.ptr, kept[listed.rows])

    def drawn(self, count: int, seed: int) -> list[int]:
        """Offers that some process may take by a leg, so that there is something to walk."""
        rng = np.random.default_rng(seed)
        order = rng.permutation(self.offers)
        led = (int(offer) for offer in order if len(self.into_ports(np.array([offer]))[0]))
        return [offer for offer, _ in zip(led, range(count), strict=False)]

    def arcs(self, offers: list[int]) -> list[tuple[int, int]]:
        """All legs as arcs of one graph: processes, then needs, then these offers.

        Two processes are joined by as many arcs as there are resources that go from one to the other.
        """
        kept = np.flatnonzero(self.arrays.ot_role != LOSS)
        streams = np.concatenate([self.offers + kept, offers])
        many = len(self.names.processes)
        tails = np.concatenate([self.arrays.ot_proc[kept], many + self.needs + np.arange(len(offers))])
        ports, out = self.into_ports(streams)
        needs, end = self.into_needs(streams)
        heads = np.concatenate([self.arrays.pt_proc[ports], many + needs])
        return list(zip(tails[np.concatenate([out, end])].tolist(), heads.tolist(), strict=True))


def plain(arrays: Arrays) -> Arrays:
    """The arrays with nothing in them that a leg could break, but its length."""
    return replace(
        arrays,
        st_temp_low=np.full_like(arrays.st_temp_low, 20.0),
        st_temp_high=np.full_like(arrays.st_temp_high, 20.0),
        rc_temp_low=np.zeros_like(arrays.rc_temp_low),
        rc_accepts=np.full_like(arrays.rc_accepts, 15),
        rc_limit=np.ones_like(arrays.rc_limit),
        res_max_leg=np.full_like(arrays.res_max_leg, np.nan),
    )


def metres(arrays: Arrays, streams: Rows, receivers: Rows) -> Floats:
    """Length of legs by road in whole metres."""
    start, end = arrays.st_site[streams], arrays.rc_site[receivers]
    north, east = np.radians(arrays.site_lat), np.radians(arrays.site_lon)
    half = np.sin((north[end] - north[start]) / 2) ** 2
    half += np.cos(north[start]) * np.cos(north[end]) * np.sin((east[end] - east[start]) / 2) ** 2
    found: Floats = np.ceil(2 * RADIUS_M * ROAD * np.arcsin(np.sqrt(half)))
    return found
