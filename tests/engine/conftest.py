"""Fixtures of the tests that need an engine.

Policy: one embedded server serves the whole session, in a folder of its own, and is stopped at the end.
`graph` holds the park: twelve sites named after their role, written down in the tables below, so that expected
rows can be found by hand. A test that writes takes its records away again, or starts a server of its own.
Nothing here is a mock: records pass the model, the bulk writer and Bolt.
"""

import itertools

import pytest

from graph_kb.intake.rows import as_records
from graph_kb.model import NODES, Link, relation
from graph_kb.store import load_settings, open_graph, prepare, write_links, write_nodes
from graph_kb.store.server import stop_server

SAID = {"source_id": "source:survey", "as_of": "2024", "method": "reported"}
RESOURCES = {
    "Material": "bark wood ash spent_grain biowaste digestate grain beer lime limestone blocks rock aggregate "
    "sludge glass salt",
    "Energy": "data_centre_heat excess_heat district_heat biogas electricity",
    "Water": "clean_water",
}
UNITS = {"Material": "t", "Energy": "MWh", "Water": "m3"}
KIND_OF = (("bark", "wood"), ("spent_grain", "biowaste"), ("data_centre_heat", "excess_heat"))
SITES = {
    "north": "mill kiln brewery farm digester quarry",
    "south": "data_centre heat_plant greenhouse block_yard waterworks recycler",
}
OFFERS = (  # name, site, resource, amount, code, more
    ("mill_bark", "mill", "bark", 1000, "030101", {}),
    ("mill_heat", "mill", "excess_heat", 5000, None, {"temperature_c": 90}),
    ("kiln_heat", "kiln", "excess_heat", None, None, {}),
    ("kiln_lime", "kiln", "lime", 10, None, {"method": "measured"}),
    ("spent_grain", "brewery", "spent_grain", 500, "020704", {}),
    ("quarry_rock", "quarry", "rock", 2000.5, None, {}),
    ("server_heat", "data_centre", "data_centre_heat", 20000, None, {"temperature_c": 30, "power_mw": 3}),
    ("boiler_ash", "heat_plant", "ash", 40, "100101", {"method": "estimated"}),
    ("sludge", "waterworks", "sludge", 300, "190805", {}),
    ("cullet", "recycler", "glass", 50, "191205", {}),
)
NEEDS = (  # name, site, resource, amount, code, more of the need, method of SERVES
    ("greenhouse_heat", "greenhouse", "district_heat", 3000, None, {"temperature_c": 70}, "reported"),
    ("greenhouse_wood", "greenhouse", "wood", 90, "030101", {}, "reported"),
    ("basin_heat", "farm", "excess_heat", 200, None, {"temperature_c": 25}, "reported"),
    ("field_digestate", "farm", "digestate", 400, None, {}, "reported"),
    ("softening_lime", "waterworks", "lime", 20, None, {}, "reported"),
    ("wall_blocks", "recycler", "blocks", 60, None, {}, "inferred"),
    ("yard_aggregate", "block_yard", "aggregate", 900, "170107", {}, "reported"),
    ("brewery_salt", "brewery", "salt", 1, None, {}, "reported"),
)
PROCESSES = (  # name, site, status, inputs, outputs: resource:role
    ("boiler", "heat_plant", "running", "wood:main electricity:co_input", "district_heat:main ash:residue"),
    ("heat_pump", "heat_plant", "running", "excess_heat:main electricity:co_input", "district_heat:main"),
    ("digestion", "digester", "running", "biowaste:main", "biogas:main digestate:by_product excess_heat:loss"),
    ("firing", "kiln", "running", "biogas:main limestone:co_input", "lime:main"),
    ("block_making", "block_yard", "planned", "ash:main lime:co_input", "blocks:main"),
    ("cropping", "farm", "running", "digestate:main", "grain:main"),
    ("brewing", "brewery", "running", "grain:main", "beer:main spent_grain:by_product"),
)
TECHNOLOGIES = (  # name, inputs, outputs, process that uses it
    ("pumping_heat", "excess_heat:main electricity:co_input", "district_heat:main", "heat_pump"),
    ("crushing", "rock:main electricity:co_input", "aggregate:main", None),
    ("composting", "sludge:main wood:co_input", "digestate:main", None),
)
CODES = {
    "02": "agriculture and food",
    "0207": "beverages",
    "020704": "unfit for use",
    "03": "wood",
    "030101": "bark",
    "10": "thermal processes",
    "100101": "bottom ash",
    "17": "construction",
    "170107": "mixed mineral",
    "19": "treatment",
    "190805": "sewage sludge",
    "191205": "glass",
}
EXCHANGES = (  # name, from, to, resource, status, amount
    ("bark_to_boiler", "mill", "heat_plant", "bark", "running", 800),
    ("heat_to_grid", "data_centre", "heat_plant", "data_centre_heat", "running", 9000),
    ("grain_to_feed", "brewery", "farm", "spent_grain", "ended", 120),
    ("gas_to_kiln", "digester", "kiln", "biogas", "planned", None),
)
CLAIMS = (  # name, subject, property, about, valid_for, amount, unit, source, confidence
    ("bark_a", "offer:mill_bark", "amount", "resource:bark", "2023", 1000, "t", "survey", "high"),
    ("bark_b", "offer:mill_bark", "amount", "resource:bark", "2023", 700, "t", "leaflet", "low"),
    ("bark_c", "offer:mill_bark", "amount", "resource:bark", "2019", 500, "t", "leaflet", "high"),
    ("bark_d", "offer:mill_bark", "amount", "resource:bark", "2019", 500, "t", "survey", "high"),
    ("partners_1", "network:park", "partners", None, "2021", 3, "count", "survey", "high"),
    ("partners_2", "network:park", "partners", None, "2022", 5, "count", "survey", "high"),
)


