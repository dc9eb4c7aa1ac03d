"""Old notebooks reach the same database through py2neo, on every engine, and are told that it has ended."""

from __future__ import annotations

from dataclasses import replace

import pytest

from graph_kb.store import py2neo
from graph_kb.store.server import ensure_server

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:py2neo")


@pytest.fixture
def opened():
    """Graphs to close at the end: py2neo leaves its sockets to the garbage collector."""
    graphs = []
    yield graphs.append
    for graph in graphs:
        graph.service.connector.close()


def test_a_py2neo_graph_answers_from_the_same_database(base, opened):
    with pytest.warns(DeprecationWarning, match="end of life"):
        graph = py2neo.graph(base.settings)
    opened(graph)
    text = "MATCH (f:Facility) RETURN f.id AS id ORDER BY id LIMIT 5"
    assert graph.run(text).data() == base.graph.read(text).rows
    found = graph.run(
        "MATCH (f:Facility {id: $id}) RETURN f.name AS name", id="facility:ammassuo-eco-industrial-centre"
    )
    assert found.evaluate() == "Ämmässuo eco-industrial centre"


def test_a_server_of_ones_own_is_reached_by_the_routing_address_too(base, opened):
    runtime = ensure_server(base.settings)
    user, password = runtime.writer
    address = runtime.uri.replace("bolt", "neo4j")
    own = replace(base.settings, uri=address, user=user, password=password, database=runtime.database)
    with pytest.warns(DeprecationWarning, match="end of life"):
        graph = py2neo.graph(own, writer=True)
    opened(graph)
    assert graph.run("RETURN 1 AS one").evaluate() == 1
