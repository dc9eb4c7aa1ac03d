"""A record as a backup keeps it, one JSON object a line, and back as a record of the model."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pydantic import ValidationError

from graph_kb.errors import SchemaError
from graph_kb.intake.faults import problems_of
from graph_kb.intake.issues import shown
from graph_kb.model import NODES, SCHEMA_VERSION, Link, Node, relation
from graph_kb.model.evidence import Load
from graph_kb.store.meta import RECORD_HASH

EMPTY = {"nodes": 0, "relationships": 0}
LOAD = "Load"
CUT_OFF = "it was cut off or edited: take another copy; nothing was written"


def count(counts: dict[str, int], line: dict[str, Any]) -> None:
    """Count a line that holds a record."""
    counts["nodes"] += "labels" in line
    counts["relationships"] += "type" in line


def record_of(line: dict[str, Any]) -> Node | Link | Load:
    """The record of a line, checked by its model.

    Raises:
        ValueError: The model does not know it.
    """
    try:
        properties = {name: value for name, value in line["properties"].items() if name != RECORD_HASH}
        return _node(line["labels"], properties) if "labels" in line else _link(line, properties)
    except (KeyError, TypeError, AttributeError, IndexError) as error:
        raise ValueError("broken record") from error


def check_schema(path: Path, schema: Any) -> None:
    """Refuse a backup of another schema version.

    Raises:
        SchemaError: The version is not that of this release.
    """
    if schema != SCHEMA_VERSION:
        is_older = isinstance(schema, int) and schema < SCHEMA_VERSION
        raise SchemaError(
            f"{path}: the backup has schema version {shown(schema)}, this release needs {SCHEMA_VERSION}",
            hint=f"restore it with a release of graph-kb whose schema version is {shown(schema)}"
            + ("; then run `graph-kb migrate` with this one" if is_older else ""),
        )


def why(error: ValueError) -> str:
    """What the model has against a record, in one line."""
    if isinstance(error, ValidationError):
        return problems_of(error, str)[0].message
    return str(error)


def _node(labels: list[str], properties: dict[str, Any]) -> Node | Load:
    if labels == [LOAD]:
        return Load.model_validate(properties)
    model = NODES.get(labels[0])
    if model is None:
        raise ValueError(f"{shown(labels[0])} is no label of the model")
    node = model.model_validate(properties)
    if list(node.labels()) != labels:
        raise ValueError(f"labels {shown(labels)} do not belong together")
    return node


def _link(line: dict[str, Any], properties: dict[str, Any]) -> Link:
    ends = {name: line[name] for name in ("start", "end", "start_label", "end_label")}
    key = properties.pop("id")
    found = relation(line["type"], ends["start_label"], ends["end_label"])
    if found is None:
        raise ValueError(f"no relationship {shown(line['type'])} joins these labels in the model")
    link = Link(type=found.type, **ends, properties=found.properties.model_validate(properties))
    if link.key() != key:
        raise ValueError(f"the id {shown(key)} is not the one of this relationship")
    return link
