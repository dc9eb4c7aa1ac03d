"""Which resources a line can make or take beside what goes on along it, before and after a resource that it carries."""

from __future__ import annotations

import numpy as np

_LOSS = 3


def made_columns(region):
    """Column of each resource that ports take and some output fits; -1 for the others, (resources)."""
    made = np.zeros(len(np.asarray(region.fit_ptr)) - 1, dtype=bool)
    made[np.asarray(region.fit_res)[(np.diff(np.asarray(region.outs_ptr)) > 0)[_owners(region)]]] = True
    return _numbered(made & (np.diff(np.asarray(region.ports_ptr)) > 0))


def taken_columns(region):
    """Column of each resource that fits some port; -1 for the others, (resources)."""
    taken = np.zeros(len(np.asarray(region.fit_ptr)) - 1, dtype=bool)
    taken[_owners(region)[(np.diff(np.asarray(region.ports_ptr)) > 0)[np.asarray(region.fit_res)]]] = True
    return _numbered(taken)


def _owners(region):
    """The resource of each row of `fit_res`."""
    count = np.diff(np.asarray(region.fit_ptr))
    return np.repeat(np.arange(len(count)), count)


def _numbered(chosen):
    found = np.full(len(chosen), -1, dtype=np.int32)
    found[chosen] = np.arange(int(chosen.sum()), dtype=np.int32)
    return found


def beside(region, made, taken, most):
    """What at most so many processes of a line make and take beside it, and what of it they may take of later ones.

    Args:
        region: The region.
        made: Columns of `made_columns`.
        taken: Columns of `taken_columns`.
        most: Most processes of a line.

    Returns:
        What is made after a stream of a resource, and before it; what is taken after it, and before it by those that a
        stock starts, which may take what later ones make: each (most + 1, resources, columns).
    """
    fits, backs = _rows(region.fit_ptr, region.fit_res), _rows(region.back_ptr, region.back_res)
    makers, takers = [], []
    for takes, makes, started in _recipes(region):
        makes_beside = {each: _marked(made, fits, _others(makes, each)) for each in makes}
        for port in set(takes):
            row = _marked(taken, backs, _others(takes, port))
            for carried in backs[port]:
                makers += [(carried, each, makes_beside[each], makes_beside[each]) for each in set(makes)]
                takers += [(carried, each, row, row * np.int8(started)) for each in set(makes)]
    return *_spread(makers, made, most), *_spread(takers, taken, most)


def _spread(steps, column, most):
    """Tables of steps, each a resource carried, an output, and the columns of what is beside it, after and before."""
    after = np.zeros((most + 1, len(column), int(column.max(initial=-1)) + 1), dtype=np.int8)
    before = np.zeros_like(after)
    for number in range(1, most + 1):
        for carried, output, later, earlier in steps:
            after[number, carried] |= later | after[number - 1, output]
            before[number, output] |= earlier | before[number - 1, carried]
    return after, before


def _recipes(region):
    """Different recipes: resources of all ports, of all outputs but losses, whether a stock starts it."""
    rc_res, st_res = np.asarray(region.rc_res)[region.needs :], np.asarray(region.st_res)[region.offers :]
    ports, outs = np.asarray(region.pr_port_ptr), np.asarray(region.pr_out_ptr)
    kept = np.asarray(region.ot_role) != _LOSS
    found = set()
    for process in np.flatnonzero(np.asarray(region.pr_ok)):
        takes = tuple(rc_res[ports[process] : ports[process + 1]].tolist())
        rows = slice(outs[process], outs[process + 1])
        found.add((takes, tuple(st_res[rows][kept[rows]].tolist()), bool(region.pr_start_up[process])))
    return sorted(found)


def _others(resources, one):
    """Resources without one of them."""
    rest = list(resources)
    rest.remove(one)
    return rest


def _rows(ptr, values):
    """Lists of the values between each pair of pointers."""
    return [part.tolist() for part in np.split(np.asarray(values), np.asarray(ptr)[1:-1])]


def _marked(column, kinds, resources):
    """Columns of the kinds of resources, as a row."""
    row = np.zeros(int(column.max(initial=-1)) + 1, dtype=np.int8)
    places = column[[each for one in resources for each in kinds[one]]] if resources else column[:0]
    row[places[places >= 0]] = 1
    return row
