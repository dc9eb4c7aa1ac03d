"""Records ready to be written, and the hash by which two states of one are told apart."""

from __future__ import annotations

import hashlib
import json
from typing import Any, NamedTuple

from graph_kb.errors import QueryError
from graph_kb.model.schema import NODES
from graph_kb.store.meta import BOOKKEEPING_PROPERTIES

_ENCODER = json.JSONEncoder(sort_keys=True, ensure_ascii=False, separators=(",", ":"))


class NodeRow(NamedTuple):
    """A node ready to be written: labels (main first), id, the properties that are not empty, their hash if known."""

    labels: tuple[str, ...]
    id: str
    properties: dict[str, Any]
    hash: str = ""

    @property
    def key(self) -> str:
        """What tells it from other nodes of its label."""
        return self.id


class LinkRow(NamedTuple):
    """A relationship ready to be written; `key` tells it from parallel ones of the same type.

    Relationships that say the same may share their properties, which nobody changes.
    """

    type: str
    start_label: str
    start: str
    end_label: str
    end: str
    key: str
    properties: dict[str, Any]
    hash: str = ""


def said_by(row: NodeRow | LinkRow) -> tuple[dict[str, Any], str]:
    """What a record says, without what is empty, and the hash of it."""
    if row.hash:
        return row.properties, row.hash
    properties = {name: value for name, value in row.properties.items() if value is not None and value != []}
    return properties, record_hash(properties)


def record_hash(properties: dict[str, Any]) -> str:
    """Hash of what a record says, without who wrote it."""
    return digest(canonical({name: value for name, value in properties.items() if name not in BOOKKEEPING_PROPERTIES}))


def canonical(properties: dict[str, Any]) -> str:
    """Properties as text that is the same whenever they are."""
    return _ENCODER.encode(properties)


def digest(text: str) -> str:
    """Hash of such a text."""
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()


def known_label(label: str) -> str:
    """A label of the model: labels cannot be parameters, so nothing else may reach the text."""
    if label not in NODES:
        raise QueryError(f"{label!r} is no label of the model")
    return label


def plain_name(name: str) -> str:
    """A name of letters, digits and _, that may stand in a statement."""
    if not name.replace("_", "").isalnum() or not name.isascii():
        raise QueryError(
            f"{name!r} is no name of letters, digits and _", hint="rename it; other characters are refused"
        )
    return name
