"""Streams that are not public, and what whoever has no key for them is told in their place.

The rule for routes. Whoever holds the scope `confidential`, or asks a graph whose streams are all public, is told
everything. For everybody else a route does one of these:

- `demand_open(request)`, or `demanded_open` for routes, where an answer could rest on any stream (free Cypher, paths,
  chains, exports): 403;
- `blurred(request, records)` where records are told: streams come blurred, claims about them not at all;
- `covered_ids(request)` where records are found by what they say: those are left out of the search;
- `concealed.py` where records are listed, counted or looked up, as pages and counts tell of what is left out;
- `blurred_certificate(request, certificate)` where a certificate is told.

No message may name what is hidden: what is not told is not found.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from threading import Lock
from typing import Any

from fastapi import Request
from fastapi.concurrency import run_in_threadpool

from graph_kb.api.access.scopes import demand, holds
from graph_kb.api.contract.answers import base_of, versions
from graph_kb.errors import Busy
from graph_kb.store.client import Graph
from graph_kb.store.meta import Versions
from graph_kb.workbench.blurring import note_hidden, secret_of, was_hidden
from graph_kb.workbench.certificates import texts_in, texts_of
from graph_kb.workbench.hidden import STREAMS, Hidden, any_hidden, chains_of_hidden, is_public, read_hidden
from graph_kb.workbench.labels import may_be_id
from graph_kb.workbench.records import Record

SCOPE = "confidential"
OPEN_QUERIES = frozenset(
    {
        "measure_status",
        "members_of_network",
        "network_partners_by_year",
        "organisations_by_kind",
        "pilots",
        "projects_and_funding",
    }
)
"""Queries of the library that touch no stream. Any other one, also one of the user's own, could tell of them."""
_TOLD_OF_CERTIFICATES = ("format", "status", "data_version", "day")
_BLURRED = (
    "It concerns streams that are not public, or are there no more. Blurred as it is, it cannot be verified again."
)


class Confidential:
    """What is hidden in the graph of a service, read once for each state of its data.

    Args:
        home: Folder that keeps what ids are replaced with.
    """

    def __init__(self, home: Path) -> None:
        self._home = home
        self._lock = Lock()
        self._read_at: tuple[str, int] | None = None
        self._any = False
        self._hidden: Hidden | None = None

    def any(self, graph: Graph, now: Versions) -> bool:
        """Whether any stream is not public."""
        with self._lock:
            if now.content != self._read_at:
                self._any, self._hidden, self._read_at = any_hidden(graph), None, now.content
                if self._any:
                    note_hidden(self._home)
            return self._any

    def hidden(self, graph: Graph, now: Versions) -> Hidden | None:
        """What is hidden; None where all streams are public."""
        if not self.any(graph, now):
            return None
        with self._lock:
            if self._hidden is None:
                self._hidden = read_hidden(graph, secret_of(self._home))
            return self._hidden

    def covered(self, graph: Graph, now: Versions) -> Collection[str]:
        """Ids that must not be found by what their records say: even a blurred one would confirm the words."""
        hidden = self.hidden(graph, now)
        return () if hidden is None else hidden.spoken | _chains_naming(graph, self._home, hidden)


def _chains_naming(graph: Graph, home: Path, hidden: Hidden) -> frozenset[str]:
    """Ids of saved chains that name anything hidden, also as what feeds them, or whose certificate is not there."""
    rows = graph.read("MATCH (c:Chain) RETURN c.id AS id, c.hash AS hash").rows
    named = {row["id"]: texts_in(home, str(row["hash"])) for row in rows}
    fed = {id_ for id_, texts in named.items() if texts is None or texts & hidden.spoken}
    return chains_of_hidden(graph) | fed


def demand_open(request: Request) -> None:
    """Go on only where an answer may rest on any stream; before it is told this is looked at again.

    Raises:
        NeedsScope: Some stream is not public, and the scope is not held.
    """
    demand_open_now(request)
    request.state.rests_on_any, request.state.rests_on_state = True, versions(request)


def demand_open_now(request: Request) -> None:
    """The same for what rests on streams as they are now, and tells of none that comes.

    Raises:
        NeedsScope: Some stream is not public, and the scope is not held.
    """
    base = base_of(request)
    if not holds(request, SCOPE) and _kept(request).any(base.graph, base.versions):
        demand(request, SCOPE)


async def demanded_open(request: Request) -> None:
    """The same as a dependency of routes: whoever may be told of all streams need not wait for a look at them."""
    if not holds(request, SCOPE):
        await run_in_threadpool(demand_open, request)


def rests_on_any(request: Request) -> bool:
    """Whether the answer may rest on any stream, for one who may not be told of all."""
    return getattr(request.state, "rests_on_any", False) and not holds(request, SCOPE)


