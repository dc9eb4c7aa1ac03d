"""Where nodes stand: the same for the same data, along the flow, and never on top of each other."""

import math
import random
from itertools import combinations, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph_kb.views.board import CELL_HEIGHT, CELL_WIDTH, Board
from graph_kb.views.clusters import LARGEST_SPRING
from graph_kb.views.geography import KM_PER_DEGREE, mapped
from graph_kb.views.layers import layered, settled
from graph_kb.views.placement import place
from graph_kb.views.subgraph import LinkItem, NodeItem, Subgraph

SPINE = (
    ("OFFERS", "facility:mill", "offer:bark"),
    ("OF", "offer:bark", "resource:bark"),
    ("INPUT_TO", "resource:bark", "process:boiler"),
    ("OUTPUTS", "process:boiler", "resource:steam"),
    ("SERVES", "resource:steam", "need:steam"),
    ("AT", "need:steam", "facility:laundry"),
)
SIDE = (("RUNS", "facility:energy", "process:boiler"), ("USES", "process:boiler", "technology:grate"))
LABELS = {"facility": "Facility", "offer": "Offer", "resource": "Resource", "process": "Process"}
LABELS |= {"need": "Need", "technology": "Technology", "programme": "Programme", "measure": "Measure"}


def subgraph(triples, **coordinates):
    ids = dict.fromkeys(id_ for _, start, end in triples for id_ in (start, end))
    nodes = [NodeItem(id_, (LABELS[id_.split(":")[0]],), coordinates.get(id_.split(":")[1], {})) for id_ in ids]
    links = [LinkItem(f"{type_}|{start}|{end}", type_, start, end, {}) for type_, start, end in triples]
    return Subgraph(tuple(nodes), tuple(links))


def shuffled(graph, seed):
    chance = random.Random(seed)
    return Subgraph(
        tuple(chance.sample(graph.nodes, len(graph.nodes))),
        tuple(chance.sample(graph.links, len(graph.links))),
    )


def town(sites):
    """Sites that offer into a shared resource, through a process, to a need."""
    triples = [("INPUT_TO", "resource:ash", "process:mixer"), ("OUTPUTS", "process:mixer", "resource:binder")]
    for number in range(sites):
        triples += [
            ("OFFERS", f"facility:{number}", f"offer:{number}"),
            ("OF", f"offer:{number}", "resource:ash"),
            ("SERVES", "resource:binder", f"need:{number}"),
            ("AT", f"need:{number}", f"facility:taker{number}"),
        ]
    return subgraph(triples)


def programme(measures):
    return subgraph([("INCLUDES", "programme:city", f"measure:{number}") for number in range(measures)])


@pytest.mark.parametrize("graph", [subgraph(SPINE + SIDE), town(30), programme(25)])
@pytest.mark.parametrize("seed", [0, 1, 2])
def test_same_data_gives_same_places_in_any_order(graph, seed):
    assert place(graph, 7).layout == place(shuffled(graph, seed), 7).layout


def test_every_flow_points_to_the_right():
    placement = place(subgraph(SPINE + SIDE), 0)
    assert placement.is_flow
    assert all(placement.layout[start][0] < placement.layout[end][0] for _, start, end in SPINE)


def test_on_a_path_a_kind_stands_before_what_it_is_a_kind_of():
    """Electricity makes steam, which is a kind of heat, which a need takes: heat is no source."""
    path = [*SPINE[:4], ("KIND_OF", "resource:steam", "resource:heat"), ("SERVES", "resource:heat", "need:steam")]
    layout = place(subgraph([*path, SPINE[5]]), 0).layout
    order = ["facility:mill", "offer:bark", "resource:bark", "process:boiler", "resource:steam", "resource:heat"]
    columns = [layout[id_][0] for id_ in (*order, "need:steam", "facility:laundry")]
    assert columns == sorted(set(columns))


def test_kinds_alone_are_no_flow():
    assert not place(subgraph([("KIND_OF", "resource:steam", "resource:heat")]), 0).is_flow


