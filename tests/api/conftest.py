"""A client of the service on the starter set, in the same process."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient

from graph_kb.api.app import create_app


@pytest.fixture(scope="session")
def app(base):
    return create_app(base.settings)


@pytest.fixture(scope="session")
def client(app):
    with TestClient(app, raise_server_exceptions=False) as opened:
        yield opened
