"""Records of one kind, column by column: most of a large load is compared and written without a look at each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Self, TypeAlias

from graph_kb.model.relationships import near_end
from graph_kb.store.records import LinkRow, NodeRow, said_by

Said: TypeAlias = Callable[[Sequence[int]], list[dict[str, Any]]]
"""What the records at some positions say, with their load, without what is empty; nobody changes it, and records that
say the same may share it."""


@dataclass(frozen=True)
class Batch:
    """Records of one kind, no two of them the same.

    Attributes:
        keys: What tells each from the others.
        hashes: Hashes of what they say.
        loads: The load that states each.
        said: What they say.
    """

    keys: Sequence[str]
    hashes: Sequence[str]
    loads: Sequence[str | None]
    said: Said

    def __len__(self) -> int:
        """Number of records."""
        return len(self.keys)

    def chosen(self, positions: Sequence[int]) -> Self:
        """The records at some positions."""
        if len(positions) == len(self):
            return self
        columns = {name: [column[at] for at in positions] for name, column in self._columns().items()}
        return replace(self, **columns, said=lambda at: self.said([positions[one] for one in at]))

    def all_said(self) -> list[dict[str, Any]]:
        """What all of them say."""
        return self.said(range(len(self)))

    def _columns(self) -> dict[str, Sequence[Any]]:
        return {"keys": self.keys, "hashes": self.hashes, "loads": self.loads}


@dataclass(frozen=True)
class NodeBatch(Batch):
    """Nodes of one main label.

    Attributes:
        labels: Labels of each, the main one first.
    """

    labels: Sequence[tuple[str, ...]]

    @property
    def label(self) -> str:
        """Their main label."""
        return self.labels[0][0]

    @property
    def near(self) -> Sequence[str]:
        """Ids of the nodes that they are looked for at: themselves."""
        return self.keys

    def rows(self, positions: Sequence[int] | None = None) -> list[NodeRow]:
        """The nodes at some positions, or all, one by one."""
        positions = range(len(self)) if positions is None else positions
        said = zip(positions, self.said(positions), strict=True)
        return [NodeRow(self.labels[at], self.keys[at], properties, self.hashes[at]) for at, properties in said]

    def _columns(self) -> dict[str, Sequence[Any]]:
        return {**super()._columns(), "labels": self.labels}


@dataclass(frozen=True)
class LinkBatch(Batch):
    """Relationships of one type between nodes of two labels.

    Attributes:
        type: Their type.
        start_label: Main label of the nodes that they leave.
        end_label: Main label of those that they reach.
        starts: Ids of the nodes that they leave.
        ends: Ids of those that they reach.
    """

    type: str
    start_label: str
    end_label: str
    starts: Sequence[str]
    ends: Sequence[str]

    @cached_property
    def near_end(self) -> str:
        """Which end they are looked for around: "start" or "end"."""
        return near_end(self.type, self.start_label, self.end_label)

    @property
    def near(self) -> Sequence[str]:
        """Ids of the nodes that they are looked for around."""
        return self.starts if self.near_end == "start" else self.ends

    def rows(self, positions: Sequence[int] | None = None) -> list[LinkRow]:
        """The relationships at some positions, or all, one by one."""
        positions = range(len(self)) if positions is None else positions
        said = zip(positions, self.said(positions), strict=True)
        return [
            LinkRow(
                self.type,
                self.start_label,
                self.starts[at],
                self.end_label,
                self.ends[at],
                self.keys[at],
                properties,
                self.hashes[at],
            )
            for at, properties in said
        ]

    def _columns(self) -> dict[str, Sequence[Any]]:
        return {**super()._columns(), "starts": self.starts, "ends": self.ends}


def batch_of(rows: Sequence[NodeRow] | Sequence[LinkRow]) -> NodeBatch | LinkBatch:
    """A batch of records of one kind: nodes of one main label, or relationships of one type between two labels."""
    told = list(map(said_by, rows))
    first, common = rows[0], _common(rows, told)
    if isinstance(first, NodeRow):
        return NodeBatch(**common, labels=[row.labels for row in rows if isinstance(row, NodeRow)])
    links = [row for row in rows if isinstance(row, LinkRow)]
    ends: dict[str, Any] = {"starts": [row.start for row in links], "ends": [row.end for row in links]}
    return LinkBatch(**common, type=first.type, start_label=first.start_label, end_label=first.end_label, **ends)


def _common(rows: Sequence[NodeRow] | Sequence[LinkRow], told: Sequence[tuple[dict[str, Any], str]]) -> dict[str, Any]:
    return {
        "keys": [row.key for row in rows],
        "hashes": [hash_ for _, hash_ in told],
        "loads": [row.properties.get("load_id") for row in rows],
        "said": lambda positions: [told[at][0] for at in positions],
    }