def test_what_no_flow_touches_stands_beside_its_neighbour():
    layout = place(subgraph(SPINE + SIDE), 0).layout
    assert layout["facility:energy"][0] < layout["process:boiler"][0] < layout["technology:grate"][0]


def test_a_site_that_gives_and_takes_stays_where_its_offers_start():
    layout = place(subgraph([*SPINE, ("AT", "need:steam", "facility:mill")]), 0).layout
    assert layout["facility:mill"][0] == min(x for x, _ in layout.values())


def test_a_loop_is_drawn_too():
    loop = [*SPINE, ("INPUT_TO", "resource:steam", "process:boiler")]
    assert len(set(place(subgraph(loop), 0).layout.values())) == len(subgraph(loop).nodes)


def test_a_resource_without_giver_stands_just_before_the_process_that_takes_it():
    layout = place(subgraph([*SPINE, ("INPUT_TO", "resource:power", "process:boiler")]), 0).layout
    assert layout["resource:power"][0] == layout["resource:bark"][0]


@pytest.mark.parametrize("graph", [subgraph(SPINE + SIDE), town(3), town(120), programme(40)])
def test_no_two_labels_share_their_room(graph):
    points = place(graph, 0).layout.values()
    for (ax, ay), (bx, by) in combinations(points, 2):
        assert abs(ax - bx) > CELL_WIDTH - 1 or abs(ay - by) > CELL_HEIGHT / 2 - 1


def test_many_sites_fold_into_the_shape_of_a_window():
    layout = place(town(300), 0).layout
    width = max(x for x, _ in layout.values()) - min(x for x, _ in layout.values())
    height = max(y for _, y in layout.values()) - min(y for _, y in layout.values())
    assert 1 < width / height < 3


def test_a_web_of_loops_stays_as_wide_as_a_window():
    ring = [f"resource:{number}" for number in range(60)]
    pairs = [(ring[number], ring[(number * 7 + 1) % 60]) for number in range(60)]
    pairs += [(ring[number], ring[(number + 1) % 60]) for number in range(60)]
    columns = {x for x, _ in layered(ring, pairs, []).values()}
    assert len(columns) < 30


def test_a_programme_is_no_flow_and_the_seed_settles_its_drawing():
    placement = place(programme(25), 3)
    assert not placement.is_flow
    assert placement.layout != place(programme(25), 4).layout


def test_a_part_too_large_for_springs_is_layered():
    layout = place(programme(LARGEST_SPRING + 1), 0).layout
    assert len(set(layout.values())) == LARGEST_SPRING + 2


def test_nodes_without_links_stand_in_rows():
    graph = Subgraph(tuple(NodeItem(f"measure:{n}", ("Measure",), {}) for n in range(8)), ())
    points = place(graph, 0).layout.values()
    assert len(set(points)) == 8
    assert len({y for _, y in points}) == 2


def test_nothing_has_no_places():
    placement = place(Subgraph((), ()), 0)
    assert placement.layout == {}
    assert placement.sheet is None


@given(st.lists(st.floats(-1e4, 1e4), max_size=40), st.floats(1, 200))
def test_settled_places_keep_order_and_gap(wanted, gap):
    places = settled(wanted, gap)
    assert len(places) == len(wanted)
    assert all(later - earlier > gap * 0.999 for earlier, later in pairwise(places))


@given(st.lists(st.integers(0, 50), min_size=1, max_size=20))
def test_settling_changes_nothing_where_there_is_room(steps):
    wanted = [100.0 * place + sum(steps[:place]) for place in range(len(steps))]
    assert settled(wanted, 100.0) == pytest.approx(wanted)


@given(st.lists(st.tuples(st.floats(-500, 500), st.floats(-500, 500)), max_size=60))
def test_a_board_never_gives_a_place_twice(wishes):
    board = Board()
    points = [board.place(wish) for wish in wishes]
    for (ax, ay), (bx, by) in combinations(points, 2):
        assert abs(ax - bx) >= CELL_WIDTH or abs(ay - by) >= CELL_HEIGHT


