"""From a row to validated records: nodes and relationships, or the list of everything that is wrong with it."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from graph_kb.intake.cells import AS_OF, Cells, Value, clean, compile_expression
from graph_kb.intake.fields import as_text
from graph_kb.intake.issues import CellProblem, Issue, shown
from graph_kb.intake.mapping import PROVENANCE, Condition, Expression, LinkRule, NodeRule, Properties, TableRule
from graph_kb.intake.numbers import Mark
from graph_kb.intake.places import SWAPPED, place_problems
from graph_kb.intake.record import Expressions, Record, first
from graph_kb.intake.subjects import Subjects
from graph_kb.intake.tables import Row
from graph_kb.model.base import Edge, Node, Sourced
from graph_kb.model.relationships import Link
from graph_kb.model.schema import NODES
from graph_kb.store.writer import LinkRow, NodeRow

_START, _END = "\x01", "\x02"
"""Marks for the ends of a relationship; no id has control characters."""

_REMEMBERED = 10_000


@dataclass
class RowRecords:
    """What one row gives."""

    nodes: list[NodeRow] = field(default_factory=list)
    links: list[LinkRow] = field(default_factory=list)
    references: list[tuple[str, str, str]] = field(default_factory=list)
    """Nodes that must exist and are not of this row: label, id, column that names them."""
    issues: list[Issue] = field(default_factory=list)
    warnings: list[Issue] = field(default_factory=list)
    """What is odd, though the row is taken."""
    held: list[tuple[str, str]] = field(default_factory=list)
    """Nodes that a refused row is about, by label and id, see `subjects`."""


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
        self._required = _Required(rule)
        self._subjects = Subjects(rule)
        self._said = Expressions(provenance, Sourced, rule.decimal)
        given = (self._said.columns, rule.decimal, load_id)
        self._nodes = [_NodeMaker(item, *given) for item in rule.nodes]
        self._links = [_LinkMaker(item, *given) for item in rule.relationships]
        self._latitude = next((maker.column("latitude") for maker in self._nodes if maker.has("latitude")), "")

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
        for node in self._nodes:
            if node.wanted(cells) or node.wanted.column in wrong:
                node.add(cells, said, found, problems, wrong)
        for link in self._links:
            if link.wanted(cells) or link.wanted.column in wrong:
                link.add(cells, said, found, problems)
        own = {(row.labels[0], row.id) for row in found.nodes}
        found.references = [one for one in dict.fromkeys(found.references) if one[:2] not in own]
        return found


class _NodeMaker:
    def __init__(self, rule: NodeRule, provenance: Mapping[str, str], decimal: Mark | None, load_id: str) -> None:
        self._record = Record(rule.properties, NODES[rule.label], provenance, decimal, load_id)
        self._names = rule.properties.values.keys()
        self.wanted = _Wanted(rule.when)
        # An id made of other columns may be blank: the table then lacks this optional part in that row.
        self._id_columns = rule.properties.values["id"].used()
        self.id_column = next(iter(self._id_columns), "")

    def has(self, name: str) -> bool:
        """Whether the mapping gives a property."""
        return name in self._names

    def column(self, name: str) -> str:
        """Column that a property is read from."""
        return self._record.column(name)

    def add(
        self,
        cells: Cells,
        said: Mapping[str, Any],
        found: RowRecords,
        problems: list[CellProblem],
        wrong: Container[str],
    ) -> None:
        """Add the node of a row, unless its id is blank and nothing is wrong with that."""
        if any(cells[column] is None and column not in wrong for column in self._id_columns):
            return
        node = self._record.read(cells, said, problems)
        if node is None:
            return
        assert isinstance(node, Node)
        found.nodes.append(NodeRow(node.labels(), node.id, _written(node)))
        found.references.append(("Source", node.source_id, self._record.column("source_id")))


class _LinkMaker:
    def __init__(self, rule: LinkRule, provenance: Mapping[str, str], decimal: Mark | None, load_id: str) -> None:
        self._rule = rule
        self._record = Record(rule.properties, rule.model(), provenance, decimal, load_id)
        self.wanted = _Wanted(rule.when)
        self._start, self._start_column = compile_expression(rule.start.id), first(rule.start.id)
        self._end, self._end_column = compile_expression(rule.end.id), first(rule.end.id)
        # Most relationships say nothing but their provenance, which changes in few rows: make it once.
        self._plain = not (rule.properties.values or rule.properties.amounts)
        self._made: dict[tuple[Any, ...], LinkRow] = {}

    def add(self, cells: Cells, said: Mapping[str, Any], found: RowRecords, problems: list[CellProblem]) -> None:
        """Add the relationship of a row, unless an end is blank."""
        before = len(problems)
        start, end = _tried(self._start, cells, problems), _tried(self._end, cells, problems)
        if (start is None or end is None) and len(problems) == before:
            return
        pattern = self._pattern(cells, said, problems)
        if pattern is None or start is None or end is None:
            return
        labels = pattern.start_label, pattern.end_label
        key = pattern.key.replace(_START, start).replace(_END, end)
        found.links.append(LinkRow(pattern.type, labels[0], start, labels[1], end, key, pattern.properties))
        source = ("Source", pattern.properties["source_id"], self._record.column("source_id"))
        found.references += ((labels[0], start, self._start_column), (labels[1], end, self._end_column), source)

    def _pattern(self, cells: Cells, said: Mapping[str, Any], problems: list[CellProblem]) -> LinkRow | None:
        """The relationship with marks for its ends."""
        given = tuple(said.get(name) for name in PROVENANCE) if self._plain else None
        if given in self._made:
            return self._made[given]
        edge = self._record.read(cells, said, problems)
        if edge is None:
            return None
        assert isinstance(edge, Edge)
        rule = self._rule
        pattern = _link_row(
            Link.model_construct(
                type=rule.type,
                start=_START,
                end=_END,
                start_label=rule.start.label,
                end_label=rule.end.label,
                properties=edge,
            )
        )
        if given and len(self._made) < _REMEMBERED:
            self._made[given] = pattern
        return pattern


class _Wanted:
    """Whether a rule is for a row."""

    def __init__(self, condition: Condition | None) -> None:
        self.column = condition.column if condition else ""
        self._words = {word.casefold() for word in condition.words} if condition else set()

    def __call__(self, cells: Cells) -> bool:
        return not self.column or _word(cells[self.column]) in self._words


class _Required:
    """Columns that must not be blank; one that conditions look at must hold one of their words."""

    def __init__(self, rule: TableRule) -> None:
        self._words: dict[str, set[str]] = {column: set() for column in rule.required}
        for one in rule.rules():
            if one.when and one.when.column in self._words:
                self._words[one.when.column] |= {word.casefold() for word in one.when.words}

    def check(self, cells: Cells, problems: list[CellProblem]) -> None:
        """Add what is missing to the problems."""
        for column, words in self._words.items():
            found = cells[column]
            if found is None:
                problems.append(CellProblem(column, "missing", f"{column} is missing", "fill in the cell"))
            elif words and _word(found) not in words:
                message = f"{shown(found)} is not expected here"
                problems.append(CellProblem(column, "choice", message, f"use one of {', '.join(sorted(words))}"))


def _word(found: Any) -> str:
    return "" if found is None or isinstance(found, list | dict) else as_text("", found).casefold()


def _tried(expression: Value, cells: Cells, problems: list[CellProblem]) -> str | None:
    try:
        value: str | None = expression(cells)
    except CellProblem as problem:
        problems.append(problem)
        return None
    return value


def as_records(record: Node | Link, load_id: str) -> RowRecords:
    """What one record that is already validated gives; one that names its load keeps it."""
    if isinstance(record, Node):
        row = NodeRow(record.labels(), record.id, {"load_id": load_id, **_written(record)})
        return RowRecords(nodes=[row], references=[("Source", record.source_id, "source_id")])
    ends = [(record.start_label, record.start, "start"), (record.end_label, record.end, "end")]
    link = _link_row(record)
    link.properties.setdefault("load_id", load_id)
    return RowRecords(links=[link], references=[*ends, ("Source", record.properties.source_id, "source_id")])


def _link_row(link: Link) -> LinkRow:
    properties = _written(link.properties)
    return LinkRow(link.type, link.start_label, link.start, link.end_label, link.end, link.key(), properties)


def _written(record: Sourced) -> dict[str, Any]:
    """Properties that are not empty, as the engine takes them."""
    return {
        name: value.value if isinstance(value, Enum) else value
        for name, value in record.__dict__.items()
        if value is not None and value != []
    }


def iterate(reader: RowReader, rows: Iterable[Row]) -> Iterator[tuple[int, RowRecords]]:
    """Records of every row that is not blank."""
    for row in rows:
        if row.problem is not None:
            yield row.number, reader.refused(row.number, row.problem)
        else:
            yield row.number, reader.read(row.number, row.cells)
