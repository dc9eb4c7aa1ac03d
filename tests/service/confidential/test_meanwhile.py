"""Streams that become hidden, or are gone, while or before something is told: these tests change the graph."""

from __future__ import annotations

import pytest
from mcp.server.mcpserver.exceptions import ToolError

from graph_kb.api.access import confidential, still_open
from graph_kb.api.access.confidential import Confidential
from graph_kb.api.tools import Tools
from graph_kb.store.meta import versions

from .private import OFFER, make


@pytest.mark.parametrize("begun", [False, True])
def test_an_answer_is_not_told_where_a_stream_becomes_hidden_meanwhile(private, app, reader, monkeypatch, begun):
    """All streams are public now; one becomes hidden after the question was let in, or after the answer began."""
    make(private[0], "public")
    real, parts = still_open.demand_open_now, []

    def hidden_meanwhile(request):
        parts.append(request.url.path)
        if len(parts) == 1 + begun:
            make(private[0], "private")
        real(request)

    monkeypatch.setattr(still_open, "demand_open_now", hidden_meanwhile)
    answer = reader.get("/v1/graph/export")
    assert len(parts) == 1 + begun
    assert "Zanzibar" not in answer.text
    assert (answer.status_code, answer.text) == (200, "") if begun else answer.json()["title"] == "scope"


def test_records_are_not_told_where_one_becomes_hidden_meanwhile(private, reader, monkeypatch):
    make(private[0], "public")
    real = still_open.demand_steady

    def hidden_meanwhile(request):
        make(private[0], "private")
        real(request)

    monkeypatch.setattr(still_open, "demand_steady", hidden_meanwhile)
    for path in (f"/v1/offers/{OFFER}", "/v1/offers", "/v1/search?text=Zanzibar", f"/v1/records?id={OFFER}"):
        make(private[0], "public")
        answer = reader.get(path)
        assert answer.status_code == 503, path
        assert "Zanzibar" not in answer.text
        assert answer.headers["retry-after"]


def test_a_saved_chain_whose_certificate_names_what_is_hidden_is_not_told(private, reader, insider, monkeypatch):
    """Its ends may be public: what feeds it stands in the certificate alone."""
    base, hash_ = private
    make(base, "private")
    monkeypatch.setattr(confidential, "chains_of_hidden", lambda graph: frozenset())
    assert [one["hash"] for one in insider.get("/v1/stored-chains").json()["data"]] == [hash_]
    assert reader.get("/v1/stored-chains").json()["data"] == []


def test_what_was_hidden_for_a_moment_is_not_told(private, reader, monkeypatch):
    make(private[0], "private")
    assert reader.get("/v1/offers").status_code == 200  # so it is noted that something is hidden
    make(private[0], "public")
    real = still_open.demand_steady

    def hidden_for_a_moment(request):
        make(private[0], "private")
        make(private[0], "public")
        real(request)

    monkeypatch.setattr(still_open, "demand_steady", hidden_for_a_moment)
    for path in (f"/v1/offers/{OFFER}", f"/v1/paths?from={OFFER}"):
        assert reader.get(path).status_code == 503, path


def test_what_was_hidden_is_not_told_once_it_is_gone(private, reader, insider):
    base, hash_ = private
    make(base, "private")
    assert reader.get("/v1/offers").status_code == 200
    base.graph.run("MATCH (o:Offer {id: $id}) SET o.id = 'offer:elsewhere'", {"id": OFFER})
    make(base, "public")
    try:
        told = reader.get(f"/v1/chains/{hash_}")
        assert told.json()["data"]["blurred"] is True
        assert insider.get(f"/v1/chains/{hash_}").json()["data"]["hash"] == hash_
        for path in (
            f"/v1/chains/{hash_}/verify",
            f"/views/card/{hash_}",
            f"/views/cards?hash={hash_}",
            f"/explore/chain/{hash_}",
            f"/v1/graph?chain={hash_}",
            "/v1/changes?since=0",
        ):
            answer = reader.get(path)
            assert answer.status_code == 403, path
            assert "Zanzibar" not in answer.text
    finally:
        base.graph.run("MATCH (o:Offer {id: 'offer:elsewhere'}) SET o.id = $id", {"id": OFFER})


def test_an_assistant_is_not_told_where_a_stream_becomes_hidden_meanwhile(private, monkeypatch):
    base = private[0]
    make(base, "public")
    tools, real = Tools(base), base.cypher

    def hidden_meanwhile(*given, **options):
        make(base, "private")
        return real(*given, **options)

    monkeypatch.setattr(base, "cypher", hidden_meanwhile)
    with pytest.raises(ToolError, match="--confidential"):
        tools.read_cypher("MATCH (o:Offer) RETURN o.name AS name")


def test_a_graph_made_anew_with_the_same_data_version_is_looked_at_anew(private):
    graph, kept = private[0].graph, Confidential(private[0].settings.home)
    make(private[0], "public")
    assert not kept.any(graph, versions(graph))
    graph.run("MATCH (o:Offer) SET o.confidentiality = 'private'")
    graph.run("MATCH (m:Meta {id: 'meta'}) SET m.made = 'another time'")
    assert kept.any(graph, versions(graph))
