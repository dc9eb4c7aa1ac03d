"""Every contradiction that the page of the starter set tells is found by the query, and no other is left untold."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

PAGE = (Path(__file__).parents[3] / "docs" / "uusimaa.md").read_text(encoding="utf-8")
SECTION = PAGE.partition("## Contradictions")[2].partition("\n## ")[0]
ONE_TIME, OTHER_TIMES = SECTION.split("Said of different times")


def told(text: str) -> list[tuple[str, str]]:
    """Subject and property of each row of the tables in a text."""
    return re.findall(r"^\|.*\| `([^`]+)` \| `([^`]+)` \|$", text, re.MULTILINE)


def found(base, **values) -> set[tuple[str, str]]:
    return {(row["subject_id"], row["property"]) for row in base.query("claims_that_disagree", values).rows}


@pytest.mark.parametrize(
    ("subject", "property_", "same_time"),
    [
        *((*pair, True) for pair in told(ONE_TIME)),
        *((*pair, False) for pair in told(OTHER_TIMES)),
    ],
)
def test_a_contradiction_of_the_page_is_found(base, subject, property_, same_time):
    assert (subject, property_) in found(base, subject_id=subject, same_time=same_time)


def test_what_is_found_by_default_is_told(base):
    # The two first days of a waste code come with the code lists.
    starter = {pair for pair in found(base) if not pair[0].startswith("low:")}
    assert starter == set(told(ONE_TIME))
    assert len(told(ONE_TIME)) == 17
    assert len(told(OTHER_TIMES)) == 10


def test_the_two_numbers_of_ekomo_disagree_although_one_says_autumn(base):
    rows = base.query("claims_that_disagree", {"subject_id": "network:ekomo"}).rows
    assert [(row["valid_for"], row["amount"], row["difference"]) for row in rows] == [
        ("2023", 11, "apart"),
        ("2023 autumn", 16, "apart"),
    ]
    assert rows[0]["rival_ids"] == [rows[1]["claim_id"]]


def test_a_bound_beside_another_number_is_told_apart_from_amounts_that_exclude_each_other(base):
    rows = base.query("claims_that_disagree", {"same_time": False}).rows
    homes = [row for row in rows if row["property"] == "heats_flats"]
    assert {(row["amount_max"], row["difference"]) for row in homes} == {
        (25000, "bound"),
        (14000, "bound"),
        (20000, "bound"),
    }
    # 78 to 95 degrees and "up to 95 degrees" say the same upper end.
    assert not [row for row in rows if row["property"] == "supply_temperature"]
