"""A small graph with streams that are not public, and the words of it that only those who may see them are told."""

from __future__ import annotations

from graph_kb.intake import load_records
from graph_kb.model import NODES, Link, relation

SOURCE = "source:hush-survey"
SAID = {"source_id": SOURCE, "as_of": "2024-03-17", "method": "reported"}
SITE = "facility:hushworks"
OFFER, NEED = "offer:hushworks/silver-sludge", "need:hushworks/secret-lime"
EXCHANGE, CLAIM, FORMER = "exchange:hushworks/pelican", "claim:wombat", "offer:quoll-of-old"
SECRETS = (
    *("Zanzibar", "Quokka", "unobtainium", "Pelican", "Wombat", "Numbat", "Echidna", "Bilby"),
    *("1234.5", "77.125", "3.875", "0.0625", "61.5", "8765.25", "4321.5", "1199.5", "2024-03-17"),
    *("silver-sludge", "secret-lime", "hushworks/", "claim:wombat", "claim:same", "quoll-of-old"),
)
PLACES = {"hushworks": (60.171, 24.941), "near-a": (60.175, 24.93), "near-b": (60.18, 24.92), "far": (66.5, 25.7)}
NODES_SAID = (
    ("Resource", "resource:sludge", {"kind": "Material", "unit": "t"}),
    ("Resource", "resource:wet-sludge", {"kind": "Material", "unit": "t"}),
    ("Resource", "resource:lime", {"kind": "Material", "unit": "t"}),
    (
        "Offer",
        OFFER,
        {"name": "Zanzibar sludge", "amount": 1234.5, "unit": "t", "period": "year", "confidentiality": "private"}
        | {"note": "Quokka", "price_eur_per_unit": 77.125, "gate_fee_eur_per_unit": 3.875, "temperature_c": 61.5}
        | {"substances": ["unobtainium"], "shares": [0.0625], "stated": "1234.5 tonnes", "continuity": "continuous"},
    ),
    (
        "Need",
        NEED,
        {"name": "Numbat lime", "amount": 8765.25, "unit": "t", "period": "year", "confidentiality": "network"},
    ),
    ("Offer", "offer:near-a/lime", {"name": "Open lime", "amount": 500, "unit": "t", "period": "year"}),
    ("Need", "need:near-b/sludge", {"name": "Open need", "amount": 900, "unit": "t", "period": "year"}),
    ("Need", "need:far/lime", {"name": "Far need", "confidentiality": "private", "note": "Echidna"}),
    ("Exchange", EXCHANGE, {"name": "Pelican", "status": "running", "amount": 4321.5, "unit": "t", "period": "year"}),
    ("Exchange", "exchange:open", {"name": "Open exchange", "status": "running", "amount": 10, "unit": "t"}),
    (
        "Claim",
        CLAIM,
        {"subject_id": OFFER, "property": "amount", "amount": 1199.5, "unit": "t", "statement": "Wombat"},
    ),
    ("Claim", "claim:same", {"subject_id": FORMER, "property": "same_as", "value": OFFER, "chosen": True}),
    ("Claim", "claim:open", {"subject_id": "facility:near-a", "property": "staff", "amount": 5}),
    ("Tender", "tender:lime", {"name": "Tender", "status": "open"}),
    ("Process", "process:near-b/mixing", {"name": "Mixing", "status": "running", "activity_unit": "t"}),
    ("Source", "source:open", {"title": "Open source"}),
    ("Source", SOURCE, {"title": "Survey"}),
)
LINKS_SAID = (
    ("KIND_OF", "resource:wet-sludge", "resource:sludge"),
    ("OFFERS", SITE, OFFER),
    ("OF", OFFER, "resource:sludge"),
    ("SERVES", "resource:lime", NEED),
    ("AT", NEED, SITE),
    ("OFFERS", "facility:near-a", "offer:near-a/lime"),
    ("OF", "offer:near-a/lime", "resource:lime"),
    ("SERVES", "resource:sludge", "need:near-b/sludge"),
    ("AT", "need:near-b/sludge", "facility:near-b"),
    ("SERVES", "resource:lime", "need:far/lime"),
    ("AT", "need:far/lime", "facility:far"),
    ("SENDS", SITE, EXCHANGE),
    ("OF", EXCHANGE, "resource:wet-sludge"),
    ("DELIVERED_TO", EXCHANGE, "facility:near-b"),
    ("SENDS", "facility:near-a", "exchange:open"),
    ("OF", "exchange:open", "resource:lime"),
    ("DELIVERED_TO", "exchange:open", "facility:near-b"),
    ("ABOUT", CLAIM, OFFER),
    ("CITES", CLAIM, "source:open"),
    ("CITES", "claim:open", "source:open"),
    ("ABOUT", "claim:open", "facility:near-a"),
    ("WANTS", "tender:lime", NEED),
    ("RUNS", "facility:near-b", "process:near-b/mixing"),
    ("INPUT_TO", "resource:sludge", "process:near-b/mixing"),
)


def records():
    """The nodes and relationships, checked by the model."""
    labels = {}
    sites = [
        ("Facility", f"facility:{name}", {"latitude": place[0], "longitude": place[1], "source_id": "source:open"})
        for name, place in PLACES.items()
    ]
    for label, id_, said in (*sites, *NODES_SAID):
        labels[id_] = label
        named = {} if label in ("Claim", "Source") else {"name": id_.partition(":")[2]}
        hidden = id_ in (OFFER, NEED, EXCHANGE, CLAIM)
        yield NODES[label].model_validate({**SAID, **(named if hidden else named | OPEN), "id": id_, **said})
    for type_, start, end in LINKS_SAID:
        ends = {"start": start, "end": end, "start_label": labels[start], "end_label": labels[end]}
        more = {"role": "main"} if type_ == "INPUT_TO" else {}
        model = relation(type_, ends["start_label"], ends["end_label"]).properties
        yield Link(type=type_, **ends, properties=model.model_validate({**SAID, **OPEN, **more}))


OPEN = {"source_id": "source:open", "as_of": "2024"}


def fill(base):
    """Load it, and save a chain from the private offer."""
    assert load_records(base.graph, records(), name="private", home=base.settings.home).issues == []
    certificate = next(iter(base.chains(OFFER).certificates))
    base.save_chains([certificate])
    return certificate["hash"]


def make(base, confidentiality):
    """Say of every stream that it is public or not, as another client could."""
    text = "MATCH (s:{}) SET s.confidentiality = $said"
    for label in ("Offer", "Need"):
        base.graph.run(text.format(label), {"said": confidentiality})
    base.graph.run("MATCH (m:Meta {id: 'meta'}) SET m.data_version = m.data_version + 1")
