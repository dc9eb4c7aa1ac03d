"""Rows of the shipped queries on the park, found by hand in its tables."""

import pytest

from .expected import EXPECTED


def pick(rows, columns):
    return [tuple(row[column] for column in columns.split()) for row in rows]


@pytest.mark.parametrize(("name", "values", "columns", "rows"), EXPECTED)
def test_rows_are_those_found_by_hand(ask, name, values, columns, rows):
    assert pick(ask(name, **values), columns) == rows


@pytest.mark.parametrize(
    ("day", "members"),
    [
        (None, ["beer maker", "laboratory", "pulp maker", "town"]),
        ("2014-12-31", ["town"]),
        ("2018-05-31", ["pulp maker", "town"]),
        ("2018-06-01", ["beer maker", "pulp maker", "town"]),
        ("2021-12-31", ["beer maker", "pulp maker", "town"]),
        ("2022-03-14", ["pulp maker", "town"]),
        ("2022-03-15", ["laboratory", "pulp maker", "town"]),
    ],
)
def test_members_of_a_day(ask, day, members):
    assert [row["member"] for row in ask("members_of_network", network_id="network:park", on=day)] == members


def test_amounts_by_municipality_add_up(ask):
    rows = ask("flows_by_municipality", municipality_id="municipality:north")
    heat = next(row for row in rows if row["resource"] == "excess heat")
    assert pick([heat], "unit period offers offered offers_without_amount needs needed") == [
        ("MWh", "year", 2, 5000, 1, 1, 200)
    ]
    assert [row["needed"] for row in rows if row["resource"] == "bark"] == [None]


def test_neighbours_come_nearest_first_and_no_more_than_asked(ask):
    rows = ask("neighbourhood", node_id="offer:mill_bark", hops=2, max_rows=300)
    assert pick(rows, "id hops")[0] == ("offer:mill_bark", 0)
    found = {row["id"]: row["hops"] for row in rows}
    assert (found["facility:mill"], found["offer:mill_heat"]) == (1, 2)
    assert ask("neighbourhood", node_id="offer:mill_bark", hops=2, max_rows=3) == rows[:3]
    assert {row["hops"] for row in ask("neighbourhood", node_id="offer:mill_bark")} == {0, 1}


def test_find_ignores_case_and_puts_beginnings_first(ask):
    names = [row["name"] for row in ask("find", text="GR")]
    assert names[:2] == ["grain", "greenhouse"]
    assert "aggregate" in names[2:]
