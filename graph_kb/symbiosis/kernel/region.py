# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""The compiled graph as one question sees it, and its lanes: docs/chain-model.md, sections 1 and 2."""

import cython

if cython.compiled:
    from cython.cimports.libc.math import asin, ceil, isnan, sqrt
else:
    from math import asin, ceil, isnan, sqrt

VIOLATED, UNKNOWN, MET = 0, 1, 2
_WASTE = cython.declare(cython.int, 2)
_ROAD = cython.declare(cython.double, 1.3)
_DIAMETER_M = cython.declare(cython.double, 2 * 6371008.8)
_MOST_ALLOWANCES = 16


@cython.cclass
class Region:
    """Arrays of `prepare.prepared`, and what was found of the lane that was looked at last."""

    def __init__(self, values: dict):
        for name, value in values.items():
            setattr(self, name, value)

    @cython.ccall
    def lane(self, stream: cython.int, receiver: cython.int, on_line: cython.bint) -> cython.int:
        """Whether a lane exists: 0 no, 1 with unknown checks, 2 with all met. A strict region knows the last alone."""
        state: cython.int = MET
        found: cython.int
        self.assumed = False
        if not self.st_ok[stream] or not self.rc_ok[receiver] or not self.fits(stream, receiver):
            return VIOLATED
        self.assumed = self.assumed or self.st_assumed[stream] or self.rc_assumed[receiver]
        self.form = self.look_at_form(stream, receiver)
        if self.form == VIOLATED:
            return VIOLATED
        self.distance = self.look_at_distance(stream, receiver, on_line)
        if self.distance == VIOLATED:
            return VIOLATED
        self.composition = self.look_at_composition(stream, receiver, on_line)
        if self.composition == VIOLATED:
            return VIOLATED
        self.law = self.look_at_law(stream, receiver)
        if self.law == VIOLATED:
            return VIOLATED
        for found in (self.form, self.distance, self.composition, self.law):
            if found < state:
                state = found
        if isnan(self.factor):
            state = UNKNOWN
        if self.strict and (state != MET or self.assumed):
            return VIOLATED
        return state

    @cython.ccall
    def fits(self, stream: cython.int, receiver: cython.int) -> cython.int:
        """Whether the resource of a stream fits that of a receiver; keeps the factor."""
        each: cython.int
        resource: cython.int = self.st_res[stream]
        wanted: cython.int = self.rc_res[receiver]
        for each in range(self.fit_ptr[resource], self.fit_ptr[resource + 1]):
            if self.fit_res[each] == wanted:
                self.factor = self.fit_factor[each]
                self.assumed = self.fit_assumed[each] != 0
                return 1
        return 0

    @cython.cfunc
    def look_at_composition(self, stream: cython.int, receiver: cython.int, on_line: cython.bint) -> cython.int:
        """Condition 5."""
        each: cython.int
        own: cython.int
        state: cython.int = MET
        share: cython.double
        may_blend: cython.bint = not on_line and receiver >= self.needs and self.st_hazard[stream] == 0
        self.blends = False
        if self.res_kind[self.st_res[stream]] != 0:
            return MET
        if self.rc_complete[receiver] != 1:
            state = UNKNOWN
        for each in range(self.rc_sub_ptr[receiver], self.rc_sub_ptr[receiver + 1]):
            share = -1.0
            for own in range(self.st_sub_ptr[stream], self.st_sub_ptr[stream + 1]):
                if self.st_sub[own] == self.rc_sub[each]:
                    share = self.st_share[own]
            if share < 0.0:
                state = UNKNOWN
            elif share > self.rc_limit[each]:
                if not may_blend:
                    return VIOLATED
                self.blends = True
        return state

    @cython.cfunc
    def look_at_form(self, stream: cython.int, receiver: cython.int) -> cython.int:
        """Condition 6: temperature and moisture."""
        state: cython.int = MET
        low: cython.double = self.rc_temp_low[receiver]
        high: cython.double = self.rc_temp_high[receiver]
        thermal: cython.bint = self.res_thermal[self.st_res[stream]] or self.res_thermal[self.rc_res[receiver]]
        if isnan(self.st_temp_low[stream]) or isnan(self.st_temp_high[stream]):
            if thermal:
                state = UNKNOWN
        elif isnan(low) and isnan(high):
            state = UNKNOWN
        elif (not isnan(low) and self.st_temp_low[stream] < low) or (
            not isnan(high) and self.st_temp_high[stream] > high
        ):
            return VIOLATED
        if not isnan(self.rc_moisture[receiver]):
            if isnan(self.st_moisture[stream]):
                return UNKNOWN
            if self.st_moisture[stream] > self.rc_moisture[receiver]:
                return VIOLATED
        return state

    @cython.cfunc
    def look_at_law(self, stream: cython.int, receiver: cython.int) -> cython.int:
        """Condition 7: legal status, and a permit of the receiving site for every waste code."""
        each: cython.int
        found: cython.int
        operation: cython.int = -2
        state: cython.int = MET
        status: cython.int = self.st_status[stream]
        self.allowances = 0
        if self.res_kind[self.st_res[stream]] != 0:
            return MET
        if status < 0:
            return UNKNOWN
        if self.rc_accepts[receiver] == 0:
            state = UNKNOWN
        elif not (self.rc_accepts[receiver] >> status) & 1:
            return VIOLATED
        if status != _WASTE:
            return state
        if self.st_code_ptr[stream] == self.st_code_ptr[stream + 1] or not self.res_tonnes[self.st_res[stream]]:
            state = UNKNOWN
        self.counts_tonnes = self.res_tonnes[self.st_res[stream]] != 0
        if receiver >= self.needs:
            operation = self.pr_operation[self.pt_proc[receiver - self.needs]]
        for each in range(self.st_code_ptr[stream], self.st_code_ptr[stream + 1]):
            found = self.look_at_code(self.st_code[each], self.rc_site[receiver], operation)
            if found == VIOLATED:
                return VIOLATED
            if found < state:
                state = found
        return state

    @cython.cfunc
    def look_at_code(self, code: cython.int, site: cython.int, operation: cython.int) -> cython.int:
        """The best allowance of a site for a code; operation -2 when any will do."""
        each: cython.int
        agrees: cython.int
        best: cython.int = -1
        level: cython.int = 0
        tonnes: cython.double = -1.0
        for each in range(self.pm_ptr[site], self.pm_ptr[site + 1]):
            if self.pm_code[each] != code:
                continue
            agrees = MET
            if operation != -2:
                if operation == -1 or self.pm_operation[each] == -1:
                    agrees = UNKNOWN
                elif operation != self.pm_operation[each]:
                    continue
            known: cython.double = -0.5 if isnan(self.pm_tonnes[each]) else self.pm_tonnes[each]
            if agrees > level or (agrees == level and known > tonnes):
                best, level, tonnes = each, agrees, known
        if best < 0:
            return VIOLATED if self.site_holds[site] else UNKNOWN
        if self.counts_tonnes and self.allowances < _MOST_ALLOWANCES:
            self.allowance[self.allowances] = best
            self.allowances += 1
        if self.pm_assumed[best]:
            self.assumed = True
        return UNKNOWN if tonnes < 0.0 else level

    @cython.cfunc
    def look_at_distance(self, stream: cython.int, receiver: cython.int, on_line: cython.bint) -> cython.int:
        """Condition 9, for one leg; keeps its metres, -1 when they are not known."""
        resource: cython.int = self.st_res[stream]
        site: cython.int = self.st_site[stream]
        other: cython.int = self.rc_site[receiver]
        limit: cython.double = min(self.res_max_leg[resource], self.max_leg)
        self.metres = self.length(site, other, self.res_mode[resource])
        if limit > 1e29 and (not on_line or self.max_total > 1e29):
            return MET
        if self.metres < 0:
            return UNKNOWN
        if self.metres > 0 and not (self.site_exact[site] and self.site_exact[other]):
            self.assumed = True
        return VIOLATED if self.metres > limit * 1000.0 + 1e-6 else MET

    @cython.ccall
    def length(self, site: cython.int, other: cython.int, mode: cython.int) -> cython.int:
        """Metres from site to site, rounded up; -1 when a place is not known."""
        x: cython.double
        y: cython.double
        z: cython.double
        half: cython.double
        if site == other or mode == 2:
            return 0
        if isnan(self.site_x[site]) or isnan(self.site_x[other]):
            return -1
        x = self.site_x[site] - self.site_x[other]
        y = self.site_y[site] - self.site_y[other]
        z = self.site_z[site] - self.site_z[other]
        half = min(1.0, 0.5 * sqrt(x * x + y * y + z * z))
        return cython.cast(cython.int, ceil(_DIAMETER_M * asin(half) * (1.0 if mode == 1 else _ROAD)))
