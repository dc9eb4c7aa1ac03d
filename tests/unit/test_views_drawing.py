"""The pyvis model: a look for every label, widths by amount, dashes by method, marks, short labels."""

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph_kb.errors import DataError
from graph_kb.model import NODES
from graph_kb.model.schema import BOOKKEEPING, RESOURCE_KINDS
from graph_kb.views import LinkItem, NodeItem, Subgraph, draw_network
from graph_kb.views.drawing import moves_material, short_label
from graph_kb.views.palette import OKABE_ITO, SHAPES, STYLES, UNKNOWN, darker, style_of

REPORTED = {"source_id": "source:register", "as_of": "2024", "method": "reported"}


def node(id_, *labels, **properties):
    return NodeItem(id_, labels, {**REPORTED, "id": id_, **properties})


def link(type_, start, end, **properties):
    return LinkItem(f"{type_}|{start}|{end}", type_, start, end, {**REPORTED, **properties})


NODES_DRAWN = (
    node("facility:mill", "Facility", name="Saw mill"),
    node("offer:bark", "Offer", name="Bark", amount=400, unit="t", period="year"),
    node("offer:dust", "Offer", name="Dust", amount=100, unit="t", period="year"),
    node("resource:bark", "Resource", "Material", name="Bark"),
    node("process:boiler", "Process", name="Boiler", status="planned", activity_unit="t bark"),
    node("resource:steam", "Resource", "Energy", name="Steam"),
)
LINKS_DRAWN = (
    link("OFFERS", "facility:mill", "offer:bark"),
    link("OFFERS", "facility:mill", "offer:dust"),
    link("OF", "offer:bark", "resource:bark"),
    link("INPUT_TO", "resource:bark", "process:boiler", role="main", amount=1, unit="t"),
    link("OUTPUTS", "process:boiler", "resource:steam", role="main", amount=4, unit="MWh", method="estimated"),
    link("RUNS", "facility:mill", "process:boiler"),
)
SAMPLE = Subgraph(NODES_DRAWN, LINKS_DRAWN)


def drawn_nodes(**options):
    return {item["id"]: item for item in draw_network(SAMPLE, title="Bark", **options).network.nodes}


def drawn_links(graph=SAMPLE, **options):
    return {item["id"]: item for item in draw_network(graph, title="Bark", **options).network.edges}


def test_every_label_of_the_model_has_a_look_of_its_own():
    kinds = [*NODES, *BOOKKEEPING, *(f"Resource: {kind}" for kind in RESOURCE_KINDS)]
    assert set(kinds) == set(STYLES)
    assert len(set(STYLES.values())) == len(STYLES)


def test_labels_of_the_spine_differ_in_shape_not_only_in_colour():
    spine = ("Facility", "Offer", "Resource: Material", "Process", "Need", "Exchange", "Technology")
    assert len({STYLES[kind].shape for kind in spine}) == len(spine)


def test_colours_are_those_that_colour_blind_people_tell_apart():
    assert {style.colour for style in STYLES.values()} <= set(OKABE_ITO)
    assert all(style.shape in SHAPES for style in (*STYLES.values(), UNKNOWN))
    assert darker("#FF0A00") == "#990600"


def test_an_unknown_label_is_grey():
    assert style_of("Stranger") == UNKNOWN
    assert NodeItem("x", (), {}).kind == "Unlabelled"


def test_the_model_is_a_real_directed_pyvis_network():
    from pyvis.network import Network as PyvisNetwork

    network = draw_network(SAMPLE, title="Bark").network
    assert isinstance(network, PyvisNetwork)
    assert network.directed
    assert network.num_nodes() == 6
    assert network.num_edges() == 6
    assert network.neighbors("facility:mill") == {"offer:bark", "offer:dust", "process:boiler"}
    assert network.get_node("offer:bark")["label"] == "Bark"
    assert not network.options.physics.enabled


def test_importing_the_views_loads_no_heavy_library():
    heavy = "{'pyvis', 'IPython', 'networkx', 'jinja2', 'numpy'}"
    code = f"import sys, graph_kb.views; print({heavy} & set(sys.modules))"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "set()"


def test_width_is_the_root_of_the_amount_within_one_unit():
    links = drawn_links()
    largest, quarter = links["OFFERS|facility:mill|offer:bark"], links["OFFERS|facility:mill|offer:dust"]
    thinnest = links["RUNS|facility:mill|process:boiler"]
    assert largest["width"] - thinnest["width"] == pytest.approx(2 * (quarter["width"] - thinnest["width"]), abs=0.02)
    assert links["INPUT_TO|resource:bark|process:boiler"]["width"] == largest["width"]


def test_what_nobody_measured_or_reported_is_dashed():
    assert drawn_nodes()["process:boiler"]["shapeProperties"]["borderDashes"]
    assert "shapeProperties" not in drawn_nodes()["facility:mill"]
    assert drawn_links()["OUTPUTS|process:boiler|resource:steam"]["dashes"]
    assert "dashes" not in drawn_links()["RUNS|facility:mill|process:boiler"]


