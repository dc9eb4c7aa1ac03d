"""Why an answer may be empty: arrows that point the wrong way, values that a property never has."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from graph_kb.model.relationships import RELATIONS
from graph_kb.model.schema import NODES, attribute_table
from graph_kb.model.units import CANONICAL
from graph_kb.queries import Query
from graph_kb.queries.parameters import CONVERTERS
from graph_kb.queries.suggestion import did_you_mean
from graph_kb.store import Graph
from graph_kb.workbench.patterns import Arrow, Comparison, arrows, comparisons

_LISTED = 20
_NAMING = frozenset({"id", "name", "code"})


def contradictions(text: str, parameters: Mapping[str, Any]) -> list[str]:
    """What a statement asks for that the model excludes, one line each.

    Args:
        text: Cypher that has passed the guard and gave no rows.
        parameters: Values of its parameters.
    """
    found = [line for arrow in arrows(text) for line in _wrong_arrow(arrow)]
    found += [line for one in comparisons(text, parameters) for line in _wrong_value(one)]
    return list(dict.fromkeys(found))


def values_that_occur(graph: Graph, query: Query, given: Mapping[str, Any]) -> Iterator[str]:
    """For each given value that no record has, the values that occur, where these are few.

    Args:
        graph: The graph.
        query: A named query that gave no rows.
        given: Values as they were given; a parameter is looked up by its name, as `unit` or `resource_kind`.
    """
    for one in query.parameters:
        value = given.get(one.name)
        place = _property_of(query.scan, one.name) if one.type == "string" and isinstance(value, str) else None
        if place is None:
            continue
        # Both names are of the model, so that nothing from outside is in the text.
        label, name = place
        values = f"MATCH (n:{label}) WHERE n.{name} IS NOT NULL UNWIND n.{name} AS value RETURN DISTINCT value"
        there = [str(row["value"]) for row in graph.read(f"{values} ORDER BY value", limit=_LISTED + 1)]
        if value not in there and 0 < len(there) <= _LISTED:
            yield f"{one.name}: no {label} has {value!r}; those that occur are {', '.join(there)}"


def _property_of(scan: str, name: str) -> tuple[str, str] | None:
    """Label and property that a parameter is about, by its name; None where it names records one by one."""
    label, _, rest = name.rpartition("_")
    main = {each.lower(): each for each in NODES}.get(label.replace("_", ""))
    for owner, word in ((scan, name), (main or "", rest)):
        for each in (word, f"{word}s"):
            if owner in NODES and each in NODES[owner].model_fields and each not in _NAMING:
                return owner, each
    return None


def _wrong_arrow(arrow: Arrow) -> Iterator[str]:
    relations = [one for name in arrow.types for one in RELATIONS.get(name, ())]
    if not relations or len(relations) < len(arrow.types):
        return
    pairs = [pair for one in relations for pair in one.ends]
    forth = any(_fits(start, arrow.start) and _fits(end, arrow.end) for start, end in pairs)
    back = any(_fits(start, arrow.end) and _fits(end, arrow.start) for start, end in pairs)
    if forth or (back and not arrow.directed):
        return
    types = "|".join(arrow.types)
    ends = ", ".join(f"(:{start})-[:{types}]->(:{end})" for start, end in pairs[:3]) + (", ..." if pairs[3:] else "")
    wrong = "points the other way" if back else "joins other labels"
    yield f"{types} {wrong} in the model: {ends}"


def _fits(label: str, wanted: frozenset[str]) -> bool:
    return not wanted or label in wanted


def _wrong_value(one: Comparison) -> Iterator[str]:
    if one.property == "waste_code" or (one.property == "code" and one.owners == {"WasteCode"}):
        yield from _wrong_code(one)
        return
    rows = [row for row in attribute_table() if row.name == one.property and _fits(row.owner, one.owners)]
    choices = [CANONICAL if row.name == "unit" else row.choices for row in rows]
    known = tuple(dict.fromkeys(choice for each in choices for choice in each))
    if not rows or not all(choices) or one.value in known:
        return
    near = did_you_mean(one.value, known)
    yield f"{one.property} is never {one.value!r}: {near or 'it is one of ' + ', '.join(known)}"


def _wrong_code(one: Comparison) -> Iterator[str]:
    try:
        digits = CONVERTERS["waste_code"](one.value)
    except (ValueError, TypeError):
        return
    if digits != one.value:
        yield f"waste codes are kept as digits: write '{digits}', not {one.value!r}"


def sent_as(parameters: Mapping[str, Any], texts: Iterable[str]) -> Iterator[str]:
    """Parameters that were typed as text and sent as something else, as what a property holds may be text.

    Args:
        parameters: Values as they were sent.
        texts: What was typed, as NAME=VALUE.
    """
    for text in texts:
        name, _, typed = text.partition("=")
        if not isinstance(parameters[name], str):
            kind = {bool: "a truth value", list: "a list", type(None): "null"}.get(type(parameters[name]), "a number")
            yield f"{name} was sent as {kind}; to send it as text: -p '{name}=\"{typed}\"'"
