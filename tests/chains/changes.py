"""Records and certificates with one thing changed."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

from .drafts import sealed
from .made import Records
from .town import Town

Path = tuple[str | int, ...]


def changed(records: Records, subject: str, **said: Any) -> Town:
    """Records with other properties of a node, or of the relationship of a key."""
    made = Town()
    made.nodes = [_with(node, said) if node.id == subject else node for node in records.nodes]
    made.links = [
        link.model_copy(update={"properties": _with(link.properties, said)}) if link.key() == subject else link
        for link in records.links
    ]
    assert (made.nodes, made.links) != (records.nodes, records.links), f"{subject} is not there"
    return made


def without(records: Records, key: str) -> Town:
    """Records without a relationship."""
    made = Town()
    made.nodes, made.links = records.nodes, [link for link in records.links if link.key() != key]
    assert len(made.links) < len(records.links), f"{key} is not there"
    return made


def replaced(certificate: dict[str, Any], path: Path, value: Any) -> dict[str, Any]:
    """A certificate with one value changed, and its right hash."""
    made = copy.deepcopy(certificate)
    inner: Any = made
    for step in path[:-1]:
        inner = inner[step]
    inner[path[-1]] = value
    return sealed(made)


def leaves(value: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    """Every value of a certificate that is no object and no list, with its path."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from leaves(inner, (*path, name))
    elif isinstance(value, list):
        for at, inner in enumerate(value):
            yield from leaves(inner, (*path, at))
    else:
        yield path, value


def _with(model: Any, said: dict[str, Any]) -> Any:
    return type(model).model_validate({**model.model_dump(), **said})
