"""Parts of the graph in every form, read back with other readers and held against the JSON."""

from __future__ import annotations

import csv
import io
import json
import re
from xml.etree import ElementTree

import networkx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph_kb.views import LinkItem, NodeItem, Subgraph
from graph_kb.workbench.formats import FORMATS

from .forms import READERS, as_csv, as_gexf, as_graphml, as_json, as_ndjson, text_of, without

PLANT = "facility:vantaa-waste-to-energy-plant"
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
NUMBER = re.compile(r"-\d+(\.\d+)?(e[-+]\d+)?")
ASKED = [
    {"around": PLANT, "steps": 2},
    {"query": "paths_from_facility", "p.facility_id": PLANT, "p.max_processes": 1},
    {"query": "label_counts"},
]
META = {"data_version": 7, "made_by": {"engine": "graph"}, "units": {"latitude": "deg"}, "truncated": False}


def expected(nodes, links, form):
    """What a form can say of the same: lists and numbers are texts where it has no others."""

    def said(properties):
        if form == "csv":
            return {name: in_cell(value) for name, value in properties.items() if in_cell(value)}
        if form in ("graphml", "gexf"):
            return {name: text_of(value) for name, value in properties.items()}
        return properties

    return (
        {id_: (labels, said(properties)) for id_, (labels, properties) in nodes.items()},
        {id_: (*head, said(properties)) for id_, (*head, properties) in links.items()},
    )


def in_cell(value):
    text = text_of(value)
    if isinstance(text, str) and text.startswith(FORMULA):
        text = f"'{text}"
    return str(text).replace("\r\n", "\n").replace("\r", "\n")


def numbers_as_numbers(told):
    return json.loads(json.dumps(told), parse_int=float)


@pytest.mark.parametrize("asked", ASKED, ids=lambda asked: asked.get("query", "around"))
@pytest.mark.parametrize("form", READERS)
def test_every_form_says_the_same(client, form, asked):
    whole = client.get("/v1/graph", params=asked)
    other = client.get("/v1/graph", params={**asked, "format": form})
    assert other.status_code == 200, other.text
    assert other.headers["content-type"].partition(";")[0] == FORMATS[form].media_type
    nodes, links = as_json(whole.content)
    found = READERS[form](other.content)
    wanted = expected(nodes, links, form)
    assert found[0].keys() == nodes.keys()
    assert found[1].keys() == links.keys()
    assert numbers_as_numbers(found) == numbers_as_numbers(wanted)


def test_a_neighbourhood_is_that_of_the_graph(client, base):
    text = "MATCH (n:Facility {id: $id})-[r]-(m) WHERE NOT m:Source AND NOT m:Claim RETURN DISTINCT m.id AS id"
    expected_ids = {PLANT, *(row["id"] for row in base.graph.read(text, {"id": PLANT}))}
    nodes, links = as_json(client.get(f"/v1/graph?around={PLANT}").content)
    assert nodes.keys() == expected_ids
    assert links
    for id_, (_, properties) in nodes.items():
        assert properties.keys().isdisjoint({"record_hash", "load_id", "filled_in", "id"}), id_


def test_chains_give_what_their_certificates_rest_on(client, base):
    found = base.chains(PLANT, day="2026-01-01", k=2, time_limit=20)
    assert found.certificates
    for one in found.certificates:
        answer = client.get("/v1/graph", params={"chain": one["hash"]})
        nodes, links = as_json(answer.content)
        named = {fact["subject"] for fact in one["facts"]}
        assert {id_ for id_ in named if "|" not in id_} <= nodes.keys()
        assert {id_ for id_ in named if "|" in id_} >= {"|".join(id_.split("|")[:3]) for id_ in links} & named
        assert {one["source"], one["need"]} <= nodes.keys()
        assert links
    every = as_json(client.get("/v1/graph", params={"chain": [one["hash"] for one in found.certificates]}).content)
    assert nodes.items() <= every[0].items()
    assert client.get("/v1/graph?chain=0123456789").status_code == 404
    assert client.get("/v1/graph?chain=../settings").status_code == 422


def test_facilities_and_what_stands_at_them_are_features(client):
    answer = client.get("/v1/graph", params={"around": PLANT, "steps": 2, "format": "geojson"})
    nodes, links = as_json(client.get("/v1/graph", params={"around": PLANT, "steps": 2}).content)
    told = answer.json()
    assert told["type"] == "FeatureCollection"
    assert told["graph_kb"]["data_version"] > 0
    features = {one["id"]: one for one in told["features"]}
    assert {id_ for id_, (labels, _) in nodes.items() if labels[0] == "Facility"} <= features.keys() <= nodes.keys()
    assert told["graph_kb"]["left_out"] == {"nodes": len(nodes) - len(features), "links": len(links)}
    for id_, feature in features.items():
        properties = nodes[id_][1]
        said = without(feature["properties"], "labels", "facility")
        assert (feature["type"], said) == ("Feature", properties)
        site = nodes[feature["properties"].get("facility", id_)][1]
        place = [site["longitude"], site["latitude"]] if "longitude" in site else None
        assert feature["geometry"] == (place and {"type": "Point", "coordinates": place})
    assert any(one["properties"]["labels"][0] == "Offer" for one in told["features"])


