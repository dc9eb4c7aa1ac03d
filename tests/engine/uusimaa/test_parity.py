"""Every shipped query gives the same rows on Neo4j and on the embedded engine, over the whole starter set."""

from __future__ import annotations

from dataclasses import replace

import pytest

from graph_kb.queries import Library
from graph_kb.store import content_hash
from graph_kb.store.server import stop_server
from graph_kb.workbench import KnowledgeBase

pytestmark = pytest.mark.neo4j
LIBRARY = {query.name: query for query in Library.load()}
SAMPLED = 12
LABELS = {
    "facility_id": "Facility",
    "from_id": "Facility",
    "need_id": "Need",
    "network_id": "Network",
    "node_id": "Facility",
    "offer_id": "Offer",
    "resource_id": "Resource",
    "subject_id": "Facility",
    "to_id": "Need",
}
OTHERS = {"code": ["19", "190805", "17"], "method": ["measured", "inferred"], "text": ["lämpö", "Ämmässuo"]}
OWN = {"loads"}
"""Tells of the loads into this very graph, with their times."""


@pytest.fixture(scope="module")
def twin(base):
    """The same records in the embedded engine, under the same folder."""
    settings = replace(base.settings, engine="embedded")
    with KnowledgeBase.open(settings) as opened:
        opened.load_reference()
        opened.load_starter()
        yield opened
    stop_server(settings)


def samples(base, parameter):
    """A few values of a parameter, spread over all there are."""
    if parameter in OTHERS:
        return OTHERS[parameter]
    text = f"MATCH (n:{LABELS[parameter]}) RETURN n.id AS id ORDER BY id"
    ids = [row["id"] for row in base.graph.read(text).rows]
    return ids[:: max(1, len(ids) // SAMPLED)]


def test_both_hold_the_same_records(base, twin):
    assert content_hash(base.graph) == content_hash(twin.graph)


@pytest.mark.parametrize("name", sorted(LIBRARY.keys() - OWN))
def test_both_give_the_same_rows(base, twin, name):
    required = [one.name for one in LIBRARY[name].parameters if one.required]
    given = [samples(base, parameter) for parameter in required]
    for values in zip(*given, strict=False) if given else [()]:
        asked = dict(zip(required, values, strict=True))
        assert base.query(name, asked).rows == twin.query(name, asked).rows, asked
