"""The suite itself: its files have their form, its comparison sees what differs, its page is current."""

from __future__ import annotations

import math
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from neo4j.spatial import WGS84Point
from neo4j.time import Date, DateTime, Duration, Time

from .runner import Result
from .snippets import ENGINES, Difference, Snippet, load_differences, load_graphs, load_snippets, load_titles
from .values import parameter, plain, same, same_rows

ROOT = Path(__file__).parents[2]
LEAST_SNIPPETS = 150

plain_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


def test_there_are_enough_snippets_and_each_clause_has_some():
    snippets = load_snippets()
    assert len(snippets) >= LEAST_SNIPPETS
    assert {one.clause for one in snippets} == load_titles().keys()


def test_snippets_name_graphs_that_are_there():
    assert {one.graph for one in load_snippets() if one.graph} <= load_graphs().keys()


def test_differences_are_of_snippets_that_are_there():
    names = {one.name for one in load_snippets()}
    for engine, known in load_differences().items():
        assert known.keys() <= names, engine
        assert all(one.does.endswith(".") and one.write.endswith(".") for one in known.values()), engine


def test_every_engine_has_its_differences():
    assert tuple(load_differences()) == ENGINES


def test_the_page_is_current():
    script = ROOT / "scripts" / "make_conformance.py"
    answer = subprocess.run([sys.executable, str(script), "--check"], capture_output=True, text=True)
    assert answer.returncode == 0, answer.stdout + answer.stderr


@pytest.mark.parametrize(
    ("statement", "ordered"),
    [
        ("MATCH (n) RETURN n.id ORDER BY n.id", True),
        ("MATCH (n) RETURN n.id", False),
        ("MATCH (n) WITH n ORDER BY n.id RETURN n.id", False),
        ("RETURN COLLECT { MATCH (n {a: 1}) RETURN n ORDER BY n.id } AS list", False),
        ("RETURN COLLECT { MATCH (n) RETURN n } AS list ORDER BY list", True),
    ],
)
def test_order_matters_where_the_answer_is_ordered(statement, ordered):
    assert Snippet("a", "b", statement, "c", rows=[]).ordered is ordered


@pytest.mark.parametrize("more", [{}, {"rows": [], "refused": "Neo.X"}, {"rows": [], "runs": "twice"}])
def test_a_snippet_expects_one_thing(more):
    with pytest.raises(ValueError, match="expects rows or a refusal"):
        Snippet("a", "b", "RETURN 1", "c", **more)


@pytest.mark.parametrize(
    "values", [("refused", None), ("other rows", "Neo.X"), ("passes", None), ("setup refused", None)]
)
def test_a_difference_says_how_the_engine_differs(values):
    with pytest.raises(ValueError, match="a difference is one of"):
        Difference(values[0], "It does.", "Write.", values[1])


def test_a_listed_snippet_must_fail_in_the_listed_way():
    known = Difference("refused", "It refuses.", "Another.", "Neo.A")
    assert Result("refused", "Neo.A").fits(known)
    assert not Result("refused", "Neo.B").fits(known)
    assert not Result("other rows").fits(known)
    assert not Result("passes").fits(known)
    assert not Result("setup refused", "Neo.A").fits(known)
    assert Result("passes").fits(None)
    assert not Result("no answer").fits(None)


def test_other_rows_must_be_the_listed_ones():
    known = Difference("other rows", "It gives two.", "Another.", gives=[{"n": 1}, {"n": 2}])
    assert Result("other rows", found=[{"n": 2}, {"n": 1}]).fits(known)
    assert Result("other rows", found=([{"n": 2}, {"n": 1}], {"nodes_created": 1})).fits(known)
    assert not Result("other rows", found=[{"n": 2}]).fits(known)
    with pytest.raises(ValueError, match="gives"):
        Difference("no answer", "It is silent.", "Another.", gives=[])


def test_every_difference_of_rows_says_which():
    for engine, known in load_differences().items():
        silent = [name for name, one in known.items() if one.outcome == "other rows" and one.gives is None]
        assert silent == [], engine


def test_a_refusal_in_the_setup_is_not_the_expected_one(runner):
    code = "Neo.ClientError.Statement.SyntaxError"
    broken = Snippet("a", "b", "RETURN 1 AS one", "c", setup=["NO CYPHER"], refused=code)
    assert runner.run(broken).outcome == "setup refused"
    assert not runner.run(broken).fits(None)


@given(plain_values)
def test_a_value_is_the_same_as_itself_and_stays_plain(value):
    assert same(value, value)
    assert same(plain(value), value)


@given(st.lists(plain_values, max_size=5), st.randoms())
def test_rows_in_any_order_are_the_same_rows(rows, random):
    mixed = random.sample(rows, len(rows))
    assert same_rows(mixed, rows, ordered=False)
    assert not same_rows([*mixed, "one more"], rows, ordered=False)


@pytest.mark.parametrize(
    ("one", "other"), [(1, 1.0), (1, True), ("1", 1), ([1, 2], [2, 1]), ({"a": None}, {}), (None, 0)]
)
def test_unlike_values_are_not_the_same(one, other):
    assert not same(one, other)


def test_floats_are_compared_with_a_tolerance():
    assert same(0.1 + 0.2, 0.3)
    assert same(math.nan, math.nan)
    assert not same(0.3, 0.31)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (Date(2024, 2, 29), {"date": "2024-02-29"}),
        (Duration(months=1, days=2), {"duration": "P1M2D"}),
        (DateTime(2024, 2, 29, 12, 30, 15, 500_000_000), {"localdatetime": "2024-02-29T12:30:15.5"}),
        (Time(12, 30), {"localtime": "12:30:00"}),
        (WGS84Point((25.0, 60.0)), {"point": [25.0, 60.0], "srid": 4326}),
    ],
)
def test_values_of_the_driver_have_a_plain_form(value, expected):
    assert plain(value) == expected
    if not isinstance(value, Time):
        assert parameter(expected) == value
