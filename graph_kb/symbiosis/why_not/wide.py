"""The compiled graph with what takes no part on a day: closed sites, and lots that come once."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from graph_kb.symbiosis.arrays import Arrays, Names
from graph_kb.symbiosis.columns import Texts
from graph_kb.symbiosis.compile import compile_tables
from graph_kb.symbiosis.tables import Table, in_force
from graph_kb.symbiosis.why_not.bench import Out


@dataclass(frozen=True)
class Wide:
    """Arrays in which closed sites and single lots are, and which rows these are."""

    arrays: Arrays
    names: Names
    out: Out


def wide(day: str, tables: dict[str, Table]) -> Wide:
    """Compile tables of everything, see `tables.in_force`, and mark what takes no part."""
    real, opened = in_force(day, tables), in_force(day, {name: _opened(table) for name, table in tables.items()})
    arrays, names = compile_tables(opened)
    sites = set(real.sites.texts("id").values)
    return Wide(
        arrays,
        names,
        Out(
            _out(names.offers, real.offers, [names.sites[row] in sites for row in arrays.st_site[: len(names.offers)]]),
            _out(names.needs, real.needs, [names.sites[row] in sites for row in arrays.rc_site[: len(names.needs)]]),
            _out(names.processes, real.processes, [names.sites[row] in sites for row in arrays.pr_site]),
        ),
    )


def _out(ids: list[str], table: Table, is_open: list[bool]) -> dict[int, str]:
    """Rows that are not in a table: at a closed site, or at an open one and there once."""
    kept = set(table.texts("id").values)
    return {
        row: "one_off" if is_open_ else "closed"
        for row, (id_, is_open_) in enumerate(zip(ids, is_open, strict=True))
        if id_ not in kept
    }


def _opened(table: Table) -> Table:
    """A table as if every site were open and every lot came again; an amount that came once counts for a year."""
    columns: dict[str, Any] = dict(table.columns)
    if "latitude" in columns:
        columns["status"], columns["until"] = _none(table), _none(table)
    if "period" in columns and "continuity" in columns:
        columns["period"] = _instead(table.texts("period"), "once", "year")
        columns["continuity"] = _instead(table.texts("continuity"), "one_off", "continuous")
    return replace(table, columns=columns)


def _none(table: Table) -> Texts:
    return Texts([], np.full(len(table), -1, np.int32))


def _instead(texts: Texts, value: str, other: str) -> Texts:
    """Another text in the place of one."""
    values = sorted({*texts.values, other} - {value})
    places = {text: values.index(other if text == value else text) for text in texts.values}
    return Texts(values, texts.looked_up(places))
