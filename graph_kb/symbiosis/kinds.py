"""What is read from the graph for the chain engine: kinds of records, where they are matched, their columns."""

from __future__ import annotations

from dataclasses import dataclass

STREAM = (
    "id:text amount_min:number amount:number amount_max:number unit:text period:text continuity:text months:numbers "
    "substances:texts shares:numbers moisture:number temperature_c:number price_eur_per_unit:number legal_status:text "
    "method:text"
)
PORT = "role:text amount_min:number amount:number amount_max:number unit:text substances:texts method:text"


@dataclass(frozen=True)
class Kind:
    """A kind of records.

    Attributes:
        match: Pattern of Cypher that finds them, each once; names in it stand for nodes and relationships.
        columns: Column, the property that it holds (`name.property`), and its kind: text, number, flag, or several
            of them (`texts`, `numbers`).
        key: Columns that tell the records apart and that they are sorted by.
        page: Name and label of the node whose ids pages are cut by.
    """

    match: str
    columns: tuple[tuple[str, str, str], ...]
    key: tuple[str, ...]
    page: tuple[str, str]


def _kind(match: str, key: str, page: str, **said: str) -> Kind:
    """A kind whose columns are written `property:kind`, or `column=property:kind`, by name in the pattern."""
    columns = []
    for name, words in said.items():
        for word in words.split():
            left, _, kind = word.partition(":")
            column, _, property_ = left.partition("=")
            columns.append((column, f"{name}.{property_ or column}", kind))
    node, _, label = page.partition(":")
    return Kind(match, tuple(columns), tuple(key.split()), (node, label))


KINDS: dict[str, Kind] = {
    "sites": _kind(
        "(f:Facility)",
        "id",
        "f:Facility",
        f="id:text status:text until:text latitude:number longitude:number location_precision:text",
    ),
    "resources": _kind(
        "(r:Resource)",
        "id",
        "r:Resource",
        r="id:text kind:text unit:text transport_mode:text transport_eur_per_unit_km:number max_leg_km:number "
        "disposal_eur_per_unit:number market_price_eur_per_unit:number co2e_kg_per_unit:number",
    ),
    "offers": _kind(
        "(f:Facility)-[:OFFERS]->(o:Offer)-[of:OF]->(r:Resource)",
        "id site resource",
        "o:Offer",
        o=f"{STREAM} temperature_min_c:number temperature_max_c:number",
        f="site=id:text",
        r="resource=id:text",
        of="link_method=method:text",
    ),
    "needs": _kind(
        "(r:Resource)-[s:SERVES]->(n:Need)-[:AT]->(f:Facility)",
        "id site resource",
        "n:Need",
        n=f"{STREAM} gate_fee_eur_per_unit:number limits_complete:flag",
        f="site=id:text",
        r="resource=id:text",
        s="link_method=method:text",
    ),
    "processes": _kind(
        "(f:Facility)-[:RUNS]->(p:Process)",
        "id site",
        "p:Process",
        p="id:text status:text capacity_per_year:number capacity_by_month:numbers running_per_year:number "
        "min_load_share:number fixed_eur_per_year:number variable_eur_per_activity:number storage_amount:number "
        "start_up_stock:number method:text",
        f="site=id:text",
    ),
    "inputs": _kind(
        "(r:Resource)-[i:INPUT_TO]->(p:Process)",
        "process resource role",
        "p:Process",
        p="process=id:text",
        r="resource=id:text",
        i=f"{PORT} accepts_status:texts min_temperature_c:number max_temperature_c:number max_moisture:number "
        "limit_max:numbers limits_complete:flag",
    ),
    "outputs": _kind(
        "(p:Process)-[u:OUTPUTS]->(r:Resource)",
        "process resource role",
        "p:Process",
        p="process=id:text",
        r="resource=id:text",
        u=f"{PORT} legal_status:text waste_code:text temperature_c:number shares:numbers",
    ),
    "uses": _kind(
        "(p:Process)-[:USES]->(t:Technology)",
        "process operation",
        "p:Process",
        p="process=id:text",
        t="operation:text",
    ),
    "coded": _kind(
        "(o:Offer)-[c:CODED]->(w:WasteCode)",
        "offer code method",
        "o:Offer",
        o="offer=id:text",
        w="code:text",
        c="method:text",
    ),
    "codes": _kind("(w:WasteCode)", "code id", "w:WasteCode", w="id:text code:text hazardous:flag"),
    "kind_of": _kind(
        "(a:Resource)-[k:KIND_OF]->(b:Resource)",
        "narrow broad method",
        "a:Resource",
        a="narrow=id:text",
        b="broad=id:text",
        k="method:text",
    ),
    "substitutes": _kind(
        "(a:Resource)-[s:SUBSTITUTES]->(b:Resource)",
        "resource replaced ratio method",
        "a:Resource",
        a="resource=id:text",
        b="replaced=id:text",
        s="ratio:number method:text",
    ),
    "permits": _kind(
        "(f:Facility)-[:HOLDS]->(m:Permit)",
        "site permit",
        "m:Permit",
        f="site=id:text",
        m="permit=id:text since:text until:text method:text",
    ),
    "allowances": _kind(
        "(m:Permit)-[a:ALLOWS]->(w:WasteCode)",
        "permit code operation tonnes_per_year method",
        "m:Permit",
        m="permit=id:text",
        w="code:text",
        a="operation:text tonnes_per_year:number method:text",
    ),
}
