"""Worlds in which not all is known, each with a certificate whose numbers are worked out by hand."""

from __future__ import annotations

from .drafts import asked, certify, flow, km, line
from .town import Case, town


def conditional() -> Case:
    """Waste into a process of unknown capacity, at a site without known permits, known by its municipality only."""
    made = town(b={"location_precision": "municipality"})
    made.resource("sludge", max_leg_km=50)
    made.resource("soil")
    made.code("190805")
    waste = {"legal_status": "waste", "codes": ["wastecode:190805"]}
    offer = made.offer("sludge", "facility:a", "resource:sludge", 100, **waste)
    need = made.need("soil", "facility:b", "resource:soil", 80)
    composting = made.process("composting", "facility:b", capacity_per_year=None)
    made.uses(composting, "R3")
    made.takes(composting, "resource:sludge", 1, accepts_status=["waste"])
    made.makes(composting, "resource:soil", 0.5)
    certificate = certify(
        offer,
        need,
        status="conditional",
        question={"weights": {"amount": "1", "net_value": "0", "co2e": "0", "distance": "0"}},
        processes=[line(composting, "resource:sludge main", "resource:soil main", ["100"])],
        flows=[
            flow(
                offer,
                (composting, "resource:sludge", "main"),
                ["100"],
                km("a", "b"),
                on_line=True,
                law="unknown",
                distance="assumed",
            ),
            flow((composting, "resource:soil", "main"), need, ["50"], "0", on_line=True),
        ],
        value={"total": "100", "unit": "t", "terms": {"amount": "100"}, "missing": []},
        states={4: "unknown", 7: "unknown", 9: "assumed"},
        unknowns=[
            asked(4, composting, "capacity_per_year", "facility:b"),
            asked(7, "facility:b", "permit", "facility:b"),
        ],
        minimal=[()],
        holds_at={"low": None, "expected": None, "high": None},
    )
    return Case(made, certificate)


def unknown_yield() -> Case:
    """A line of two of which nobody knows how much the first makes; the second has a least load and a co-input."""
    made = town()
    for name in ("rubber", "oil", "fuel", "steam"):
        made.resource(name)
    offer = made.offer("tyres", "facility:a", "resource:rubber", 100)
    made.offer("steam", "facility:c", "resource:steam", 10)
    need = made.need("fuel", "facility:d", "resource:fuel", 80)
    pyrolysis = made.process("pyrolysis", "facility:b")
    made.takes(pyrolysis, "resource:rubber", 1)
    made.makes(pyrolysis, "resource:oil", None)
    refining = made.process("refining", "facility:c", min_load_share=0.5)
    made.takes(refining, "resource:oil", 1)
    made.takes(refining, "resource:steam", 0.1, "co_input")
    made.makes(refining, "resource:fuel", 0.9)
    certificate = certify(
        offer,
        need,
        status="conditional",
        known_until=1,
        question={"weights": {"amount": "1", "net_value": "0", "co2e": "0", "distance": "0"}},
        processes=[
            line(pyrolysis, "resource:rubber main", "resource:oil main", ["50"]),
            line(refining, "resource:oil main", "resource:fuel main", [None]),
        ],
        flows=[
            flow(offer, (pyrolysis, "resource:rubber", "main"), ["50"], km("a", "b"), on_line=True),
            flow(
                (pyrolysis, "resource:oil", "main"),
                (refining, "resource:oil", "main"),
                [None],
                km("b", "c"),
                on_line=True,
            ),
            flow((refining, "resource:fuel", "main"), need, [None], km("c", "d"), on_line=True),
        ],
        value={"total": "50", "unit": "t", "terms": {"amount": "50"}, "missing": []},
        states={3: "unknown"},
        unknowns=[asked(3, pyrolysis, "amount", "facility:b")],
        minimal=[(), (pyrolysis,), (refining,)],
        holds_at={"low": None, "expected": None, "high": None},
    )
    return Case(made, certificate)
