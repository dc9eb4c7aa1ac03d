"""A file of rejected rows that is fed back adds to its source: it changes nothing of it and takes nothing back."""

from __future__ import annotations

import pytest

from graph_kb.store import content_hash


@pytest.fixture
def rejected(loading):
    """Load streams of which some are rejected; give the mapping and the file of rejected rows."""

    def run(*streams):
        mapping = loading.streams(list(streams))
        (file,) = loading.base.load(mapping, rejects=mapping.parent / "rejects").reject_files
        return mapping, file

    return run


def mend(file, old, new):
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


def amounts(loading):
    return {row["id"]: row["t"] for row in loading.graph.read("MATCH (o:Offer) RETURN o.id AS id, o.amount AS t")}


@pytest.mark.parametrize("dry_run", [True, False])
def test_a_row_that_contradicts_the_graph_is_rejected_again(loading, rejected, dry_run):
    mapping, file = rejected(("plant a", "slag", 10), ("plant a", "slag", 11), ("plant b", "ash", "many"))
    before = content_hash(loading.graph)
    mend(file, "ash,many", "ash,5")
    done = loading.base.load(mapping, tables=[file], rejects=mapping.parent / "rejects", dry_run=dry_run)
    (issue,) = done.issues
    assert (issue.row, issue.column, issue.code) == (2, "amount", "duplicate_id")
    assert "offer:plant-a/slag is in the graph with other values: amount 10.0, here 11.0" in issue.message
    assert "load all of it" in issue.suggestion
    assert (done.rows_rejected, done.written.numbers()["removed"]) == (1, 0)
    assert done.written.created == 3
    if dry_run:
        assert content_hash(loading.graph) == before
    else:
        assert amounts(loading) == {"offer:plant-a/slag": 10, "offer:plant-b/ash": 5}


def test_what_mended_rows_leave_blank_stays(loading, rejected):
    mapping, file = rejected(("plant a", "slag", 10), ("plant a", "slag", "many"))
    whole = content_hash(loading.graph)
    mend(file, "slag,many", "slag,")
    done = loading.base.load(mapping, tables=[file]).written
    assert (done.created, done.updated) == (0, 0)
    assert content_hash(loading.graph) == whole


def test_a_mended_row_takes_no_relationship_back(loading, rejected):
    mapping, file = rejected(("plant a", "slag", 10), ("plant a", "ash", "many"))
    # The site of the offer is another one now; the old one stays, as the file is no new version of the source.
    text = mapping.read_text(encoding="utf-8")
    mapping.write_text(text.replace("offer, columns: [site, stream]", "offer, columns: [stream]"), encoding="utf-8")
    loading.base.load(mapping)
    mend(file, "plant a,ash,many", "plant b,slag,10")
    assert loading.base.load(mapping, tables=[file]).written.removed == 0
    found = loading.graph.read("MATCH (f)-[:OFFERS]->(o {id: 'offer:slag'}) RETURN f.id AS id ORDER BY id").rows
    assert [row["id"] for row in found] == ["facility:plant-a", "facility:plant-b"]


def test_a_new_version_beside_the_mended_rows_is_one(loading, rejected):
    """Given together, the source itself may change what is in the graph."""
    mapping, file = rejected(("plant a", "slag", 10), ("plant b", "ash", "many"))
    mend(file, "ash,many", "ash,5")
    loading.streams([("plant a", "slag", 12)])
    done = loading.base.load(mapping, tables=[mapping.parent / "streams.csv", file])
    assert (done.rows_rejected, done.written.updated) == (0, 1)
    assert amounts(loading) == {"offer:plant-a/slag": 12, "offer:plant-b/ash": 5}


def test_mended_rows_may_meet_another_source(loading, rejected):
    loading.base.load(loading.streams([("plant a", "slag", 7)], "other"))
    mapping, file = rejected(("plant b", "ash", 1), ("plant a", "slag", "many"))
    mend(file, "slag,many", "slag,8")
    done = loading.base.load(mapping, tables=[file])
    assert (done.rows_rejected, done.written.kept) == (0, 1)
    assert amounts(loading)["offer:plant-a/slag"] == 7
