"""Several writers on one graph, and the data version that tells them apart."""

from __future__ import annotations

import contextlib
import os
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from graph_kb.store import (
    LinkRow,
    NodeRow,
    Written,
    data_version,
    load_settings,
    open_graph,
    prepare,
    write_links,
    write_nodes,
    writer,
)
from graph_kb.store.server import stop_server


@pytest.fixture
def settings(tmp_path):
    found = load_settings({**os.environ, "GRAPH_KB_HOME": str(tmp_path)}, tmp_path)
    yield found
    stop_server(found)


def node(number: int, text: str = "n") -> NodeRow:
    said = {"name": text, "source_id": "source:t", "as_of": "2023", "method": "measured", "load_id": "load:t@1"}
    return NodeRow(("Organisation",), f"organisation:{number}", {"id": f"organisation:{number}", **said})


def test_two_writers_double_no_relationship_and_lose_no_property(settings, monkeypatch):
    said = {"source_id": "source:t", "as_of": "2023", "method": "measured"}
    numbers = range(200)
    both_compared = threading.Barrier(2, timeout=20)
    compare = writer._compare

    def compare_together(*arguments):
        plan = compare(*arguments)
        with contextlib.suppress(threading.BrokenBarrierError):
            both_compared.wait(2)
        return plan

    def links(load: str) -> list[LinkRow]:
        properties = {**said, "load_id": load}
        ends = [(f"organisation:{n}", f"network:{n % 3}") for n in numbers]
        return [
            LinkRow("MEMBER_OF", "Organisation", start, "Network", end, f"MEMBER_OF|{start}|{end}", properties)
            for start, end in ends
        ]

    with open_graph(settings) as graph:
        prepare(graph)
        write_nodes(graph, [node(n) for n in numbers])
        networks = [{"id": f"network:{n}", "name": f"N{n}", **said} for n in range(3)]
        write_nodes(graph, [NodeRow(("Network",), one["id"], one) for one in networks])
        monkeypatch.setattr(writer, "_compare", compare_together)
        with ThreadPoolExecutor(2) as pool:
            done = list(pool.map(lambda load: write_links(graph, links(load)), ["load:a@1", "load:b@1"]))
        assert sorted(one.created for one in done) == [0, 200]
        assert graph.read("MATCH ()-[r:MEMBER_OF]->() RETURN count(r) AS n").rows == [{"n": 200}]

        def fill(extra: dict) -> Written:
            name = next(iter(extra))
            rows = [
                NodeRow(
                    ("Organisation",),
                    f"organisation:{n}",
                    {"id": f"organisation:{n}", "name": "n", **said, **extra, "load_id": f"load:{name}@1"},
                )
                for n in numbers
            ]
            return write_nodes(graph, rows)

        both_compared.reset()
        with ThreadPoolExecutor(2) as pool:
            list(pool.map(fill, [{"website": "w"}, {"business_id": "1234567-1"}]))
        text = "MATCH (o:Organisation) WHERE o.website = 'w' AND o.business_id IS NOT NULL RETURN count(o) AS n"
        assert graph.read(text).rows == [{"n": 200}]


def test_data_version_rises_only_with_a_change(settings):
    with open_graph(settings) as graph:
        assert prepare(graph) == 0
        assert write_nodes(graph, [node(1), node(2)]).created == 2
        assert data_version(graph) == 1
        assert write_nodes(graph, [node(1), node(2)]).unchanged == 2
        assert data_version(graph) == 1
        assert write_nodes(graph, [node(1, "other"), node(2)]).updated == 1
        assert data_version(graph) == 2