def test_arrows_point_from_start_to_end():
    drawn = drawn_links()["OF|offer:bark|resource:bark"]
    assert (drawn["from"], drawn["to"], drawn["arrows"]) == ("offer:bark", "resource:bark", "to")


@pytest.mark.parametrize("type_", ["SENDS", "DELIVERED_TO", "INPUT_TO", "OUTPUTS", "OFFERS", "SERVES", "AT"])
def test_what_material_moves_along_has_an_arrow(type_):
    assert moves_material(type_)


@pytest.mark.parametrize("type_", ["OPERATES", "LOCATED_IN", "KIND_OF", "RUNS", "USES", "CITES", "NOT_OF_THE_MODEL"])
def test_other_links_have_no_arrow(type_):
    graph = Subgraph(NODES_DRAWN, (link(type_, "facility:mill", "resource:bark"),))
    assert [drawn.get("arrows") for drawn in drawn_links(graph).values()] == [None]
    assert not moves_material(type_)


HEAT = node("resource:heat", "Resource", "Energy", name="Heat")
KIND = link("KIND_OF", "resource:steam", "resource:heat", method="inferred")


def test_on_a_path_the_step_to_a_broader_resource_is_a_dotted_arrow():
    drawn = drawn_links(Subgraph((*NODES_DRAWN, HEAT), (*LINKS_DRAWN, KIND)))
    assert (drawn[KIND.id]["arrows"], drawn[KIND.id]["dashes"]) == ("to", [2, 4])
    assert drawn["OUTPUTS|process:boiler|resource:steam"]["dashes"] == [7, 5]


def test_where_nothing_flows_a_kind_has_no_arrow():
    alone = drawn_links(Subgraph((NODES_DRAWN[-1], HEAT), (KIND,)))[KIND.id]
    assert "arrows" not in alone
    assert alone["dashes"] == [7, 5]


def test_highlight_marks_nodes_and_the_links_between_them():
    marked = {"facility:mill", "offer:bark", "RUNS|facility:mill|process:boiler"}
    nodes, links = drawn_nodes(highlight=marked), drawn_links(highlight=marked)
    assert nodes["offer:bark"]["borderWidth"] > 2
    assert "borderWidth" not in nodes["offer:dust"]
    dark = {id_ for id_, item in links.items() if item["color"]["color"] == "#1B1B1B"}
    assert dark == {"OFFERS|facility:mill|offer:bark", "RUNS|facility:mill|process:boiler"}


def test_parallel_links_are_both_drawn_and_the_second_is_bent():
    twin = LinkItem("twin", "OF", "offer:bark", "resource:bark", REPORTED)
    links = drawn_links(Subgraph(NODES_DRAWN, (*LINKS_DRAWN, twin)))
    assert "smooth" not in links["OF|offer:bark|resource:bark"]
    assert links["twin"]["smooth"]["enabled"]


def test_a_link_that_leads_back_is_bent():
    back = link("INPUT_TO", "resource:steam", "process:boiler", role="co_input")
    links = drawn_links(Subgraph(NODES_DRAWN, (*LINKS_DRAWN, back)))
    assert links[back.id]["smooth"]["type"] == "curvedCW"


def test_tooltips_tell_figure_date_method_and_source():
    sources = {"source:register": "Permit register, Regional authority"}
    assert drawn_nodes(sources=sources)["offer:bark"]["title"].split("\n") == [
        "Bark",
        "Offer · 400 t/year",
        "2024 · reported",
        "Source: Permit register, Regional authority",
    ]
    title = drawn_links()["INPUT_TO|resource:bark|process:boiler"]["title"]
    assert title.startswith("Bark goes into Boiler\nINPUT_TO · 1 t per t bark\n")


def test_a_statement_without_source_says_so():
    graph = Subgraph((NodeItem("facility:x", ("Facility",), {"name": "X"}),), ())
    assert draw_network(graph, title="X").network.nodes[0]["title"] == "X\nFacility\nSource: not given"


@given(st.text())
def test_labels_are_short_and_never_empty(text):
    lines = short_label(text).split("\n")
    assert 1 <= len(lines) <= 2
    assert all(1 <= len(line) <= 15 for line in lines)


def test_a_cut_label_ends_in_an_ellipsis():
    assert short_label("Northern district heating network of the coast") == "Northern\ndistrict heati…"


def test_names_put_the_code_first_for_coded_things():
    waste = node("waste:020501", "WasteCode", code="020501", display="02 05 01", title="materials unsuitable")
    assert waste.name == "02 05 01 materials unsuitable"
    assert node("municipality:x", "Municipality", name="Place", code="049").name == "Place"
    assert node("facility:x", "Facility").name == "facility:x"


def test_a_subgraph_refuses_links_without_ends_and_twins():
    with pytest.raises(DataError, match="not among the nodes"):
        Subgraph(NODES_DRAWN[:1], LINKS_DRAWN[:1])
    with pytest.raises(DataError, match="occurs twice"):
        Subgraph((NODES_DRAWN[0], NODES_DRAWN[0]), ())
    with pytest.raises(DataError, match="occurs twice"):
        Subgraph(NODES_DRAWN, (LINKS_DRAWN[0], LINKS_DRAWN[0]))
