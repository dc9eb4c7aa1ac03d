"""The facade: names to nodes, checks that find what is wrong, migration with a backup, every Bolt scheme."""

from __future__ import annotations

import pytest

from graph_kb.errors import QueryError, SchemaError, StoreError
from graph_kb.store import NodeRow, load_settings, open_graph, prepare, write_nodes
from graph_kb.store.runtime import read_runtime
from graph_kb.store.server import stop_server
from graph_kb.workbench.backup import restore, write_backup
from graph_kb.workbench.checks import check_graph, rehash, surpluses
from graph_kb.workbench.migration import migrate

AMMASSUO = "facility:ammassuo-eco-industrial-centre"


@pytest.fixture(scope="module")
def scratch(tmp_path_factory):
    """A graph of our own to spoil."""
    home = tmp_path_factory.mktemp("scratch")
    settings = load_settings({"GRAPH_KB_HOME": str(home)}, home)
    with open_graph(settings) as graph:
        prepare(graph)
        yield graph
    stop_server(settings)


@pytest.mark.parametrize(
    "text", [AMMASSUO, "Ämmässuo eco-industrial centre", "ammassuo ECO-industrial centre", "Ämmässuo eco"]
)
def test_an_id_a_name_or_a_part_of_it_finds_the_node(base, text):
    assert base.find(text) == AMMASSUO


def test_an_unclear_name_lists_what_fits_and_a_wrong_one_what_is_near(base):
    with pytest.raises(QueryError, match="fits several"):
        base.find("data centre")
    with pytest.raises(QueryError, match=r"nearest: .*Ämmässuo"):
        base.find("Ammasuo eco industrial center")


@pytest.mark.parametrize("scheme", ["bolt", "neo4j"])
def test_the_running_server_is_reached_by_its_address_alone(base, scheme):
    runtime = read_runtime(base.settings.home)
    user, password = runtime.writer
    variables = {
        "GRAPH_KB_HOME": str(base.settings.home),
        "GRAPH_KB_URI": runtime.uri.replace("bolt", scheme),
        "GRAPH_KB_USER": user,
        "GRAPH_KB_PASSWORD": password,
        "GRAPH_KB_DATABASE": runtime.database,
    }
    with open_graph(load_settings(variables, base.settings.home)) as graph:
        assert prepare(graph) == base.data_version
    wrong = load_settings({**variables, "GRAPH_KB_PASSWORD": "wrong"}, base.settings.home)
    with pytest.raises(StoreError, match="refuses the account"):
        open_graph(wrong)


def test_drawing_an_answer_without_ids_says_what_to_return(base):
    with pytest.raises(QueryError, match="return ids"):
        base.draw(base.cypher("RETURN 1 AS one"))


def test_checks_find_what_is_wrong(scratch):
    said = {"source_id": "source:s", "as_of": "2024", "method": "reported"}
    offer = {"id": "offer:alone", "name": "Alone", **said}
    write_nodes(scratch, [NodeRow(("Offer",), "offer:alone", offer)])
    write_nodes(scratch, [NodeRow(("Facility",), "facility:bare", {"id": "facility:bare", "name": "Bare"})])
    found = {(one.check, one.subject) for one in check_graph(scratch)}
    assert {("offer_without_resource", "offer:alone"), ("offer_without_facility", "offer:alone")} <= found
    assert ("no_provenance", "facility:bare") in found
    assert ("no_provenance", "offer:alone") not in found


def test_a_write_by_another_client_is_found_by_rehash(scratch):
    assert rehash(scratch) == []
    assert rehash(scratch) == []
    scratch.run("MATCH (f:Facility {id: 'facility:bare'}) SET f.name = 'Changed behind our back'")
    for _ in range(2):
        assert [(one.check, one.subject) for one in rehash(scratch)] == [("written_by_another_client", "facility:bare")]
    scratch.run("MATCH (f:Facility {id: 'facility:bare'}) SET f.name = 'Bare'")
    assert rehash(scratch) == []
    scratch.run("MATCH (o:Offer {id: 'offer:alone'}) SET o.note = 'kept'")
    scratch.run("MATCH (o:Offer {id: 'offer:alone'}) REMOVE o.note")
    assert rehash(scratch) == []


@pytest.mark.parametrize(
    ("ports", "expected"),
    [
        ([("INPUT_TO", "main", "t", 1.0), ("OUTPUTS", "main", "t", 1.0)], []),
        ([("INPUT_TO", "main", "t", 1.0), ("OUTPUTS", "main", "t", 0.8), ("OUTPUTS", "residue", "t", 0.3)], [0.1]),
        ([("INPUT_TO", "main", "t", 1.0), ("INPUT_TO", "co_input", "t", 0.5), ("OUTPUTS", "main", "t", 1.4)], []),
        ([("INPUT_TO", "main", "m3", 2.0), ("INPUT_TO", "co_input", "t", 0.1), ("OUTPUTS", "main", "t", 1.0)], []),
        ([("INPUT_TO", "main", "MWh", 1.0), ("OUTPUTS", "main", "MWh", None)], []),
    ],
)
def test_a_recipe_that_creates_matter_is_found(ports, expected):
    rows = [
        {"id": "process:p", "type": type_, "role": role, "unit": unit, "amount": amount}
        for type_, role, unit, amount in ports
    ]
    assert [round(surplus, 9) for _, _, surplus in surpluses(rows)] == expected


def test_migration_makes_a_backup_that_restores(scratch, tmp_path):
    steps = {1: ["MATCH (f:Facility {id: 'facility:bare'}) SET f.kind = 'migrated'"]}
    done = migrate(scratch, tmp_path, steps, target=2)
    assert (done.before, done.after) == (1, 2)
    assert scratch.read("MATCH (f:Facility {id: 'facility:bare'}) RETURN f.kind AS kind").rows == [{"kind": "migrated"}]
    with pytest.raises(SchemaError, match="graph-kb migrate"):
        prepare(scratch)
    with pytest.raises(SchemaError, match="no way"):
        migrate(scratch, tmp_path, target=1)
    scratch.run("MATCH (m:Meta {id: 'meta'}) SET m.schema_version = 1")
    scratch.run("MATCH (n) WHERE NOT n:Meta DETACH DELETE n")
    assert restore(scratch, done.backup) == 2
    assert scratch.read("MATCH (f:Facility) RETURN f.kind AS kind").rows == [{"kind": None}]


def test_a_missing_migration_step_is_refused(scratch, tmp_path):
    with pytest.raises(SchemaError, match="from schema version 1 to 3"):
        migrate(scratch, tmp_path, {1: []}, target=3)


def test_a_file_that_is_no_backup_is_refused(scratch, tmp_path):
    from graph_kb.errors import DataError

    bad = tmp_path / "bad.jsonl"
    bad.write_text("{}\n", encoding="utf-8")
    with pytest.raises(DataError, match="no backup"):
        restore(scratch, bad)
    good = tmp_path / "good.jsonl"
    write_backup(scratch, good)
    good.write_text(good.read_text(encoding="utf-8") + '{"labels": ["Off', encoding="utf-8")
    with pytest.raises(DataError, match=r"good\.jsonl:4: broken line"):
        restore(scratch, good)
