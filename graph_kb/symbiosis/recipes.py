"""Processes, the mass that their recipes make, and the permits of their sites as arrays."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from graph_kb.symbiosis.arrays import Bytes, Floats, Ints
from graph_kb.symbiosis.columns import bounds, spread
from graph_kb.symbiosis.numbered import Found, Numbered, assumed, places
from graph_kb.symbiosis.periods import MONTHS, monthly
from graph_kb.symbiosis.tables import Table

OPERATIONS = {f"R{number}": number for number in range(1, 14)} | {f"D{number}": 20 + number for number in range(1, 16)}

MOST_MASS = 1.001
"""Mass that a recipe may put out per mass put in: figures are rounded."""


def processes(numbered: Numbered) -> Found:
    """The arrays `pr_` that the processes and their technologies tell."""
    made = numbered.tables.processes
    is_planned = made.texts("status").among("planned")
    by_month = monthly(made.lists("capacity_by_month"))
    by_year = np.repeat(made.numbers("capacity_per_year")[:, None] / MONTHS, MONTHS, axis=1)
    share, running = made.numbers("min_load_share"), made.numbers("running_per_year") / MONTHS
    return {
        "pr_site": numbered.site(made),
        "pr_planned": is_planned.astype(np.int8),
        "pr_capacity": np.where(np.isnan(by_month), by_year, by_month),
        "pr_running": np.where(is_planned & np.isnan(running), 0.0, running),
        "pr_min_share": np.where(~is_planned & np.isnan(share), 0.0, share),
        "pr_fixed": np.where(is_planned, made.numbers("fixed_eur_per_year"), 0.0),
        "pr_variable": made.numbers("variable_eur_per_activity"),
        "pr_storage": np.nan_to_num(made.numbers("storage_amount")),
        "pr_start_up": (made.numbers("start_up_stock") > 0).astype(np.int8),
        "pr_operation": _operations(numbered),
        "pr_assumed": assumed(made).astype(np.int8),
    }


def mass(numbered: Numbered, found: Found) -> Bytes:
    """(processes) 1 where more tonnes come out than go in, and all of them are known.

    Nothing is said of a recipe that takes cubic metres, whose mass nobody tells.
    """
    number = len(numbered.processes)
    went_in, some_in = _tonnes(numbered, numbered.tables.inputs, found["pt_amount"][1])
    came_out, some_out = _tonnes(numbered, numbered.tables.outputs, found["ot_amount"][1])
    inputs = numbered.tables.inputs
    takes_volume = np.zeros(number, bool)
    takes_volume[numbered.process(inputs)[numbered.units.among("m3", "Nm3")[numbered.resource(inputs)]]] = True
    return (~some_in & ~some_out & ~takes_volume & (came_out > went_in * MOST_MASS)).astype(np.int8)


def permits(numbered: Numbered) -> Found:
    """The arrays `pm_` and `site_holds`: one row for each code that a permit allows to a site that holds it."""
    held, allowed = numbered.tables.permits, numbered.tables.allowances
    numbers = places(numbered.names.permits)
    site, permit = numbered.site(held), held.texts("permit").looked_up(numbers)
    rows, pairs = _joined(permit, allowed.texts("permit").looked_up(numbers), len(numbers))
    code = allowed.texts("code").looked_up(numbered.codes)
    order = np.lexsort((pairs, permit[rows], code[pairs], site[rows]))
    rows, pairs = rows[order], pairs[order]
    return {
        "site_holds": (np.bincount(site, minlength=len(numbered.sites)) > 0).astype(np.int8),
        "pm_ptr": bounds(site[rows], len(numbered.sites)),
        "pm_code": code[pairs],
        "pm_permit": permit[rows],
        "pm_operation": allowed.texts("operation").looked_up(OPERATIONS)[pairs].astype(np.int8),
        "pm_tonnes": allowed.numbers("tonnes_per_year")[pairs],
        "pm_assumed": (assumed(held)[rows] | assumed(allowed)[pairs]).astype(np.int8),
    }


def _operations(numbered: Numbered) -> Bytes:
    """(processes) operation of the technology used; -1 where none is known, or several that differ."""
    uses = numbered.tables.uses
    process, operation = numbered.process(uses), uses.texts("operation").looked_up(OPERATIONS)
    known = operation >= 0
    highest = np.full(len(numbered.processes), -1, np.int32)
    lowest = np.full(len(highest), 127, np.int32)
    np.maximum.at(highest, process[known], operation[known])
    np.minimum.at(lowest, process[known], operation[known])
    return np.where(highest == lowest, highest, -1).astype(np.int8)


def _tonnes(numbered: Numbered, table: Table, amount: Floats) -> tuple[Floats, NDArray[np.bool_]]:
    """(processes) tonnes of the inputs or outputs of each, and whether some of these amounts are unknown."""
    is_mass = numbered.units.among("t")[numbered.resource(table)]
    process, amount = numbered.process(table)[is_mass], amount[is_mass]
    number = len(numbered.processes)
    some = np.bincount(process, weights=np.isnan(amount), minlength=number) > 0
    return np.bincount(process, weights=np.nan_to_num(amount), minlength=number).astype(np.float64), some


def _joined(one: Ints, other: Ints, number: int) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Pairs of rows of two columns of numbers below `number` that have the same one; the other column is sorted."""
    starts = bounds(other, number)
    return np.repeat(np.arange(len(one)), np.diff(starts)[one]), spread(starts, one)