def test_linked_data_expands_to_words_of_schema_org(client):
    document = client.get("/v1/graph", params={"around": PLANT, "format": "jsonld"}).json()
    served = client.get("/v1/graph/context.jsonld")
    assert served.headers["content-type"] == "application/ld+json"
    assert served.json()["@context"] == document["@context"]
    terms = document["@context"]

    def iri(term):
        said = terms.get(term, terms["@vocab"] + term)
        said = said["@id"] if isinstance(said, dict) else said
        prefix, _, rest = said.partition(":")
        return terms[prefix] + rest if prefix in ("schema", "rdf") else said

    site = next(one for one in document["@graph"] if one.get("@id") == PLANT)
    expanded = {iri(name): value for name, value in site.items() if not name.startswith("@")}
    assert expanded["https://schema.org/name"] == site["name"]
    assert expanded["https://schema.org/latitude"] == site["latitude"]
    assert expanded["urn:graph-kb:model:OFFERS"]
    assert {"Facility", "schema:Place"} <= set(site["@type"])
    statement = next(one for one in document["@graph"] if one["@type"] == "rdf:Statement")
    assert iri("subject") == "http://www.w3.org/1999/02/22-rdf-syntax-ns#subject"
    assert statement["subject"] in {one.get("@id") for one in document["@graph"]}
    assert all(":" in iri(name) for one in document["@graph"] for name in one if not name.startswith("@"))


@pytest.mark.parametrize("form", FORMATS)
def test_every_form_says_how_it_was_made(client, form):
    answer = client.get("/v1/graph", params={"around": PLANT, "limit": 5, "format": form})
    assert answer.headers["graph-kb-truncated"] == "true"
    version = answer.headers["graph-kb-data-version"]
    text = answer.text.replace("&quot;", '"')
    assert re.search(rf"data_version\W+{version}\b|d\d+\W+{version}\b", text), form
    for word in ("made_by", "truncated", "deg", PLANT, "only the first 5 nodes are here"):
        assert word in text, (form, word)


def test_graphml_and_gexf_carry_it_where_they_have_a_place_for_it(client):
    asked = {"around": PLANT, "limit": 5}
    graph = networkx.parse_graphml(client.get("/v1/graph", params={**asked, "format": "graphml"}).text)
    assert json.loads(graph.graph["units"])["latitude"] == "deg"
    assert graph.graph["truncated"] is True
    tree = ElementTree.fromstring(client.get("/v1/graph", params={**asked, "format": "gexf"}).text)  # noqa: S314 - our own
    said = tree.find("{http://www.gexf.net/1.2draft}meta/{http://www.gexf.net/1.2draft}description").text
    assert json.loads(json.loads(said)["units"])["latitude"] == "deg"


def test_csv_says_units_in_rows_about_the_table(client):
    answer = client.get("/v1/graph", params={"around": PLANT, "format": "csv"})
    about = {row["id"]: row["said"] for row in csv.DictReader(io.StringIO(answer.text)) if row["record"] == "about"}
    assert about["unit of latitude"] == "deg"
    assert about["data_version"] == answer.headers["graph-kb-data-version"]


def test_nodes_are_bounded_and_it_is_said(client):
    answer = client.get("/v1/graph", params={"around": PLANT, "steps": 2, "limit": 7}).json()
    assert len(answer["data"]["nodes"]) == 7
    assert answer["meta"]["truncated"] is True
    assert any("first 7 nodes" in one for one in answer["meta"]["warnings"])
    assert PLANT in {one["id"] for one in answer["data"]["nodes"]}
    whole = client.get("/v1/graph", params={"around": PLANT}).json()
    assert whole["meta"]["truncated"] is False
    exact = client.get("/v1/graph", params={"around": PLANT, "limit": len(whole["data"]["nodes"])}).json()
    assert exact["meta"]["truncated"] is False
    assert exact["data"] == whole["data"]


