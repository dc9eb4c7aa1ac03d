"""Cards of chains: what the graph says of a certificate, for the page that tells of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from graph_kb.errors import UsageError
from graph_kb.store import Graph
from graph_kb.symbiosis.changes import changes, why
from graph_kb.symbiosis.storing import BROKEN
from graph_kb.symbiosis.verifying import Facts, read_facts, verify
from graph_kb.symbiosis.verifying.certificate import read_certificate
from graph_kb.views.cards import Background, Card, Check, Subject, Words

_OPERATORS = (
    "UNWIND $ids AS id MATCH (f:Facility {id: id}) MATCH (o:Organisation)-[r:OPERATES]->(f) "
    "RETURN id, o.name AS name, r.since AS since, r.until AS until ORDER BY id, name"
)
_SOURCES = (
    "UNWIND $ids AS id MATCH (s:Source {id: id}) "
    "RETURN id, s.title AS title, s.publisher AS publisher, s.published AS published"
)


def draw_card(graph: Graph, certificates: Sequence[Mapping[str, Any]], language: str) -> Card:
    """The page of several certificates, each checked against the graph.

    Raises:
        UsageError: There is no such language, or no certificate is given.
        FormatFault: One is no certificate.
    """
    if not certificates:
        raise UsageError("a card needs a certificate", hint="`graph-kb chains` writes them")
    words = Words(language)
    return Card([_chain(graph, one, words) for one in certificates])


def _chain(graph: Graph, raw: Mapping[str, Any], words: Words) -> tuple[Subject, Check]:
    certificate, facts = read_certificate(raw), read_facts(graph, raw)
    verdict = verify(raw, facts)
    reason = "" if verdict.holds else why(verdict, changes(raw, facts))
    check = Check(verdict.status if verdict.holds else BROKEN, reason, verdict.same_data)
    return Subject(certificate, facts, _background(graph, raw, facts, certificate.day), words), check


def _background(graph: Graph, raw: Mapping[str, Any], facts: Facts, day: str) -> Background:
    """Operators of the facilities on the day asked for, and sources."""
    operators: dict[str, list[str]] = defaultdict(list)
    for row in graph.read(_OPERATORS, {"ids": facts.ids("Facility")}):
        if (row["since"] or "") <= day and (not row["until"] or row["until"] >= day[: len(row["until"])]):
            operators[row["id"]].append(row["name"])
    cited = sorted({str(one.get("source_id")) for one in raw["facts"] if one.get("source_id")})
    sources = {row["id"]: row for row in graph.read(_SOURCES, {"ids": cited})}
    return Background(operators, sources)
