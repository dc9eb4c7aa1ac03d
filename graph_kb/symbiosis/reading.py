"""The tables of a graph, read page by page.

A page is one row: a list of the records, each a list of its values. On both engines that takes a quarter of the time
of a row for each, and what a page takes of the engine's memory is bounded. Pages are cut by the ids of a node.

Pages are not fetched ahead in a thread: the driver receives in small pieces and would wait for the interpreter at
every one, which takes longer than what is gained.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

from graph_kb.store.client import Graph
from graph_kb.symbiosis.kinds import KINDS, Kind
from graph_kb.symbiosis.tables import Page, Table, Tables, in_force, table

PAGE = 20_000
"""Nodes of a page, at most."""

Cut = list[tuple[str, str]]


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
    return in_force(day, read_all(graph, page=page))


def read_all(graph: Graph, *, page: int = PAGE) -> dict[str, Table]:
    """A table of every kind, also of what takes no part."""
    found: dict[tuple[str, str], Cut] = {}
    with _uncollected():
        for kind in KINDS.values():
            if kind.page not in found:
                found[kind.page] = cuts(_ids(graph, kind), page)
        return {name: table(kind, _pages(graph, kind, found[kind.page])) for name, kind in KINDS.items()}


def cuts(ids: list[str], page: int) -> Cut:
    """Ranges of ids in the order of the engine: after the first of each pair, up to the second."""
    ends = ids[page - 1 : -1 : page] + ids[-1:]
    return list(zip(["", *ends], ends, strict=False))


def statement(kind: Kind) -> str:
    """The statement that reads one page of a kind."""
    name, label = kind.page
    columns = ", ".join(property_ for _, property_, _ in kind.columns)
    chosen = f"MATCH ({name}:{label}) WHERE {name}.id > $after AND {name}.id <= $last"
    # Without a second pattern where the first one says it all.
    more = "" if kind.match == f"({name}:{label})" else f"MATCH {kind.match} "
    return f"{chosen} {more}RETURN collect([{columns}]) AS records"


def _pages(graph: Graph, kind: Kind, cut: Cut) -> Iterator[Page]:
    text = statement(kind)
    for after, last in cut:
        yield from (row["records"] for row in graph.read(text, {"after": after, "last": last}))


def _ids(graph: Graph, kind: Kind) -> list[str]:
    """Ids by which pages are cut, in the order in which the engine compares them.

    The embedded engine takes four times as long where it sorts them itself. It must where the order is not plain: the
    model has ids of ASCII alone, which all engines compare alike, but a server may hold other nodes.
    """
    ids = _collected(graph, kind)
    if all(isinstance(id_, str) and id_.isascii() for id_ in ids):
        return sorted(ids)
    return _collected(graph, kind, "ORDER BY id")


def _collected(graph: Graph, kind: Kind, order: str = "") -> list[str]:
    name, label = kind.page
    found = graph.read(f"MATCH ({name}:{label}) WITH {name}.id AS id {order} RETURN collect(id) AS ids").rows
    return list(found[0]["ids"]) if found else []


@contextmanager
def _uncollected() -> Iterator[None]:
    """Without the collector of cycles: it would look through the millions of lists that come in, for nothing."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
