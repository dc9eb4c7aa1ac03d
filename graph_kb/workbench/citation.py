"""How to cite a chain: one sentence, and the sources of its facts with their licences."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from graph_kb.store.client import Graph

if TYPE_CHECKING:
    from graph_kb.symbiosis.verifying import Verdict

_SOURCES = (
    "UNWIND $ids AS id MATCH (s:Source {id: id}) RETURN s.id AS id, s.title AS title, s.publisher AS publisher, "
    "s.address AS address, s.licence AS licence ORDER BY id"
)


@dataclass(frozen=True)
class Cited:
    """A source of the facts of a chain.

    Attributes:
        id: Id of the source.
        title: Its title.
        publisher: Who published it.
        address: Its web address.
        licence: Its licence; None when it is not known.
        facts: How many facts of the chain it states.
    """

    id: str
    title: str
    publisher: str | None
    address: str | None
    licence: str | None
    facts: int


@dataclass(frozen=True)
class Citation:
    """How to cite a chain.

    Attributes:
        text: One sentence.
        sources: Sources of its facts.
    """

    text: str
    sources: tuple[Cited, ...]


def cite(graph: Graph, certificate: Mapping[str, Any], verdict: Verdict) -> Citation:
    """How to cite a chain by its certificate and what the check of it found."""
    from graph_kb.symbiosis.certifying import summary, title

    counts: dict[str, int] = {}
    for fact in certificate["facts"]:
        counts[fact["source_id"]] = counts.get(fact["source_id"], 0) + 1
    rows = graph.read(_SOURCES, {"ids": sorted(counts)}).rows
    sources = tuple(Cited(**row, facts=counts[row["id"]]) for row in rows)
    kind = (
        f"{certificate['status']} chain" if verdict.holds else f"chain that holds no more, once {certificate['status']}"
    )
    state = f"data version {certificate['data_version']}, {certificate['day']}"
    text = f"{title(summary(certificate))}: {kind}, certificate {certificate['hash']}, {state}, graph_kb."
    return Citation(text, sources)
