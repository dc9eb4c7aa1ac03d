"""The graph as arrays: what the search reads. Every array is one file of the snapshot.

Prefixes: `site_` facilities, `res_` resources, `fit_` which resources a resource fits, `st_` streams (all offers,
then all outputs of processes), `of_` offers, `ot_` outputs, `rc_` receivers (all needs, then all input ports), `nd_`
needs, `pt_` ports, `pr_` processes, `pm_` allowances of permits. `*_ptr` arrays are offsets: the entries of row i lie
between `ptr[i]` and `ptr[i + 1]`. NaN and -1 are unknown. Arrays with three rows hold the low, expected and high end.
All numbers are those of docs/chain-model.md, sections 1 and 2.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int32]
Bytes = NDArray[np.int8]

KINDS = ("Material", "Energy", "Water", "Service")
MODES = ("road", "pipe", "grid")
STATUSES = ("product", "by_product", "waste", "end_of_waste")
OUTPUT_ROLES = ("main", "by_product", "residue", "loss")
INPUT_ROLES = ("main", "co_input", "catalyst")
ENDS = ("low", "expected", "high")


@dataclass
class Arrays:
    """The compiled graph; rows of one prefix are parallel and sorted by id."""

    months: Bytes  # (12,) period of each month, from January
    site_lat: Floats  # degrees
    site_lon: Floats
    site_exact: Bytes  # 1 the site itself, 0 the centre of a municipality
    site_holds: Bytes  # 1 when it holds any permit in force
    res_kind: Bytes  # index in KINDS
    res_mode: Bytes  # index in MODES
    res_rate: Floats  # EUR/(unit km)
    res_max_leg: Floats  # km
    res_disposal: Floats  # EUR/unit
    res_price: Floats  # EUR/unit
    res_co2e: Floats  # kg CO2e/unit
    res_thermal: Bytes  # 1 when any stream or receiver of it states a temperature
    res_tonnes: Bytes  # 1 when its unit is t
    fit_ptr: Ints  # by resource
    fit_res: Ints  # resource that it fits, itself included
    fit_factor: Floats  # amount of that per unit
    fit_substitute: Bytes  # 1 when by SUBSTITUTES
    fit_assumed: Bytes
    st_res: Ints
    st_site: Ints
    st_status: Bytes  # index in STATUSES
    st_temp_low: Floats  # degC; the same as high when one temperature is stated
    st_temp_high: Floats
    st_moisture: Floats
    st_hazard: Bytes  # 1 hazardous, 0 not, -1 waste or unknown status without a code that tells
    st_assumed: Bytes  # the offer and its OF, or the OUTPUTS, or a CODED
    st_code_ptr: Ints  # by stream
    st_code: Ints  # waste codes
    st_sub_ptr: Ints  # by stream
    st_sub: Ints  # substances, sorted
    st_share: Floats
    of_amount: Floats  # (3, offers) a year
    of_months: Bytes  # (offers, 12) 1 when there; all 1 when the season is unknown
    of_season: Bytes  # 1 when the season is known
    of_price: Floats  # EUR/unit, its own or the market price
    ot_proc: Ints
    ot_amount: Floats  # (3, outputs) per unit of activity
    ot_role: Bytes  # index in OUTPUT_ROLES
    rc_res: Ints
    rc_site: Ints
    rc_temp_low: Floats  # degC, NaN when none is stated
    rc_temp_high: Floats
    rc_moisture: Floats  # most taken, NaN when none is stated
    rc_accepts: Bytes  # bits of STATUSES, 0 unknown
    rc_complete: Bytes  # 1 when all limits are stated
    rc_assumed: Bytes  # the need and its SERVES, or the INPUT_TO
    rc_sub_ptr: Ints  # by receiver
    rc_sub: Ints  # substances limited, sorted
    rc_limit: Floats
    nd_amount: Floats  # (3, needs) a year
    nd_months: Bytes  # (needs, 12)
    nd_season: Bytes
    nd_price: Floats  # EUR/unit, less the gate fee
    pt_proc: Ints
    pt_amount: Floats  # (3, ports) per unit of activity
    pt_role: Bytes  # index in INPUT_ROLES
    pr_site: Ints
    pr_planned: Bytes
    pr_capacity: Floats  # (processes, 12) a month, NaN unknown
    pr_running: Floats  # a month; 0 for planned processes without any
    pr_min_share: Floats  # 0 for running processes that state none
    pr_fixed: Floats  # EUR/year; 0 for running processes
    pr_variable: Floats  # EUR/activity
    pr_storage: Floats  # unit of main input; 0 none or unknown
    pr_start_up: Bytes  # 1 when it declares a stock to start a loop
    pr_operation: Bytes  # 1..13 for R1..R13, 21..35 for D1..D15, -1 unknown
    pr_makes_mass: Bytes  # 1 when its recipe makes mass: it takes no part
    pr_assumed: Bytes
    pr_port_ptr: Ints  # by process: its input ports, numbered from 0 among the ports
    pr_out_ptr: Ints  # by process: its outputs, numbered from 0 among the outputs
    pm_ptr: Ints  # by site
    pm_code: Ints
    pm_permit: Ints  # the same permit may be held at several sites
    pm_operation: Bytes
    pm_tonnes: Floats
    pm_assumed: Bytes

    @classmethod
    def names(cls) -> list[str]:
        """Names of the arrays."""
        return [field.name for field in fields(cls)]


@dataclass
class Names:
    """Ids of the rows of the arrays, parallel to them."""

    sites: list[str]
    resources: list[str]
    offers: list[str]
    needs: list[str]
    processes: list[str]
    substances: list[str]
    codes: list[str]  # digits
    permits: list[str]
