"""Rows of the shipped queries on the park, found by hand in its tables: name, values, columns, rows."""

HEAT = {"heat_ids": ["resource:excess_heat", "resource:district_heat"]}
EXPECTED = [
    (
        "paths_from_facility",
        {"facility_id": "facility:mill"},
        "offer resources processes sites need receiver hops planned weakest_method",
        [
            ("mill bark", ["bark", "wood"], [], [], "greenhouse wood", "greenhouse", 0, 0, "reported"),
            (
                *("mill bark", ["bark", "wood", "district heat"], ["boiler"], ["heat plant"]),
                *("greenhouse heat", "greenhouse", 1, 0, "reported"),
            ),
            (
                *("mill bark", ["bark", "wood", "ash", "blocks"], ["boiler", "block making"]),
                *(["heat plant", "block yard"], "wall blocks", "recycler", 2, 1, "inferred"),
            ),
            # Energy comes after material.
            ("mill heat", ["excess heat"], [], [], "basin heat", "farm", 0, 0, "reported"),
            # Another way to a resource that is told already comes last.
            (
                *("mill heat", ["excess heat", "district heat"], ["heat pump"], ["heat plant"]),
                *("greenhouse heat", "greenhouse", 1, 0, "reported"),
            ),
        ],
    ),
    (
        "paths_from_offer",
        {"offer_id": "offer:spent_grain"},
        "resource_ids process_ids need_id weakest_method",
        [
            (
                ["resource:spent_grain", "resource:biowaste", "resource:digestate"],
                *(["process:digestion"], "need:field_digestate", "assumed"),
            ),
            (
                ["resource:spent_grain", "resource:biowaste", "resource:biogas", "resource:lime"],
                *(["process:digestion", "process:firing"], "need:softening_lime", "assumed"),
            ),
        ],
    ),
    (
        "paths_to_need",
        {"need_id": "need:wall_blocks"},
        "facility offer resources processes planned weakest_method",
        [
            ("heat plant", "boiler ash", ["ash", "blocks"], ["block making"], 1, "inferred"),
            ("mill", "mill bark", ["bark", "wood", "ash", "blocks"], ["boiler", "block making"], 1, "inferred"),
        ],
    ),
    (
        "paths_between",
        {"from_id": "facility:data_centre", "to_id": "facility:greenhouse"},
        "offer resources processes need",
        [("server heat", ["data centre heat", "excess heat", "district heat"], ["heat pump"], "greenhouse heat")],
    ),
    (
        "possible_paths_from_offer",
        {"offer_id": "offer:quarry_rock"},
        "resources steps technologies need receiver hops",
        [(["rock", "aggregate"], ["crushing"], ["crushing"], "yard aggregate", "block yard", 1)],
    ),
    (
        "direct_matches",
        {},
        "facility offer amount unit levels need need_amount receiver weakest_method",
        [
            ("data centre", "server heat", 20000, "MWh", 1, "basin heat", 200, "farm", "reported"),
            ("kiln", "kiln heat", None, "MWh", 0, "basin heat", 200, "farm", "reported"),
            ("kiln", "kiln lime", 10, "t", 0, "softening lime", 20, "waterworks", "reported"),
            ("mill", "mill bark", 1000, "t", 1, "greenhouse wood", 90, "greenhouse", "reported"),
            ("mill", "mill heat", 5000, "MWh", 0, "basin heat", 200, "farm", "reported"),
        ],
    ),
    ("direct_matches", {"facility_id": "facility:waterworks"}, "offer need", [("kiln lime", "softening lime")]),
    ("substitute_matches", {}, "offer replaced ratio need", [("cullet", "aggregate", 0.5, "yard aggregate")]),
    (
        "heat_matches",
        HEAT,
        "offer supply_c use_name needed_c verdict",
        [
            ("kiln heat", None, "basin heat", 25, "temperature unknown"),
            ("kiln heat", None, "heat pump", 15, "temperature unknown"),
            ("kiln heat", None, "greenhouse heat", 70, "temperature unknown"),
            ("mill heat", 90, "basin heat", 25, "fits"),
            ("mill heat", 90, "greenhouse heat", 70, "fits"),
            ("mill heat", 90, "heat pump", 15, "too hot"),
            ("server heat", 30, "heat pump", 15, "fits"),
            ("server heat", 30, "basin heat", 25, "fits"),
            ("server heat", 30, "greenhouse heat", 70, "heat pump needed"),
        ],
    ),
    (
        "heat_matches",
        {"max_supply_c": 40, "max_distance_km": 12, "approach_k": 6, **HEAT},
        "offer use_name user distance_km verdict",
        [
            ("kiln heat", "basin heat", "farm", 11.12, "temperature unknown"),
            ("server heat", "heat pump", "heat plant", 5.391, "fits"),
            ("server heat", "greenhouse heat", "greenhouse", 10.782, "heat pump needed"),
        ],
    ),
    (
        "excess_heat_users",
        {"resource_id": "resource:data_centre_heat"},
        "way giver flow user how status distance_km remarks amount weakest_method source_ids",
        [
            (
                *("exchange", "data centre", "heat to grid", "heat plant"),
                *(["exchange: running", "process: heat pump (running)"], "running", 5.391, [], 9000),
                *("reported", ["source:survey"]),
            ),
            (
                *("technology", "data centre", "server heat", None, ["technology: pumping heat"], None, None, []),
                *(20000, "reported", ["source:survey"]),
            ),
        ],
    ),
    (
        "excess_heat_users",
        {"resource_id": "resource:data_centre_heat", "max_km": 200},
        "way distance_km flow_ids resource_ids use_ids",
        [
            (
                *("exchange", 5.391, ["exchange:heat_to_grid", "offer:server_heat"]),
                *(["resource:data_centre_heat", "resource:excess_heat"], ["process:heat_pump"]),
            ),
            (
                *("need", 112.402, ["offer:server_heat"]),
                *(["resource:data_centre_heat", "resource:excess_heat"], ["need:basin_heat"]),
            ),
            (
                *("technology", None, ["offer:server_heat"]),
                *(["resource:data_centre_heat", "resource:excess_heat"], ["technology:pumping_heat"]),
            ),
        ],
    ),
    # The exchange of spent grain with the farm has ended.
    (
        "excess_heat_users",
        {"resource_id": "resource:spent_grain", "max_km": 200},
        "way user how status",
        [("process", "digester", ["process: digestion (running)"], "running")],
    ),
    # The brewery would take only its own.
    ("excess_heat_users", {"resource_id": "resource:beer"}, "way", []),
    (
        "exchange_paths",
        {"facility_id": "facility:mill"},
        "facilities resources hops",
        [
            (["mill", "heat plant"], ["bark"], 1),
            (["mill", "heat plant", "greenhouse"], ["bark", "district heat"], 2),
        ],
    ),
    ("exchange_paths", {"facility_id": "facility:digester", "status": "running"}, "hops", []),
    (
        "offers_without_need",
        {},
        "offer codes amount amount_max planned technologies",
        [
            ("boiler ash", ["100101"], 40, None, ["block making"], []),
            ("cullet", ["191205"], None, 50, [], []),
            ("quarry rock", [], 2000.5, None, [], ["crushing"]),
            ("sludge", ["190805"], 300, None, [], ["composting"]),
        ],
    ),
    (
        "needs_without_offer",
        {},
        "need facility resources planned technologies",
        [
            ("brewery salt", "brewery", ["salt"], [], []),
            ("wall blocks", "recycler", ["blocks"], ["block making"], []),
            ("yard aggregate", "block yard", ["aggregate"], [], ["crushing"]),
        ],
    ),
    (
        "codes_with_offer_no_need",
        {},
        "code title offers amount unit without_amount methods",
        [
            ("020704", "unfit for use", ["spent grain"], 500, "t", 0, ["reported"]),
            ("100101", "bottom ash", ["boiler ash"], 40, "t", 0, ["estimated"]),
            ("190805", "sewage sludge", ["sludge"], 300, "t", 0, ["reported"]),
            ("191205", "glass", ["cullet"], None, "t", 1, ["reported"]),
        ],
    ),
    (
        "one_step_missing",
        {},
        "technology status planned offer taken made need receiver co_inputs",
        [
            ("composting", "nobody", [], "sludge", "sludge", "digestate", "field digestate", "farm", ["wood"]),
            (
                *("crushing", "nobody", [], "quarry rock", "rock", "aggregate", "yard aggregate", "block yard"),
                ["electricity"],
            ),
        ],
    ),
    ("flows_by_code", {"code": "19"}, "code flow name", [("190805", "offer", "sludge"), ("191205", "offer", "cullet")]),
    ("flows_by_code", {"code": "03"}, "flow name", [("offer", "mill bark"), ("need", "greenhouse wood")]),
    (
        "offers_by_code_chapter",
        {},
        "chapter title offers amount without_amount",
        [
            ("02", "food", 1, 500, 0),
            ("03", "wood", 1, 1000, 0),
            ("10", "thermal processes", 1, 40, 0),
            ("19", "treatment", 2, 300, 1),
        ],
    ),
    ("exchanges_of_facility", {"facility_id": "facility:kiln"}, "direction partner", [("receives", "digester")]),
    (
        "largest_offers",
        {"unit": "MWh", "max_rows": 1},
        "offer facility amount",
        [("server heat", "data centre", 20000)],
    ),
    ("measure_status", {"progress": "implementing"}, "measure tasks tasks_done", [("reuse", 2, 1)]),
    ("tenders_and_needs", {}, "callers resources offers", [(["town"], ["wood"], ["mill bark"])]),
    ("organisations_by_kind", {"kind": "unknown"}, "organisation networks", [("stranger", [])]),
    ("network_partners_by_year", {"network_id": "network:park"}, "valid_for amount", [("2021", 3), ("2022", 5)]),
    ("claims_that_disagree", {}, "claim_id valid_for", [("claim:bark_a", "2023"), ("claim:bark_b", "2023")]),
    (
        "claims_that_disagree",
        {"same_time": False, "subject_id": "offer:mill_bark"},
        "claim_id amount_min amount amount_max source_id",
        [
            ("claim:bark_c", None, 500, None, "source:leaflet"),
            ("claim:bark_d", 400, None, 600, "source:survey"),
            ("claim:bark_a", None, 1000, None, "source:survey"),
            ("claim:bark_b", None, 700, None, "source:leaflet"),
        ],
    ),
    (
        "claims_unlike_shown_value",
        {},
        "claim_id shown amount",
        [("claim:bark_c", "1000.0", 500), ("claim:bark_d", "1000.0", None), ("claim:bark_b", "1000.0", 700)],
    ),
    (
        "claims_to_check",
        {},
        "claim_id reasons",
        [("claim:bark_b", ["low confidence", "undated source"]), ("claim:bark_c", ["undated source"])],
    ),
    ("facts_by_method", {"method": "estimated"}, "label name amount unit", [("Offer", "boiler ash", 40, "t")]),
    (
        "inferred_links",
        {},
        "type start_name end_name method",
        [("KIND_OF", "spent grain", "biowaste", "assumed"), ("SERVES", "blocks", "wall blocks", "inferred")],
    ),
]
