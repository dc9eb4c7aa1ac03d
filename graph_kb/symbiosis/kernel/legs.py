# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Legs of streams to ports and needs with the checks that they break, looked at once and kept for further walks."""

import cython
import numpy as np

if cython.compiled:
    from cython.cimports.graph_kb.symbiosis.kernel.ahead import Ahead
    from cython.cimports.graph_kb.symbiosis.kernel.region import Region
    from cython.cimports.libc.math import sin
else:
    from math import sin

    from graph_kb.symbiosis.kernel.ahead import Ahead
    from graph_kb.symbiosis.kernel.region import Region

FORM, DISTANCE, COMPOSITION, LAW, OUT, TOTAL = 1, 2, 4, 8, 16, 32
_FORM = cython.declare(cython.int, FORM)
_DISTANCE = cython.declare(cython.int, DISTANCE)
_COMPOSITION = cython.declare(cython.int, COMPOSITION)
_LAW = cython.declare(cython.int, LAW)
_OUT = cython.declare(cython.int, OUT)
_MOST_KEPT = 2_000_000
_UNLIMITED = cython.declare(cython.double, 1e29)
_DIAMETER_M = cython.declare(cython.double, 2 * 6371008.8)
_ROAD = cython.declare(cython.double, 1.3)
_PIPE = cython.declare(cython.int, 1)
_GRID = cython.declare(cython.int, 2)


@cython.cfunc
def how_many(mask: cython.int) -> cython.int:
    """Number of checks that a mask names."""
    found: cython.int = 0
    while mask:
        found += mask & 1
        mask >>= 1
    return found


@cython.cclass
class Legs:
    """Legs of each stream to ports, and to one need or (need -1) all; those that break too many checks are left out.

    The facts of the region must stay as they are for as long as its legs are kept; limits of distance may change
    between walks. What is kept is bounded: where there is no more room all is looked at anew.
    """

    def __init__(self, region: Region, need: cython.int, most_broken: cython.int):
        self.region = region
        self.need = need
        self.most_broken = most_broken
        self.most_kept = _MOST_KEPT
        self.ahead = Ahead(region, need)
        self.streams = region.st_res.shape[0]
        self.first = np.empty(2 * self.streams, dtype=np.int32)
        self.past = np.empty(2 * self.streams, dtype=np.int32)
        self.looked = np.empty(2 * self.streams, dtype=np.int32)
        self.forget()

    @cython.ccall
    def renew(self):
        """Forget what was looked at under other limits."""
        r = self.region
        if self.max_leg != r.max_leg or self.limited != (r.max_total < _UNLIMITED):
            self.forget()

    @cython.ccall
    def forget(self):
        """Keep nothing any more; a walk that is under way still holds the legs that it is at."""
        self.max_leg = self.region.max_leg
        self.limited = self.region.max_total < _UNLIMITED
        self.first[:] = -1
        self.kept = np.empty((1_000, 3), dtype=np.int32)
        self.size = 0

    @cython.cfunc
    @cython.exceptval(-1)
    def row(self, stream: cython.int, to_needs: cython.bint) -> cython.int:
        """Where it stands what is kept of a stream: its legs lie between `first` and `past`."""
        row: cython.int = stream + self.streams if to_needs else stream
        if self.first[row] < 0:
            self.look_up(stream, row, to_needs)
        return row

    @cython.cfunc
    @cython.exceptval(-1)
    def look_up(self, stream: cython.int, row: cython.int, to_needs: cython.bint) -> cython.int:
        """Look at all legs of a stream to ports or to needs."""
        r = self.region
        each: cython.int
        one: cython.int
        wanted: cython.int
        if self.size > self.most_kept:
            self.forget()
        self.stand_at(stream)
        self.first[row] = self.size
        self.looked[row] = 0
        for each in range(r.fit_ptr[r.st_res[stream]], r.fit_ptr[r.st_res[stream] + 1]):
            wanted = r.fit_res[each]
            if not to_needs:
                for one in range(r.ports_ptr[wanted], r.ports_ptr[wanted + 1]):
                    self.looked[row] += self.add(stream, r.needs + r.ports[one])
            elif self.need < 0:
                for one in range(r.needs_ptr[wanted], r.needs_ptr[wanted + 1]):
                    self.looked[row] += self.add(stream, r.need_list[one])
            elif wanted == r.rc_res[self.need]:
                self.looked[row] += self.add(stream, self.need)
        self.past[row] = self.size
        return 0

    @cython.cfunc
    @cython.exceptval(-1)
    def add(self, stream: cython.int, receiver: cython.int) -> cython.int:
        """Look at one leg and keep it if it does not break too many checks. Returns 1: one was looked at."""
        found: cython.int
        if self.most_broken == 0 and self.is_far(receiver):
            return 1
        found = self.checks(stream, receiver, True)
        if how_many(found) > self.most_broken:
            return 1
        if self.size == self.kept.shape[0]:
            self.grow()
        self.kept[self.size, 0] = receiver
        self.kept[self.size, 1] = found
        self.kept[self.size, 2] = max(0, self.region.metres)
        self.size += 1
        return 1

    @cython.ccall
    def grow(self):
        """Make room for twice as many legs, elsewhere: walks may be at legs of the room before."""
        self.kept = np.concatenate([self.kept, np.empty_like(self.kept)])

    @cython.cfunc
    @cython.exceptval(-1)
    def stand_at(self, stream: cython.int) -> cython.int:
        """Where a stream is, and the square of the chord beyond which its legs are too long, by a metre at least.

        The chord spares most legs an arc sine. The metre is far more than what rounding takes.
        """
        r = self.region
        resource: cython.int = r.st_res[stream]
        limit: cython.double = min(r.res_max_leg[resource], r.max_leg)
        diameter: cython.double = _DIAMETER_M * (1.0 if r.res_mode[resource] == _PIPE else _ROAD)
        angle: cython.double = (limit * 1000.0 + 1.0) / diameter
        self.x = r.site_x[r.st_site[stream]]
        self.y = r.site_y[r.st_site[stream]]
        self.z = r.site_z[r.st_site[stream]]
        self.chord = _UNLIMITED
        if r.res_mode[resource] != _GRID and angle < 1.5:
            self.chord = (2.0 * sin(angle)) ** 2
        return 0

    @cython.cfunc
    def is_far(self, receiver: cython.int) -> cython.bint:
        """Whether the leg to a receiver is surely too long; not where a place is not known."""
        r = self.region
        site: cython.int = r.rc_site[receiver]
        x: cython.double = self.x - r.site_x[site]
        y: cython.double = self.y - r.site_y[site]
        z: cython.double = self.z - r.site_z[site]
        return x * x + y * y + z * z > self.chord

    @cython.ccall
    @cython.exceptval(-1)
    def checks(self, stream: cython.int, receiver: cython.int, on_line: cython.bint) -> cython.int:
        """Bits of the checks that a lane violates, looked at now; its metres are kept by the region."""
        r = self.region
        found: cython.int = 0
        if not r.look_at_form(stream, receiver):
            found |= _FORM
        if not r.look_at_distance(stream, receiver, on_line):
            found |= _DISTANCE
        if not r.look_at_composition(stream, receiver, on_line):
            found |= _COMPOSITION
        if not r.look_at_law(stream, receiver):
            found |= _LAW
        if (
            not r.rc_ok[receiver]
            or (stream < r.offers and not r.st_ok[stream])
            or (not on_line and not r.st_ok[stream])
        ):
            found |= _OUT
        return found
