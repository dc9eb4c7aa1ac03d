"""What an answer should say beside its rows: names that are nowhere, values that were read as something else."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from graph_kb.errors import CodeError, QueryError
from graph_kb.model.evidence import Load, Meta
from graph_kb.model.relationships import RELATIONS
from graph_kb.model.schema import BOOKKEEPING, NODES, RESOURCE_KINDS, attribute_table
from graph_kb.queries import Query
from graph_kb.queries.statement import Statement
from graph_kb.queries.suggestion import did_you_mean

Find = Callable[[str, str | None], str]
_OF_DAYS = ("year", "quarter", "month", "week", "day", "weekYear", "dayOfWeek", "dayOfQuarter", "ordinalDay")
_OF_TIMES = ("hour", "minute", "second", "millisecond", "microsecond", "nanosecond", "timezone", "offset")
_OF_POINTS = ("x", "y", "z", "longitude", "latitude", "height", "srid", "crs")
_OF_VALUES = {*_OF_DAYS, *_OF_TIMES, *_OF_POINTS, *(f"{one}s" for one in _OF_DAYS + _OF_TIMES)}
"""Components of dates, durations and points, which are read like properties."""
_OF_BOOKKEEPING = {*Load.model_fields, *Meta.model_fields, "load_id", "record_hash", "as_of"}
"""Properties of `Load` and `Meta`, and those that every record carries for the writer."""
_SHOWN = 60


def unknown_names(statement: Statement) -> Iterator[str]:
    """Labels, types and properties of a statement that the schema does not have: such patterns fit nothing."""
    labels = (*NODES, *RESOURCE_KINDS, *BOOKKEEPING, *RELATIONS)
    for name in sorted(statement.names.difference(labels)):
        yield _unknown(name, "label or relationship type", labels)
    attributes = {row.name for row in attribute_table()}
    for name in sorted(statement.properties - attributes - statement.keys - _OF_VALUES - _OF_BOOKKEEPING):
        yield _unknown(name, "property", sorted(attributes))


def read_anew(query: Query, given: Mapping[str, Any], values: Mapping[str, Any]) -> Iterator[str]:
    """Codes that were read as the digits which the graph keeps."""
    for one in query.parameters:
        if one.type == "waste_code" and one.name in given and str(given[one.name]) != values[one.name]:
            yield f"{one.name}: {_shown(given[one.name])} was read as {values[one.name]}"


def unknown_values(query: Query, given: Mapping[str, Any], values: Mapping[str, Any], find: Find) -> Iterator[str]:
    """Ids and codes among the given values of a named query that are nowhere, each with the nearest.

    Args:
        query: A query that gave no rows.
        given: Values as they were given.
        values: The same values as they were sent.
        find: Id of the node that a text of a label means, see `find_node`.
    """
    for one in query.parameters:
        if one.name not in given:
            continue
        if one.type == "waste_code":
            yield from _unknown_code(one.name, values[one.name])
        yield from unknown_ids({one.name: values[one.name]}, find)


def unknown_ids(values: Mapping[str, Any], find: Find) -> Iterator[str]:
    """Ids that no node has, among the values whose names say that they are ids."""
    for name, value in values.items():
        if name == "id" or name.endswith(("_id", "_ids", "ids")):
            texts = value if isinstance(value, list) else [value]
            yield from _unknown_ids(name, (text for text in texts if isinstance(text, str)), find)


def _unknown_ids(name: str, texts: Iterable[str], find: Find) -> Iterator[str]:
    for text in texts:
        prefix, _, words = text.rpartition(":")
        label = _label(name.rpartition("_")[0]) or _label(prefix)
        try:
            found = find(text, label)
        except QueryError:
            yield f"no {label or 'node'} has the id {_shown(text)}{_nearest(words.replace('-', ' '), label, find)}"
        else:
            if found != text:
                yield f"{name} takes an id: what is called {_shown(text)} has the id {found}"


def _label(word: str) -> str | None:
    return {label.lower(): label for label in NODES}.get(word.replace("_", ""))


def _nearest(words: str, label: str | None, find: Find) -> str:
    """The id that was meant, or those nearest to it."""
    try:
        return f": did you mean {find(words, label)}?"
    except QueryError as error:
        return f"; {error.hint}" if ":" in error.hint else f"; {error.message}"


def _unknown_code(name: str, code: str | None) -> Iterator[str]:
    from graph_kb.reference import WasteCode, list_of_waste

    if code is None or code in list_of_waste():
        return
    try:
        WasteCode.parse(code)
    except CodeError as error:
        yield f"{name}: {error.message}; {error.hint}"


def _unknown(name: str, what: str, names: Iterable[str]) -> str:
    known = {each.lower(): each for each in names}
    near = did_you_mean(name, known.values()) or did_you_mean(known.get(name.lower(), ""), known.values())
    return f"the schema has no {what} {_shown(name)}" + (f": {near}" if near else " (`graph-kb schema` lists them)")


def _shown(value: object) -> str:
    text = ascii(value) if not str(value).isprintable() else repr(value)
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 3]}..."
