"""The calls of the README and of docs/api.md answer what the text says."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest

ROOT = Path(__file__).parents[2]


def calls(page: str) -> list[tuple[str, dict[str, str]]]:
    """Path and parameters of each curl call of a page."""
    found = []
    for line in re.findall(r"^\$ curl (.*)$", (ROOT / page).read_text(encoding="utf-8"), re.MULTILINE):
        path = urlsplit("http://" + re.search(r"localhost:8000(\S*)", line)[0]).path
        given = re.findall(r"-(?:d|-data-urlencode) (\w+)=(?:'([^']*)'|(\S+))", line)
        found.append((path, {name: quoted or plain for name, quoted, plain in given}))
    return found


@pytest.mark.parametrize("page", ["README.md", "docs/api.md"])
def test_three_calls_answer_the_question(client, page):
    (search, asked), (chains, about), (verify, nothing) = calls(page)
    hits = client.get(search, params=asked).json()["data"]["hits"]
    assert about["from"] in [hit["id"] for hit in hits]
    found = client.get(chains, params=about).json()["data"]
    certified, conditional = found["certified"]["chains"], found["conditional"]["chains"]
    assert certified
    assert all(one["unknowns"] for one in conditional)
    for row, expected in ((certified[0], "certified"), (conditional[0], "conditional")):
        told = client.get(verify.replace("HASH", row["hash"]), params=nothing).json()["data"]
        assert told["may_be_cited_as"] == expected
        assert told["sources"]


def test_every_route_that_is_documented_is_there(client):
    text = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")
    paths = set(client.get("/openapi.json").json()["paths"])
    for route in re.findall(r"`(?:POST )?(/v1/[^`?]+)", text):
        pattern = re.sub(r"\\{\w+\\}", r"[^/]+", re.escape(route.rstrip("/")))
        assert any(re.fullmatch(pattern, path) for path in paths), route
