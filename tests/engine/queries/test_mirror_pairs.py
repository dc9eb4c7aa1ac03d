"""A stream that carries both codes of a mirror pair is one or the other, and its tonnes count once."""


def test_of_a_mirror_pair_and_a_third_code_only_the_pair_is_joined(ask, graph, make_park):
    """A stream coded 17 01 06, 17 01 08 and 02 07 04 has two rows: the pair, and the other code."""
    tables = {
        "resources": {"Material": "mixed_rubble"},
        "kind_of": (),
        "sites": {"rubble_town": "rubble_yard"},
        "offers": (("mixed_rubble", "rubble_yard", "mixed_rubble", 8, None, {}),),
        "needs": (),
        "processes": (),
    }
    park = make_park(**tables)
    park.flows()
    for code in ("170106", "170108"):
        park.node("WasteCode", code, code=code, display=code, title=code, level="code", valid_from="2015")
    park.labels["wastecode:020704"] = "WasteCode"
    park.link("MIRROR_OF", "wastecode:170108", "wastecode:170106")
    for code in ("170106", "170108", "020704"):
        park.link("CODED", "offer:mixed_rubble", f"wastecode:{code}")
    del park.labels["wastecode:020704"]
    try:
        park.write(graph)
        rows = [row for row in ask("codes_with_offer_no_need") if "mixed rubble" in row["offers"]]
    finally:
        park.remove(graph)
    assert [(row["code"], row["either_codes"], row["title"], row["offers"], row["amount"]) for row in rows] == [
        ("020704", [], "unfit for use", ["mixed rubble", "spent grain"], 508),
        ("170106", ["170108"], "either 170106: 170106, or 170108: 170108", ["mixed rubble"], 8),
    ]
