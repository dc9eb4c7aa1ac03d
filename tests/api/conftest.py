"""A client of the service on the starter set, in the same process, as a program on this computer asks it.

Each file opens its own and closes it, so that no process for questions about chains outlives it.
"""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient

from graph_kb.api.access.service import NO_RATE, Service
from graph_kb.api.app import create_app

HERE = {"base_url": "http://127.0.0.1:8000", "client": ("127.0.0.1", 50_000), "raise_server_exceptions": False}


@pytest.fixture(scope="module")
def app(base):
    return create_app(base.settings, Service(rate=NO_RATE))


@pytest.fixture(scope="module")
def client(app):
    with TestClient(app, **HERE) as opened:
        yield opened
