"""Prices and revenues as tables: what fits a resource, sorted and averaged by amount."""

from __future__ import annotations

import numpy as np


def is_flat(region):
    """Whether nothing beside the source has a weight: no table can tell anything then."""
    weights = ("nd_weight", "of_weight", "pt_weight", "res_rate", "res_disposal", "pr_activity")
    return not any(np.asarray(getattr(region, name)).any() for name in weights)


def rows_of(resources, cells_, of, place):
    """Rows of a table by resource and cell, -1 where there is none."""
    rows = np.full((resources, cells_), -1, dtype=np.int32)
    pairs = np.unique(np.stack([of, place], axis=1), axis=0) if len(of) else np.zeros((0, 2), dtype=np.int64)
    rows[pairs[:, 0], pairs[:, 1]] = np.arange(len(pairs))
    return rows


def fitting(region, resource, what):
    """Offers that fit a resource, or needs that it fits, and the factors, NaN where one is not known."""
    side = "back" if what == "offers" else "fit"
    ptr, to, by = (np.asarray(getattr(region, f"{side}_{name}")) for name in ("ptr", "res", "factor"))
    starts = np.asarray(getattr(region, f"{what}_ptr"))
    rows = np.asarray(region.offer_list if what == "offers" else region.need_list)
    kinds = range(ptr[resource], ptr[resource + 1])
    parts = [rows[starts[to[each]] : starts[to[each] + 1]] for each in kinds]
    found = np.concatenate(parts) if parts else np.zeros(0, dtype=np.int32)
    return found, np.repeat([by[each] for each in kinds], [len(part) for part in parts])


def giving(rows, factor):
    """Those of what fits that give anything, and their factors: an unknown one counts as 1."""
    factor = np.nan_to_num(factor, nan=1.0)
    return rows[factor > 0.0], factor[factor > 0.0]


def detour(region, resources):
    """Factors from straight to real distances by mode of transport."""
    mode = np.asarray(region.res_mode)[resources]
    return np.where(mode == 2, 0.0, np.where(mode == 1, 1.0, 1.3))


def footprint(region, resource):
    """What a unit that comes from an offer costs in footprint, as a worth: the same at all ports of a resource."""
    ports = np.asarray(region.ports)[region.ports_ptr[resource] : region.ports_ptr[resource + 1]]
    return float(np.asarray(region.pt_weight)[ports[0]]) if len(ports) else 0.0


def feeds_ports(region, resource, inside):
    """Best price inside of the resources that ports take and an output fits; -1e30 where there is none."""
    best = -1e30
    for each in range(region.fit_ptr[resource], region.fit_ptr[resource + 1]):
        target = region.fit_res[each]
        if region.ports_ptr[target] < region.ports_ptr[target + 1]:
            factor = region.fit_factor[each]
            best = max(best, inside[target] * (1.0 if np.isnan(factor) else factor))
    return best


def is_made(region):
    """Whether some output fits a resource, (resources)."""
    count = np.asarray(region.fit_ptr).shape[0] - 1
    has_output = np.diff(np.asarray(region.outs_ptr)) > 0
    owner = np.repeat(np.arange(count), np.diff(np.asarray(region.fit_ptr)))
    made = np.zeros(count, dtype=np.int8)
    made[np.asarray(region.fit_res)[has_output[owner]]] = 1
    return made


def inside_prices(region):
    """A price of each resource between what offers ask and what needs pay, in worth a unit, (resources)."""
    ports, needs = np.asarray(region.ports), region.needs
    prints = np.zeros(np.asarray(region.fit_ptr).shape[0] - 1)
    prints[np.asarray(region.rc_res)[needs + ports]] = np.asarray(region.pt_weight)[ports]
    st_res, rc_res = np.asarray(region.st_res)[: region.offers], np.asarray(region.rc_res)[:needs]
    asked = _medians(st_res, -np.asarray(region.of_weight) - prints[st_res], len(prints))
    paid = _medians(rc_res, np.asarray(region.nd_weight), len(prints))
    either = np.where(np.isnan(asked), paid, np.where(np.isnan(paid), asked, (asked + paid) / 2))
    return np.nan_to_num(either)


def _medians(group, value, count):
    order = np.lexsort((value, group))
    starts = np.searchsorted(group[order], np.arange(count + 1))
    middle = np.minimum((starts[:-1] + starts[1:]) // 2, max(0, len(value) - 1))
    there = starts[:-1] < starts[1:]
    return np.where(there, value[order][middle], np.nan) if len(value) else np.full(count, np.nan)


def groups_of(region):
    """Number of each resource's group: resources are of one group when one may stand in for the other."""
    group = np.arange(np.asarray(region.fit_ptr).shape[0] - 1)
    owner = np.repeat(group, np.diff(np.asarray(region.fit_ptr)))
    target = np.asarray(region.fit_res)
    while True:
        least = np.minimum(group[owner], group[target])
        before = group.copy()
        np.minimum.at(group, owner, least)
        np.minimum.at(group, target, least)
        if (group == before).all():
            return np.unique(group, return_inverse=True)[1].reshape(-1).astype(np.int32)
