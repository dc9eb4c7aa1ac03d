"""The made region of `beside_region.py` as a real graph in a store, and the path query on it.

Nodes and relationships are those of the schema, written by the package's own writer; they say what a path needs and no
more. One statement for each number of processes walks in the direction of the arrows and holds each leg to its length
as soon as it is made; it counts where the graph is, so no path is sent.
"""

from __future__ import annotations

import math
import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any

from beside_region import RADIUS_M, ROAD, Legs
from beside_walks import Way

from graph_kb.model.schema import NODES
from graph_kb.store import Graph, LinkRow, NodeRow, load_settings, open_graph, prepare, write_records
from graph_kb.store.server import stop_server
from graph_kb.store.writer import BATCH
from graph_kb.symbiosis.arrays import INPUT_ROLES, OUTPUT_ROLES

SAID = {"source_id": "source:made", "as_of": "2026", "method": "estimated"}


@contextmanager
def stored(legs: Legs, engine: str, home: Path) -> Iterator[Graph]:
    """An own server of an engine with the region in it, stopped at the end."""
    environment = {"GRAPH_KB_HOME": str(home), "GRAPH_KB_ENGINE": engine, "GRAPH_KB_QUERY_SECONDS": "600"}
    given = {name: value for name, value in os.environ.items() if not name.startswith("GRAPH_KB_")}
    home.mkdir(parents=True, exist_ok=True)
    settings = load_settings({**given, **environment}, home)
    try:
        with open_graph(settings) as graph:
            prepare(graph)
            for batch in (*_batches(nodes(legs)), *_batches(links(legs))):
                write_records(graph, batch)
            yield graph
    finally:
        stop_server(settings)


def _batches(kinds: Iterable[Iterable[Any]]) -> Iterator[Sequence[Any]]:
    """Rows of each kind, as many together as a load writes."""
    for rows in kinds:
        left = iter(rows)
        while batch := list(islice(left, BATCH)):
            yield batch


def nodes(legs: Legs) -> Iterator[Iterable[NodeRow]]:
    """Nodes by label."""
    names, a = legs.names, legs.arrays
    places = zip(names.sites, a.site_lat.tolist(), a.site_lon.tolist(), strict=True)
    yield (_node("Facility", name, latitude=north, longitude=east) for name, north, east in places)
    yield (_node("Resource", name, kind="Material", unit="t", transport_mode="road") for name in names.resources)
    yield (_node("Offer", name) for name in names.offers)
    yield (_node("Need", name) for name in names.needs)
    yield (_node("Process", name, status="running", activity_unit="t") for name in names.processes)


def _node(label: str, name: str, **said: object) -> NodeRow:
    record = NODES[label].model_validate({"id": name, "name": name, **said, **SAID})
    return NodeRow(record.labels(), name, {"id": name, "name": name, **said, **SAID})


def links(legs: Legs) -> Iterator[Iterable[LinkRow]]:
    """Relationships by type."""
    n, a = legs.names, legs.arrays
    made, taken = legs.offers, legs.needs
    of, needed = a.st_res[:made], a.rc_res[:taken]
    offered, asked = a.st_site[:made], a.rc_site[:taken]
    inputs, outputs = zip(a.pt_proc, a.rc_res[taken:], strict=True), zip(a.ot_proc, a.st_res[made:], strict=True)
    yield (_link("OFFERS", ("Facility", n.sites[s]), ("Offer", o)) for s, o in zip(offered, n.offers, strict=True))
    yield (_link("OF", ("Offer", o), ("Resource", n.resources[r])) for o, r in zip(n.offers, of, strict=True))
    yield (_link("SERVES", ("Resource", n.resources[r]), ("Need", d)) for r, d in zip(needed, n.needs, strict=True))
    yield (_link("AT", ("Need", d), ("Facility", n.sites[s])) for d, s in zip(n.needs, asked, strict=True))
    yield (_link("RUNS", ("Facility", n.sites[s]), ("Process", p)) for s, p in zip(a.pr_site, n.processes, strict=True))
    yield (
        _link("INPUT_TO", ("Resource", n.resources[r]), ("Process", n.processes[p]), role=INPUT_ROLES[role])
        for (p, r), role in zip(inputs, a.pt_role, strict=True)
    )
    yield (
        _link("OUTPUTS", ("Process", n.processes[p]), ("Resource", n.resources[r]), role=OUTPUT_ROLES[role])
        for (p, r), role in zip(outputs, a.ot_role, strict=True)
    )


def _link(kind: str, start: tuple[str, str], end: tuple[str, str], **said: str) -> LinkRow:
    return LinkRow(kind, *start, *end, f"{kind} {start[1]} {end[1]}", {**said, **SAID})


def query(processes: int) -> str:
    """The path query for so many processes. $half stands for the longest leg, as the haversine of its angle."""
    text = ["MATCH (f0:Facility)-[:OFFERS]->(:Offer {id: $offer})-[:OF]->(r0:Resource)"]
    for at in range(1, processes + 1):
        text.append(f"MATCH (r{at - 1})-[:INPUT_TO]->(p{at}:Process)<-[:RUNS]-(f{at}:Facility)")
        apart = "".join(f" AND p{before} <> p{at}" for before in range(1, at))
        text.append(f"WHERE {_near(at - 1, at)}{apart}")
        text.append(f"MATCH (p{at})-[o{at}:OUTPUTS]->(r{at}:Resource) WHERE o{at}.role <> 'loss'")
    end = processes + 1
    text.append(f"MATCH (r{processes})-[:SERVES]->(:Need)-[:AT]->(f{end}:Facility)")
    return "\n".join([*text, f"WHERE {_near(processes, end)}", "RETURN count(*) AS paths"])


def _near(one: int, other: int) -> str:
    """Whether a leg is short enough: it is compared as a haversine, so that no root and no arc are needed."""
    a, b = f"f{one}", f"f{other}"
    return (
        f"haversin(radians({b}.latitude - {a}.latitude)) + cos(radians({a}.latitude)) * cos(radians({b}.latitude))"
        f" * haversin(radians({b}.longitude - {a}.longitude)) <= $half"
    )


def path_query(graph: Graph, legs: Legs, depth: int, name: str) -> Way:
    """The path query as a way to walk."""
    texts = [query(processes) for processes in range(depth + 1)]
    half = math.sin(legs.leg_km * 1000 / (2 * RADIUS_M * ROAD)) ** 2

    def walk(offer: int) -> int:
        given = {"offer": legs.names.offers[offer], "half": half}
        return sum(int(graph.read(text, given).rows[0]["paths"]) for text in texts)

    return Way(name, walk, int)
