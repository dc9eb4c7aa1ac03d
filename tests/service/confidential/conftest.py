"""A graph with streams that are not public, and clients with keys of other scopes; each file has its own."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient

from graph_kb.api.access.service import NO_RATE, Service
from graph_kb.api.app import create_app
from graph_kb.store.keys import add_key
from graph_kb.store.server import stop_server
from graph_kb.workbench import KnowledgeBase

from .private import fill


@pytest.fixture(scope="module")
def private(new_graph, tmp_path_factory):
    """The knowledge base and the hash of a certificate."""
    settings = new_graph(tmp_path_factory.mktemp("private"))
    try:
        with KnowledgeBase.open(settings) as base:
            yield base, fill(base)
    finally:
        stop_server(settings)


@pytest.fixture(scope="module")
def keys(private):
    file = private[0].settings.keys
    scopes = {"reader": [], "insider": ["confidential"], "loader": ["load"], "register": ["load", "confidential"]}
    return {name: add_key(file, name, each) for name, each in scopes.items()}


@pytest.fixture(scope="module")
def app(private):
    return create_app(private[0].settings, Service(rate=NO_RATE))


@pytest.fixture(scope="module")
def reader(app, keys, here):
    with TestClient(app, headers={"authorization": f"Bearer {keys['reader']}"}, **here) as opened:
        yield opened


@pytest.fixture(scope="module")
def insider(reader, app, keys, here):
    return TestClient(app, headers={"authorization": f"Bearer {keys['insider']}"}, **here)


@pytest.fixture(scope="module")
def loader(reader, app, keys, here):
    return TestClient(app, headers={"authorization": f"Bearer {keys['loader']}"}, **here)