class Park:
    """Records of a park, checked by the model, ready to be written."""

    def __init__(self):
        self.nodes, self.links, self.labels = [], [], {}

    def node(self, label, name, **properties):
        prefix = "low" if label == "WasteCode" else label.lower()
        given = {**SAID, "id": f"{prefix}:{name}", **properties}
        if label not in ("WasteCode", "Claim"):
            given.setdefault("title" if label == "Source" else "name", name.replace("_", " "))
        node = NODES[label].model_validate(given)
        self.nodes.append(node)
        self.labels[node.id] = label
        return node.id

    def link(self, type_, start, end, **properties):
        start_label, end_label = self.labels[start], self.labels[end]
        model = relation(type_, start_label, end_label).properties
        self.links.append(
            Link(
                type=type_,
                start=start,
                end=end,
                start_label=start_label,
                end_label=end_label,
                properties=model.model_validate({**SAID, **properties}),
            )
        )

    def stream(self, label, name, site, resource, amount, code, more):
        unit = UNITS["Material"] if more.get("temperature_c") is None else UNITS["Energy"]
        stream = self.node(label, name, amount=amount, unit=unit, period="year", **more)
        if code:
            self.link("CODED", stream, f"low:{code}")
        return stream, f"facility:{site}", f"resource:{resource}"

    def recipe(self, owner, inputs, outputs):
        for type_, ports in (("INPUT_TO", inputs), ("OUTPUTS", outputs)):
            for resource, role in (port.split(":") for port in ports.split()):
                ends = (f"resource:{resource}", owner) if type_ == "INPUT_TO" else (owner, f"resource:{resource}")
                self.link(type_, *ends, role=role)

    def write(self, graph):
        records = [as_records(record, "park@1") for record in (*self.nodes, *self.links)]
        nodes = sorted((row for each in records for row in each.nodes), key=lambda row: row.labels[0])
        for _, rows in itertools.groupby(nodes, key=lambda row: row.labels[0]):
            write_nodes(graph, list(rows))
        kind = lambda row: (row.type, row.start_label, row.end_label)  # noqa: E731
        for _, rows in itertools.groupby(
            sorted((row for each in records for row in each.links), key=kind), key=kind
        ):
            write_links(graph, list(rows))


def spine(park):
    """Everything that flows: codes, resources, sites, offers, needs, processes, technologies, exchanges."""
    for code, title in CODES.items():
        level = {2: "chapter", 4: "subchapter", 6: "code"}[len(code)]
        park.node("WasteCode", code, code=code, display=code, level=level, title=title, valid_from="2015-06-01")
    for code in CODES:
        if parent := next((code[:size] for size in (4, 2) if size < len(code) and code[:size] in CODES), None):
            park.link("PART_OF", f"low:{code}", f"low:{parent}")
    for kind, names in RESOURCES.items():
        for name in names.split():
            park.node("Resource", name, kind=kind, unit=UNITS[kind])
    for narrow, broad in KIND_OF:
        park.link("KIND_OF", f"resource:{narrow}", f"resource:{broad}", method="assumed")
    for town, names in SITES.items():
        place = park.node("Municipality", town, code=f"00{len(park.labels) % 10}")
        for name in names.split():
            park.link("LOCATED_IN", park.node("Facility", name, status="running"), place)
    for *row, more in OFFERS:
        offer, site, resource = park.stream("Offer", *row, more)
        park.link("OFFERS", site, offer)
        park.link("OF", offer, resource)
    for *row, more, method in NEEDS:
        need, site, resource = park.stream("Need", *row, more)
        park.link("SERVES", resource, need, method=method)
        park.link("AT", need, site)
    for name, site, status, inputs, outputs in PROCESSES:
        process = park.node("Process", name, status=status, activity_unit="t")
        park.link("RUNS", f"facility:{site}", process)
        park.recipe(process, inputs, outputs)
    for name, inputs, outputs, user in TECHNOLOGIES:
        technology = park.node("Technology", name, activity_unit="t", balanced=True)
        park.recipe(technology, inputs, outputs)
        if user:
            park.link("USES", f"process:{user}", technology)
    for name, sender, receiver, resource, status, amount in EXCHANGES:
        exchange = park.node("Exchange", name, status=status, amount=amount, unit="t", period="year", since="2020")
        park.link("SENDS", f"facility:{sender}", exchange)
        park.link("DELIVERED_TO", exchange, f"facility:{receiver}")
        park.link("OF", exchange, f"resource:{resource}")
