"""What a statement says about itself: columns as engines name them, properties, keys, ids."""

from __future__ import annotations

import pytest

from graph_kb.model.schema import attribute_table
from graph_kb.queries import Library, examine
from graph_kb.workbench.advice import unknown_names


@pytest.mark.parametrize(
    ("items", "expected"),
    [
        ("f.name, count( * ) AS n, f", ("f.name", "n", "f")),
        ("toUpper( f.name ),\n  1 +\n  2", ("toUpper( f.name )", "1 +\n  2")),
        ("DISTINCT f {.name}, `odd name`", ("f {.name}", "odd name")),
        ("f.name ORDER BY f.name LIMIT 3", ("f.name",)),
        ("*", ()),
    ],
)
def test_columns_are_called_as_engines_call_them(items, expected):
    assert examine(f"MATCH (f:Facility)\nRETURN {items}").returned[-1].headings == expected


def test_properties_keys_and_ids_are_told_apart():
    text = (
        "MATCH (f:Facility {id: 'facility:a'})-[r:OFFERS {method: 'x'}]->(o) WHERE o.amount > 1 "
        "WITH {total: o.amount} AS sums, f RETURN f {.name, own: 1}, sums.total"
    )
    statement = examine(text)
    assert statement.properties == {"id", "method", "amount", "name", "total"}
    assert statement.keys == {"total", "own"}
    assert statement.ids == {"facility:a"}
    assert list(unknown_names(statement)) == []


def test_misspelt_names_are_told_with_the_nearest():
    statement = examine("MATCH (f:facility)-[:OFERS]->(o:Offer) WHERE o.amonut > 1 RETURN o.as_of, date().year")
    told = list(unknown_names(statement))
    assert len(told) == 3
    assert "'OFERS': did you mean OFFERS" in told[0]
    assert "'facility': did you mean Facility" in told[1]
    assert "property 'amonut': did you mean amount" in told[2]


def test_every_shipped_query_speaks_of_what_the_schema_knows():
    assert {row.name for row in attribute_table()} >= {"id", "name", "amount"}
    for query in Library.load():
        assert list(unknown_names(examine(query.text))) == [], query.name
