"""What the guard refuses, and the reason it gives.

The corpus holds Cypher that may write, read files, call procedures, run for ever, or be read otherwise by an engine
than by the guard; tests/engine/queries/test_refused.py sends it to the engines.
"""

import json
from collections import Counter
from pathlib import Path

import pytest

from graph_kb.errors import ForbiddenCypher
from graph_kb.queries import check_read_only

CORPUS = json.loads((Path(__file__).parents[1] / "corpus" / "refused_cypher.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("one", CORPUS, ids=lambda one: f"{one['kind']}: {one['text'][:60]!a}")
def test_it_is_refused_and_the_reason_told(one):
    with pytest.raises(ForbiddenCypher) as caught:
        check_read_only(one["text"])
    assert one["reason"] in str(caught.value)


def test_the_corpus_is_large_and_says_nothing_twice():
    assert len(CORPUS) >= 240
    assert len({one["text"] for one in CORPUS}) == len(CORPUS)
    assert min(Counter(one["kind"] for one in CORPUS).values()) >= 20
