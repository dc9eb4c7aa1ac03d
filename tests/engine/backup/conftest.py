"""A second graph in a folder of its own, emptied before each test."""

import os

import pytest

from graph_kb.store import load_settings, open_graph, prepare
from graph_kb.store.server import stop_server


@pytest.fixture(scope="package")
def home(tmp_path_factory, new_graph):
    """Folder of the second server."""
    settings = new_graph(tmp_path_factory.mktemp("second"))
    yield settings.home
    stop_server(settings)


@pytest.fixture
def other(home):
    """An empty graph."""
    with open_graph(load_settings({**os.environ, "GRAPH_KB_HOME": str(home), "GRAPH_KB_HEAP": "512m"}, home)) as opened:
        prepare(opened)
        opened.run("MATCH (n) WHERE NOT n:Meta DETACH DELETE n")
        try:
            yield opened
        finally:
            opened.run("MATCH (m:Meta) SET m.schema_version = 1")


@pytest.fixture
def keep_network(other):
    """Two records: a network and its source."""
    said = "source_id: 'source:s', as_of: '2024', method: 'reported'"
    other.run(f"CREATE (:Source {{id: 'source:s', title: 'S', {said}}})")
    other.run(f"CREATE (:Network {{id: 'network:n', name: 'N', {said}}})")
