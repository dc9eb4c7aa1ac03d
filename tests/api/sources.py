"""A graph of its own for tests that write, and small sources to load into it."""

from __future__ import annotations

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
