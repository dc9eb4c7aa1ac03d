"""A table whose rows are staged: how its records get their place in the load."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from graph_kb.intake.rows import RowRecords
from graph_kb.intake.statements import Columns
from graph_kb.intake.tables import Row


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
        self, columns: Columns, common: Mapping[str, Any], rows: Sequence[Row], turn: int, maker: int
    ) -> tuple[Columns, dict[str, Any]]:
        """Records with the place of each in the load, instead of its position among the rows.

        Args:
            columns: The records.
            common: What they have in common.
            rows: The rows they are of.
            turn: Place of the first row.
            maker: Number of the rule, within the table.
        """
        positions: list[int] = columns.pop("at")
        where: Columns = {"turn": [turn + at for at in positions], "row": [rows[at].number for at in positions]}
        same = {"file": self.file, "maker": self.first_maker + maker, "load": self.load_id}
        return {**columns, **where}, {**common, **same}
