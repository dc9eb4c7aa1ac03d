"""A client of the service on the starter set, in the same process.

Each file opens its own and closes it, so that no process for questions about chains outlives it.
"""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient

from graph_kb.api.app import create_app


@pytest.fixture(scope="module")
def app(base):
    return create_app(base.settings)


@pytest.fixture(scope="module")
def client(app):
    with TestClient(app, raise_server_exceptions=False) as opened:
        yield opened
