"""The CSV files that the offline importer takes: their columns, typed from the model, and how a value is written."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

from pydantic import BaseModel

from graph_kb.errors import StoreError
from graph_kb.model.evidence import Load
from graph_kb.model.relationships import relation
from graph_kb.model.schema import NODES, attributes
from graph_kb.store.meta import RECORD_HASH
from graph_kb.store.records import plain_name

LIST_MARK = "\x1f"
"""Stands between the parts of a list; no text of the model may hold it."""

_TYPES = {"text": "string", "choice": "string", "number": "double", "integer": "long", "yes/no": "boolean"}
_QUOTED = (",", '"', "\n", "\r")


@dataclass(frozen=True)
class NodeFiles:
    """Nodes of the same labels.

    Attributes:
        labels: Labels, the main one first.
        columns: Header, see `node_columns`.
        data: CSV files without a header.
    """

    option: ClassVar[str] = "nodes"
    labels: tuple[str, ...]
    columns: tuple[str, ...]
    data: tuple[Path, ...]

    @property
    def kind(self) -> str:
        """What the importer calls them."""
        return ":".join(map(plain_name, self.labels))


@dataclass(frozen=True)
class LinkFiles:
    """Relationships of one type between two labels.

    Attributes:
        type: Relationship type.
        columns: Header, see `link_columns`.
        data: CSV files without a header.
    """

    option: ClassVar[str] = "relationships"
    type: str
    columns: tuple[str, ...]
    data: tuple[Path, ...]

    @property
    def kind(self) -> str:
        """What the importer calls them."""
        return plain_name(self.type)


def node_columns(label: str, names: Iterable[str]) -> tuple[str, ...]:
    """Header of nodes: the number of the node first, then the properties with their types.

    Args:
        label: Main label.
        names: Properties of its model, and `record_hash`.

    Raises:
        StoreError: The model knows no such label or property.
    """
    model = Load if label == Load.__name__ else NODES.get(label)
    if model is None:
        raise StoreError(f"{label!r} is no label of the model")
    return (":ID", *(_column(label, model, name) for name in names))


def link_columns(type_: str, start_label: str, end_label: str, names: Iterable[str]) -> tuple[str, ...]:
    """Header of relationships: the numbers of start and end first, then the properties with their types.

    Args:
        type_: Relationship type.
        start_label: Main label of the starts.
        end_label: Main label of the ends.
        names: Properties of its model, `id` (the key of the relationship) and `record_hash`.

    Raises:
        StoreError: The model knows no such relationship or property.
    """
    found = relation(type_, start_label, end_label)
    if found is None:
        raise StoreError(f"no relationship {type_!r} joins {start_label} and {end_label} in the model")
    columns = ("id:string" if name == "id" else _column(type_, found.properties, name) for name in names)
    return (":START_ID", ":END_ID", *columns)


def csv_line(values: Sequence[Any]) -> str:
    """One line of a data file: None is an empty field, a list is joined, whole numbers stay whole."""
    return ",".join(map(_field, values)) + "\n"


def _column(owner: str, model: type[BaseModel], name: str) -> str:
    if name == RECORD_HASH:
        return f"{name}:string"
    kind = next((one.type for one in attributes(owner, model) if one.name == name), None)
    if kind is None:
        raise StoreError(f"{owner} has no property {name!r} in the model")
    single = kind.removeprefix("list of ")
    return f"{name}:{_TYPES[single]}{'[]' if kind != single else ''}"


def _field(value: Any) -> str:
    if value is None:
        return ""
    text = LIST_MARK.join(map(_plain, value)) if isinstance(value, list | tuple) else _plain(value)
    # A field that is empty means a missing value, one that is quoted does not.
    return '"' + text.replace('"', '""') + '"' if any(mark in text for mark in _QUOTED) else text


def _plain(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
