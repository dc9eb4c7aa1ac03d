"""Paths of the library against a walk in plain Python over the tables that the graph was made from."""

import itertools
import re

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as limits
from hypothesis import strategies as st

from graph_kb.queries import Library

NUMBERS = itertools.count()
RESOURCES = tuple("abcde")


def parts(ports):
    return [port.split(":") for port in ports.split()]


def climb(flows, resources):
    """The walked resources, then with up to three broader ones behind them."""
    reached = [resources]
    for _ in range(3):
        yield from reached
        steps = [(path, broad) for path in reached for narrow, broad, _ in flows.kind_of if narrow == path[-1]]
        reached = [(*path, broad) for path, broad in steps if broad not in path]
    yield from reached


def walk(flows, offer, most):
    """Every path from an offer: resources, processes and need by name, nothing twice."""
    start = next(resource for name, _, resource, *_ in flows.offers if name == offer)
    waiting = [((start,), ())]
    while waiting:
        begun, processes = waiting.pop()
        for resources in climb(flows, begun):
            if len(set(resources)) < len(resources):
                continue
            yield from ((resources, processes, need) for need, _, of, *_ in flows.needs if of == resources[-1])
            waiting += [
                ((*resources, made), (*processes, process))
                for process, _, _, inputs, outputs in flows.processes
                for made, role in parts(outputs)
                if [resources[-1], "main"] in parts(inputs) and process not in processes and role != "loss"
                if len(processes) < most
            ]


def plain(ids):
    return tuple(one.partition(":")[2] for one in ids)


def walked(row):
    return plain(row["resource_ids"]), plain(row["process_ids"]), row["need_id"].partition(":")[2]


def assert_same_paths(ask, flows, most):
    for offer, *_ in flows.offers:
        rows = ask("paths_from_offer", offer_id=f"offer:{offer}", max_processes=most)
        found = [walked(row) for row in rows]
        assert len(set(found)) == len(found)
        assert set(found) == set(walk(flows, offer, most))
        assert [row["hops"] for row in rows] == sorted(len(processes) for _, processes, _ in found)


@pytest.mark.parametrize("most", [0, 1, 2, 3])
def test_paths_of_the_park_are_those_of_a_walk(ask, make_park, most):
    assert_same_paths(ask, make_park().tables, most)


def test_the_same_paths_are_found_from_sites_and_from_needs(ask, make_park):
    flows = make_park().tables
    sites = {site for _, site, *_ in (*flows.offers, *flows.needs)}
    expected = {(offer, *path) for offer, *_ in flows.offers for path in walk(flows, offer, 3)}
    ends = [
        *({"name": "paths_from_facility", "facility_id": f"facility:{site}"} for site in sorted(sites)),
        *({"name": "paths_to_need", "need_id": f"need:{need}"} for need, *_ in flows.needs),
        *(
            {"name": "paths_between", "from_id": f"facility:{one}", "to_id": f"facility:{other}"}
            for one, other in itertools.product(sorted(sites), repeat=2)
        ),
    ]
    for name in ("paths_from_facility", "paths_to_need", "paths_between"):
        rows = [row for end in ends if end["name"] == name for row in ask(**end)]
        assert sorted((row["offer_id"].partition(":")[2], *walked(row)) for row in rows) == sorted(expected)


def test_the_offers_of_parts_count_as_those_of_the_whole(ask, graph, make_park):
    """A yard in a hall in a centre offers dust, as does the centre; the paths of the centre have both, as asked."""
    tables = {
        "resources": {"Material": "dust"},
        "kind_of": (),
        "sites": {"dust_town": "centre hall dust_yard dust_user"},
        "offers": (("swept", "dust_yard", "dust", 1, None, {}), ("own", "centre", "dust", 1, None, {})),
        "needs": (("dust_need", "dust_user", "dust", 1, None, {}, "reported"),),
        "processes": (),
    }
    park = make_park(**tables)
    park.flows()
    park.link("PART_OF", "facility:dust_yard", "facility:hall")
    park.link("PART_OF", "facility:hall", "facility:centre")
    park.link("PART_OF", "facility:dust_yard", "facility:centre")
    try:
        park.write(graph)
        found = {
            (site, parts): [row["facility_id"] for row in ask("paths_from_facility", **asked)]
            for site in ("centre", "hall")
            for parts in (True, False)
            if (asked := {"facility_id": f"facility:{site}", "include_parts": parts})
        }
    finally:
        park.remove(graph)
    assert sorted(found["centre", True]) == ["facility:centre", "facility:dust_yard"]
    assert found["centre", False] == ["facility:centre"]
    assert found["hall", True] == ["facility:dust_yard"]
    assert found["hall", False] == []


def test_forward_queries_walk_in_one_way():
    texts = [Library.load().get(f"paths_{rest}").text for rest in ("from_offer", "from_facility", "between")]
    walks = {match[0] for text in texts if (match := re.search(r"CALL \(r\) \{\n.*?\n\}", text, re.DOTALL))}
    assert len(walks) == 1


def ports(*roles):
    return st.dictionaries(st.sampled_from(RESOURCES), st.sampled_from(roles), min_size=1, max_size=3)


@st.composite
def small_flows(draw):
    """Tables of a park of five resources, whatever they are joined by; loops and useless steps included."""
    tag = f"x{next(NUMBERS)}_"
    pairs = st.tuples(st.sampled_from(RESOURCES), st.sampled_from(RESOURCES)).filter(lambda pair: pair[0] != pair[1])
    streams = st.lists(st.sampled_from(RESOURCES), min_size=1, max_size=3)
    recipes = draw(st.lists(st.tuples(ports("main", "co_input"), ports("main", "residue", "loss")), max_size=5))
    written = [[" ".join(f"{tag}{name}:{role}" for name, role in side.items()) for side in each] for each in recipes]
    site = f"{tag}site"
    return {
        "resources": {"Material": " ".join(tag + name for name in RESOURCES)},
        "kind_of": tuple((tag + one, tag + two, "assumed") for one, two in draw(st.sets(pairs, max_size=4))),
        "sites": {f"{tag}town": site},
        "offers": tuple((f"{tag}o{n}", site, tag + name, 1, None, {}) for n, name in enumerate(draw(streams))),
        "needs": tuple(
            (f"{tag}n{n}", site, tag + name, 1, None, {}, "reported") for n, name in enumerate(draw(streams))
        ),
        "processes": tuple((f"{tag}p{n}", site, "running", *sides) for n, sides in enumerate(written)),
    }


@limits(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(tables=small_flows(), most=st.integers(0, 3))
def test_paths_of_any_small_park_are_those_of_a_walk(ask, graph, make_park, tables, most):
    park = make_park(**tables)
    park.flows()
    try:
        park.write(graph)
        assert_same_paths(ask, park.tables, most)
    finally:
        park.remove(graph)
