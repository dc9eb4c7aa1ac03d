"""Names of resources: what a template offers to choose from, and which ones of a load are new beside similar ones.

Offers and needs meet at a resource only when they name the same one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from graph_kb.model.ids import slug
from graph_kb.store.client import Graph
from graph_kb.store.records import NodeRow

LABEL = "Resource"
_PREFIX = "resource:"
_LEAST_LIKENESS = 75.0
"""Likeness, of 100, from which a name is suggested."""
_LOOKED_UP = 200
"""New resources, of one batch, that similar names are looked for."""


def resource_names(graph: Graph) -> dict[str, str]:
    """Names of the resources of a graph, by id."""
    rows = graph.read("MATCH (r:Resource) RETURN r.id AS id, r.name AS name ORDER BY id").rows
    return {row["id"]: row["name"] or row["id"] for row in rows}


def names_to_choose(names: Mapping[str, str]) -> list[str]:
    """What to write in the column `resource` to mean each resource: its name where that gives its id, else its id.

    Args:
        names: Names by id.
    """
    written = (name if _id_of(name) == id_ else _words(id_) for id_, name in names.items())
    return sorted({text for text in written if _id_of(text) in names}, key=str.casefold)


def new_beside(rows: Sequence[NodeRow], names: Mapping[str, str]) -> list[str]:
    """Each new resource as a person should read it, with the nearest name that was there before.

    Args:
        rows: The new resources.
        names: Names of the others, by id; where there are none, nothing is worth telling.

    Returns:
        Those with a similar name first.
    """
    if not names:
        return []
    known = {text.casefold(): name for id_, name in names.items() for text in (_words(id_), name)}
    told = [
        _told(str(row.properties.get("name", row.id)), known if at < _LOOKED_UP else {}) for at, row in enumerate(rows)
    ]
    return sorted(told, key=lambda text: not text.endswith("?)"))


def _told(name: str, known: Mapping[str, str]) -> str:
    from rapidfuzz import fuzz, process, utils

    found = process.extractOne(
        name, known.keys(), scorer=fuzz.token_sort_ratio, processor=utils.default_process, score_cutoff=_LEAST_LIKENESS
    )
    return f"{name} (did you mean {known[found[0]]}?)" if found else name


def _id_of(name: str) -> str:
    return f"{_PREFIX}{slug(name)}"


def _words(id_: str) -> str:
    return id_.removeprefix(_PREFIX).replace("-", " ")
