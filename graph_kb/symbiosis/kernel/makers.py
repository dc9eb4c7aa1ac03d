"""Which resources a line can make beside what goes on along it, before and after a resource that it carries."""

from __future__ import annotations

import numpy as np

_LOSS = 3


def columns(region):
    """Column of each resource that ports take and some output fits; -1 for the others, (resources)."""
    count = np.asarray(region.fit_ptr).shape[0] - 1
    ports = np.diff(np.asarray(region.ports_ptr)) > 0
    owner = np.repeat(np.arange(count), np.diff(np.asarray(region.fit_ptr)))
    made = np.zeros(count, dtype=bool)
    made[np.asarray(region.fit_res)[(np.diff(np.asarray(region.outs_ptr)) > 0)[owner]]] = True
    found = np.full(count, -1, dtype=np.int32)
    found[made & ports] = np.arange(int((made & ports).sum()), dtype=np.int32)
    return found


def made_beside(region, column, most):
    """What at most so many processes of a line make beside it.

    Args:
        region: The region.
        column: Columns of `columns`.
        most: Most processes of a line.

    Returns:
        (most + 1, resources, columns) after a stream of a resource, and the same before it.
    """
    takes, makes = _recipes(region)
    own = _beside(region, column, makes)
    count = len(column)
    after = np.zeros((most + 1, count, own.shape[1]), dtype=np.int8)
    before = np.zeros_like(after)
    steps = sorted({(r, o, p) for p in makes if p in takes for r in takes[p] for o in makes[p]})
    for number in range(1, most + 1):
        for resource, output, kind in steps:
            after[number, resource] |= own[kind] | after[number - 1, output]
            before[number, output] |= own[kind] | before[number - 1, resource]
    return after, before


def _recipes(region):
    """Resources that processes of one recipe take on a line, and those that they make, by recipe."""
    takes, makes, seen = {}, {}, {}
    rc_res, st_res = np.asarray(region.rc_res)[region.needs :], np.asarray(region.st_res)[region.offers :]
    back, owners = np.asarray(region.back_ptr), np.asarray(region.back_res)
    ports, outs = np.asarray(region.pr_port_ptr), np.asarray(region.pr_out_ptr)
    lost = np.asarray(region.ot_role) == _LOSS
    for process in np.flatnonzero(np.asarray(region.pr_ok)):
        taken = tuple(rc_res[ports[process] : ports[process + 1]].tolist())
        rows = range(outs[process], outs[process + 1])
        made = tuple(int(st_res[row]) for row in rows if not lost[row])
        if (taken, made) not in seen:
            kind = seen[taken, made] = len(seen)
            takes[kind] = sorted({int(r) for one in set(taken) for r in owners[back[one] : back[one + 1]]})
            makes[kind] = list(made)
    return takes, makes


def _beside(region, column, makes):
    """(recipes, columns) what each recipe may make beside the output that goes on."""
    fit, to = np.asarray(region.fit_ptr), np.asarray(region.fit_res)
    found = np.zeros((max(makes, default=-1) + 1, int(column.max(initial=-1)) + 1), dtype=np.int8)
    for kind, outputs in makes.items():
        if len(outputs) > 1:
            for output in outputs:
                places = column[to[fit[output] : fit[output + 1]]]
                found[kind, places[places >= 0]] = 1
    return found
