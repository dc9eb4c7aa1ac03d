"""What each rule of a table makes of a row: a node, a relationship, or the list of everything that is wrong with it."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
from enum import Enum
from typing import Any

from graph_kb.intake.cells import Cells, Value, compile_expression
from graph_kb.intake.fields import as_text
from graph_kb.intake.issues import CellProblem, shown
from graph_kb.intake.mapping import PROVENANCE, Condition, LinkRule, NodeRule, TableRule
from graph_kb.intake.numbers import Mark
from graph_kb.intake.record import Record, first
from graph_kb.intake.statements import Maker
from graph_kb.model.base import Edge, Node, Sourced
from graph_kb.model.relationships import Link
from graph_kb.model.schema import NODES
from graph_kb.store.records import LinkRow, NodeRow

_START, _END = "\x01", "\x02"
"""Marks for the ends of a relationship; no id has control characters."""

_REMEMBERED = 10_000


class NodeMaker:
    """A compiled rule for nodes.

    Args:
        rule: The rule.
        provenance: Columns of the shared provenance, by property.
        decimal: Decimal mark of the table.
        load_id: Load stamped on every node.
    """

    def __init__(self, rule: NodeRule, provenance: Mapping[str, str], decimal: Mark | None, load_id: str) -> None:
        self._record = Record(rule.properties, NODES[rule.label], provenance, decimal, load_id)
        self._names = rule.properties.values.keys()
        self.wanted = Wanted(rule.when)
        # An id made of other columns may be blank: the table then lacks this optional part in that row.
        self._id_columns = rule.properties.values["id"].used()
        self.id_column = next(iter(self._id_columns), "")
        self.maker = Maker(source=self._record.column("source_id"))

    def has(self, name: str) -> bool:
        """Whether the mapping gives a property."""
        return name in self._names

    def column(self, name: str) -> str:
        """Column that a property is read from."""
        return self._record.column(name)

    def read(
        self,
        cells: Cells,
        said: Mapping[str, Any],
        problems: list[CellProblem],
        wrong: Container[str],
    ) -> NodeRow | None:
        """The node of a row; None when something is wrong with it, or when its id is blank and nothing is wrong."""
        if any(cells[column] is None and column not in wrong for column in self._id_columns):
            return None
        node = self._record.read(cells, said, problems)
        if node is None:
            return None
        assert isinstance(node, Node)
        return NodeRow(node.labels(), node.id, written(node))


class LinkMaker:
    """A compiled rule for relationships; its arguments are those of `NodeMaker`."""

    def __init__(self, rule: LinkRule, provenance: Mapping[str, str], decimal: Mark | None, load_id: str) -> None:
        self._rule = rule
        self._record = Record(rule.properties, rule.model(), provenance, decimal, load_id)
        self.wanted = Wanted(rule.when)
        self._start, self._end = compile_expression(rule.start.id), compile_expression(rule.end.id)
        self.maker = Maker(first(rule.start.id), first(rule.end.id), self._record.column("source_id"))
        # Most relationships say nothing but their provenance, which changes in few rows: make it once.
        self._plain = not (rule.properties.values or rule.properties.amounts)
        self._made: dict[tuple[Any, ...], LinkRow] = {}

    def read(self, cells: Cells, said: Mapping[str, Any], problems: list[CellProblem]) -> LinkRow | None:
        """The relationship of a row; None when something is wrong with it, or when an end is blank."""
        before = len(problems)
        start, end = _tried(self._start, cells, problems), _tried(self._end, cells, problems)
        if (start is None or end is None) and len(problems) == before:
            return None
        pattern = self._pattern(cells, said, problems)
        if pattern is None or start is None or end is None:
            return None
        key = pattern.key.replace(_START, start).replace(_END, end)
        return pattern._replace(start=start, end=end, key=key)

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
        pattern = link_row(
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


class Wanted:
    """Whether a rule is for a row."""

    def __init__(self, condition: Condition | None) -> None:
        self.column = condition.column if condition else ""
        self._words = {word.casefold() for word in condition.words} if condition else set()

    def __call__(self, cells: Cells) -> bool:
        """Whether it is for the row of these cells."""
        return not self.column or _word(cells[self.column]) in self._words

    def over(self, cells: Mapping[str, Sequence[Any]], number: int) -> Sequence[int]:
        """Positions of the rows that it is for, of a number of rows given by their columns."""
        if not self.column:
            return range(number)
        return [at for at, cell in enumerate(cells[self.column]) if _word(cell) in self._words]


class Required:
    """Columns that must not be blank; one that conditions look at must hold one of their words."""

    def __init__(self, rule: TableRule) -> None:
        self._words: dict[str, set[str]] = {column: set() for column in rule.required}
        for one in rule.rules():
            if one.when and one.when.column in self._words:
                self._words[one.when.column] |= {word.casefold() for word in one.when.words}

    def lacking(self, cells: Mapping[str, Sequence[Any]]) -> Iterator[int]:
        """Positions of the rows, given by their columns, that something is missing from."""
        for column, words in self._words.items():
            yield from (
                at for at, cell in enumerate(cells[column]) if cell is None or (words and _word(cell) not in words)
            )

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


def link_row(link: Link) -> LinkRow:
    """A relationship as it is written, without its load."""
    properties = written(link.properties)
    return LinkRow(link.type, link.start_label, link.start, link.end_label, link.end, link.key(), properties)


def written(record: Sourced) -> dict[str, Any]:
    """Properties that are not empty, as the engine takes them."""
    return {
        name: value.value if isinstance(value, Enum) else value
        for name, value in record.__dict__.items()
        if value is not None and value != []
    }
