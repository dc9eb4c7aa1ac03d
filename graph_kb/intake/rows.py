"""From a row to validated records: nodes and relationships, or the list of everything that is wrong with it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel, ValidationError

from graph_kb.intake.cells import Cells, Value, amounts, compile_expression
from graph_kb.intake.issues import CellProblem, Issue
from graph_kb.intake.mapping import Expression, LinkRule, NodeRule, Properties, TableRule
from graph_kb.model.base import Edge, Node
from graph_kb.model.relationships import Link, relation
from graph_kb.model.schema import NODES
from graph_kb.store.writer import LinkRow, NodeRow

_PROVENANCE = ("source_id", "as_of", "method")


@dataclass
class RowRecords:
    """What one row gives."""

    nodes: list[NodeRow] = field(default_factory=list)
    links: list[LinkRow] = field(default_factory=list)
    references: list[tuple[str, str, str]] = field(default_factory=list)
    """Nodes that must exist: label, id, column that names them."""
    issues: list[Issue] = field(default_factory=list)


class RowReader:
    """Compiled rules of one table.

    Args:
        file: Name of the file, for messages.
        rule: Rules of the table.
        shared: Provenance rules of the mapping; the table's own win.
        load_id: Load stamped on every record.
    """

    def __init__(self, file: str, rule: TableRule, shared: Mapping[str, Expression], load_id: str) -> None:
        provenance = {**shared, **rule.provenance}
        self._file = file
        self._nodes = [_Record(item.properties, provenance, NODES[item.label]) for item in rule.nodes]
        self._links = [_LinkRecord(item, provenance) for item in rule.relationships]
        self._load_id = load_id

    def read(self, row: int, cells: Cells) -> RowRecords:
        """Records of a row, or its issues; a row with an issue gives no record."""
        found = RowRecords()
        for record in self._nodes:
            self._attempt(found, row, lambda record=record: self._node(record, cells, found))  # type: ignore[misc]
        for link in self._links:
            self._attempt(found, row, lambda link=link: self._link(link, cells, found))  # type: ignore[misc]
        if not (found.nodes or found.links or found.issues):
            column = next((column for record in self._nodes for column in record.id_columns), "")
            found.issues.append(
                self._issue(row, CellProblem(column, "missing_id", "the row names nothing", "fill in the id"))
            )
        if found.issues:
            found.issues = list(dict.fromkeys(found.issues))
            found.nodes, found.links, found.references = [], [], []
        return found

    def _attempt(self, found: RowRecords, row: int, work: Callable[[], None]) -> None:
        try:
            work()
        except CellProblem as problem:
            found.issues.append(self._issue(row, problem))
        except _Problems as problems:
            found.issues += [self._issue(row, problem) for problem in problems.all]

    def _issue(self, row: int, problem: CellProblem) -> Issue:
        return Issue(self._file, row, problem.column, problem.code, problem.message, problem.suggestion)

    def _node(self, record: _Record, cells: Cells, found: RowRecords) -> None:
        values = record.values(cells)
        if values.get("id") is None and record.may_be_left_out:
            return
        node = record.validated(values)
        assert isinstance(node, Node)
        found.nodes.append(NodeRow(node.labels(), node.id, _written(node, self._load_id)))
        found.references.append(("Source", node.source_id, record.column("source_id")))

    def _link(self, record: _LinkRecord, cells: Cells, found: RowRecords) -> None:
        start, end = record.start(cells), record.end(cells)
        if start is None or end is None:
            return
        edge = record.properties.validated(record.properties.values(cells))
        assert isinstance(edge, Edge)
        rule = record.rule
        link = Link(
            type=rule.type,
            start=start,
            end=end,
            start_label=rule.start.label,
            end_label=rule.end.label,
            properties=edge,
        )
        found.links.append(
            LinkRow(
                rule.type,
                rule.start.label,
                start,
                rule.end.label,
                end,
                link.key(),
                _written(edge, self._load_id),
            )
        )
        found.references += [
            (rule.start.label, start, _first(rule.start.id)),
            (rule.end.label, end, _first(rule.end.id)),
            ("Source", edge.source_id, record.properties.column("source_id")),
        ]


def as_records(record: Node | Link, load_id: str) -> RowRecords:
    """What one record that is already validated gives."""
    if isinstance(record, Node):
        row = NodeRow(record.labels(), record.id, _written(record, load_id))
        return RowRecords(nodes=[row], references=[("Source", record.source_id, "source_id")])
    ends = [(record.start_label, record.start, "start"), (record.end_label, record.end, "end")]
    link = LinkRow(
        record.type,
        record.start_label,
        record.start,
        record.end_label,
        record.end,
        record.key(),
        _written(record.properties, load_id),
    )
    return RowRecords(links=[link], references=[*ends, ("Source", record.properties.source_id, "source_id")])


def _written(record: BaseModel, load_id: str) -> dict[str, Any]:
    return {**record.model_dump(mode="json", exclude_none=True), "load_id": load_id}


def _first(expression: Expression) -> str:
    return next(iter(expression.used()), "")


class _Problems(Exception):
    """Everything wrong with one record."""

    def __init__(self, problems: list[CellProblem]) -> None:
        super().__init__()
        self.all = problems


class _Record:
    """Expressions of one record and the model that checks them."""

    def __init__(self, rule: Properties, provenance: Mapping[str, Expression], model: type[BaseModel]) -> None:
        expressions = {**provenance, **rule.values}
        self._expressions: list[tuple[str, Value]] = [
            (name, compile_expression(item)) for name, item in expressions.items()
        ]
        self._columns = {name: _first(item) for name, item in expressions.items()}
        self._amounts = amounts(rule.amounts) if rule.amounts else None
        if rule.amounts:
            self._columns |= {"amount": rule.amounts.amount or "", "unit": _first(rule.amounts.unit)}
        self._model = model
        self.id_columns = rule.values["id"].used() if "id" in rule.values else []
        # An id made of other columns may be blank: the table then lacks this optional part in that row.
        self.may_be_left_out = bool(self.id_columns)

    def column(self, name: str) -> str:
        """Column a property is read from."""
        return self._columns.get(name, "")

    def values(self, cells: Cells) -> dict[str, Any]:
        """Values of the properties that are not blank."""
        problems: list[CellProblem] = []
        found: dict[str, Any] = {}
        for name, expression in self._expressions:
            try:
                value = expression(cells)
            except CellProblem as problem:
                problems.append(problem)
                continue
            if value is not None:
                found[name] = _plain(value)
        try:
            found |= self._amounts(cells) if self._amounts else {}
        except CellProblem as problem:
            problems.append(problem)
        if problems:
            raise _Problems(problems)
        return found

    def validated(self, values: dict[str, Any]) -> BaseModel:
        """The record, checked by its model."""
        problems = _place_problems(self, values)
        try:
            record = self._model.model_validate(values)
        except ValidationError as error:
            raise _Problems([self._problem(fault) for fault in error.errors()] + problems) from error
        if problems:
            raise _Problems(problems)
        return record

    def _problem(self, fault: Mapping[str, Any]) -> CellProblem:
        name = str(fault["loc"][0]) if fault["loc"] else ""
        column = self._columns.get(name) or name
        if fault["type"] == "missing":
            code = "missing_source" if name in _PROVENANCE else "missing"
            return CellProblem(
                column,
                code,
                f"{name} is missing",
                "every record names its source, date and method" if name in _PROVENANCE else "fill in the cell",
            )
        expected = str(fault.get("ctx", {}).get("expected", ""))
        if expected:
            message = f"{name}: {str(fault.get('input'))[:60]!r} is not one of the choices"
            return CellProblem(column, "choice", message, f"use {expected}")
        shown = "" if isinstance(fault.get("input"), dict) else f" (given: {str(fault.get('input'))[:60]!r})"
        return CellProblem(column, str(fault["type"]), f"{name}: {fault['msg']}{shown}")


class _LinkRecord:
    """Expressions of one relationship."""

    def __init__(self, rule: LinkRule, provenance: Mapping[str, Expression]) -> None:
        found = relation(rule.type, rule.start.label, rule.end.label)
        assert found is not None, "the mapping was checked"
        self.rule = rule
        self.properties = _Record(rule.properties, provenance, found.properties)
        self.start = compile_expression(rule.start.id)
        self.end = compile_expression(rule.end.id)


def _place_problems(record: _Record, values: Mapping[str, Any]) -> list[CellProblem]:
    """Coordinates 0/0 are a spreadsheet's way to say unknown."""
    if _zero(values.get("latitude")) and _zero(values.get("longitude")):
        column = record.column("latitude")
        hint = "leave both blank when unknown"
        return [CellProblem(column, "null_island", "coordinates 0/0 lie in the Atlantic", hint)]
    return []


def _zero(value: Any) -> bool:
    return value is not None and str(value).strip("+-0.,") == ""


def _plain(value: Any) -> Any:
    """Cells of a spreadsheet as the model wants them: whole floats and dates as text where text is meant."""
    if hasattr(value, "isoformat"):
        return value.date().isoformat() if hasattr(value, "date") else value.isoformat()
    return value


def iterate(reader: RowReader, rows: Iterator[tuple[int, Cells]]) -> Iterator[tuple[int, Cells, RowRecords]]:
    """Records of every row that is not blank."""
    for row, cells in rows:
        if cells:
            yield row, cells, reader.read(row, cells)