HELSINKI, PORVOO = {"latitude": 60.17, "longitude": 24.94}, {"latitude": 60.39, "longitude": 25.66}


def test_map_distances_are_great_circle_distances_over_a_region():
    sheet = place(subgraph(SPINE, mill=HELSINKI, laundry=PORVOO), 0).sheet
    (ax, ay), (bx, by) = sheet.positions["facility:mill"], sheet.positions["facility:laundry"]
    drawn_km = math.hypot(ax - bx, ay - by) * sheet.km_per_unit
    lat, lon = [math.radians(v) for v in (60.17, 60.39)], [math.radians(v) for v in (24.94, 25.66)]
    half = math.sin((lat[1] - lat[0]) / 2) ** 2
    half += math.cos(lat[0]) * math.cos(lat[1]) * math.sin((lon[1] - lon[0]) / 2) ** 2
    assert drawn_km == pytest.approx(2 * 6371.0088 * math.asin(math.sqrt(half)), rel=0.005)
    assert bx > ax
    assert by < ay


def test_what_has_no_coordinates_stands_by_its_site():
    sheet = place(subgraph(SPINE, mill=HELSINKI, laundry=PORVOO), 0).sheet
    offer, mill, laundry = (sheet.positions[id_] for id_ in ("offer:bark", "facility:mill", "facility:laundry"))
    assert math.dist(offer, mill) < math.dist(offer, laundry)
    assert set(sheet.positions) == set(place(subgraph(SPINE), 0).layout)


@pytest.mark.parametrize(
    "elsewhere",
    [
        {},
        HELSINKI,
        {"latitude": 60.4},
        {"latitude": 95.0, "longitude": 25.0},
        {"latitude": "60", "longitude": "25"},
        {"latitude": math.nan, "longitude": 25.0},
    ],
)
def test_there_is_no_map_without_two_places(elsewhere):
    assert place(subgraph(SPINE, mill=HELSINKI, laundry=elsewhere), 0).sheet is None


@pytest.mark.parametrize(
    ("properties", "is_rough"),
    [
        ({**PORVOO, "location_precision": "site"}, False),
        ({**PORVOO, "location_precision": "municipality"}, True),
        (PORVOO, False),
        ({}, True),
        (HELSINKI, True),
        ({**HELSINKI, "location_precision": "site"}, False),
    ],
)
def test_a_site_whose_place_is_not_known_exactly_is_told_apart(properties, is_rough):
    other = {"latitude": 60.9, "longitude": 25.1, "location_precision": "site"}
    graph = subgraph([*SPINE, *SIDE], mill=HELSINKI, laundry=properties, energy=other)
    assert ("facility:laundry" in place(graph, 0).rough) == is_rough
    assert "facility:energy" not in place(graph, 0).rough
    assert not [id_ for id_ in place(graph, 0).rough if not id_.startswith("facility:")]


def test_the_map_keeps_the_true_places_of_what_had_to_make_room():
    places = {"a": (60.0, 24.0), "b": (60.0, 24.0), "c": (61.0, 24.0)}
    sheet = mapped(["a", "b", "c", "stray"], places, [])
    assert sheet.places["a"] == sheet.places["b"] == sheet.positions["a"]
    assert sheet.positions["b"] != sheet.places["b"]
    assert "stray" not in sheet.places


def test_sites_at_one_point_are_moved_apart_and_the_unlinked_go_below():
    places = {"a": (60.0, 24.0), "b": (60.0, 24.0), "c": (61.0, 24.0)}
    positions = mapped(["a", "b", "c", "stray"], places, []).positions
    assert len(set(positions.values())) == 4
    assert positions["stray"][1] > max(positions[id_][1] for id_ in "abc")
    assert pytest.approx(111.195, abs=0.001) == KM_PER_DEGREE
