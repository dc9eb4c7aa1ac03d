"""What a rejected row is about: nodes of which nobody knows whether their source has taken anything back."""

from __future__ import annotations

from collections.abc import Collection

from graph_kb.intake.cells import Cells, compile_expression
from graph_kb.intake.issues import CellProblem
from graph_kb.intake.mapping import Expression, LinkRule, TableRule
from graph_kb.model.relationships import relation


class Subjects:
    """Nodes that a row states, or describes by its relationships.

    Args:
        rule: Rules of the table.
    """

    def __init__(self, rule: TableRule) -> None:
        ends = [_described(one) for one in rule.relationships]
        given = [(node.label, node.properties.values["id"]) for node in rule.nodes] + [end for end in ends if end]
        self._made = [(label, item.used(), compile_expression(item)) for label, item in given]

    def all(self) -> list[tuple[str, str]]:
        """Any node of the labels of the table: what a row is about that cannot be read at all."""
        return list(dict.fromkeys((label, "") for label, _, _ in self._made))

    def of(self, cells: Cells, wrong: Collection[str]) -> list[tuple[str, str]]:
        """Label and id of each node; no id, which stands for any, where it cannot be read.

        Args:
            cells: Clean cells.
            wrong: Columns that something is wrong with.
        """
        found = []
        for label, columns, value in self._made:
            try:
                id_ = "" if any(column in wrong for column in columns) else value(cells)
            except CellProblem:
                id_ = ""
            if id_ is not None:
                found.append((label, id_))
        return list(dict.fromkeys(found))


def _described(rule: LinkRule) -> tuple[str, Expression] | None:
    found = relation(rule.type, rule.start.label, rule.end.label)
    if found is None or found.describes is None:
        return None
    end = rule.start if found.describes == "start" else rule.end
    return end.label, end.id
