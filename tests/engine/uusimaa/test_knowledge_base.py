"""The facade: names to nodes, checks that find what is wrong, every Bolt scheme."""

from __future__ import annotations

import pytest

from graph_kb.errors import QueryError, StoreError
from graph_kb.store import NodeRow, load_settings, open_graph, prepare, write_records
from graph_kb.store.runtime import read_runtime
from graph_kb.store.server import stop_server
from graph_kb.workbench.checks import check_graph, rehash, surpluses
from graph_kb.workbench.find import find_end

AMMASSUO = "facility:ammassuo-eco-industrial-centre"


@pytest.fixture(scope="module")
def scratch(tmp_path_factory, new_graph):
    """A graph of our own to spoil, with an offer of nobody and a site that nobody states."""
    settings = new_graph(tmp_path_factory.mktemp("scratch"))
    said = {"source_id": "source:s", "as_of": "2024", "method": "reported"}
    with open_graph(settings) as graph:
        prepare(graph)
        write_records(graph, [NodeRow(("Offer",), "offer:alone", {"id": "offer:alone", "name": "Alone", **said})])
        write_records(graph, [NodeRow(("Facility",), "facility:bare", {"id": "facility:bare", "name": "Bare"})])
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


def test_paths_look_only_among_what_they_can_start_or_end_at(scratch):
    for label, name in (("Facility", "Sahatesti"), ("Organisation", "Sahatesti"), ("Need", "Boards of Sahatesti")):
        id_ = f"{label.lower()}:sahatesti"
        write_records(scratch, [NodeRow((label,), id_, {"id": id_, "name": name})])
    try:
        assert find_end(scratch, "Sahatesti", "Facility", "Offer") == "facility:sahatesti"
        assert find_end(scratch, "sahat", "Facility") == "facility:sahatesti"
        with pytest.raises(QueryError, match="is no Facility or Offer but a Need"):
            find_end(scratch, "need:sahatesti", "Facility", "Offer")
        with pytest.raises(QueryError, match="operates no facility"):
            find_end(scratch, "organisation:sahatesti", "Facility")
    finally:
        scratch.run("MATCH (n) WHERE n.id ENDS WITH ':sahatesti' DETACH DELETE n")


@pytest.mark.parametrize("text", ["Tikkurila Oy", "tikkurila oy", "organisation:tikkurila-oy"])
def test_an_organisation_stands_for_its_only_facility_on_paths(base, text):
    assert base.paths(text).parameters["facility_id"] == "facility:tikkurila-paint-plants"
    assert base.paths(AMMASSUO, to=text).parameters["to_id"] == "facility:tikkurila-paint-plants"


def test_an_organisation_of_several_facilities_lists_them(base):
    with pytest.raises(QueryError, match=r"operates several facilities: .*facility:ammassuo-2-power-plant"):
        base.paths("HSY Helsinki Region Environmental Services Authority")


@pytest.mark.parametrize("scheme", ["bolt", "neo4j"])
def test_the_running_server_is_reached_by_its_address_alone(base, scheme):
    runtime = read_runtime(base.settings.place)
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
    with pytest.raises(StoreError, match="refuses the account") as caught:
        open_graph(wrong)
    assert "GRAPH_KB_PASSWORD or GRAPH_KB_PASSWORD_FILE" in caught.value.hint


def test_drawing_an_answer_without_ids_says_what_to_return(base):
    with pytest.raises(QueryError, match="return ids"):
        base.draw(base.cypher("RETURN 1 AS one"))


def test_checks_find_what_is_wrong(scratch):
    found = {(one.check, one.subject) for one in check_graph(scratch)}
    assert {("offer_without_resource", "offer:alone"), ("offer_without_facility", "offer:alone")} <= found
    assert ("no_provenance", "facility:bare") in found
    assert ("no_provenance", "offer:alone") not in found


@pytest.mark.parametrize("missing", ["source_id", "as_of", "method"])
def test_a_relationship_that_does_not_say_who_states_it_is_found(scratch, missing):
    said = {"source_id": "source:s", "as_of": "2024", "method": "reported"}
    ends = "MATCH (f:Facility {id: 'facility:bare'}) MATCH (o:Offer {id: 'offer:alone'}) "
    scratch.run(f"{ends} CREATE (f)-[r:OFFERS]->(o) SET r = $said", {"said": {**said, missing: None}})
    try:
        found = [one.subject for one in check_graph(scratch) if one.check == "no_provenance"]
        assert "facility:bare-OFFERS-offer:alone" in found
        scratch.run(f"{ends} MATCH (f)-[r:OFFERS]->(o) SET r = $said", {"said": said})
        found = [one.subject for one in check_graph(scratch) if one.check == "no_provenance"]
        assert found == ["facility:bare"]
    finally:
        scratch.run("MATCH (:Facility {id: 'facility:bare'})-[r:OFFERS]->() DELETE r")


def test_a_rehash_tells_how_far_it_is(base):
    told = []
    assert rehash(base.graph, lambda *said: told.append(said)) == []
    phases, done, totals = zip(*told, strict=True)
    assert set(phases) == {"records"}
    assert list(done) == sorted(done)
    # Each record is read twice: for its own hash, and for that of the whole.
    assert done[-1] == totals[-1]
    assert len(set(totals)) == 1


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


def drawn_ids(base, text, **parameters):
    return {node.id for node in base.draw(base.cypher(text, parameters)).subgraph.nodes}


def test_what_nothing_joins_is_drawn_only_where_its_row_tells_of_nothing_else(base):
    offers = "MATCH (f:Facility)-[:OFFERS]->(o:Offer) RETURN o.id AS offer_id, o.source_id AS source_id, "
    alone = drawn_ids(base, f"{offers} 1 AS one LIMIT 3")
    assert {id_.partition(":")[0] for id_ in alone} == {"offer"}
    joined = drawn_ids(base, f"{offers} f.id AS site, 'network:ekomo' AS network_id LIMIT 3")
    assert {id_.partition(":")[0] for id_ in joined} == {"offer", "facility"}
    asked = drawn_ids(base, f"{offers} f.id AS site, $id AS network_id LIMIT 3", id="network:ekomo")
    assert "network:ekomo" in asked
    assert {id_.partition(":")[0] for id_ in drawn_ids(base, "MATCH (s:Source) RETURN s.id LIMIT 2")} == {"source"}


def test_a_site_in_a_municipality_has_a_place_without_coordinates(scratch):
    scratch.run("CREATE (:Facility {id: 'facility:nowhere'}) CREATE (:Facility {id: 'facility:in_town'})")
    scratch.run("MATCH (f:Facility {id: 'facility:in_town'}) CREATE (f)-[:LOCATED_IN]->(:Municipality {id: 'm:town'})")
    found = {one.subject for one in check_graph(scratch) if one.check == "facility_without_place"}
    assert found & {"facility:nowhere", "facility:in_town"} == {"facility:nowhere"}
    scratch.run("MATCH (n) WHERE n.id IN ['facility:nowhere', 'facility:in_town', 'm:town'] DETACH DELETE n")
