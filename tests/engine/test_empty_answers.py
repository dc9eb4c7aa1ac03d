"""An empty answer says why it may be empty."""

import pytest

from graph_kb.queries import Library
from graph_kb.workbench.asking import ask_free, ask_named


@pytest.mark.parametrize(
    ("name", "values", "warning"),
    [
        ("organisations_by_kind", {"kind": "firm"}, "kind: no Organisation has 'firm'; those that occur are company"),
        ("largest_offers", {"unit": "kg"}, "unit: no Offer has 'kg'; those that occur are MWh, t"),
        ("largest_offers", {"resource_kind": "Gas"}, "no Resource has 'Gas'; those that occur are Energy, Material"),
    ],
)
def test_a_named_query_tells_the_values_that_occur(graph, name, values, warning):
    result = ask_named(graph, Library.load(), name, values)
    assert not result.rows
    assert any(warning in one for one in result.warnings)


def test_a_value_that_occurs_is_not_told(graph):
    result = ask_named(graph, Library.load(), "largest_offers", {"unit": "MWh", "resource_kind": "Material"})
    assert (result.rows, result.warnings) == ([], ())


def test_free_cypher_tells_the_arrow_that_points_the_wrong_way(graph):
    text = "MATCH (f:Facility)<-[:OFFERS]-(o:Offer) WHERE o.unit = $unit RETURN f.id AS id"
    assert len(ask_free(graph, text, {"unit": "kg"}).warnings) == 2
    right = ask_free(graph, text.replace("<-", "-").replace("]-", "]->"), {"unit": "t"})
    assert right.rows
    assert right.warnings == ()
