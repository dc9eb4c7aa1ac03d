"""Sites that are closed, or whose time is over, neither offer nor need: one rule in every query of offers and needs."""

import datetime
import re

import pytest

from graph_kb.queries import Library

RULE = re.compile(
    r"coalesce\((\w+)\.status, ''\) <> 'closed' AND "
    r"\(\1\.until IS NULL OR \1\.until >= day OR day STARTS WITH \1\.until\)"
)
SENTENCE = "A site that is closed, or whose time was over before the day asked for, neither offers nor needs."
BY_STATUS = {"exchanges_of_facility", "exchange_paths"}
TABLES = {
    "resources": {"Material": "shut_bark shut_board", "Energy": "shut_heat"},
    "kind_of": (),
    "sites": {"shut_town": "shut_mill shut_user"},
    "offers": (
        ("shut_bark", "shut_mill", "shut_bark", 900_000, "020704", {}),
        ("shut_heat", "shut_mill", "shut_heat", 70, None, {"temperature_c": 80}),
    ),
    "needs": (
        ("shut_bark_need", "shut_user", "shut_bark", 1, None, {}, "reported"),
        ("shut_board_need", "shut_user", "shut_board", 1, None, {}, "reported"),
        ("shut_heat_need", "shut_user", "shut_heat", 1, None, {"temperature_c": 40}, "reported"),
    ),
    "processes": (),
    "technologies": (("shut_pressing", "shut_bark:main", "shut_board:main", None),),
    "exchanges": (("shut_steam", "shut_mill", "shut_user", "shut_heat", "running", 5),),
    "substitutes": (("shut_bark", "shut_board", 1),),
}
MATCHES = [  # query, values, what tells that the offer is matched with the need
    ("direct_matches", {}, "offer:shut_bark"),
    ("heat_matches", {"min_supply_c": 80, "max_supply_c": 80}, "need:shut_heat_need"),
    ("excess_heat_users", {"resource_id": "resource:shut_heat"}, "need:shut_heat_need"),
    ("excess_heat_users", {"resource_id": "resource:shut_heat"}, "exchange:shut_steam"),
    ("substitute_matches", {}, "offer:shut_bark"),
    ("one_step_missing", {}, "offer:shut_bark"),
    ("paths_from_offer", {"offer_id": "offer:shut_bark"}, "need:shut_bark_need"),
    ("possible_paths_from_offer", {"offer_id": "offer:shut_bark"}, "need:shut_board_need"),
    ("paths_from_facility", {"facility_id": "facility:shut_mill"}, "need:shut_bark_need"),
    ("paths_between", {"from_id": "facility:shut_mill", "to_id": "facility:shut_user"}, "need:shut_bark_need"),
    ("paths_to_need", {"need_id": "need:shut_bark_need"}, "offer:shut_bark"),
]
OFFERS = [
    ("largest_offers", {}, "offer:shut_bark"),
    ("flows_by_code", {"code": "020704"}, "offer:shut_bark"),
    ("flows_by_resource", {"resource_id": "resource:shut_bark"}, "offer:shut_bark"),
    ("flows_by_municipality", {"municipality_id": "municipality:shut_town"}, 900_000),
    ("codes_with_offer_no_need", {}, "offer:shut_bark"),
    ("offers_by_code_chapter", {}, 900_500),
]


@pytest.fixture
def park(graph, make_park):
    """Writer of the small park: `park(site, status=..., until=...)`; everything is taken away again."""
    written = []

    def write(site, **state):
        made = make_park(**TABLES)
        made.labels["wastecode:020704"] = "WasteCode"
        made.flows()
        made.labels.pop("wastecode:020704")
        made.nodes = [one.model_copy(update=state) if one.id == f"facility:{site}" else one for one in made.nodes]
        made.write(graph)
        written.append(made)

    yield write
    for made in written:
        made.remove(graph)


def tells(rows, cell):
    """Whether a cell of the rows is the value, or a list that holds it."""
    return any(cell == value or (isinstance(value, list) and cell in value) for row in rows for value in row.values())


@pytest.mark.parametrize("query", [query for query in Library.load() if query.folder in ("paths", "flows", "gaps")])
def test_every_query_of_offers_and_needs_has_the_rule_and_says_so(query):
    has_rule = query.name not in BY_STATUS
    assert bool(RULE.search(query.text)) == has_rule
    assert (SENTENCE in query.doc) == has_rule
    assert ("on" in {each.name for each in query.parameters}) == has_rule


@pytest.mark.parametrize("site", ["shut_mill", "shut_user"])
def test_what_matches_at_open_sites_does_not_at_closed_ones(ask, park, site):
    for state, matched in (({}, True), ({"status": "closed"}, False), ({"until": "2020"}, False)):
        park(site, status=state.get("status"), until=state.get("until"))
        for name, values, cell in MATCHES:
            assert tells(ask(name, **values), cell) == matched, (name, state)


def test_a_closed_site_offers_nothing_by_itself(ask, park):
    for state, offered in (({}, True), ({"status": "closed"}, False), ({"until": "2020-06"}, False)):
        park("shut_mill", status=state.get("status"), until=state.get("until"))
        for name, values, cell in OFFERS:
            assert tells(ask(name, **values), cell) == offered, (name, state)


@pytest.mark.parametrize(
    ("until", "day", "offered"),
    [
        ("2020", "2020-12-31", True),
        ("2020", "2021-01-01", False),
        ("2020-06", "2020-06-30", True),
        ("2020-06", "2020-07-01", False),
        ("2020-06-15", "2020-06-15", True),
        ("2020-06-15", "2020-06-16", False),
    ],
)
def test_a_time_lasts_to_its_last_day(ask, park, until, day, offered):
    park("shut_mill", until=until)
    assert tells(ask("direct_matches", on=day), "offer:shut_bark") == offered
    assert tells(ask("direct_matches", on=datetime.date.fromisoformat(day)), "offer:shut_bark") == offered


def test_what_only_a_closed_site_would_take_is_without_need(ask, park):
    park("shut_user", status="closed")
    assert tells(ask("offers_without_need"), "offer:shut_heat")
    assert not tells(ask("needs_without_offer"), "need:shut_heat_need")
    park("shut_user", status=None)
    assert not tells(ask("offers_without_need"), "offer:shut_heat")
    park("shut_mill", status="closed")
    assert tells(ask("needs_without_offer"), "need:shut_heat_need")
