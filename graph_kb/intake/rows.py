"""From a row to validated records: nodes and relationships, or the list of everything that is wrong with it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from graph_kb.intake.blocks import Row
from graph_kb.intake.cells import AS_OF, Cells, clean
from graph_kb.intake.issues import CellProblem, Issue
from graph_kb.intake.makers import LinkMaker, NodeMaker, Required, link_row, written
from graph_kb.intake.mapping import Expression, Properties, TableRule
from graph_kb.intake.places import SWAPPED, place_problems
from graph_kb.intake.record import Expressions
from graph_kb.intake.statements import Maker
from graph_kb.intake.subjects import Subjects
from graph_kb.model.base import Node, Sourced
from graph_kb.model.relationships import Link
from graph_kb.store.records import LinkRow, NodeRow


@dataclass
class RowRecords:
    """What one row gives."""

    nodes: list[NodeRow] = field(default_factory=list)
    links: list[LinkRow] = field(default_factory=list)
    made_by: list[int] = field(default_factory=list)
    """Numbers of the rules that made the nodes, then of those that made the relationships, see `RowReader.makers`."""
    issues: list[Issue] = field(default_factory=list)
    """What is wrong with the row, which then gives no records."""
    warnings: list[Issue] = field(default_factory=list)
    """What is odd, though the row is taken."""
    held: list[tuple[str, str]] = field(default_factory=list)
    """Nodes that a refused row is about, by label and id, see `subjects`."""

    def add(self, number: int, record: NodeRow | LinkRow | None) -> None:
        """Add what a rule makes of the row, if anything."""
        if record is not None:
            self.made_by.append(number)
            self.nodes.append(record) if isinstance(record, NodeRow) else self.links.append(record)


class RowReader:
    """Compiled rules of one table.

    Args:
        file: Name of the table, for messages.
        rule: Rules of the table.
        shared: Provenance rules of the mapping; the table's own win.
        load_id: Load stamped on every record.
    """

    def __init__(self, file: str, rule: TableRule, shared: Mapping[str, Expression], load_id: str) -> None:
        provenance = Properties.model_construct(values={**shared, **rule.provenance}, amounts=None)
        self._file = file
        self._columns = rule.columns(dict(shared))
        self._required = Required(rule)
        self._subjects = Subjects(rule)
        self._said = Expressions(provenance, Sourced, rule.decimal)
        given = (self._said.columns, rule.decimal, load_id)
        self._nodes = [NodeMaker(item, *given) for item in rule.nodes]
        self._links = [LinkMaker(item, *given) for item in rule.relationships]
        self._latitude = next((maker.column("latitude") for maker in self._nodes if maker.has("latitude")), "")

    def makers(self) -> list[Maker]:
        """The rules that make nodes, then those that make relationships."""
        return [*(one.maker for one in self._nodes), *(one.maker for one in self._links)]

    def of(self, row: Row) -> RowRecords:
        """Records of a row, or its issues."""
        return self.read(row.number, row.cells) if row.problem is None else self.refused(row.number, row.problem)

    def read(self, row: int, cells: Mapping[str, Any]) -> RowRecords:
        """Records of a row, or its issues; a row with an issue gives no record."""
        problems: list[CellProblem] = []
        readable = clean(cells, self._columns, problems)
        found = self._records(readable, problems)
        if not (problems or found.nodes or found.links):
            column = next((maker.id_column for maker in self._nodes), "")
            problems.append(CellProblem(column, "missing_id", "the row names nothing", "fill in the id"))
        if self._latitude:
            self._check_places(row, found, problems)
        if problems:
            wrong = {problem.column for problem in problems}
            return RowRecords(issues=self._issues(row, problems), held=self._subjects.of(readable, wrong))
        return found

    def refused(self, row: int, problem: CellProblem) -> RowRecords:
        """What a row gives that cannot be read at all: its issue."""
        return RowRecords(issues=self._issues(row, [problem]), held=self._subjects.all())

    def _check_places(self, row: int, found: RowRecords, problems: list[CellProblem]) -> None:
        for problem in place_problems(found.nodes, found.links, self._latitude):
            if problem.code == SWAPPED:
                problems.append(problem)
            else:
                found.warnings.append(Issue.of(self._file, row, problem))

    def _issues(self, row: int, problems: Iterable[CellProblem]) -> list[Issue]:
        """What is wrong with a row, each fault once."""
        found = list(dict.fromkeys(Issue.of(self._file, row, problem) for problem in problems))
        # What is wrong otherwise is not missing, and a missing source is told by the message why it is needed.
        wrong = {issue.column for issue in found if not issue.code.startswith("missing")}
        unsourced = wrong | {issue.column for issue in found if issue.code == "missing_source"}
        told = {"missing": unsourced, "missing_source": wrong, "missing_unit": wrong}
        kept = [one for one in found if one.column not in told.get(one.code, ())]
        blank = {one.column: one for one in reversed(kept) if one.code == "missing"}
        return [one for one in kept if one.code != "missing" or blank[one.column] is one]

    def _records(self, cells: Cells, problems: list[CellProblem]) -> RowRecords:
        found = RowRecords()
        self._required.check(cells, problems)
        # A condition on a cell that is wrong holds: the faults of what it is for are told as well.
        wrong = {problem.column for problem in problems}
        said = self._said.values(cells, problems)
        cells = {**cells, AS_OF: said.get("as_of")}
        for number, node in enumerate(self._nodes):
            if node.wanted(cells) or node.wanted.column in wrong:
                found.add(number, node.read(cells, said, problems, wrong))
        for number, link in enumerate(self._links, start=len(self._nodes)):
            if link.wanted(cells) or link.wanted.column in wrong:
                found.add(number, link.read(cells, said, problems))
        return found


RECORD_MAKERS = (Maker(), Maker("start", "end"))
"""Columns that the references of `as_records` are told by."""


def as_records(record: Node | Link, load_id: str) -> RowRecords:
    """What one record that is already validated gives; one that names its load keeps it."""
    if isinstance(record, Node):
        row = NodeRow(record.labels(), record.id, {"load_id": load_id, **written(record)})
        return RowRecords(nodes=[row], made_by=[0])
    link = link_row(record)
    link.properties.setdefault("load_id", load_id)
    return RowRecords(links=[link], made_by=[1])
