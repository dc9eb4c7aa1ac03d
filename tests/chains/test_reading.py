"""What is read from a real graph is what its records say."""

from __future__ import annotations

import random

import numpy as np
import pytest

from graph_kb.store import Graph
from graph_kb.symbiosis.compile import compile_tables
from graph_kb.symbiosis.kinds import KINDS
from graph_kb.symbiosis.reading import cuts, read_tables
from graph_kb.symbiosis.tables import Tables

from .conftest import Write
from .equality import differences, plain, unequal
from .made import DAY, made_records
from .records import tables_of


def test_a_graph_is_read_as_its_records_say(graph: Graph, write: Write) -> None:
    records = made_records(1, size=60)
    write(records)
    expected = tables_of(records.nodes, records.links, DAY)
    for page in (7, 20_000):
        assert differences(read_tables(graph, DAY, page=page), expected) == {}
    assert never_stated(expected) == []


def never_stated(tables: Tables) -> list[tuple[str, str]]:
    """Columns that no record of the sample fills, so that a slip in their names would not be seen."""
    return [
        (name, column)
        for name, table in tables.items()
        for column, values in table.columns.items()
        if not any(value not in (None, [], -1) for value in plain(values))
    ]


def test_a_graph_that_was_written_in_another_order_gives_the_same_arrays(graph: Graph, write: Write) -> None:
    records = made_records(2)
    write(records.shuffled(random.Random(5)))
    shuffled = compile_tables(read_tables(graph, DAY))
    plainly = compile_tables(tables_of(records.nodes, records.links, DAY))
    assert unequal(shuffled[0], plainly[0]) == []
    assert shuffled[1] == plainly[1]


@pytest.mark.parametrize("ids", [["b", "a", "C", "b-1", "B:1"], ["b", "ä", "a", "Ö", "é"]])
def test_pages_have_every_id_in_whatever_order_it_is(graph: Graph, ids: list[str]) -> None:
    graph.run("UNWIND $ids AS id CREATE (:Resource {id: id})", {"ids": ids})
    assert read_tables(graph, DAY, page=1).resources.texts("id").values == sorted(ids)


def test_an_empty_graph_has_empty_tables(graph: Graph) -> None:
    tables = read_tables(graph, DAY)
    assert {name: len(table) for name, table in tables.items()} == dict.fromkeys(KINDS, 0)
    arrays, names = compile_tables(tables)
    assert names.offers == []
    assert np.array_equal(arrays.months, np.zeros(12))


@pytest.mark.parametrize(
    ("ids", "page", "expected"),
    [
        ([], 2, []),
        (["a"], 2, [("", "a")]),
        (["a", "b"], 2, [("", "b")]),
        (["a", "b", "c"], 2, [("", "b"), ("b", "c")]),
        (["a", "b", "c", "d"], 2, [("", "b"), ("b", "d")]),
        (["a", "b"], 1, [("", "a"), ("a", "b")]),
    ],
)
def test_pages_take_every_id_once(ids: list[str], page: int, expected: list[tuple[str, str]]) -> None:
    assert cuts(ids, page) == expected
