"""Search: ids by names, synonyms and codes in any of the languages, with suggestions where nothing fits."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from graph_kb.model.ids import slug
from graph_kb.model.schema import NODES
from graph_kb.store.client import Graph

EXACT, BEGINS, WORD, INSIDE, RELATED = 100, 90, 80, 70, 60
"""Scores: the whole name, its beginning, the beginning of a word, within a word, words of an official title."""
_FIELDS = ("name", "name_fi", "name_sv", "title", "title_fi", "title_sv")
_CODES = {"WasteCode": "code", "Municipality": "code", "Industry": "code", "Organisation": "business_id"}
_LIKE = 65.0
_SUGGESTED = 5
_DIGITS = re.compile(r"[\d .*\-]{2,12}")


class Entry(NamedTuple):
    """A name, code or synonym of a record."""

    folded: str
    text: str
    label: str
    id: str
    name: str
    field: str


@dataclass(frozen=True)
class Hit:
    """A record that fits.

    Attributes:
        label: Its label.
        id: Its id.
        name: Its name.
        matched: The name, synonym or code that fits.
        field: The property that it stands in.
        score: How well it fits, 0 to 100.
    """

    label: str
    id: str
    name: str
    matched: str
    field: str
    score: int


@dataclass(frozen=True)
class Hits:
    """What a search found.

    Attributes:
        hits: Records that fit, best first.
        more: Whether more fit than are told.
        suggestions: Names that are alike, where no name fits.
    """

    hits: tuple[Hit, ...]
    more: bool
    suggestions: tuple[Hit, ...]


class Index:
    """Names of a graph at one data version.

    Args:
        graph: The graph.
    """

    def __init__(self, graph: Graph) -> None:
        self._entries = [entry for label in NODES for entry in _entries(graph, label)]

    def search(self, text: str, label: str | None = None, limit: int = 20, without: Collection[str] = ()) -> Hits:
        """Records whose names, synonyms or codes fit a text.

        Args:
            text: What is searched for; case and accents do not count.
            label: Records of this label only.
            limit: Most hits.
            without: Ids of records that must not be found.
        """
        wanted = _folded(text)
        within = [entry for entry in self._entries if label in (None, entry.label) and entry.id not in without]
        found = _best(hit for entry in within if (hit := _hit(entry, wanted)))
        if label in (None, "WasteCode"):
            found = _best([*found, *_by_title(text, {entry.id: entry for entry in within})])
        # Words of an official title are a guess too; digits that fit no code are like nothing.
        guessed = not _DIGITS.fullmatch(text.strip()) and all(hit.score <= RELATED for hit in found)
        suggestions = tuple(_alike(text, within)) if guessed else ()
        return Hits(tuple(found[:limit]), len(found) > limit, suggestions)


def _entries(graph: Graph, label: str) -> Iterator[Entry]:
    """Every name, synonym and code of the records of a label."""
    declared = NODES[label].model_fields
    names = [name for name in _FIELDS if name in declared]
    code = _CODES.get(label)
    asked = [*names, *(["synonyms"] if "synonyms" in declared else []), *([code] if code else [])]
    if not asked:
        return
    columns = ", ".join(f"n.{name} AS {name}" for name in asked)
    for row in graph.read(f"MATCH (n:{label}) RETURN n.id AS id, {columns} ORDER BY id").rows:
        shown = next((row[name] for name in names if row[name]), row["id"])
        said = [(field, text) for field in asked for text in _texts(row[field])]
        yield from (Entry(_folded(text), text, label, row["id"], shown, field) for field, text in said)


def _texts(value: object) -> list[str]:
    return [str(one) for one in value] if isinstance(value, list) else [str(value)] if value else []


def _folded(text: str) -> str:
    """A text as it is compared: codes without blanks and asterisks, words without case and accents."""
    if _DIGITS.fullmatch(text.strip()):
        return re.sub(r"[ .*]", "", text)
    return slug(text)


def _hit(entry: Entry, wanted: str) -> Hit | None:
    place = entry.folded.find(wanted)
    if place < 0:
        return None
    score = EXACT if entry.folded == wanted else BEGINS if place == 0 else INSIDE
    if score == INSIDE and entry.folded[place - 1] == "-":
        score = WORD
    return Hit(entry.label, entry.id, entry.name, entry.text, entry.field, score)


def _by_title(text: str, known: dict[str, Entry]) -> Iterator[Hit]:
    """Waste codes whose official titles share words with a text."""
    from graph_kb.reference.waste_search import search

    for one in search(text, limit=10):
        if one.id in known:
            yield Hit("WasteCode", one.id, one.title, one.title, "title", RELATED)


def _best(hits: Iterable[Hit]) -> list[Hit]:
    """The best hit of each record, best first."""
    best: dict[str, Hit] = {}
    for hit in hits:
        if hit.id not in best or hit.score > best[hit.id].score:
            best[hit.id] = hit
    return sorted(best.values(), key=lambda hit: (-hit.score, len(hit.matched), hit.name, hit.id))


def _alike(text: str, entries: list[Entry]) -> Iterator[Hit]:
    from rapidfuzz import fuzz, process, utils

    names = [entry.text for entry in entries]
    near = process.extract(
        text, names, scorer=fuzz.WRatio, processor=utils.default_process, limit=_SUGGESTED * 3, score_cutoff=_LIKE
    )
    found = _best(
        Hit(one.label, one.id, one.name, one.text, one.field, int(score))
        for one, score in ((entries[place], score) for _, score, place in near)
    )
    yield from found[:_SUGGESTED]
