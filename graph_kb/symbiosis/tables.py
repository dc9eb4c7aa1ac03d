"""The facts that chains are made of, as tables: what takes part on a day, sorted.

`in_force` leaves out what takes no part by docs/chain-model.md, section 1. Two graphs that say the same give equal
tables, in whatever order they were written.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from graph_kb.symbiosis.arrays import Bytes, Floats
from graph_kb.symbiosis.columns import Gathered, Lists, Rows, Texts
from graph_kb.symbiosis.kinds import Kind

Page: TypeAlias = Sequence[Sequence[Any]]
Column: TypeAlias = Texts | Floats | Bytes | Lists


@dataclass(frozen=True)
class Table:
    """Records of one kind, a column for each property, rows parallel."""

    columns: dict[str, Column]
    size: int

    def __len__(self) -> int:
        """Number of rows."""
        return self.size

    def texts(self, name: str) -> Texts:
        """A column of texts."""
        found = self.columns[name]
        assert isinstance(found, Texts)
        return found

    def numbers(self, name: str) -> Floats:
        """A column of numbers, NaN where there is none."""
        found = self.columns[name]
        assert isinstance(found, np.ndarray)
        return found.astype(np.float64, copy=False)

    def flags(self, name: str) -> Bytes:
        """A column of 1, 0, and -1 where nothing is stated."""
        found = self.columns[name]
        assert isinstance(found, np.ndarray)
        return found.astype(np.int8, copy=False)

    def lists(self, name: str) -> Lists:
        """A column of lists."""
        found = self.columns[name]
        assert isinstance(found, Lists)
        return found

    def take(self, rows: Rows) -> Table:
        """These rows, in this order."""
        return Table({name: _taken(column, rows) for name, column in self.columns.items()}, len(rows))

    def where(self, kept: NDArray[np.bool_]) -> Table:
        """The rows that are kept, in their order."""
        return self if kept.all() else self.take(np.flatnonzero(kept))


@dataclass(frozen=True)
class Tables:
    """All tables, by the names of `kinds.KINDS`."""

    sites: Table
    resources: Table
    offers: Table
    needs: Table
    processes: Table
    inputs: Table
    outputs: Table
    uses: Table
    coded: Table
    codes: Table
    kind_of: Table
    substitutes: Table
    permits: Table
    allowances: Table

    def items(self) -> Iterator[tuple[str, Table]]:
        """Name and table of each kind."""
        return ((field.name, getattr(self, field.name)) for field in fields(self))


def table(kind: Kind, pages: Iterable[Page]) -> Table:
    """Table of a kind from its rows, which come page by page; a row has the columns in order. Sorted by its key."""
    columns = [(name, Gathered(type_)) for name, _, type_ in kind.columns]
    size = 0
    for page in pages:
        size += len(page)
        for (_, column), values in zip(columns, zip(*page, strict=True), strict=bool(page)):
            column.add(values)
    made = Table({name: column.done() for name, column in columns}, size)
    return _sorted(made, kind.key)


def in_force(day: str, tables: dict[str, Table]) -> Tables:
    """What takes part on a day.

    Args:
        day: Day asked for, `YYYY-MM-DD`.
        tables: A table of every kind.
    """
    sites = tables["sites"]
    sites = sites.where(~(sites.texts("status").among("closed") | _is_over(sites.texts("until"), day)))
    kept = tables | {"sites": sites}
    for name in ("offers", "needs", "processes"):
        kept[name] = _once(_of(_of(_flows(kept[name]), "site", sites, "id"), "resource", tables["resources"], "id"))
    for name in ("inputs", "outputs", "uses"):
        kept[name] = _of(kept[name], "process", kept["processes"], "id")
    kept["coded"] = _of(kept["coded"], "offer", kept["offers"], "id")
    permits = _of(kept["permits"], "site", sites, "id")
    is_early = np.array([*(since > day for since in permits.texts("since").values), False])
    dated = ~(_is_over(permits.texts("until"), day) | is_early[permits.texts("since").codes])
    kept["permits"] = permits.where(dated)
    kept["allowances"] = _of(kept["allowances"], "permit", kept["permits"], "permit")
    return Tables(**kept)


def _taken(column: Column, rows: Rows) -> Column:
    return column.take(rows) if isinstance(column, Texts | Lists) else column[rows]


def _sorted(made: Table, key: Sequence[str]) -> Table:
    parts = [_order(made.columns[name]) for name in key]
    order = np.lexsort(parts[::-1])
    return made if (order[1:] > order[:-1]).all() else made.take(order)


def _order(column: Column) -> NDArray[Any]:
    assert not isinstance(column, Lists)
    return column.codes if isinstance(column, Texts) else column


def _is_over(until: Texts, day: str) -> NDArray[np.bool_]:
    """Whether a time that was given as a year, a month or a day has passed."""
    passed = [value < day and not day.startswith(value) for value in until.values]
    return np.array([*passed, False])[until.codes]


def _flows(streams: Table) -> Table:
    """Without lots that are there once."""
    if "period" not in streams.columns:
        return streams
    return streams.where(~(streams.texts("continuity").among("one_off") | streams.texts("period").among("once")))


def _of(made: Table, column: str, others: Table, name: str) -> Table:
    """Rows whose column names one of other records."""
    if column not in made.columns:
        return made
    known = set(others.texts(name).values)
    return made.where(made.texts(column).looked_up(dict.fromkeys(known, 1)) == 1)


def _once(made: Table) -> Table:
    """One row for each id, the first one: a record at two sites or of two resources counts once."""
    codes = made.texts("id").codes
    return made.where(np.concatenate([[True], codes[1:] != codes[:-1]])[: len(codes)])
