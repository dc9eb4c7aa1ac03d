"""Several writers on one graph, and the data version that tells them apart.

One server serves all of these tests; each begins with a graph as new.
"""

from __future__ import annotations

import contextlib
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from graph_kb.errors import QueryError
from graph_kb.store import (
    LinkRow,
    NodeRow,
    Written,
    data_version,
    open_graph,
    prepare,
    write_records,
    writer,
)
from graph_kb.store.claims import Run
from graph_kb.store.server import stop_server

from .conftest import node

SAID = {"source_id": "source:t", "as_of": "2023", "method": "measured"}
NUMBERS = range(200)


@pytest.fixture(scope="module")
def served(tmp_path_factory, new_graph):
    """Settings of the server."""
    found = new_graph(tmp_path_factory.mktemp("writers"))
    yield found
    stop_server(found)


@pytest.fixture
def graph(served):
    with open_graph(served) as opened:
        prepare(opened)
        opened.run("MATCH (n) WHERE NOT n:Meta DETACH DELETE n")
        opened.run("MATCH (m:Meta) SET m.data_version = 0 REMOVE m.writer, m.writer_since")
        yield opened


@pytest.fixture
def side_by_side(monkeypatch):
    """Runs two writers that look at the graph at the same moment, as far as both get there."""
    barrier, compare = threading.Barrier(2, timeout=20), writer.compare

    def compare_together(*arguments):
        plan = compare(*arguments)
        with contextlib.suppress(threading.BrokenBarrierError):
            barrier.wait(2)
        return plan

    def run(work, given):
        monkeypatch.setattr(writer, "compare", compare_together)
        with ThreadPoolExecutor(2) as pool:
            return list(pool.map(work, given))

    return run


def members(graph, load: str, **how: Any) -> Written:
    """Write that every organisation is a member of a network."""
    ends = [(f"organisation:{n}", f"network:{n % 3}") for n in NUMBERS]
    rows = [
        LinkRow(
            "MEMBER_OF", "Organisation", start, "Network", end, f"MEMBER_OF|{start}|{end}", {**SAID, "load_id": load}
        )
        for start, end in ends
    ]
    return write_records(graph, rows, **how)


def write_ends(graph) -> None:
    write_records(graph, [node(n) for n in NUMBERS])
    networks = [{"id": f"network:{n}", "name": f"N{n}", **SAID} for n in range(3)]
    write_records(graph, [NodeRow(("Network",), one["id"], one) for one in networks])


def number_of_members(graph) -> int:
    return graph.read("MATCH ()-[r:MEMBER_OF]->() RETURN count(r) AS n").rows[0]["n"]


def test_two_writers_double_no_relationship(graph, side_by_side):
    write_ends(graph)
    done = side_by_side(lambda load: members(graph, load), ["load:a@1", "load:b@1"])
    assert sorted(one.created for one in done) == [0, 200]
    assert number_of_members(graph) == 200


def test_two_writers_may_state_the_same_new_nodes(graph, side_by_side):
    """The second one breaks a constraint before it can claim its version: it compares again, and finds them."""
    done = side_by_side(lambda _: write_records(graph, [node(n) for n in NUMBERS]), "ab")
    assert sorted((one.created, one.unchanged) for one in done) == [(0, 200), (200, 0)]
    assert graph.read("MATCH (o:Organisation) RETURN count(o) AS n").rows == [{"n": 200}]


def test_what_the_engine_refuses_is_told_when_nobody_was_faster(graph):
    write_records(graph, [node(1)])
    with pytest.raises(QueryError):
        write_records(graph, [node(1)], run=Run(), new_since=data_version(graph))


def test_a_changed_relationship_keeps_its_key(graph):
    """Without it the next load would not find it, and make it once more."""
    write_ends(graph)
    ends = ("Organisation", "organisation:1", "Network", "network:1")

    def state(role, load):
        said = {**SAID, "role": role, "load_id": load}
        return write_records(graph, [LinkRow("MEMBER_OF", *ends, "MEMBER_OF|organisation:1|network:1", said)])

    assert state("partner", "load:a@1").created == 1
    assert state("host", "load:a@2").updated == 1
    assert state("host", "load:a@3").unchanged == 1
    found = graph.read("MATCH ()-[r:MEMBER_OF]->() RETURN r.id AS id, r.role AS role").rows
    assert found == [{"id": "MEMBER_OF|organisation:1|network:1", "role": "host"}]


@pytest.mark.parametrize("lost", ["record_hash", "load_id", "id"])
def test_a_record_that_lost_what_we_keep_of_it_harms_no_load(graph, lost):
    """Another client wrote it, say: it is stated anew where it can be, and never hides that nothing was written."""
    write_ends(graph)
    assert members(graph, "load:a@1").created == 200
    graph.run(f"MATCH (:Organisation {{id: 'organisation:1'}})-[r:MEMBER_OF]->() REMOVE r.{lost}")
    members(graph, "load:a@2")
    assert members(graph, "load:a@3").unchanged == 200


def test_two_writers_lose_no_property(graph, side_by_side):
    def fill(extra: dict[str, str]) -> Written:
        more = {**SAID, **extra, "load_id": f"load:{next(iter(extra))}@1"}
        ids = [f"organisation:{n}" for n in NUMBERS]
        return write_records(graph, [NodeRow(("Organisation",), id_, {"id": id_, "name": "n", **more}) for id_ in ids])

    write_ends(graph)
    side_by_side(fill, [{"website": "w"}, {"business_id": "1234567-1"}])
    text = "MATCH (o:Organisation) WHERE o.website = 'w' AND o.business_id IS NOT NULL RETURN count(o) AS n"
    assert graph.read(text).rows == [{"n": 200}]


def test_who_takes_the_graph_for_empty_and_was_overtaken_compares_after_all(graph):
    """Both began when there was no member; the second one must not double what the first one wrote."""
    write_ends(graph)
    began = data_version(graph)
    assert members(graph, "load:a@1", run=Run(), new_since=began).created == 200
    assert members(graph, "load:b@1", run=Run(), new_since=began).created == 0
    assert number_of_members(graph) == 200


def test_batches_of_one_run_do_not_overtake_each_other_and_somebody_else_between_them_does(graph, monkeypatch):
    run, began = Run(), data_version(graph)
    with monkeypatch.context() as patch:
        patch.setattr(writer, "compare", lambda *_: pytest.fail("a batch of the same run was overtaken"))
        for number in (1, 2):
            assert write_records(graph, [node(number)], run=run, new_since=began).created == 1
    assert data_version(graph) == began + 2
    write_records(graph, [node(3)])
    third = write_records(graph, [node(3)], run=run, new_since=began)
    assert (third.created, third.unchanged, third.found) == (0, 1, ["organisation:3"])


def test_data_version_rises_only_with_a_change(graph):
    assert data_version(graph) == 0
    assert write_records(graph, [node(1), node(2)]).created == 2
    assert data_version(graph) == 1
    assert write_records(graph, [node(1), node(2)]).unchanged == 2
    assert data_version(graph) == 1
    assert write_records(graph, [node(1, "other"), node(2)]).updated == 1
    assert data_version(graph) == 2
