"""The starter set from one engine to the other and back: the same records, in either form of export."""

from __future__ import annotations

from dataclasses import replace

import pytest

from graph_kb.store import content_hash, counts, open_graph, prepare
from graph_kb.store.server import stop_server
from graph_kb.workbench.backup import write_backup
from graph_kb.workbench.parquet import write_parquet
from graph_kb.workbench.restoring import restore

pytestmark = pytest.mark.neo4j
FORMS = {"jsonl": write_backup, "parquet": write_parquet}


@pytest.fixture(scope="module")
def embedded(base):
    """Settings of the embedded engine, in the same folder; its graph is empty."""
    settings = replace(base.settings, home=base.settings.home / "moved", engine="embedded")
    yield settings
    stop_server(settings)


@pytest.fixture(scope="module")
def neo4j(base, new_graph):
    """Settings of another Neo4j; its graph is empty."""
    settings = new_graph(base.settings.home / "moved")
    yield settings
    stop_server(settings)


def taken(settings, path):
    """Restore into an emptied graph. Returns hash and counts, the graph's own state left out."""
    with open_graph(settings) as graph:
        prepare(graph)
        graph.run("MATCH (n) WHERE NOT n:Meta DETACH DELETE n")
        restore(graph, path, settings.home)
        return content_hash(graph), counts(graph)


@pytest.mark.parametrize("form", FORMS)
def test_the_starter_set_moves_there_and_back(base, embedded, neo4j, tmp_path, form):
    expected = content_hash(base.graph), counts(base.graph)
    FORMS[form](base.graph, tmp_path / "first")
    assert taken(embedded, tmp_path / "first") == expected
    with open_graph(embedded) as graph:
        FORMS[form](graph, tmp_path / "second")
    assert taken(neo4j, tmp_path / "second") == expected
