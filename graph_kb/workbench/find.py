"""From what people type to the node they mean."""

from __future__ import annotations

from graph_kb.errors import QueryError
from graph_kb.model.ids import slug
from graph_kb.model.schema import NODES
from graph_kb.store.client import Graph

_NAMED = (
    "Facility",
    "Organisation",
    "Offer",
    "Need",
    "Resource",
    "Network",
    "Process",
    "Technology",
    "Project",
    "Measure",
)
_SHOWN = 6


def find_node(graph: Graph, text: str, label: str | None = None) -> str:
    """Id of the node that is meant.

    An id is taken as it is; then a name that is equal, without regard to case and accents; then the only name
    that contains the text.

    Raises:
        QueryError: Nothing or several things fit; the hint names the nearest.
    """
    labels = (label,) if label else _NAMED
    if label and label not in NODES:
        raise QueryError(f"{label!r} is no label of the model", hint=f"labels: {', '.join(NODES)}")
    for one in (label,) if label else NODES:
        if graph.read(f"MATCH (n:{one} {{id: $id}}) RETURN n.id AS id", {"id": text}).rows:
            return text
    names = [(row["name"], row["id"]) for one in labels for row in _names(graph, one)]
    return _only(text, names)


def _names(graph: Graph, label: str) -> list[dict[str, str]]:
    return graph.read(f"MATCH (n:{label}) RETURN n.name AS name, n.id AS id ORDER BY id").rows


def _only(text: str, names: list[tuple[str, str]]) -> str:
    wanted = slug(text)
    exact = [name for name in names if slug(name[0]) == wanted]
    partial = exact or [name for name in names if wanted in slug(name[0])]
    if len(partial) == 1:
        return partial[0][1]
    if partial:
        listed = ", ".join(f"{name} ({id_})" for name, id_ in partial[:_SHOWN])
        more = f" and {len(partial) - _SHOWN} more" if len(partial) > _SHOWN else ""
        raise QueryError(f"{text!r} fits several: {listed}{more}", hint="give the id of one of them")
    raise QueryError(f"nothing is called {text!r}", hint=_nearest(text, names))


def _nearest(text: str, names: list[tuple[str, str]]) -> str:
    from rapidfuzz import fuzz, process, utils

    shown = process.extract(
        text,
        [name for name, _ in names],
        scorer=fuzz.WRatio,
        processor=utils.default_process,
        limit=3,
        score_cutoff=50,
    )
    found = "; ".join(f"{names[index][0]} ({names[index][1]})" for _, _, index in shown)
    return f"nearest: {found}" if found else "load data first: `graph-kb load --starter`"
