"""What nobody may send is refused on every engine: by the guard, and writes also by the engine itself."""

import json
from contextlib import suppress
from pathlib import Path

import pytest
from neo4j import GraphDatabase
from neo4j.exceptions import Neo4jError

from graph_kb.errors import ForbiddenCypher, GraphKBError, QueryError
from graph_kb.store import content_hash
from graph_kb.store.runtime import read_runtime
from graph_kb.workbench.asking import ask_free

CORPUS = json.loads((Path(__file__).parents[2] / "corpus" / "refused_cypher.json").read_text(encoding="utf-8"))
WRITES = [one["text"] for one in CORPUS if one["kind"] == "write"]


@pytest.fixture(scope="module")
def unchanged(graph):
    before = content_hash(graph)
    yield
    assert content_hash(graph) == before


@pytest.mark.usefixtures("unchanged")
def test_the_guard_refuses_every_statement_of_the_corpus(graph):
    for one in CORPUS:
        with pytest.raises(ForbiddenCypher):
            ask_free(graph, one["text"], {"n": 1, "url": "file:///etc/passwd", "p": 1, "label": "A", "props": {}})


@pytest.mark.usefixtures("unchanged")
def test_nothing_that_is_sent_as_a_read_changes_anything(graph):
    for text in WRITES:
        with suppress(GraphKBError):
            graph.read(text, trusted=False)


@pytest.mark.embedded
@pytest.mark.usefixtures("unchanged")
def test_the_account_that_reads_cannot_commit_a_write(graph):
    runtime = read_runtime(graph._settings.place)
    refused = 0
    with GraphDatabase.driver(runtime.uri, auth=runtime.reader) as driver, driver.session() as session:
        for text in WRITES:
            try:
                session.run(text).consume()
            except Neo4jError:
                refused += 1
    # The rest are commands that this engine takes for nothing.
    assert refused >= 0.9 * len(WRITES)


@pytest.mark.neo4j
def test_the_engine_itself_says_what_a_statement_would_do(graph):
    kinds = set()
    for text in WRITES:
        with pytest.raises(GraphKBError) as caught:
            graph.read(text, trusted=False)
        kinds.add("more than a read" in str(caught.value))
    assert True in kinds


def test_a_read_passes_and_is_cut_at_both_limits(graph):
    text = "MATCH (n) RETURN n.id AS id ORDER BY id"
    whole = graph.read(text, trusted=False)
    assert not whole.truncated
    assert graph.read(text, limit=3, trusted=False).rows == whole.rows[:3]
    cut = graph.read(text, most_bytes=200, trusted=False)
    assert cut.truncated
    assert 0 < len(cut) < len(whole)
    assert cut.rows == whole.rows[: len(cut)]


@pytest.mark.parametrize("value", [2**63, object(), {1: 2}, {1, 2}])
def test_parameters_of_no_kind_that_engines_know_are_refused(graph, value):
    with pytest.raises(QueryError, match="parameter"):
        graph.read("RETURN $x AS x", {"x": value})
