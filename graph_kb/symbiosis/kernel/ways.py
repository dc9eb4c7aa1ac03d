# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Where streams may go on along lines, kept from line to line and from question to question."""

import cython
import numpy as np

if cython.compiled:
    from cython.cimports.graph_kb.symbiosis.kernel.region import Region
else:
    from graph_kb.symbiosis.kernel.region import Region

_MOST_KEPT = 5_000
_UNLIMITED = cython.declare(cython.double, 1e29)


@cython.cclass
class Ways:
    """Ports that one stream may go on to along a line, with metres of each leg and factors."""


@cython.cclass
class WaysOn:
    """The ways of the streams of one region that were asked for last."""

    def __init__(self, region: Region):
        self.region = region
        self.found = {}
        self.max_leg = region.max_leg
        self.limited = region.max_total < _UNLIMITED

    @cython.ccall
    def of(self, stream: cython.int) -> Ways:
        """The ways of a stream."""
        r = self.region
        if self.max_leg != r.max_leg or self.limited != (r.max_total < _UNLIMITED) or len(self.found) >= _MOST_KEPT:
            self.found = {}
            self.max_leg = r.max_leg
            self.limited = r.max_total < _UNLIMITED
        if stream not in self.found:
            self.found[stream] = self.looked_up(stream)
        return self.found[stream]

    @cython.cfunc
    def looked_up(self, stream: cython.int) -> Ways:
        """Look at the lanes of a stream."""
        r = self.region
        ways: Ways = Ways()
        each: cython.int
        one: cython.int
        ports: list = []
        metres: list = []
        factors: list = []
        for each in range(r.fit_ptr[r.st_res[stream]], r.fit_ptr[r.st_res[stream] + 1]):
            for one in range(r.ports_ptr[r.fit_res[each]], r.ports_ptr[r.fit_res[each] + 1]):
                if r.lane(stream, r.needs + r.ports[one], True):
                    ports.append(r.ports[one])
                    metres.append(r.metres)
                    factors.append(r.factor)
        ways.port = np.asarray(ports, dtype=np.int32)
        ways.metres = np.asarray(metres, dtype=np.int32)
        ways.factor = np.asarray(factors, dtype=float)
        return ways
