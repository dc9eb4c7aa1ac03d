"""Small sources of streams, and how they are sent to the service."""

from __future__ import annotations

import time

MAPPING = """
name: {name}
provenance: {{source_id: {{value: "source:{name}"}}, as_of: {{value: "2024"}}, method: {{value: reported}}}}
tables:
  - file: sources.csv
    nodes: [{{label: Source, properties: [id, title]}}]
  - file: streams.csv
    nodes:
      - {{label: Facility, properties: {{id: &site {{id: facility, columns: [site]}}, name: site}}}}
      - label: Resource
        properties: {{id: &kind {{id: resource, columns: [kind]}}, name: kind, kind: {{value: Material}}}}
      - label: Offer
        properties:
          id: &offer {{id: offer, columns: [site, stream]}}
          name: stream
          note: note
          amounts: {{amount: t, unit: {{value: t/a}}}}
    relationships:
      - {{type: OFFERS, start: {{label: Facility, id: *site}}, end: {{label: Offer, id: *offer}}}}
      - {{type: OF, start: {{label: Offer, id: *offer}}, end: {{label: Resource, id: *kind}}}}
"""
FIRST = [("mill", "bark", "bark", 100, ""), ("mill", "ash", "ash", 5, ""), ("kiln", "lime", "lime", 7, "")]
SECOND = [("mill", "bark", "wood", 90, ""), ("mill", "ash", "ash", 5, ""), ("pit", "rock", "rock", 1, "")]
WRONG = [*FIRST, ("kiln", "dust", "lime", "many", "=1+1"), ("kiln", "slag", "lime", -1, "")]


def tables(rows, name="park"):
    """Files of a source of streams: site, stream, kind, tonnes per year, note."""
    lines = [",".join(map(str, row)) for row in rows]
    return {
        "mapping.yaml": MAPPING.format(name=name),
        "sources.csv": f"id,title\nsource:{name},A list\n",
        "streams.csv": "\n".join(["site,stream,kind,t,note", *lines]) + "\n",
    }


def write(folder, rows, name="park"):
    """Write a source and give its mapping file."""
    folder.mkdir(exist_ok=True)
    for file, text in tables(rows, name).items():
        (folder / file).write_text(text, encoding="utf-8")
    return folder / "mapping.yaml"


def parts(rows, name="park", **more):
    found = tables(rows, name)
    files = [("files", (file, text, "text/csv")) for file, text in found.items() if file.endswith(".csv")]
    return {"files": [("mapping", ("mapping.yaml", found["mapping.yaml"])), *files], "data": more}


def send(client, rows, name="park", headers=None, **more):
    answer = client.post("/v1/loads", headers=headers or {}, **parts(rows, name, **more))
    assert answer.status_code == 202, answer.text
    assert answer.headers["location"] == answer.json()["data"]["href"]
    return answer.json()["data"]


def settled(client, job, patience_s=60):
    until = time.monotonic() + patience_s
    while time.monotonic() < until:
        answer = client.get(job["href"])
        assert answer.headers["cache-control"] == "no-store"
        assert "etag" not in answer.headers
        if answer.json()["data"]["status"] not in ("queued", "running"):
            return answer.json()["data"]
        time.sleep(0.05)
    raise AssertionError("the load does not end")


def load(client, rows, name="park", **more):
    return settled(client, send(client, rows, name, **more))


def left(client):
    """What is left of what was sent."""
    return sorted((client.app.state.loads.folder).glob("*/tables/*"))
