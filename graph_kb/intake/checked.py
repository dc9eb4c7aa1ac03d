"""Records of many rows, each checked by its model; the counterpart of `record.Record`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Generic, TypeVar

from pydantic import BaseModel, ValidationError

from graph_kb.intake.columns import Batch, ColumnValues
from graph_kb.intake.mapping import Properties
from graph_kb.intake.numbers import Mark
from graph_kb.intake.sense import date_fields, date_problems
from graph_kb.intake.statements import body_and_hash
from graph_kb.model.base import Sourced

R = TypeVar("R", bound=Sourced)
Said = Mapping[str, Any]
"""Provenance of a row; rows that say the same share one object."""

_REMEMBERED = 10_000


class CheckedRecords(Generic[R]):
    """One kind of record.

    Args:
        rule: Its properties.
        model: Its model.
        decimal: Decimal mark of the table.
    """

    def __init__(self, rule: Properties, model: type[Sourced], decimal: Mark | None) -> None:
        self._values = ColumnValues(rule, model, decimal)
        self._is_plain = not (rule.values or rule.amounts)
        # Validators are built on first use, see `model.base`; this is one.
        model.model_rebuild()
        self._validate = model.__pydantic_validator__.validate_python
        self._date_fields = date_fields(model)
        self._dates = sorted(self._date_fields)
        self._possible: dict[tuple[Any, ...], bool] = {}
        self._defaults = _defaults(model)

    def over(self, batch: Batch, said: Sequence[Said], positions: Sequence[int]) -> Iterator[tuple[int, R, str, str]]:
        """Position, record, text and hash of what it says, for each row that has one; others are refused.

        Args:
            batch: The rows.
            said: Their provenance.
            positions: Rows that should have one.
        """
        values = self._values.over(batch)
        known: dict[int, tuple[R, str, str] | None] = {}
        for at in positions:
            if at in batch.refused:
                continue
            if not self._is_plain:
                found = self._checked({**said[at], **values(at)})
            elif id(said[at]) in known:
                found = known[id(said[at])]
            else:
                found = known[id(said[at])] = self._checked(dict(said[at]))
            if found is None:
                batch.refused.add(at)
            else:
                yield at, *found

    def _checked(self, values: dict[str, Any]) -> tuple[R, str, str] | None:
        try:
            record: R = self._validate(values)
        except ValidationError:
            return None
        if not self._is_possible(values):
            return None
        said = record.__dict__
        written = {name: said[name] for name in (*values, *self._defaults)}
        written["method"] = record.method.value
        return record, *body_and_hash({name: value for name, value in written.items() if value != []})

    def _is_possible(self, values: dict[str, Any]) -> bool:
        """Whether its dates and its place can be."""
        if values.get("latitude") == 0 and values.get("longitude") == 0:
            return False
        key = (*(values.get(name) for name in self._dates), values.get("method"))
        found = self._possible.get(key)
        if found is None:
            if len(self._possible) >= _REMEMBERED:
                self._possible.clear()
            found = next(date_problems(values, self._date_fields, str), None) is None
            self._possible[key] = found
        return found


def _defaults(model: type[BaseModel]) -> list[str]:
    """Properties that have a value although nobody gives one."""
    optional = ((name, field) for name, field in model.model_fields.items() if not field.is_required())
    return [name for name, field in optional if field.get_default(call_default_factory=True) not in (None, [])]