def hidden_of(request: Request) -> Hidden | None:
    """What must not be told to whoever asks; None where everything may be. It is looked at again before it is told."""
    if holds(request, SCOPE):
        return None
    request.state.rests_on_state = now = versions(request)
    return _kept(request).hidden(base_of(request).graph, now)


def demand_steady(request: Request) -> None:
    """Go on only where what is hidden is what it was when records were chosen to be told.

    Raises:
        Busy: Data changed meanwhile, and some streams are or were not public.
    """
    base = base_of(request)
    before: Versions | None = getattr(request.state, "rests_on_state", None)
    if before is None or holds(request, SCOPE):
        return
    now = base.versions
    # What was hidden for a moment alone is noted.
    is_hidden = now.content != before.content and _kept(request).any(base.graph, now)
    if is_hidden or (now.content != before.content and was_hidden(base.settings.home)):
        raise Busy("the data changed while it was read", hint="ask again")


def demand_never_hidden(request: Request) -> None:
    """Go on only where no stream was hidden before: notes of what is gone name it as it was.

    Raises:
        NeedsScope: One was, and the scope is not held.
    """
    if not holds(request, SCOPE) and was_hidden(base_of(request).settings.home):
        demand(request, SCOPE)


def demand_told(request: Request, certificate: Mapping[str, Any]) -> None:
    """Go on only where a certificate may be told whole: a stream that is gone may have been hidden.

    Raises:
        NeedsScope: A stream that it names is not there any more, and the scope is not held.
    """
    if not holds(request, SCOPE) and not _are_there(request, certificate):
        demand(request, SCOPE)


def _are_there(request: Request, certificate: Mapping[str, Any]) -> bool:
    """Whether all streams that a certificate names are in the graph."""
    beginnings = tuple(f"{label.lower()}:" for label in STREAMS)
    named = {one for one in texts_of(certificate) if one.startswith(beginnings) and may_be_id(one)}
    named |= {certificate["source"], certificate["need"]}
    texts = (f"UNWIND $ids AS id MATCH (s:{label} {{id: id}}) RETURN s.id AS id" for label in STREAMS)
    there = {row["id"] for text in texts for row in base_of(request).graph.read(text, {"ids": sorted(named)})}
    return named == there


class Veil:
    """What of records is told to one who asks.

    Args:
        request: What is asked.
        hidden: What is hidden.
    """

    def __init__(self, request: Request, hidden: Hidden) -> None:
        self.hidden = hidden
        # Saved chains do not raise the data version, so they are looked up each time.
        self.chains = _chains_naming(base_of(request).graph, base_of(request).settings.home, hidden)

    def covers(self, record: Record) -> bool:
        """Whether a record must not be told as it is."""
        label, id_ = record["label"], record["id"]
        if label in STREAMS:
            # By what it says itself: it may have been written after what is hidden was read.
            return not is_public(record)
        return id_ in self.hidden.names or id_ in self.hidden.withheld or id_ in self.chains

    def told(self, record: Record) -> Record | None:
        """What is told of a record: the record, what is blurred of it, or nothing."""
        return self.hidden.records.get(self.hidden.names.get(record["id"], "")) if self.covers(record) else record


def blurred(request: Request, records: Iterable[Record]) -> list[Record]:
    """Records as they are told to whoever asks; what is withheld is left out."""
    hidden = hidden_of(request)
    if hidden is None:
        return list(records)
    veil = Veil(request, hidden)
    return [told for record in records if (told := veil.told(record)) is not None]


def covered_ids(request: Request) -> Collection[str]:
    """Ids that must not be found, see `Confidential.covered`."""
    if holds(request, SCOPE):
        return ()
    request.state.rests_on_state = now = versions(request)
    return _kept(request).covered(base_of(request).graph, now)


def blurred_certificate(request: Request, certificate: Mapping[str, Any]) -> dict[str, Any]:
    """A certificate as it is told to whoever asks.

    One that names anything hidden, also as what feeds its chain, tells only that there is one and how sure it is: its
    hash, amounts and distances would help to guess at the rest.
    """
    hidden = hidden_of(request)
    is_spoken = hidden is not None and any(part in hidden.spoken for part in texts_of(certificate))
    if holds(request, SCOPE) or not (is_spoken or not _are_there(request, certificate)):
        return dict(certificate)
    told = {name: certificate[name] for name in _TOLD_OF_CERTIFICATES if name in certificate}
    return {**told, "blurred": True, "verifiable": False, "note": _BLURRED}


def _kept(request: Request) -> Confidential:
    kept = request.app.state.confidential
    assert isinstance(kept, Confidential)
    return kept
