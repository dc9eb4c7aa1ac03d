"""From what a question starts at to offers: one offer, those of a facility, an organisation or a resource."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from graph_kb.errors import QueryError
from graph_kb.store.client import Graph
from graph_kb.symbiosis.arrays import Arrays
from graph_kb.symbiosis.searching import Engine

_LABELS = ("Offer", "Facility", "Organisation", "Resource")
_SITES = {
    "Facility": "MATCH (whole:Facility {id: $id}) MATCH (whole)<-[:PART_OF]-{0,3}(f:Facility) "
    "RETURN DISTINCT f.id AS id",
    "Organisation": "MATCH (:Organisation {id: $id})-[:OPERATES]->(whole:Facility) "
    "MATCH (whole)<-[:PART_OF]-{0,3}(f:Facility) RETURN DISTINCT f.id AS id",
}
_UNITS = (
    "MATCH (o:Offer)-[:OF]->(r:Resource) WHERE o.id IN $ids AND r.unit IS NOT NULL "
    "RETURN DISTINCT r.unit AS unit ORDER BY unit"
)
_HINT = "it may have none, be closed, or offer lots that come once only; see `graph-kb query offers_without_need`"


class NoOffer(QueryError):
    """Chains can start at such a thing, but nothing is offered there."""


def offers_of(graph: Graph, engine: Engine, origin: str) -> list[str]:
    """Ids of the offers that an origin stands for and that take part in chains, sorted.

    Args:
        graph: The graph.
        engine: The engine over it.
        origin: Id of an offer, a facility, an organisation or a resource.

    Raises:
        QueryError: The id is that of nothing of these, or none of its offers takes part.
    """
    label = _label_of(graph, origin)
    if label == "Offer":
        return [origin]
    if label is None:
        wanted = "offer, facility, organisation or resource"
        raise QueryError(f"{origin!r} is no {wanted}", hint="find it with `graph-kb query find`")
    rows = _at_sites(graph, engine, _SITES[label], origin) if label in _SITES else _of_resource(engine, origin)
    if not rows:
        raise NoOffer(f"no offer of {origin!r} takes part in chains", hint=_HINT)
    return [engine.names.offers[row] for row in rows]


def units_of(graph: Graph, offers: Iterable[str]) -> tuple[str, ...]:
    """Units of the resources of offers, each once."""
    return tuple(row["unit"] for row in graph.read(_UNITS, {"ids": list(offers)}).rows)


def _label_of(graph: Graph, id_: str) -> str | None:
    found = (one for one in _LABELS if graph.read(f"MATCH (n:{one} {{id: $id}}) RETURN n.id AS id", {"id": id_}).rows)
    return next(found, None)


def _at_sites(graph: Graph, engine: Engine, text: str, origin: str) -> list[int]:
    """Rows of the offers at the sites that a query tells, and at those that are part of them."""
    ids = {row["id"] for row in graph.read(text, {"id": origin}).rows}
    sites = [row for row, name in enumerate(engine.names.sites) if name in ids]
    arrays = engine.arrays
    return [int(row) for row in np.flatnonzero(np.isin(arrays.st_site[: _offers(arrays)], sites))]


def _of_resource(engine: Engine, resource: str) -> list[int]:
    """Rows of the offers of a resource and of its kinds."""
    arrays, names = engine.arrays, engine.names.resources
    if resource not in names:
        return []
    fits = np.repeat(np.arange(len(names)), np.diff(arrays.fit_ptr))
    kinds = fits[(arrays.fit_res == names.index(resource)) & (arrays.fit_substitute == 0)]
    return [int(row) for row in np.flatnonzero(np.isin(arrays.st_res[: _offers(arrays)], kinds))]


def _offers(arrays: Arrays) -> int:
    return int(arrays.of_season.shape[0])
