"""The shipped code lists come by themselves when a source refers to them."""

from __future__ import annotations

import pytest

from graph_kb.store import counts, data_version
from graph_kb.store.server import stop_server
from graph_kb.workbench import KnowledgeBase

MAPPING = """
name: coded
provenance: {source_id: {value: "source:coded"}, as_of: {value: "2024"}, method: {value: reported}}
tables:
  - file: sources.csv
    nodes: [{label: Source, properties: {id: id, title: title}}]
  - file: sites.csv
    nodes:
      - {label: Facility, properties: {id: id, name: id}}
      - {label: Offer, properties: {id: offer, name: offer}}
    relationships:
      - type: LOCATED_IN
        start: {label: Facility, id: id}
        end: {label: Municipality, id: {column: town, place: municipality}}
      - {type: OFFERS, start: {label: Facility, id: id}, end: {label: Offer, id: offer}}
      - {type: CODED, start: {label: Offer, id: offer}, end: {label: WasteCode, id: {column: code, code: waste}}}
"""


@pytest.fixture
def fresh(tmp_path, new_graph):
    settings = new_graph(tmp_path / "home")
    with KnowledgeBase.open(settings) as base:
        yield base
    stop_server(settings)


def test_a_source_with_codes_loads_into_an_empty_graph(fresh, tmp_path):
    (tmp_path / "m.yaml").write_text(MAPPING)
    (tmp_path / "sources.csv").write_text("id,title\nsource:coded,A list\n")
    (tmp_path / "sites.csv").write_text("id,offer,town,code\nfacility:a,offer:a,Espoo,19 01 12\n")

    looked_at = fresh.load(tmp_path / "m.yaml", dry_run=True)
    assert (looked_at.rows_rejected, looked_at.codes_read) == (0, 0)
    assert data_version(fresh.graph) == 0

    loaded = fresh.load(tmp_path / "m.yaml")
    assert loaded.issues == []
    assert loaded.codes_read > 4000
    assert "the shipped code lists came first" in loaded.notes()[0]
    assert counts(fresh.graph)["CODED"] == counts(fresh.graph)["LOCATED_IN"] == 1

    version = data_version(fresh.graph)
    assert fresh.load(tmp_path / "m.yaml").codes_read == 0
    assert data_version(fresh.graph) == version


def test_a_source_that_cites_where_the_code_lists_come_from_loads_into_an_empty_graph(fresh):
    """The starter set does: the lists come with the sources that they name."""
    loaded = fresh.load_starter()
    assert (loaded.issues, loaded.codes_read > 4000) == ([], True)
    assert fresh.load_starter().written.numbers()["removed"] == 0
