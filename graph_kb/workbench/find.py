"""From what people type to the node they mean."""

from __future__ import annotations

from typing import NoReturn

from graph_kb.errors import QueryError
from graph_kb.model.ids import slug
from graph_kb.model.schema import NODES
from graph_kb.store.client import Graph
from graph_kb.workbench.labels import likely, may_be_id

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

Name = tuple[str, str]
"""Name and id of a node."""


def find_node(graph: Graph, text: str, label: str | None = None) -> str:
    """Id of the node that is meant.

    An id is taken as it is; then a name that is equal, without regard to case and accents; then the only name
    that contains the text.

    Raises:
        QueryError: Nothing or several things fit; the hint names the nearest.
    """
    _demand_text(text)
    labels = (label,) if label else _NAMED
    if label and label not in NODES:
        raise QueryError(f"{label!r} is no label of the model", hint=f"labels: {', '.join(NODES)}")
    if _label_of(graph, text, (label,) if label else tuple(NODES)):
        return text
    return _only(text, _names(graph, *labels))


def find_end(graph: Graph, text: str, *labels: str) -> str:
    """Id of the node of these labels that is meant, where a path starts or ends.

    Only nodes of these labels are looked through, so that an organisation of the same name does no harm. The name or
    id of an organisation stands for the only facility that it operates; for all of them where `Organisation` is among
    the labels.

    Args:
        graph: The graph.
        text: Id, name or part of the name.
        labels: Labels that fit, `Facility` among them.

    Raises:
        QueryError: Nothing or several things fit, or an id is that of something else.
    """
    _demand_text(text)
    label = _label_of(graph, text, tuple(NODES))
    if label == "Organisation":
        return _sites(graph, (text, text), several="Organisation" in labels)
    if label in labels:
        return text
    if label:
        wanted = " or ".join(labels)
        raise QueryError(f"{text!r} is no {wanted} but {_one_of(label)}", hint="give the id or name of one")
    names = _names(graph, *(one for one in labels if one != "Organisation"))
    operators = _names(graph, "Organisation")
    # An exact name says more than a part of one, whatever it is the name of.
    for fitting in (_exact, _partial):
        if not fitting(text, names) and len(found := fitting(text, operators)) == 1:
            return _sites(graph, found[0], several="Organisation" in labels)
        if fitting(text, names):
            break
    return _only(text, names)


def find_stream(graph: Graph, text: str, label: str) -> str:
    """Id of the offer or need that is meant. Where that of something else is given, the error says what would do.

    Args:
        graph: The graph.
        text: Id, name or part of the name.
        label: Offer or Need.

    Raises:
        QueryError: Nothing or several things fit, or it is a facility or something else; the hint names what to give.
    """
    _demand_text(text)
    other = _label_of(graph, text, tuple(NODES))
    if other == label:
        return text
    if other == "Facility":
        _refuse_facility(graph, text, text, label)
    if other:
        raise QueryError(f"{text!r} is no {label} but {_one_of(other)}", hint="give the id or name of one")
    names = _names(graph, label)
    facilities = [] if _partial(text, names) else _exact(text, _names(graph, "Facility"))
    if len(facilities) == 1:
        _refuse_facility(graph, text, facilities[0][1], label)
    return _only(text, names)


def _refuse_facility(graph: Graph, text: str, id_: str, label: str) -> NoReturn:
    """A facility has several offers and needs: say which.

    Raises:
        QueryError: Always.
    """
    path = {"Offer": "(f)-[:OFFERS]->(n:Offer)", "Need": "(f)<-[:AT]-(n:Need)"}[label]
    query = f"MATCH (f:Facility {{id: $id}}) MATCH {path} RETURN n.name AS name, n.id AS id ORDER BY name"
    streams = [f"{row['name']} ({row['id']})" for row in graph.read(query, {"id": id_}).rows]
    more = f" and {len(streams) - _SHOWN} more" if len(streams) > _SHOWN else ""
    some = f"give one of its {label.lower()}s: {', '.join(streams[:_SHOWN])}{more}"
    raise QueryError(f"{text!r} is a facility", hint=some if streams else f"it has no {label.lower()}: give another")


def _one_of(label: str) -> str:
    return f"{'an' if label[0] in 'AEIO' else 'a'} {label}"


def _demand_text(text: object) -> None:
    if not isinstance(text, str) or not text.strip():
        raise QueryError(f"{text!r} is no name and no id", hint="give a text, such as 'Vantaa waste-to-energy plant'")


def _label_of(graph: Graph, id_: str, labels: tuple[str, ...]) -> str | None:
    """The label of the node with this id, if it is one of these."""
    if not may_be_id(id_):
        return None
    tried = (one for one in likely([id_]) if one in labels)
    found = (one for one in tried if graph.read(f"MATCH (n:{one} {{id: $id}}) RETURN n.id AS id", {"id": id_}).rows)
    return next(found, None)


def _sites(graph: Graph, organisation: Name, *, several: bool) -> str:
    """Id of the only facility of an organisation; of the organisation itself where several will do."""
    name, id_ = organisation
    text = (
        "MATCH (:Organisation {id: $id})-[:OPERATES]->(f:Facility) "
        "RETURN DISTINCT f.name AS name, f.id AS id ORDER BY id"
    )
    sites = [(row["name"], row["id"]) for row in graph.read(text, {"id": id_})]
    if not sites:
        raise QueryError(f"{name!r} is an organisation and operates no facility", hint="give a facility")
    if several and len(sites) > 1:
        return id_
    return _one(f"the organisation {name!r} operates several facilities", sites)


def _names(graph: Graph, *labels: str) -> list[Name]:
    text = "MATCH (n:{label}) RETURN n.name AS name, n.id AS id ORDER BY id"
    return [(row["name"], row["id"]) for label in labels for row in graph.read(text.format(label=label))]


def _only(text: str, names: list[Name]) -> str:
    fitting = _exact(text, names) or _partial(text, names)
    if not fitting:
        raise QueryError(f"nothing is called {text!r}", hint=_nearest(text, names))
    return _one(f"{text!r} fits several", fitting)


def _exact(text: str, names: list[Name]) -> list[Name]:
    return [name for name in names if slug(name[0]) == slug(text)]


def _partial(text: str, names: list[Name]) -> list[Name]:
    return [name for name in names if slug(text) in slug(name[0])]


def _one(problem: str, fitting: list[Name]) -> str:
    """The id of the only one."""
    if len(fitting) == 1:
        return fitting[0][1]
    listed = ", ".join(f"{name} ({id_})" for name, id_ in fitting[:_SHOWN])
    more = f" and {len(fitting) - _SHOWN} more" if len(fitting) > _SHOWN else ""
    raise QueryError(f"{problem}: {listed}{more}", hint="give the id of one of them")


def _nearest(text: str, names: list[Name]) -> str:
    from rapidfuzz import fuzz, process, utils

    shown = process.extract(
        text,
        [name for name, _ in names],
        scorer=fuzz.token_ratio,
        processor=utils.default_process,
        limit=3,
        score_cutoff=50,
    )
    found = "; ".join(f"{names[index][0]} ({names[index][1]})" for _, _, index in shown)
    if not names:
        return "load data first: `graph-kb load --starter`"
    return f"nearest: {found}" if found else "see `graph-kb query find -p text=...`"
