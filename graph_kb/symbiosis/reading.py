"""The tables of a graph, read page by page.

A page is one row: a list of the records, each a list of its values. On both engines that takes a quarter of the time
of a row for each, and what a page takes of the engine's memory is bounded. Pages are cut by the ids of a node.
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import groupby
from operator import itemgetter
from typing import TypeVar

from graph_kb.store.client import Graph
from graph_kb.symbiosis.kinds import KINDS, Kind
from graph_kb.symbiosis.tables import Page, Tables, in_force, table

T = TypeVar("T")

PAGE = 20_000
"""Nodes of a page, at most."""


def read_tables(graph: Graph, day: str, *, page: int = PAGE) -> Tables:
    """Read what takes part on a day.

    Args:
        graph: The graph.
        day: Day asked for, `YYYY-MM-DD`.
        page: Number of nodes that are read at once.

    Raises:
        QueryError: A page takes longer than a query may.
        StoreError: The server is gone.
    """
    pages = ((name, rows) for name, kind in KINDS.items() for rows in _pages(graph, kind, page))
    found = {name: table(kind, []) for name, kind in KINDS.items()}
    for name, group in groupby(ahead(pages), key=itemgetter(0)):
        found[name] = table(KINDS[name], (rows for _, rows in group))
    return in_force(day, found)


def ahead(pages: Iterator[T]) -> Iterator[T]:
    """The same, each fetched while the one before it is worked on: the engine need not wait for us."""
    with ThreadPoolExecutor(1) as fetcher:
        following = fetcher.submit(next, pages, None)
        while (page := following.result()) is not None:
            following = fetcher.submit(next, pages, None)
            yield page


def cuts(ids: list[str], page: int) -> list[tuple[str, str]]:
    """Ranges of ids in the order of the engine: after the first of each pair, up to the second."""
    ends = ids[page - 1 : -1 : page] + ids[-1:]
    return list(zip(["", *ends], ends, strict=False))


def _pages(graph: Graph, kind: Kind, page: int) -> Iterator[Page]:
    text = statement(kind)
    for after, last in cuts(_ids(graph, kind), page):
        yield from (row["records"] for row in graph.read(text, {"after": after, "last": last}))


def _ids(graph: Graph, kind: Kind) -> list[str]:
    """Ids by which pages are cut; the engine sorts, as it then compares."""
    name, label = kind.page
    found = graph.read(f"MATCH ({name}:{label}) WITH {name}.id AS id ORDER BY id RETURN collect(id) AS ids").rows
    return list(found[0]["ids"]) if found else []


def statement(kind: Kind) -> str:
    """The statement that reads one page of a kind."""
    name, label = kind.page
    columns = ", ".join(property_ for _, property_, _ in kind.columns)
    chosen = f"MATCH ({name}:{label}) WHERE {name}.id > $after AND {name}.id <= $last"
    # Without a second pattern where the first one says it all.
    more = "" if kind.match == f"({name}:{label})" else f"MATCH {kind.match} "
    return f"{chosen} {more}RETURN collect([{columns}]) AS records"
