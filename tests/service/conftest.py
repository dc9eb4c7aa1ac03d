"""A client of the service on the starter set, in the same process, as a program on this computer asks it.

Each file opens its own and closes it, so that no process for questions about chains outlives it.
"""

from __future__ import annotations

import time

import pytest
from fastapi.testclient import TestClient

from graph_kb.api.access.service import NO_RATE, Service
from graph_kb.api.app import create_app
from graph_kb.store.server import stop_server
from graph_kb.workbench.loading.job import UNFINISHED

_HERE = {"base_url": "http://127.0.0.1:8000", "client": ("127.0.0.1", 50_000), "raise_server_exceptions": False}


@pytest.fixture(scope="session")
def here():
    """How a program on this computer asks: the address of the service and its own."""
    return _HERE


@pytest.fixture(scope="module")
def app(base):
    return create_app(base.settings, Service(rate=NO_RATE))


@pytest.fixture(scope="module")
def client(app, here):
    with TestClient(app, **here) as opened:
        yield opened


@pytest.fixture(scope="module")
def bare(tmp_path_factory, new_graph, here):
    """A client of a service on a graph of its own, which `empty` clears."""
    home = tmp_path_factory.mktemp("bare")
    settings = new_graph(home)
    try:
        opened = create_app(settings, Service(rate=NO_RATE))
        with TestClient(opened, **here) as client:
            yield client
    finally:
        stop_server(settings)


@pytest.fixture
def empty(bare):
    """The same service, its graph without anything but its state; what a test before sent is loaded by then."""
    while any(job.status in UNFINISHED for job in bare.app.state.loads.newest_first()):
        time.sleep(0.05)
    bare.app.state.base.graph.run("MATCH (n) WHERE NOT n:Meta DETACH DELETE n")
    return bare


@pytest.fixture(scope="module")
def served(app, served_at):
    """Address of the service, answering over a socket of loopback."""
    with served_at(app) as address:
        yield address