@pytest.mark.parametrize(
    ("accept", "form"),
    [
        ("application/geo+json", "geojson"),
        ("application/geo+json;q=0.1, text/csv;q=0.9", "csv"),
        ("text/*", "csv"),
        ("*/*", "json"),
        ("text/html, */*;q=0.1", "json"),
        ("application/json;q=0, */*", "ndjson"),
    ],
)
def test_a_form_is_chosen_by_what_is_accepted(client, accept, form):
    answer = client.get("/v1/graph", params={"around": PLANT, "limit": 3}, headers={"accept": accept})
    assert answer.headers["content-type"].partition(";")[0] == FORMATS[form].media_type
    assert answer.headers["etag"]


@pytest.mark.parametrize(
    ("asked", "accept", "status", "said"),
    [
        ({"around": PLANT}, "image/png", 406, "graphml (application/graphml+xml)"),
        ({"around": PLANT, "format": "grafml"}, "*/*", 406, "graphml"),
        ({}, "*/*", 400, "around=ID"),
        ({"around": PLANT, "query": "label_counts"}, "*/*", 400, "exclude each other"),
        ({"around": PLANT, "p.facility_id": PLANT}, "*/*", 400, "p.facility_id"),
        ({"query": "label_counts", "steps": 1}, "*/*", 400, "steps"),
        ({"around": "facility:nowhere"}, "*/*", 404, "facility:nowhere"),
        ({"around": PLANT, "steps": 3}, "*/*", 422, "steps"),
        ({"query": "paths_from_facility"}, "*/*", 400, "facility_id"),
        ({"query": "label_counts", "p.facility_id": PLANT}, "*/*", 400, "facility_id"),
        ({"query": "label_counts", "p.nonsense": "x"}, "*/*", 422, "p.nonsense"),
        ({"query": "nothing"}, "*/*", 400, "nothing"),
    ],
)
def test_what_makes_no_sense_is_refused(client, asked, accept, status, said):
    answer = client.get("/v1/graph", params=asked, headers={"accept": accept})
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert said in answer.text


HOSTILE = st.one_of(
    st.text(max_size=30),
    st.sampled_from(
        [
            "=1+1",
            "@SUM(A1)",
            "</data><script>",
            "]]>",
            "\x00\x1b[31m",
            "\ufffe",
            "a\r\nb",
            "a\rb",
            "\u202eabc",
            "'",
            '"',
        ]
    ),
)
VALUES = st.one_of(
    HOSTILE,
    st.booleans(),
    st.integers(-(2**53), 2**53),
    st.floats(allow_nan=False, allow_infinity=False),
    st.lists(HOSTILE.filter(bool), min_size=1, max_size=3),
)
NAMES = st.sampled_from(
    ["name", "note", "value", "type", "start", "end", "labels", "key", "weight", "label", "source", "substances", "@id"]
)
SAID = st.dictionaries(NAMES, VALUES.filter(lambda value: value != ""), max_size=5)


def xml_text(value):
    from graph_kb.workbench.formats.trees import for_xml

    return for_xml(text_of(value))


@settings(max_examples=60, deadline=None)
@given(SAID, SAID)
def test_hostile_strings_are_inert(first, second):
    """Whatever a record says, other readers read it as what it is, and nothing is lost."""
    nodes = (NodeItem("offer:a", ("Offer",), first), NodeItem("need:b", ("Need",), second))
    part = Subgraph(nodes, (LinkItem("X|offer:a|need:b", "X", "offer:a", "need:b", second),))
    bodies = {name: b"".join(form.write(part, META)) for name, form in FORMATS.items()}
    told = as_json(bodies["json"])
    assert told[0]["offer:a"][1] == first
    assert as_ndjson(bodies["ndjson"]) == told
    nodes, links = as_csv(bodies["csv"])
    assert nodes["offer:a"][1] == {name.rstrip("_"): in_cell(value) for name, value in first.items()}
    assert links["X|offer:a|need:b"][3] == {name: in_cell(value) for name, value in second.items()}
    cells = [cell for row in csv.reader(io.StringIO(bodies["csv"].decode())) for cell in row]
    assert [cell for cell in cells if cell.startswith(FORMULA) and not NUMBER.fullmatch(cell)] == []
    texts = {name: xml_text(value) for name, value in first.items()}
    assert as_graphml(bodies["graphml"])[0]["offer:a"][1] == texts
    found = as_gexf(bodies["gexf"])[0]["offer:a"][1]
    assert {name: str(value) for name, value in found.items()}.keys() == texts.keys()
    cytoscape = json.loads(bodies["cytoscape"])["elements"]["nodes"][0]["data"]
    assert without(cytoscape, "id", "value", "labels") == first
    linked = json.loads(bodies["jsonld"])["@graph"][0]
    assert linked["@id"] == "offer:a"
    assert len(linked) == len(first) + 4
    json.loads(bodies["geojson"])
