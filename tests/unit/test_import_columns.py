"""Columns and values of the files that Neo4j's importer takes."""

import csv

import pytest

from graph_kb.errors import QueryError, StoreError
from graph_kb.model.schema import NODES, attributes
from graph_kb.store.neo4j_server.columns import LIST_MARK, LinkFiles, NodeFiles, csv_line, link_columns, node_columns


def test_columns_have_the_types_of_the_model():
    found = node_columns("Offer", ["id", "name", "amount", "months", "load_id", "filled_in", "record_hash"])
    assert found == (
        ":ID",
        "id:string",
        "name:string",
        "amount:double",
        "months:long[]",
        "load_id:string",
        "filled_in:string[]",
        "record_hash:string",
    )
    assert link_columns("INPUT_TO", "Resource", "Process", ["id", "role", "limit_max"]) == (
        ":START_ID",
        ":END_ID",
        "id:string",
        "role:string",
        "limit_max:double[]",
    )


@pytest.mark.parametrize("label", NODES)
def test_every_property_of_the_model_has_a_column(label):
    names = [one.name for one in attributes(label, NODES[label])]
    assert len(node_columns(label, names)) == 1 + len(names)


@pytest.mark.parametrize(
    "ask",
    [
        lambda: node_columns("Spy", ["id"]),
        lambda: node_columns("Offer", ["id", "spy"]),
        lambda: link_columns("OFFERS", "Offer", "Facility", []),
        lambda: link_columns("OFFERS", "Facility", "Offer", ["spy"]),
    ],
)
def test_what_the_model_does_not_know_is_refused(ask):
    with pytest.raises(StoreError, match=r"in the model|of the model"):
        ask()


def test_labels_and_types_are_plain_names():
    assert NodeFiles(("Resource", "Material"), (), ()).kind == "Resource:Material"
    for given in (NodeFiles(("A=B",), (), ()), LinkFiles("A,B", (), ())):
        with pytest.raises(QueryError):
            _ = given.kind


def test_values_are_quoted_so_that_they_come_back():
    values = ["plain", None, 'a "q", b', "two\nlines\rthree", 1.5, 3, True, False, ["x;y", 'z "w"'], [1, 2], 1e300]
    (row,) = csv.reader([csv_line(values)])
    assert row == [
        "plain",
        "",
        'a "q", b',
        "two\nlines\rthree",
        "1.5",
        "3",
        "true",
        "false",
        f'x;y{LIST_MARK}z "w"',
        f"1{LIST_MARK}2",
        "1e+300",
    ]
    assert csv_line(["a b", None]) == "a b,\n"
