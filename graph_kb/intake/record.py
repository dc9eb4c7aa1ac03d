"""One record of a row: its expressions, and the model that checks what they give."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, ValidationError

from graph_kb.intake.amounts import compile_amounts
from graph_kb.intake.cells import Cells, compile_expression
from graph_kb.intake.faults import problems_of
from graph_kb.intake.fields import kinds
from graph_kb.intake.issues import CellProblem
from graph_kb.intake.mapping import Expression, Properties
from graph_kb.intake.numbers import Mark
from graph_kb.intake.sense import date_fields, date_problems, is_null_island
from graph_kb.model.base import Sourced


class Expressions:
    """Compiled expressions of a set of properties.

    Args:
        rule: What the mapping says.
        model: Model that declares the properties.
        decimal: Decimal mark of the table.
    """

    def __init__(self, rule: Properties, model: type[BaseModel], decimal: Mark | None) -> None:
        known = kinds(model)
        self._made = [(name, compile_expression(item, known[name], decimal)) for name, item in rule.values.items()]
        self._amounts = compile_amounts(rule.amounts, decimal) if rule.amounts else None
        self.columns = {name: first(item) for name, item in rule.values.items()}
        if rule.amounts:
            self.columns |= {"amount": rule.amounts.amount or "", "unit": first(rule.amounts.unit)}

    def values(self, cells: Cells, problems: list[CellProblem]) -> dict[str, Any]:
        """Values of the properties that are not blank; what is wrong is added to the problems."""
        found = {}
        for name, expression in self._made:
            try:
                value = expression(cells)
            except CellProblem as problem:
                problems.append(problem)
                continue
            if value is not None:
                found[name] = value
        if self._amounts is not None:
            try:
                found.update(self._amounts(cells))
            except CellProblem as problem:
                problems.append(problem)
        return found


class Record:
    """One kind of record.

    Args:
        rule: Its properties.
        model: Its model.
        provenance: Columns of the shared provenance, by property.
        decimal: Decimal mark of the table.
        load_id: Load stamped on every record.
    """

    def __init__(
        self,
        rule: Properties,
        model: type[Sourced],
        provenance: Mapping[str, str],
        decimal: Mark | None,
        load_id: str,
    ) -> None:
        self._own = Expressions(rule, model, decimal)
        self._columns = {**provenance, **self._own.columns}
        self._model, self._dates = model, date_fields(model)
        self._load_id = load_id

    def column(self, name: str) -> str:
        """Column a property is read from; its own name when it is made otherwise."""
        return self._columns.get(name) or name

    def read(self, cells: Cells, said: Mapping[str, Any], problems: list[CellProblem]) -> Sourced | None:
        """The checked record of a row; None when something is wrong with it, which is added to the problems.

        All faults are told: what can be read is checked also when something else of the row cannot.

        Args:
            cells: Clean cells.
            said: Provenance of the row.
            problems: What is wrong with the row.
        """
        before = len(problems)
        own = self._own.values(cells, problems)
        is_whole = not problems
        more: list[CellProblem] = []
        record = self._checked({**said, **own}, more)
        problems += more if is_whole else [one for one in more if _stands_alone(one, cells)]
        return record if len(problems) == before else None

    def _checked(self, values: dict[str, Any], problems: list[CellProblem]) -> Sourced | None:
        if is_null_island(values.get("latitude"), values.get("longitude")):
            hint = "leave both blank when unknown"
            message = "coordinates 0/0 lie in the Atlantic"
            problems.append(CellProblem(self.column("latitude"), "null_island", message, hint))
        try:
            record = self._model.model_validate({**values, "load_id": self._load_id})
        except ValidationError as error:
            problems += problems_of(error, self.column)
            wrong = {fault["loc"][0] for fault in error.errors() if fault["loc"]}
            problems += date_problems(values, self._dates - wrong, self.column)
            return None
        problems += date_problems(values, self._dates, self.column)
        return record


def _stands_alone(problem: CellProblem, cells: Cells) -> bool:
    """Whether a fault is none that follows from a cell that could not be used."""
    is_missing = problem.code.startswith("missing")
    return bool(problem.column) and not (is_missing and cells.get(problem.column) is not None)


def first(expression: Expression) -> str:
    """First column an expression reads, or nothing."""
    return next(iter(expression.used()), "")
