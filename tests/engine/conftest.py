"""Fixtures of the tests that need an engine.

Policy: one embedded server serves the whole session, in a folder of its own, and is stopped at the end.
`graph` holds the park: twelve sites named after their role, written down in the tables below, so that expected
rows can be found by hand. A test that writes takes its records away again or starts a server of its own.
Nothing here is a mock: records pass the model, the bulk writer and Bolt.
"""

from collections import defaultdict
from typing import NamedTuple

import pytest

from graph_kb.intake.rows import as_records
from graph_kb.model import NODES, Link, relation
from graph_kb.queries import Library
from graph_kb.store import open_graph, prepare, write_records
from graph_kb.store.server import stop_server

SAID = {"source_id": "source:survey", "as_of": "2024", "method": "reported"}
UNITS = {"Material": "t", "Energy": "MWh"}


class Flows(NamedTuple):
    """What flows in a park. Ports of a recipe are written `resource:role`."""

    resources: dict  # kind: names
    kind_of: tuple  # narrow, broad, method
    sites: dict  # municipality: names
    offers: tuple  # name, site, resource, amount, code, other properties
    needs: tuple  # name, site, resource, amount, code, other properties, method of SERVES
    processes: tuple  # name, site, status, inputs, outputs
    technologies: tuple = ()  # name, inputs, outputs, process that uses it
    exchanges: tuple = ()  # name, sender, receiver, resource, status, amount
    substitutes: tuple = ()  # resource, replaced resource, ratio


PARK = Flows(
    resources={
        "Material": "bark wood ash spent_grain biowaste digestate grain beer lime limestone blocks rock aggregate "
        "sludge glass salt",
        "Energy": "data_centre_heat excess_heat district_heat biogas electricity",
    },
    kind_of=(
        ("bark", "wood", "reported"),
        ("spent_grain", "biowaste", "assumed"),
        ("data_centre_heat", "excess_heat", "reported"),
    ),
    sites={
        "north": "mill kiln brewery farm digester quarry",
        "south": "data_centre heat_plant greenhouse block_yard waterworks recycler",
    },
    offers=(
        ("mill_bark", "mill", "bark", 1000, "030101", {}),
        ("mill_heat", "mill", "excess_heat", 5000, None, {"temperature_c": 90}),
        ("kiln_heat", "kiln", "excess_heat", None, None, {}),
        ("kiln_lime", "kiln", "lime", 10, None, {"method": "measured"}),
        ("spent_grain", "brewery", "spent_grain", 500, "020704", {}),
        ("quarry_rock", "quarry", "rock", 2000.5, None, {}),
        ("server_heat", "data_centre", "data_centre_heat", 20000, None, {"temperature_c": 30, "power_mw": 3}),
        ("boiler_ash", "heat_plant", "ash", 40, "100101", {"method": "estimated"}),
        ("sludge", "waterworks", "sludge", 300, "190805", {}),
        ("cullet", "recycler", "glass", None, "191205", {"amount_max": 50}),
    ),
    needs=(
        ("greenhouse_heat", "greenhouse", "district_heat", 3000, None, {"temperature_c": 70}, "reported"),
        ("greenhouse_wood", "greenhouse", "wood", 90, "030101", {}, "reported"),
        ("basin_heat", "farm", "excess_heat", 200, None, {"temperature_c": 25}, "reported"),
        ("field_digestate", "farm", "digestate", 400, None, {}, "reported"),
        ("softening_lime", "waterworks", "lime", 20, None, {}, "reported"),
        ("wall_blocks", "recycler", "blocks", 60, None, {}, "inferred"),
        ("yard_aggregate", "block_yard", "aggregate", 900, "170107", {}, "reported"),
        ("brewery_salt", "brewery", "salt", 1, None, {}, "reported"),
    ),
    processes=(
        ("boiler", "heat_plant", "running", "wood:main electricity:co_input", "district_heat:main ash:residue"),
        ("heat_pump", "heat_plant", "running", "excess_heat:main electricity:co_input", "district_heat:main"),
        ("digestion", "digester", "running", "biowaste:main", "biogas:main digestate:by_product excess_heat:loss"),
        ("firing", "kiln", "running", "biogas:main limestone:co_input", "lime:main"),
        ("block_making", "block_yard", "planned", "ash:main lime:co_input", "blocks:main"),
        ("cropping", "farm", "running", "digestate:main", "grain:main"),
        ("brewing", "brewery", "running", "grain:main", "beer:main spent_grain:by_product"),
    ),
    technologies=(
        ("pumping_heat", "excess_heat:main electricity:co_input", "district_heat:main", "heat_pump"),
        ("crushing", "rock:main electricity:co_input", "aggregate:main", None),
        ("composting", "sludge:main wood:co_input", "digestate:main", None),
    ),
    exchanges=(
        ("bark_to_boiler", "mill", "heat_plant", "bark", "running", 800),
        ("heat_to_grid", "data_centre", "heat_plant", "data_centre_heat", "running", 9000),
        ("heat_to_beds", "heat_plant", "greenhouse", "district_heat", "running", 2500),
        ("grain_to_feed", "brewery", "farm", "spent_grain", "ended", 120),
        ("gas_to_kiln", "digester", "kiln", "biogas", "planned", None),
    ),
    substitutes=(("glass", "aggregate", 0.5),),
)
CODES = {"02": "food", "0207": "beverages", "020704": "unfit for use", "03": "wood", "030101": "bark"}
CODES |= {"10": "thermal processes", "100101": "bottom ash", "17": "construction", "170107": "mixed mineral"}
CODES |= {"19": "treatment", "190805": "sewage sludge", "191205": "glass"}
ORGANISATIONS = (  # name, kinds, site it operates, role, since and until of its membership
    ("pulp_maker", ["company"], "mill", None, "2015", None),
    ("beer_maker", ["company"], "brewery", None, "2018-06", "2021"),
    ("town", ["municipality", "funder"], None, "convener", None, None),
    ("laboratory", ["research"], None, None, "2022-03-15", None),
    ("stranger", [], None, None, None, None),
)
CLAIMS = (  # name, subject, property, about, valid_for, lowest, amount, highest, unit, source, confidence
    ("bark_a", "offer:mill_bark", "amount", "resource:bark", "2023", None, 1000, None, "t", "survey", "high"),
    ("bark_b", "offer:mill_bark", "amount", "resource:bark", "2023", None, 700, None, "t", "leaflet", "low"),
    ("bark_c", "offer:mill_bark", "amount", "resource:bark", "2019", None, 500, None, "t", "leaflet", "high"),
    ("bark_d", "offer:mill_bark", "amount", "resource:bark", "2019", 400, None, 600, "t", "survey", "high"),
    ("partners_1", "network:park", "partners", None, "2021", None, 3, None, "count", "survey", "high"),
    ("partners_2", "network:park", "partners", None, "2022", None, 5, None, "count", "survey", "high"),
)


