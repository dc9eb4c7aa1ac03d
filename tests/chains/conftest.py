"""A graph of our own for the tests that need an engine, emptied before each of them.

Policy: records pass the model, the bulk writer and Bolt; nothing is a mock. Tests without a graph make their tables
with `records.tables_of`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from graph_kb.intake.rows import as_records
from graph_kb.store import Graph, Settings, open_graph, prepare, write_records
from graph_kb.store.server import stop_server

from .made import Records

Write = Callable[[Records], None]


@pytest.fixture(scope="package")
def settings(tmp_path_factory: pytest.TempPathFactory, new_graph: Any) -> Iterator[Settings]:
    made: Settings = new_graph(tmp_path_factory.mktemp("chains"), GRAPH_KB_HEAP="512m")
    yield made
    stop_server(made)


@pytest.fixture
def graph(settings: Settings) -> Iterator[Graph]:
    """An empty graph."""
    with open_graph(settings) as opened:
        prepare(opened)
        opened.run("MATCH (n) WHERE NOT n:Meta DETACH DELETE n")
        yield opened


@pytest.fixture
def write(graph: Graph) -> Write:
    """Write records into the graph."""

    def into_graph(records: Records) -> None:
        batches: dict[Any, list[Any]] = defaultdict(list)
        for record in (*records.nodes, *records.links):
            made = as_records(record, "made@1")
            for node in made.nodes:
                batches[node.labels[0]].append(node)
            for link in made.links:
                batches[link.type, link.start_label, link.end_label].append(link)
        for rows in batches.values():
            write_records(graph, rows)

    return into_graph
