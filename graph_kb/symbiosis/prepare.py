"""What the kernel reads: the arrays at one end of the intervals, strict or lenient, weighted by an objective.

Everything is that of docs/chain-model.md; unknown limits have become infinite in a lenient region, and what is not
known for sure takes no part in a strict one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from graph_kb.symbiosis.arrays import ENDS, Arrays, Floats, Ints

UNLIMITED = 1e30


@dataclass(frozen=True)
class Weights:
    """Weights of the objective: 1 for each unit of the source, EUR, kg CO2e and kilometre of the line."""

    amount: float = 0.0
    net_value: float = 0.0
    co2e: float = 0.0
    distance: float = 0.0


def prepared(arrays: Arrays, end: str, weights: Weights, *, strict: bool) -> dict[str, Any]:
    """Attributes of a kernel's region.

    Args:
        arrays: The compiled graph.
        end: low, expected or high end of the intervals.
        weights: The objective.
        strict: Only facts that are known and not assumed; otherwise what is unknown is taken as favourable.
    """
    values: dict[str, Any] = {"strict": strict, "max_leg": UNLIMITED, "max_total": UNLIMITED}
    values |= {name: getattr(arrays, name) for name in _AS_THEY_ARE}
    values |= _sizes(arrays)
    values |= _flows(arrays, end)
    values |= _activities(arrays)
    values |= _known(arrays, values, strict=strict)
    values |= _worth(arrays, weights, strict=strict)
    values |= _places(arrays)
    values |= _lists(arrays, values)
    return values


_AS_THEY_ARE = [
    "st_res",
    "st_site",
    "st_code_ptr",
    "st_code",
    "st_sub_ptr",
    "st_sub",
    "st_status",
    "st_hazard",
    "st_assumed",
    "st_temp_low",
    "st_temp_high",
    "st_moisture",
    "st_share",
    "rc_res",
    "rc_site",
    "rc_sub_ptr",
    "rc_sub",
    "rc_accepts",
    "rc_complete",
    "rc_assumed",
    "rc_temp_low",
    "rc_temp_high",
    "rc_moisture",
    "rc_limit",
    "pt_proc",
    "ot_proc",
    "pt_role",
    "ot_role",
    "pr_site",
    "pr_port_ptr",
    "pr_out_ptr",
    "pr_operation",
    "pr_start_up",
    "pr_storage",
    "pm_ptr",
    "pm_code",
    "pm_operation",
    "pm_tonnes",
    "pm_assumed",
    "fit_ptr",
    "fit_res",
    "fit_factor",
    "fit_assumed",
    "res_kind",
    "res_mode",
    "res_thermal",
    "res_tonnes",
    "site_exact",
    "site_holds",
]


def _sizes(a: Arrays) -> dict[str, Any]:
    return {
        "periods": int(a.months.max()) + 1,
        "offers": a.of_season.shape[0],
        "needs": a.nd_season.shape[0],
        "processes": a.pr_site.shape[0],
        "allowance": np.zeros(16, dtype=np.int32),
        "pm_group": _groups(a),
        "res_max_leg": np.where(np.isnan(a.res_max_leg), UNLIMITED, a.res_max_leg),
    }


def _groups(a: Arrays) -> Ints:
    """First row of the allowance that each row is: one permit may be held at several sites."""
    keys = np.stack([a.pm_permit, a.pm_code, a.pm_operation.astype(np.int32)])
    _, first, group = np.unique(keys, axis=1, return_index=True, return_inverse=True)
    return first.astype(np.int32)[group.reshape(-1)]


def in_periods(a: Arrays, monthly: Floats) -> Floats:
    """Sums of monthly numbers by period, (rows, periods)."""
    periods = int(a.months.max()) + 1
    return np.ascontiguousarray(np.stack([monthly[:, a.months == t].sum(axis=1) for t in range(periods)], axis=1))


def _flows(a: Arrays, end: str) -> dict[str, Any]:
    row = ENDS.index(end)
    return {
        "supply": _by_period(a, a.of_amount[row], a.of_months),
        "demand": _by_period(a, a.nd_amount[row], a.nd_months),
        "ot_amount": np.ascontiguousarray(a.ot_amount[row]),
        "pt_amount": np.ascontiguousarray(a.pt_amount[2 - row]),
    }


def _by_period(a: Arrays, yearly: Floats, months: Any) -> Floats:
    there = np.maximum(months.sum(axis=1), 1)
    flow = in_periods(a, months * (yearly / there)[:, None])
    present = in_periods(a, months.astype(float)) > 0
    return np.where(present, np.where(np.isnan(flow), UNLIMITED, flow), 0.0)


def _activities(a: Arrays) -> dict[str, Any]:
    whole = in_periods(a, a.pr_capacity)
    monthly = in_periods(a, np.repeat(a.pr_running[:, None], 12, axis=1))
    least, running = a.pr_min_share[:, None] * whole - monthly, np.nan_to_num(monthly)
    return {
        "capacity": np.where(np.isnan(whole), UNLIMITED, np.maximum(whole - running, 0.0)),
        "least": np.where(np.isnan(least), 0.0, np.maximum(least, 0.0)),
    }


def _known(a: Arrays, values: dict[str, Any], *, strict: bool) -> dict[str, Any]:
    """Which offers, needs and processes take part; streams and receivers of those that do not are out as well."""
    processes = a.pr_makes_mass == 0
    offers, needs = np.ones(values["offers"], bool), np.ones(values["needs"], bool)
    if strict:
        supply, demand = values["supply"], values["demand"]
        offers &= (a.of_season == 1) & (supply < UNLIMITED).all(axis=1)
        needs &= (a.nd_season == 1) & (demand < UNLIMITED).all(axis=1)
        processes &= _processes_known(a, values)
    outputs, ports = processes[a.ot_proc], processes[a.pt_proc]
    return {
        "pr_ok": processes.astype(np.int8),
        "st_ok": np.concatenate([offers, outputs]).astype(np.int8),
        "rc_ok": np.concatenate([needs, ports]).astype(np.int8),
    }


def _processes_known(a: Arrays, values: dict[str, Any]) -> Any:
    known = ~np.isnan(a.pr_capacity).any(axis=1) & ~np.isnan(a.pr_running) & ~np.isnan(a.pr_min_share)
    known &= a.pr_assumed == 0
    for owner, amount in ((a.ot_proc, values["ot_amount"]), (a.pt_proc, values["pt_amount"])):
        known &= np.bincount(owner, np.isnan(amount), known.shape[0]) == 0
    assumed = np.concatenate([a.st_assumed[values["offers"] :], a.rc_assumed[values["needs"] :]])
    owners = np.concatenate([a.ot_proc, a.pt_proc])
    return known & (np.bincount(owners, assumed, known.shape[0]) == 0)


def _worth(a: Arrays, w: Weights, *, strict: bool) -> dict[str, Any]:
    needs = a.nd_season.shape[0]
    co2e = np.nan_to_num(a.res_co2e)
    known = ~np.isnan(a.res_disposal)
    return {
        "res_rate": w.net_value * np.nan_to_num(a.res_rate),
        "res_disposal": -w.net_value * np.nan_to_num(a.res_disposal),
        "res_disposed": (known if strict else np.ones_like(known)).astype(np.int8),
        "of_weight": -w.net_value * np.nan_to_num(a.of_price),
        "nd_weight": w.net_value * np.nan_to_num(a.nd_price) + w.co2e * co2e[a.rc_res[:needs]],
        "pt_weight": -w.co2e * co2e[a.rc_res[needs:]],
        "pr_fixed": w.net_value * np.nan_to_num(a.pr_fixed),
        "pr_activity": -w.net_value * np.nan_to_num(a.pr_variable),
    }


def gain(a: Arrays, offer: int, w: Weights) -> float:
    """Worth of each unit of the source that a chain takes."""
    return w.amount + w.net_value * float(np.nan_to_num(a.res_disposal[a.st_res[offer]]))


def _places(a: Arrays) -> dict[str, Any]:
    """Points of the sites on the unit sphere."""
    lat, lon = np.radians(a.site_lat), np.radians(a.site_lon)
    return {"site_x": np.cos(lat) * np.cos(lon), "site_y": np.cos(lat) * np.sin(lon), "site_z": np.sin(lat)}


def _lists(a: Arrays, values: dict[str, Any]) -> dict[str, Any]:
    """Offers, outputs, needs and ports by resource, and which resources fit a resource."""
    count, offers, needs = a.res_kind.shape[0], values["offers"], values["needs"]
    owner = np.repeat(np.arange(count, dtype=np.int32), np.diff(a.fit_ptr))
    back_ptr, order = _grouped(a.fit_res, count)
    found = {"back_ptr": back_ptr, "back_res": owner[order]}
    for name, of, ok in (
        ("offers", a.st_res[:offers], values["st_ok"][:offers]),
        ("outs", a.st_res[offers:], values["st_ok"][offers:]),
        ("needs", a.rc_res[:needs], values["rc_ok"][:needs]),
        ("ports", a.rc_res[needs:], values["rc_ok"][needs:]),
    ):
        found[f"{name}_ptr"], found[_LISTS[name]] = _grouped(of, count, ok)
    return found


_LISTS = {"offers": "offer_list", "outs": "out_list", "needs": "need_list", "ports": "ports"}


def _grouped(of: Ints, count: int, ok: Any = None) -> tuple[Ints, Ints]:
    """Offsets and rows by group; rows that take no part are left out."""
    rows = np.arange(of.shape[0]) if ok is None else np.flatnonzero(ok)
    rows = rows[np.argsort(of[rows], kind="stable")]
    ptr = np.zeros(count + 1, dtype=np.int32)
    np.cumsum(np.bincount(of[rows], minlength=count), out=ptr[1:])
    return ptr, rows.astype(np.int32)
