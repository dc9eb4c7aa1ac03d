"""The documentation of the API is served from our own files."""

from __future__ import annotations

import re

import pytest


def test_the_page_asks_for_nothing_outside(client):
    page = client.get("/docs")
    assert page.status_code == 200
    assert not re.search(r"https?:|//[a-z]", page.text)
    assert "default-src 'none'" in page.headers["content-security-policy"]
    for name in re.findall(r'(?:src|href)="([^"]+)"', page.text):
        assert client.get(name).status_code == 200


@pytest.mark.parametrize("name", ["nothing.js", "../app.py", "%2e%2e/app.py", "LICENSE-swagger-ui"])
def test_other_files_are_not_served(client, name):
    assert client.get(f"/docs/{name}").status_code == 404


def test_every_operation_is_described(client):
    told = client.get("/openapi.json").json()
    names = [one["operationId"] for path in told["paths"].values() for one in path.values()]
    assert len(names) == len(set(names))
    for path, methods in told["paths"].items():
        for method, one in methods.items():
            assert one["summary"], path
            assert one["tags"], path
            assert "$ref" in str(one["responses"].get("422", "")), (method, path)
            for parameter in one.get("parameters", ()):
                assert parameter.get("description") or parameter["schema"].get("description"), (path, parameter["name"])
