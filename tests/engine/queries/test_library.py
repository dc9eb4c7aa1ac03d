"""What every shipped query promises: it runs, gives plain values, and says nothing about what is not there."""

import re

import pytest

from graph_kb.model import NODES
from graph_kb.queries import Library

LIBRARY = {query.name: query for query in Library.load()}
GIVEN = {
    "code": "02",
    "facility_id": "facility:mill",
    "from_id": "facility:mill",
    "method": "estimated",
    "need_id": "need:greenhouse_heat",
    "network_id": "network:park",
    "node_id": "facility:mill",
    "offer_id": "offer:sludge",
    "resource_id": "resource:excess_heat",
    "subject_id": "offer:mill_bark",
    "text": "GR",
    "to_id": "facility:greenhouse",
}
EMPTY = {"loads", "paths_from_offer"}  # the park was not loaded by the intake; nobody runs a use of sludge
ID_PARAMETERS = [
    (query.name, each.name)
    for query in LIBRARY.values()
    for each in query.parameters
    if each.name.endswith("_id") or each.name == "code"
]


def needed(name):
    return {each.name: GIVEN[each.name] for each in LIBRARY[name].parameters if each.required}


def test_the_library_holds_the_rooms_it_should():
    assert {query.folder for query in LIBRARY.values()} == {"schema", "paths", "flows", "gaps", "programme", "trust"}
    assert len(LIBRARY) >= 28


@pytest.mark.parametrize("name", LIBRARY)
def test_every_query_gives_plain_values_and_no_row_twice(ask, name):
    values = needed(name) | ({"method": "estimated"} if name == "facts_by_method" else {})
    rows = ask(name, **values)
    assert rows or name in EMPTY
    cells = [cell for row in rows for value in row.values() for cell in (value if isinstance(value, list) else [value])]
    assert {type(cell) for cell in cells} <= {str, int, float, bool, type(None)}
    assert len({repr(row) for row in rows}) == len(rows)
    assert ask(name, **values) == rows


@pytest.mark.parametrize(("name", "parameter"), ID_PARAMETERS)
def test_an_id_of_nothing_gives_no_rows(ask, name, parameter):
    is_code = any(one.type == "waste_code" and one.name == parameter for one in LIBRARY[name].parameters)
    assert ask(name, **{**needed(name), parameter: "990000" if is_code else "nothing:here"}) == []


def test_nothing_walked_is_called_a_chain():
    for query in LIBRARY.values():
        assert "chain" not in query.text.replace("Paths, not chains", "").replace("|Chain {", "").lower()


@pytest.mark.parametrize("name", ["neighbourhood", "sources_of_node"])
def test_queries_of_any_node_name_all_labels_of_the_model(name):
    labels = re.search(r"MATCH \(n:([\w|\s]+) \{id", LIBRARY[name].text)
    assert labels
    assert re.split(r"\|\s*", labels[1]) == list(NODES)
