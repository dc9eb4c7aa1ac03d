"""The Cypher script: run by the engine, it makes the same graph, whatever the texts hold."""

import pytest

from graph_kb.store import content_hash, counts, data_version
from graph_kb.workbench.cypher_script import literal, write_cypher

from .hostile import HOSTILE, write_hostile


def run_script(graph, path):
    """Run each statement, as a tool does that reads the script line by line."""
    text = path.read_text(encoding="utf-8")
    graph.run("MATCH (n) DETACH DELETE n")
    for line in text.removesuffix("\n").split("\n"):
        if not line.startswith("//"):
            assert line.endswith(";")
            graph.run(line.removesuffix(";"))


def test_the_park_is_made_again(graph, other, tmp_path):
    path = tmp_path / "park.cypher"
    written = write_cypher(graph, path)
    run_script(other, path)
    assert (content_hash(other), counts(other)) == (content_hash(graph), counts(graph))
    assert sum(counts(other).values()) > written
    assert data_version(other) == data_version(graph)


def test_hostile_texts_stay_texts(other, tmp_path):
    write_hostile(other)
    before, numbers = content_hash(other), counts(other)
    path = tmp_path / "hostile.cypher"
    write_cypher(other, path)
    run_script(other, path)
    assert (content_hash(other), counts(other)) == (before, numbers)
    names = other.read("MATCH (n:Network) RETURN n.name AS name").rows
    assert {row["name"] for row in names} == set(HOSTILE)


@pytest.mark.parametrize("value", [*HOSTILE, 1, -1, 1.0, -0.1, 1e300, 1e-300, True, False, [], ["a'", 1], 2**53 + 1])
def test_a_literal_is_read_as_the_value(other, value):
    (row,) = other.read(f"RETURN {literal(value)} AS value").rows
    assert row["value"] == value
    assert type(row["value"]) is type(value)


def test_statements_are_no_longer_than_a_batch(other, tmp_path):
    write_hostile(other)
    rows = [{"id": f"network:m{number}", "name": "m", "source_id": "source:s"} for number in range(450)]
    said = "SET n.as_of = '2024', n.method = 'reported'"
    other.run(f"UNWIND $rows AS row CREATE (n:Network) SET n = row {said}", {"rows": rows})
    path = tmp_path / "many.cypher"
    write_cypher(other, path)
    lines = [line for line in path.read_text(encoding="utf-8").split("\n") if "CREATE (n:`Network`)" in line]
    assert [line.count("source_id: ") for line in lines] == [200, 200, 50 + len(HOSTILE)]
