"""A table whose rows are staged: how its records get their place in the load."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from graph_kb.intake.blocks import Block
from graph_kb.intake.chunks import Chunk
from graph_kb.intake.statements import Columns, as_table

if TYPE_CHECKING:
    import pyarrow


@dataclass(frozen=True)
class Part:
    """Records that one rule made, ready for the staging base.

    Attributes:
        table: Table of the base.
        rows: What differs between them.
        common: What they have in common, by column.
    """

    table: str
    rows: pyarrow.Table
    common: dict[str, Any]


@dataclass(frozen=True)
class Portion:
    """What some rows of a table give.

    Attributes:
        parts: Their records.
        left: Positions of the rows that must be read by themselves, in their order.
    """

    parts: list[Part]
    left: list[int]


@dataclass(frozen=True)
class Stage:
    """A table whose rows are staged.

    Attributes:
        file: Its name.
        load_id: Load of its records.
        first_maker: Number of the first of its rules, see `Spool.declare`.
    """

    file: str
    load_id: str
    first_maker: int

    def portion(self, chunk: Chunk, block: Block, turn: int) -> Portion:
        """Records with the place of each in the load, instead of its position among the rows.

        Args:
            chunk: The records.
            block: The rows they are of.
            turn: Place of the first row.
        """
        return Portion(list(self._parts(chunk, block, turn)), sorted(chunk.left))

    def _parts(self, chunk: Chunk, block: Block, turn: int) -> Iterator[Part]:
        for table, found in (("nodes", chunk.node_columns()), ("links", chunk.link_columns())):
            for maker, columns, common in found:
                if columns["at"]:
                    same = {"file": self.file, "maker": self.first_maker + maker, "load": self.load_id}
                    yield Part(table, as_table(_placed(columns, block, turn)), {**common, **same})


def _placed(columns: Columns, block: Block, turn: int) -> Columns:
    positions = columns.pop("at")
    where: Columns = {"turn": range(turn, turn + len(positions)), "row": block.numbers}
    if len(positions) < len(block.numbers):
        where = {"turn": [turn + at for at in positions], "row": [block.numbers[at] for at in positions]}
    return {**columns, **where}
