"""The staging base: what was added is there after a flush, whatever its portions, and little of it waits in memory."""

from __future__ import annotations

import pytest

from graph_kb.errors import StoreError
from graph_kb.intake.staging import StagingBase

TABLES = "CREATE TABLE a (x BIGINT, y VARCHAR, k VARCHAR); CREATE TABLE b (x BIGINT);"


@pytest.fixture
def base(tmp_path):
    opened = StagingBase(tmp_path / "staging", TABLES)
    yield opened
    opened.close()


def test_rows_come_in_any_portions(base):
    for number in range(30_000):
        base.add("a", {"x": [number], "y": [None if number % 2 else "odd"]}, {"k": "one"})
    base.add("a", {"x": range(30_000, 50_000), "y": ["many"] * 20_000}, {"k": "many"})
    base.add("b", {"x": []})
    base.flush()
    assert base.count("SELECT COUNT(*) FROM a") == 50_000
    assert base.count("SELECT SUM(x) FROM a") == sum(range(50_000))
    assert list(base.rows("SELECT y, k, COUNT(*) FROM a GROUP BY ALL ORDER BY ALL")) == [
        ("many", "many", 20_000),
        ("odd", "one", 15_000),
        (None, "one", 15_000),
    ]


def test_what_waits_is_bounded_however_many_kinds_there_are(base):
    for kind in range(100):
        base.add("a", {"x": range(3000), "y": ["y"] * 3000}, {"k": str(kind)})
    assert base.count("SELECT COUNT(*) FROM a") >= 150_000
    base.flush()
    assert base.count("SELECT COUNT(*) FROM a") == 300_000


@pytest.mark.parametrize(
    "wrong", [{"x": ["a"], "y": ["b"]}, {"x": [1, "a"], "y": ["b", "c"]}, {"x": [1], "y": ["\ud800"]}]
)
def test_what_cannot_be_staged_is_said_in_our_words(base, wrong):
    base.add("a", wrong, {"k": "k"})
    with pytest.raises(StoreError, match="cannot be staged"):
        base.flush()
