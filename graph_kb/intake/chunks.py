"""From many rows to records at once: what `RowReader` makes of each, ready for the staging base.

A row with anything out of the ordinary is left to `RowReader`, which also tells what is wrong: both give the same
records.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, compress
from typing import Any, TypeAlias

from graph_kb.intake.blocks import Block
from graph_kb.intake.cells import AS_OF
from graph_kb.intake.checked import Checked, CheckedColumns
from graph_kb.intake.columns import Batch, ColumnExpression
from graph_kb.intake.makers import Required, Wanted
from graph_kb.intake.mapping import Expression, LinkRule, NodeRule, Properties, TableRule
from graph_kb.intake.numbers import Mark
from graph_kb.intake.places import point_problems
from graph_kb.intake.statements import STREAMS, Columns
from graph_kb.model.base import Sourced
from graph_kb.model.distance import Point
from graph_kb.model.relationships import TOLD_APART, link_keys
from graph_kb.model.schema import NODES

Site: TypeAlias = tuple[int, str, Point]
"""Position of a row, id of its site, and where that is: latitude and longitude in degrees."""
LinkKind: TypeAlias = tuple[str, str, str]
"""Type of a relationship and labels of its ends."""


@dataclass(frozen=True)
class Chunk:
    """What some rows give, as columns of the staging base, with the position of the row of each record as `at`.

    Attributes:
        nodes: For each rule of the table: label and nodes.
        links: For each rule: type with the labels of the ends, and relationships.
        left: Positions of the rows that must be read by themselves; nothing of them counts.
    """

    nodes: list[tuple[str, Columns]]
    links: list[tuple[LinkKind, Columns]]
    left: set[int]

    def node_columns(self) -> Iterator[tuple[int, Columns, dict[str, str]]]:
        """Number of each rule, columns of its nodes, and what all of them have in common."""
        for number, (label, made) in enumerate(self.nodes):
            yield number, _without(made, self.left), {"label": label}

    def link_columns(self) -> Iterator[tuple[int, Columns, dict[str, str]]]:
        """Number of each rule, columns of its relationships, and what all of them have in common."""
        for number, (kind, made) in enumerate(self.links, start=len(self.nodes)):
            yield number, _without(made, self.left), dict(zip(("type", "start_label", "end_label"), kind, strict=True))


def _without(made: Columns, left: set[int]) -> Columns:
    if not left:
        return made
    kept = [at not in left for at in made["at"]]
    return {name: list(compress(column, kept)) for name, column in made.items()}


class ChunkReader:
    """Compiled rules of one table, for many rows at once.

    Args:
        rule: Rules of the table.
        shared: Provenance rules of the mapping; the table's own win.
    """

    def __init__(self, rule: TableRule, shared: Mapping[str, Expression]) -> None:
        provenance = Properties.model_construct(values={**shared, **rule.provenance}, amounts=None)
        self._columns = rule.columns(dict(shared))
        self._required = Required(rule)
        self._said = CheckedColumns(provenance, Sourced, rule.decimal)
        self._nodes = [_NodeColumns(item, rule.decimal) for item in rule.nodes]
        self._links = [_LinkColumns(item, rule.decimal) for item in rule.relationships]
        records = [*(maker.records for maker in self._nodes), *(maker.records for maker in self._links)]
        self._is_for_columns = all(one.is_for_columns for one in records)

    def read(self, block: Block) -> Chunk:
        """Records of the rows, and which rows are left."""
        if not self._is_for_columns:
            return Chunk([], [], set(range(len(block.numbers))))
        batch = Batch(block, self._columns)
        batch.refuse(self._required.lacking(batch.cells))
        batch.cells[AS_OF] = [None] * len(batch)
        said = self._said.over(batch, Checked({}, {}))
        batch.cells[AS_OF] = said.values["as_of"]
        sites: list[Site] = []
        nodes = [(maker.label, maker.over(batch, said, sites)) for maker in self._nodes]
        links = [(maker.kind, maker.over(batch, said)) for maker in self._links]
        batch.refuse(_misplaced(sites, links))
        made = [found["at"] for _, found in (*nodes, *links)]
        if not any(len(at) == len(batch) for at in made):
            batch.refuse(set(range(len(batch))) - set(chain.from_iterable(made)))
        return Chunk(nodes, links, batch.refused)


def _misplaced(sites: Sequence[Site], links: Iterable[tuple[LinkKind, Columns]]) -> Iterator[int]:
    """Positions of rows with a site that is not where its municipality is."""
    if sites:
        located = [made for (type_, _, _), made in links if type_ == "LOCATED_IN"]
        homes = {
            (at, start): end
            for made in located
            for at, start, end in zip(made["at"], made["start_id"], made["end_id"], strict=True)
        }
        for at, site, point in sites:
            if next(point_problems(point, homes.get((at, site), ""), ""), None) is not None:
                yield at


class _NodeColumns:
    """A compiled rule for nodes."""

    def __init__(self, rule: NodeRule, decimal: Mark | None) -> None:
        self.label, self._wanted = rule.label, Wanted(rule.when)
        self._id_columns = rule.properties.values["id"].used()
        self.records = CheckedColumns(rule.properties, NODES[rule.label], decimal)

    def over(self, batch: Batch, said: Checked, sites: list[Site]) -> Columns:
        """The nodes of a batch; the places of sites are noted."""
        ids = [batch.cells[column] for column in self._id_columns]
        wanted = self._wanted.over(batch.cells, len(batch))
        named = _all_there(wanted, *ids)
        found = self.records.over(batch, said)
        at = _fit(self.records, found, batch, named)
        if self.label == "Facility" and {"latitude", "longitude"} <= found.values.keys():
            _note_sites(found, at, sites)
        values = {"id": _at(found, "id", at), "labels": self._labels(found, at), "unit": _at(found, "unit", at)}
        if self.label not in STREAMS:
            values["unit"] = [None] * len(at)
        return {"at": at, **values, **_said(found, at, *found.bodies(at))}

    def _labels(self, found: Checked, positions: Sequence[int]) -> list[str]:
        """Labels; only those of resources differ from one to the next."""
        kinds = _at(found, "kind", positions) if self.label == "Resource" else [None] * len(positions)
        known = {
            kind: ":".join(NODES[self.label].model_construct(None, **{"kind": kind}).labels()) for kind in set(kinds)
        }
        return [known[kind] for kind in kinds]


class _LinkColumns:
    """A compiled rule for relationships."""

    def __init__(self, rule: LinkRule, decimal: Mark | None) -> None:
        self.kind = (rule.type, rule.start.label, rule.end.label)
        self._wanted = Wanted(rule.when)
        self._start, self._end = ColumnExpression(rule.start.id), ColumnExpression(rule.end.id)
        self.records = CheckedColumns(rule.properties, rule.model(), decimal)
        self._told_apart = [name for name in TOLD_APART if name in rule.properties.values]

    def over(self, batch: Batch, said: Checked) -> Columns:
        """The relationships of a batch."""
        starts, ends = self._start.over(batch), self._end.over(batch)
        wanted = self._wanted.over(batch.cells, len(batch))
        joined = _all_there(wanted, starts, ends)
        found = self.records.over(batch, said)
        at = _fit(self.records, found, batch, joined)
        kept = _chosen(starts, at), _chosen(ends, at)
        more = [_chosen(found.values[name], at) for name in self._told_apart]
        keys = link_keys(self.kind[0], *kept, *more)
        bodies = [_chosen(one, at) for one in found.shared_bodies] if self.records.is_plain else found.bodies(at)
        return {"at": at, "start_id": kept[0], "end_id": kept[1], "key": keys, **_said(found, at, *bodies)}


def _all_there(positions: Sequence[int], *columns: Sequence[Any]) -> Sequence[int]:
    """Those positions where no column is blank."""
    lacking = [column for column in columns if None in column]
    return [at for at in positions if all(column[at] is not None for column in lacking)] if lacking else positions


def _fit(records: CheckedColumns, found: Checked, batch: Batch, positions: Sequence[int]) -> Sequence[int]:
    """Positions of the rows that are not refused."""
    kept = [at for at in positions if at not in batch.refused] if batch.refused else positions
    unfit = records.unfit(found, kept)
    batch.refuse(unfit)
    return [at for at in kept if at not in batch.refused] if unfit else kept


def _chosen(column: Sequence[Any], positions: Sequence[int]) -> Sequence[Any]:
    return column if len(positions) == len(column) else [column[at] for at in positions]


def _at(found: Checked, name: str, positions: Sequence[int]) -> Sequence[Any]:
    column = found.values.get(name)
    return [None] * len(positions) if column is None else _chosen(column, positions)


def _said(found: Checked, positions: Sequence[int], bodies: Sequence[str], hashes: Sequence[str]) -> Columns:
    return {"body": bodies, "hash": hashes, "source": _at(found, "source_id", positions)}


def _note_sites(found: Checked, positions: Sequence[int], sites: list[Site]) -> None:
    names = ("id", "latitude", "longitude")
    for at, id_, latitude, longitude in zip(positions, *(_at(found, name, positions) for name in names), strict=True):
        if latitude is not None and longitude is not None:
            sites.append((at, id_, (latitude, longitude)))
