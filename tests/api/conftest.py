"""A client of the service on the starter set, in the same process."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient

from graph_kb.api.app import create_app
from graph_kb.store.server import stop_server


@pytest.fixture(scope="session")
def app(base):
    return create_app(base.settings)


@pytest.fixture(scope="session")
def client(app):
    with TestClient(app, raise_server_exceptions=False) as opened:
        yield opened


@pytest.fixture(scope="module")
def own(tmp_path_factory, new_graph):
    """A client of a service on a graph of its own, which `empty` clears."""
    home = tmp_path_factory.mktemp("own")
    settings = new_graph(home)
    try:
        opened = create_app(settings)
        with TestClient(opened, raise_server_exceptions=False) as client:
            yield client
    finally:
        stop_server(settings)


@pytest.fixture
def empty(own):
    """The same service, its graph without anything but its state."""
    own.app.state.base.graph.run("MATCH (n) WHERE NOT n:Meta DETACH DELETE n")
    return own