class Park:
    """Tables and the records made from them, which have passed the model."""

    def __init__(self, tables=PARK):
        self.tables = tables
        self.nodes, self.links, self.labels = [], [], {}

    def whole(self):
        for part in (self.codes, self.flows, self.people, self.programme, self.claims):
            part()
        return self

    def node(self, label, name, **properties):
        given = {**SAID, "id": f"{label.lower()}:{name}", **properties}
        if label not in ("WasteCode", "Claim", "Source"):
            given.setdefault("name", name.replace("_", " "))
        node = NODES[label].model_validate(given)
        self.nodes.append(node)
        self.labels[node.id] = label
        return node.id

    def link(self, type_, start, end, **properties):
        ends = {"start": start, "end": end, "start_label": self.labels[start], "end_label": self.labels[end]}
        model = relation(type_, ends["start_label"], ends["end_label"]).properties
        self.links.append(Link(type=type_, **ends, properties=model.model_validate({**SAID, **properties})))

    def flows(self):
        flows = self.tables
        units = {name: UNITS[kind] for kind, names in flows.resources.items() for name in names.split()}
        for kind, names in flows.resources.items():
            for name in names.split():
                self.node("Resource", name, kind=kind, unit=UNITS[kind])
        for narrow, broad, method in flows.kind_of:
            self.link("KIND_OF", f"resource:{narrow}", f"resource:{broad}", method=method)
        for resource, replaced, ratio in flows.substitutes:
            self.link("SUBSTITUTES", f"resource:{resource}", f"resource:{replaced}", ratio=ratio)
        for number, (town, names) in enumerate(flows.sites.items()):
            place = self.node("Municipality", town, code=f"{number:03}")
            for east, name in enumerate(names.split()):
                site = self.node("Facility", name, latitude=60.0 + number, longitude=25.0 + east / 10)
                self.link("LOCATED_IN", site, place)
        self._conversions(flows)
        for name, site, resource, amount, code, more in flows.offers:
            offer = self._stream("Offer", name, amount, units[resource], code, more)
            self.link("OFFERS", f"facility:{site}", offer)
            self.link("OF", offer, f"resource:{resource}")
        for name, site, resource, amount, code, more, method in flows.needs:
            need = self._stream("Need", name, amount, units[resource], code, more)
            self.link("SERVES", f"resource:{resource}", need, method=method)
            self.link("AT", need, f"facility:{site}")
        for name, sender, receiver, resource, status, amount in flows.exchanges:
            more = {"status": status, "since": "2020"}
            exchange = self._stream("Exchange", name, amount, units[resource], None, more)
            self.link("SENDS", f"facility:{sender}", exchange)
            self.link("DELIVERED_TO", exchange, f"facility:{receiver}")
            self.link("OF", exchange, f"resource:{resource}")

    def _stream(self, label, name, amount, unit, code, more):
        stream = self.node(label, name, amount=amount, unit=unit, period="year", **more)
        if code:
            self.link("CODED", stream, f"wastecode:{code}")
        return stream

    def _conversions(self, flows):
        for name, site, status, inputs, outputs in flows.processes:
            process = self.node("Process", name, status=status, activity_unit="t")
            self.link("RUNS", f"facility:{site}", process)
            self._recipe(process, inputs, outputs)
        for name, inputs, outputs, user in flows.technologies:
            technology = self.node("Technology", name, activity_unit="t", balanced=True)
            self._recipe(technology, inputs, outputs)
            if user:
                self.link("USES", f"process:{user}", technology)

    def _recipe(self, owner, inputs, outputs):
        for resource, role in (port.split(":") for port in inputs.split()):
            more = {"min_temperature_c": 15, "max_temperature_c": 60} if resource == "excess_heat" else {}
            self.link("INPUT_TO", f"resource:{resource}", owner, role=role, **more)
        for resource, role in (port.split(":") for port in outputs.split()):
            self.link("OUTPUTS", owner, f"resource:{resource}", role=role)

    def codes(self):
        for code, title in CODES.items():
            more = {"level": {2: "chapter", 4: "subchapter", 6: "code"}[len(code)], "valid_from": "2015"}
            self.node("WasteCode", code, code=code, display=code, title=title, **more)
            if above := [each for each in CODES if code.startswith(each) and each != code]:
                self.link("PART_OF", f"wastecode:{code}", f"wastecode:{max(above)}")

    def people(self):
        self.link("MEMBER_OF", self.node("Network", "park"), self.node("Network", "land"))
        for name, kinds, site, role, since, until in ORGANISATIONS:
            organisation = self.node("Organisation", name, kinds=kinds)
            if site:
                self.link("OPERATES", organisation, f"facility:{site}")
            if name != "stranger":
                self.link("MEMBER_OF", organisation, "network:park", role=role, since=since, until=until)

    def programme(self):
        measure = self.node("Measure", "reuse", progress="implementing")
        self.node("Measure", "sharing", progress="not_started")
        self.link("INCLUDES", self.node("Programme", "plan"), measure)
        self.link("HAS_TASK", measure, self.node("Task", "survey", progress="done"))
        self.link("HAS_TASK", measure, self.node("Task", "trial", progress="planning"))
        pilot, project = self.node("Pilot", "blocks", status="done"), self.node("Project", "loop", status="running")
        self.link("TESTS", pilot, "technology:crushing")
        self.link("TESTS", pilot, "resource:ash")
        self.link("ADVANCES", measure, pilot)
        grant = self.node("Funding", "grant", amount=1e6, unit="EUR", scheme="aid")
        self.link("FUNDS", grant, project)
        self.link("GRANTS", "organisation:town", grant)
        for target in (measure, pilot, project):
            self.link("TAKES_PART", "organisation:laboratory", target, role="partner")
        tender = self.node("Tender", "road_base", status="open", due="2025-05", amount=900, unit="t")
        self.link("CALLS", "organisation:town", tender)
        self.link("WANTS", tender, "need:greenhouse_wood")

    def claims(self):
        self.node("Source", "survey", title="Survey of the park", published="2024-01")
        self.node("Source", "leaflet", title="Leaflet")
        for name, subject, property_, about, when, low, amount, high, unit, source, confidence in CLAIMS:
            more = {"subject_id": subject, "property": property_, "about": about, "valid_for": when, "unit": unit}
            more |= {"amount_min": low, "amount": amount, "amount_max": high, "confidence": confidence}
            more["period"] = "year" if unit == "t" else None
            claim = self.node("Claim", name, source_id=f"source:{source}", **more)
            self.link("ABOUT", claim, subject)
            self.link("CITES", claim, f"source:{source}")

    def write(self, graph):
        batches = defaultdict(list)
        for record in (*self.nodes, *self.links):
            rows = as_records(record, "park@1")
            for node in rows.nodes:
                batches[node.labels[0]].append(node)
            for link in rows.links:
                batches[link.type, link.start_label, link.end_label].append(link)
        for rows in batches.values():
            write_records(graph, rows)

    def remove(self, graph):
        for label in set(self.labels.values()):
            ids = [node for node, of in self.labels.items() if of == label]
            graph.run(f"UNWIND $ids AS id MATCH (n:{label} {{id: id}}) DETACH DELETE n", {"ids": ids})


@pytest.fixture(scope="session")
def settings(tmp_path_factory, new_graph):
    """Settings of a folder of its own, whatever the environment says."""
    return new_graph(tmp_path_factory.mktemp("home"), GRAPH_KB_HEAP="512m")


@pytest.fixture(scope="session")
def graph(settings):
    """The park on an embedded server."""
    try:
        with open_graph(settings) as opened:
            prepare(opened)
            Park().whole().write(opened)
            yield opened
    finally:
        stop_server(settings)


@pytest.fixture(scope="session")
def ask(graph):
    """Run a shipped query by name; rows as dictionaries."""
    library = Library.load()

    def run(name, **values):
        query = library.get(name)
        answer = graph.read(query.text, query.bind(values))
        # The embedded engine names no columns when there are no rows.
        assert answer.columns == query.returns or not answer.rows
        return answer.rows

    return run


@pytest.fixture(scope="session")
def make_park():
    """Maker of a park: that of `graph`, or one from other tables of the same form."""
    return lambda **tables: Park(Flows(**tables) if tables else PARK)
