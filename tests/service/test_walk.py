"""A client walks through every operation over a socket, with nothing but what answers have told it before."""

from __future__ import annotations

import httpx2
import pytest

from graph_kb.api.access.service import NO_RATE, Service
from graph_kb.api.app import create_app

from .sources import WRONG, parts, settled

LOADS_DRAWN = "/views/query/loads"
TEXT = "Vantaa waste-to-energy plant"


@pytest.fixture(scope="module")
def walker(own, served_at):
    """A client of a service on a starter set of its own, which a load changes."""
    app = create_app(own.settings, Service(rate=NO_RATE))
    with served_at(app) as address, httpx2.Client(base_url=address, timeout=60) as client:
        yield Walker(client)


class Walker:
    """Asks, and notes which operations have answered."""

    def __init__(self, client):
        self.client = client
        document = client.get("/openapi.json").json()
        self.operations = {
            (path, method): operation for path, some in document["paths"].items() for method, operation in some.items()
        }
        self.answered = set()

    def get(self, template, path=None, **asked):
        return self.ask("get", template, path or template, params=asked)

    def ask(self, method, template, path, **sent):
        answer = self.client.request(method, path, **sent)
        assert answer.status_code in (200, 202), f"{method} {path}: {answer.text[:300]}"
        self.answered.add(self.operations[template, method]["operationId"])
        return answer.json() if answer.headers["content-type"] == "application/json" else answer


def test_every_operation_answers(walker):
    plant = walker.get("/v1/search", text=TEXT, label="Facility")["data"]["hits"][0]
    known = walk_records(walker)
    hash_ = walk_chains(walker, plant["id"])
    walk_queries(walker, known | {"facility_id": plant["id"], "text": TEXT})
    walk_graph(walker, plant["id"], hash_)
    walk_loads(walker)
    left = {one["operationId"] for one in walker.operations.values()} - walker.answered
    # The starter set has no saved chains, nothing saves one over HTTP, and loads are not drawn.
    assert {name for name in left if "stored_chains" not in name} == {"view_loads"}


def walk_records(walker):
    """Every list, its first record, and what that is joined to. Gives ids by the label that queries name them by."""
    known = {}
    for template in [path for path, _ in walker.operations if path.endswith("/neighbours")]:
        collection = template.partition("/{id}")[0]
        rows = walker.get(collection, limit=20)["data"]
        for row in rows:
            path = f"{collection}/{row['id']}"
            assert walker.get(f"{collection}/{{id}}", path)["data"] == row
            types = walker.get(template, f"{path}/neighbours")["data"]
            if types:
                walker.get(f"{template}/{{type}}", f"{path}/neighbours/{types[0]['type']}", limit=5)
                known[f"{row['label'].lower()}_id"] = row["id"]
                break
    ids = list(known.values())[:3]
    assert len(walker.get("/v1/records", id=ids)["data"]["records"]) == 3
    walker.ask("post", "/v1/records", "/v1/records", json={"ids": ids})
    walker.get("/v1/list-of-waste/{code}", "/v1/list-of-waste/19 01 12")
    return known


def walk_chains(walker, plant):
    kinds = walker.get("/v1/chains", **{"from": plant, "max_total_km": 30, "max_processes": 2})["data"]
    row = [*kinds["certified"]["chains"], *kinds["conditional"]["chains"]][0]
    walker.get("/v1/chains/{hash}", row["href"])
    assert walker.get("/v1/chains/{hash}/verify", f"{row['href']}/verify")["data"]["holds"]
    walker.get("/v1/why-not", offer=row["certificate"]["source"], need=row["certificate"]["need"], time_limit=5)
    walker.get("/v1/paths", **{"from": plant, "limit": 5})
    walker.get("/v1/paths/classes", **{"from": plant, "max_total_km": 30})
    walker.get("/views/card/{hash}", f"/views/card/{row['hash']}")
    walker.get("/views/cards", hash=[row["hash"]])
    walker.get("/explore")
    walker.get("/explore/of", id=plant, max_total_km=30)
    walker.get("/explore/paths", id=plant, max_total_km=30)
    walker.get("/explore/chain/{hash}", f"/explore/chain/{row['hash']}")
    walker.get("/explore/meeting")
    return row["hash"]


def walk_queries(walker, known):
    """Each query and its page, with the parameters that it needs."""
    given = known | {
        "code": known["wastecode_id"].removeprefix("low:"),
        "from_id": known["facility_id"],
        "to_id": "facility:katri-vala-heat-pump-plant",
        "node_id": known["facility_id"],
        "subject_id": known["facility_id"],
    }
    walker.get("/v1/queries")
    for (path, _), operation in walker.operations.items():
        if path.startswith(("/v1/queries/", "/views/query/")):
            needed = [one["name"] for one in operation["parameters"] if one["required"]]
            if path != LOADS_DRAWN:
                walker.get(path, **{name: given[name] for name in needed})
    assert walker.client.get(LOADS_DRAWN).json()["detail"] == "no cell of the answer is the id of a node"


def walk_graph(walker, plant, hash_):
    walker.get("/v1/graph", around=plant)
    walker.get("/v1/graph", chain=hash_, format="geojson")
    walker.get("/v1/graph/context.jsonld")
    walker.get("/v1/graph/export")
    walker.get("/v1/changes", since=walker.get("/readyz")["data_version"])
    walker.get("/views/around", id=plant)
    walker.ask("post", "/v1/cypher", "/v1/cypher", json={"query": "MATCH (n:Offer) RETURN count(n) AS n"})
    walker.get("/healthz")
    walker.get("/metrics")


def walk_loads(walker):
    job = walker.ask("post", "/v1/loads", "/v1/loads", **parts(WRONG))["data"]
    done = settled(walker.client, job)
    assert walker.get("/v1/loads/{id}", job["href"])["data"] == done
    assert walker.get("/v1/loads")["data"][0]["id"] == job["id"]
    walker.get("/v1/loads/{id}/rejects", f"{job['href']}/rejects")
    (name,) = done["summary"]["reject_files"]
    walker.get("/v1/loads/{id}/rejects/{name}", f"{job['href']}/rejects/{name}")
    undone = walker.ask("post", "/v1/loads/{id}/undo", f"{job['href']}/undo")["data"]
    assert undone["status"] == "undone"
