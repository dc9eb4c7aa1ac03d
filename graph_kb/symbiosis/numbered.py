"""Tables whose records have numbers: what the makers of arrays share."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from graph_kb.symbiosis.arrays import Bytes, Floats, Ints, Names
from graph_kb.symbiosis.columns import Texts
from graph_kb.symbiosis.tables import Table, Tables

Found: TypeAlias = dict[str, NDArray[Any]]
"""Arrays by name."""

ASSUMED = ("assumed", "inferred")
"""Methods of facts that nobody has stated."""


@dataclass(frozen=True)
class Numbered:
    """Tables with the numbers of their records."""

    tables: Tables
    names: Names

    @cached_property
    def sites(self) -> Mapping[str, int]:
        """Number of each site."""
        return places(self.names.sites)

    @cached_property
    def resources(self) -> Mapping[str, int]:
        """Number of each resource."""
        return places(self.names.resources)

    @cached_property
    def processes(self) -> Mapping[str, int]:
        """Number of each process."""
        return places(self.names.processes)

    @cached_property
    def substances(self) -> Mapping[str, int]:
        """Number of each substance."""
        return places(self.names.substances)

    @cached_property
    def codes(self) -> Mapping[str, int]:
        """Number of each waste code."""
        return places(self.names.codes)

    @property
    def units(self) -> Texts:
        """(resources) unit."""
        return self.tables.resources.texts("unit")

    def resource(self, table: Table) -> Ints:
        """(rows) resource of each record."""
        return table.texts("resource").looked_up(self.resources)

    def process(self, ports: Table) -> Ints:
        """(rows) process of each input or output."""
        return ports.texts("process").looked_up(self.processes)

    def site(self, table: Table) -> Ints:
        """(rows) site of each record."""
        return table.texts("site").looked_up(self.sites)

    def site_of_port(self, ports: Table) -> Ints:
        """(rows) site of the process of each input or output."""
        return self.site(self.tables.processes)[self.process(ports)]

    def amounts(self, table: Table) -> Floats:
        """(3, rows) low, expected and high amounts; NaN unless they are in the unit of their resource."""
        own = table.texts("unit").looked_up(places(self.units.values))
        found = np.stack([table.numbers(name) for name in ("amount_min", "amount", "amount_max")])
        found[:, (own != self.units.codes[self.resource(table)]) | (own == -1)] = np.nan
        return found


def places(names: Iterable[str]) -> dict[str, int]:
    """Place of each name."""
    return {name: place for place, name in enumerate(names)}


def chosen(table: Table, column: str, choices: Iterable[str]) -> Bytes:
    """(rows) which of some choices each record has; -1 where it states none."""
    return table.texts(column).looked_up(places(choices)).astype(np.int8)


def assumed(table: Table, *columns: str) -> NDArray[np.bool_]:
    """(rows) whether a record, or a relationship read with it, is assumed."""
    found = np.zeros(len(table), bool)
    for column in columns or ("method",):
        found |= table.texts(column).among(*ASSUMED)
    return found


def stated(one: Floats, other: Floats) -> Floats:
    """One number where it is stated, else another one."""
    return np.where(np.isnan(one), other, one)
