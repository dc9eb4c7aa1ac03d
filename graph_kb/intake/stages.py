"""A table whose rows are staged: how its records get their place in the load."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from graph_kb.intake.blocks import Block, Row
from graph_kb.intake.rows import RowRecords
from graph_kb.intake.statements import Columns


@dataclass(frozen=True)
class Stage:
    """A table whose rows are staged.

    Attributes:
        file: Its name.
        load_id: Load of its records.
        first_maker: Number of the first of its rules, see `Spool.declare`.
        read: Reads one row by itself.
    """

    file: str
    load_id: str
    first_maker: int
    read: Callable[[Row], RowRecords]

    def placed(
        self, columns: Columns, common: Mapping[str, Any], block: Block, turn: int, maker: int
    ) -> tuple[Columns, dict[str, Any]]:
        """Records with the place of each in the load, instead of its position among the rows.

        Args:
            columns: The records.
            common: What they have in common.
            block: The rows they are of.
            turn: Place of the first row.
            maker: Number of the rule, within the table.
        """
        positions = columns.pop("at")
        where: Columns = {"turn": range(turn, turn + len(positions)), "row": block.numbers}
        if len(positions) < len(block.numbers):
            where = {"turn": [turn + at for at in positions], "row": [block.numbers[at] for at in positions]}
        same = {"file": self.file, "maker": self.first_maker + maker, "load": self.load_id}
        return {**columns, **where}, {**common, **same}
