"""Fixtures of the loading tests: one server of their own, emptied for each test, and small sources to load."""

from __future__ import annotations

from pathlib import Path

import pytest

from graph_kb.store.server import stop_server
from graph_kb.workbench import KnowledgeBase

MAPPING = """
name: {name}
provenance: {{source_id: {{value: "source:{name}"}}, as_of: {{value: "2024"}}, method: {{value: reported}}}}
tables:
  - file: sources.csv
    nodes: [{{label: Source, properties: [id, title]}}]
  - file: streams.csv
    nodes:
      - {{label: Facility, properties: {{id: &site {{id: facility, columns: [site]}}, name: site}}}}
      - label: Offer
        properties:
          id: &offer {{id: offer, columns: [site, stream]}}
          name: stream
          amounts: {{amount: t, unit: {{value: t/a}}}}
    relationships:
      - {{type: OFFERS, start: {{label: Facility, id: *site}}, end: {{label: Offer, id: *offer}}}}
"""
ORGANISATIONS = """
name: {name}
provenance: {{source_id: {{value: "source:{name}"}}, as_of: {{value: "2024"}}, method: {{value: reported}}}}
tables:
  - file: sources.csv
    nodes: [{{label: Source, properties: [id, title]}}]
  - file: records.csv
    nodes:
      - {{label: Organisation, properties: [id, name, website, business_id]}}
      - label: Offer
        properties: {{id: offer, name: name, note: note, amounts: {{amount: t, max: most, unit: unit}}}}
"""


class Loading:
    """The graph without anything but its state, and a folder to write sources into."""

    def __init__(self, base: KnowledgeBase, folder: Path) -> None:
        self.base, self.graph, self.folder = base, base.graph, folder
        self.clear()

    def clear(self) -> None:
        """Take everything out of the graph but its state."""
        self.graph.run("MATCH (n) WHERE NOT n:Meta DETACH DELETE n")

    def streams(self, rows: list[tuple[str, str, object]], name: str = "park") -> Path:
        """Write a source of streams (site, stream, tonnes per year) and give its mapping file."""
        lines = [",".join(map(str, row)) for row in rows]
        return self.write(MAPPING, name, {"streams.csv": ["site,stream,t", *lines]})

    def records(self, rows: list[dict[str, str]], name: str) -> Path:
        """Write a source of organisations and offers, one of each a row, and give its mapping file."""
        columns = ("id", "offer", "name", "website", "business_id", "note", "t", "most", "unit")
        lines = [",".join(row.get(column, "") for column in columns) for row in rows]
        return self.write(ORGANISATIONS, name, {"records.csv": [",".join(columns), *lines]})

    def write(self, mapping: str, name: str, tables: dict[str, list[str]]) -> Path:
        """Write a source and give its mapping file."""
        folder = self.folder / name
        folder.mkdir(exist_ok=True)
        (folder / "m.yaml").write_text(mapping.format(name=name), encoding="utf-8")
        for file, lines in {"sources.csv": ["id,title", f"source:{name},A list"], **tables}.items():
            (folder / file).write_text("\n".join(lines) + "\n", encoding="utf-8")
        return folder / "m.yaml"


def rows(number: int) -> list[tuple[str, str, int]]:
    """Streams of 97 sites."""
    return [(f"site {index % 97}", f"stream {index}", index) for index in range(number)]


@pytest.fixture(scope="package")
def base(tmp_path_factory, new_graph):
    chosen = new_graph(tmp_path_factory.mktemp("load"))
    try:
        with KnowledgeBase.open(chosen) as opened:
            yield opened
    finally:
        stop_server(chosen)


@pytest.fixture
def loading(base, tmp_path):
    return Loading(base, tmp_path)
