"""Properties of many records, each column checked by the model at once; the counterpart of `record.Record`.

A property is checked by the very type that the model declares. What a model checks about several properties together
is no matter of columns: a table that gives such properties is read row by row.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cached_property, lru_cache
from json.encoder import encode_basestring
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from graph_kb.intake.columns import Batch, ColumnAmounts, ColumnExpression
from graph_kb.intake.fields import kinds
from graph_kb.intake.mapping import Properties
from graph_kb.intake.numbers import Mark
from graph_kb.intake.sense import date_fields, date_problems, is_null_island
from graph_kb.model.base import Sourced
from graph_kb.store.records import canonical, digest

_FEW = 4
"""A column of texts has few distinct ones when it has this many times fewer than rows."""


@dataclass(frozen=True)
class Checked:
    """Checked properties of the records of a batch.

    Attributes:
        values: Their columns.
        texts: The same as JSON, each with its name: `"unit":"t"`; None where there is none.
    """

    values: dict[str, Sequence[Any]]
    texts: dict[str, Sequence[str | None]]

    def bodies(self, positions: Sequence[int]) -> tuple[list[str], list[str]]:
        """What the records at these positions say, as texts and as hashes, see `records.canonical`."""
        columns = [self.texts[name] for name in sorted(self.texts)]
        rows = zip(*columns, strict=True) if len(positions) == len(columns[0]) else _chosen(columns, positions)
        texts = ["{" + ",".join(filter(None, parts)) + "}" for parts in rows]
        return texts, list(map(digest, texts))

    @cached_property
    def shared_bodies(self) -> tuple[list[str], list[str]]:
        """The same of all records, where few of them say different things."""
        keys = list(zip(*(self.texts[name] for name in sorted(self.texts)), strict=True))
        first = {key: at for at, key in enumerate(keys)}
        known = dict(zip(first, zip(*self.bodies(list(first.values())), strict=True), strict=True))
        found = [known[key] for key in keys]
        return [body for body, _ in found], [hash_ for _, hash_ in found]


def _chosen(columns: Sequence[Sequence[Any]], positions: Sequence[int]) -> list[tuple[Any, ...]]:
    return [tuple(column[at] for column in columns) for at in positions]


class CheckedColumns:
    """The properties of one kind of record over a batch.

    Args:
        rule: What the mapping says.
        model: Model that declares them.
        decimal: Decimal mark of the table.
    """

    def __init__(self, rule: Properties, model: type[Sourced], decimal: Mark | None) -> None:
        known = kinds(model)
        self._made = {name: ColumnExpression(item, known[name], decimal) for name, item in rule.values.items()}
        self._amounts = ColumnAmounts(rule.amounts, decimal) if rule.amounts else None
        self._model, self._dates = model, date_fields(model)
        self._is_possible = lru_cache(4096)(self._possible)
        self._defaults = _defaults(model)
        fields = model.model_fields.items()
        self._required = [name for name, field in fields if field.is_required()]
        self.is_plain = not (rule.values or rule.amounts)
        self.is_for_columns = not model.checked_together & rule.values.keys()

    def over(self, batch: Batch, said: Checked) -> Checked:
        """The checked properties; rows whose are not what the model wants are refused.

        Args:
            batch: The rows.
            said: Their provenance.
        """
        if self.is_plain and not self._defaults:
            return said
        raw: dict[str, Sequence[Any]] = {name: expression.over(batch) for name, expression in self._made.items()}
        if self._amounts is not None:
            raw |= self._amounts.over(batch)
        values, texts = dict(said.values), dict(said.texts)
        for name, column in raw.items():
            own, written = checked_column(self._model, name, column, batch)
            values[name] = _instead(own, values.get(name))
            texts[name] = _instead(written, texts.get(name))
        for name, written_default in self._defaults.items():
            texts[name] = [text or written_default for text in texts.get(name, [None] * len(batch))]
        return Checked(values, texts)

    def unfit(self, found: Checked, positions: Sequence[int]) -> list[int]:
        """Which of these rows lack something, or have a date or a place that cannot be."""
        values = found.values
        if any(name not in values for name in self._required):
            return list(positions)
        needed = [column for name in self._required if None in (column := values[name])]
        wrong = [at for at in positions if any(column[at] is None for column in needed)] if needed else []
        names = [name for name in ("method", *sorted(self._dates)) if name in values]
        dated = list(zip(*(values[name] for name in names), strict=True))
        impossible = {found for found in set(dated) if not self._is_possible(tuple(names), found)}
        wrong += [at for at in positions if dated[at] in impossible] if impossible else []
        if {"latitude", "longitude"} <= values.keys():
            latitude, longitude = values["latitude"], values["longitude"]
            wrong += [at for at in positions if is_null_island(latitude[at], longitude[at])]
        return wrong

    def _possible(self, names: tuple[str, ...], values: tuple[Any, ...]) -> bool:
        given = {name: value for name, value in zip(names, values, strict=True) if value is not None}
        return next(date_problems(given, self._dates, str), None) is None


def _instead(own: Sequence[Any], other: Sequence[Any] | None) -> Sequence[Any]:
    return own if other is None else [one if two is None else two for one, two in zip(other, own, strict=True)]


def checked_column(
    model: type[BaseModel], name: str, column: Sequence[Any], batch: Batch
) -> tuple[list[Any], list[str | None]]:
    """A column of a property as the model takes it, and as JSON with its name; rows it does not take are refused."""
    check, head = _checker(model, name), f'"{name}":'
    values: list[Any]
    texts: list[str | None]
    if few := _few_texts(column):
        taken = dict(zip(few, _taken(check, few), strict=True))
        values = list(map(taken.get, column))
        known = {value: head + _TEXTS[type(value)](value) for value in taken.values() if value is not None}
        texts = list(map(known.get, values))
    elif None not in column and None not in (values := _taken(check, column)):
        texts = _written(head, values)
    else:
        checked = iter(_taken(check, [value for value in column if value is not None]))
        values = [None if value is None else next(checked) for value in column]
        texts = [None if value is None or value == [] else head + _TEXTS[type(value)](value) for value in values]
    if None in values:
        batch.refuse(at for at, value in enumerate(values) if value is None and column[at] is not None)
    return values, texts


def _written(head: str, values: Sequence[Any]) -> list[str | None]:
    """Values of which none is missing as JSON, each behind a name."""
    kinds_there = set(map(type, values))
    if len(kinds_there) == 1 and list not in kinds_there:
        return list(map(head.__add__, map(_TEXTS[kinds_there.pop()], values)))
    return [None if value == [] else head + _TEXTS[type(value)](value) for value in values]


def _few_texts(column: Sequence[Any]) -> list[str]:
    """The distinct texts of a column, when it has few and nothing else."""
    if not set(map(type, column)) <= {str, type(None)}:
        return []
    distinct = set(column)
    distinct.discard(None)
    return list(distinct) if len(distinct) * _FEW < len(column) else []


def _taken(check: Callable[[list[Any]], list[Any]], values: Sequence[Any]) -> list[Any]:
    """Values as the model takes them, None for those that it does not."""
    try:
        found = check(list(values))
    except ValidationError:
        return [None] if len(values) == 1 else [one for value in values for one in _taken(check, [value])]
    is_choice = any(issubclass(kind, Enum) for kind in set(map(type, found)))
    return [getattr(value, "value", value) for value in found] if is_choice else found


@lru_cache(maxsize=1024)
def _checker(model: type[BaseModel], name: str) -> Callable[[list[Any]], list[Any]]:
    field = model.model_fields[name]
    type_: Any = Annotated[(field.annotation, *field.metadata)] if field.metadata else field.annotation
    config = ConfigDict(
        str_strip_whitespace=model.model_config.get("str_strip_whitespace", False),
        allow_inf_nan=model.model_config.get("allow_inf_nan", True),
    )
    return TypeAdapter(list[type_], config=config).validate_python


def _defaults(model: type[BaseModel]) -> dict[str, str]:
    """Properties that have a value although nobody gives one, as JSON with their names."""
    optional = ((name, field) for name, field in model.model_fields.items() if not field.is_required())
    found = ((name, field.get_default(call_default_factory=True)) for name, field in optional)
    return {name: f'"{name}":{_TEXTS[type(value)](value)}' for name, value in found if value not in (None, [])}


_TEXTS: dict[type, Callable[[Any], str]] = {
    str: encode_basestring,
    float: repr,
    int: repr,
    bool: {True: "true", False: "false"}.__getitem__,
    list: canonical,
}
"""How `records.canonical` writes a value, by its type."""
