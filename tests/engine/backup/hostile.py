"""Texts that break whoever builds statements, lines or cells of them by hand."""

HOSTILE = (
    "it's",
    "'; MATCH (n) DETACH DELETE n; //",
    "'}] AS row MATCH (n) DETACH DELETE n //",
    '"quoted" `ticks` $row {name: 1} /* no comment */ // nor this',
    "ends with a backslash \\",
    "\\' \\\\' \\\\\\'",
    "\\u0027 OR true //",
    "\\\\u0027 \\U0001F600 \\uu0027 \\u005C' \\n \\t",
    "two\nlines\r\nand\ra tab\tand a line separator\u2028here",
    "Ämmässuo 漢字 😀 \u200b\u202e e\u0301",
    "=1+1",
    "null",
    "a;b,c|d\u00a0e",
)
SAID = {"source_id": "source:s", "as_of": "2024", "method": "reported"}


def write_hostile(graph):
    """Networks with such names and themes, each a member of the next."""
    graph.run("CREATE (s:Source) SET s = $said", {"said": {"id": "source:s", "title": HOSTILE[1], **SAID}})
    rows = [
        {"id": f"network:{number}", "name": text, "themes": [text, "plain", text[::-1]], **SAID}
        for number, text in enumerate(HOSTILE)
    ]
    graph.run("UNWIND $rows AS row CREATE (n:Network) SET n = row", {"rows": rows})
    ends = [{"a": f"network:{number}", "b": f"network:{number + 1}"} for number in range(len(HOSTILE) - 1)]
    links = [
        {**one, "said": {"id": f"MEMBER_OF|{one['a']}|{one['b']}|{HOSTILE[number]}", "role": HOSTILE[number], **SAID}}
        for number, one in enumerate(ends)
    ]
    text = "UNWIND $rows AS row MATCH (a:Network {id: row.a}) MATCH (b:Network {id: row.b}) "
    graph.run(f"{text} CREATE (a)-[r:MEMBER_OF]->(b) SET r = row.said", {"rows": links})
    said = {"id": "offer:n", "name": "n", "amount": 1e300, "unit": "t", "period": "year", "months": [1, 12]}
    graph.run(
        "CREATE (o:Offer) SET o = $said",
        {
            "said": {
                **said,
                "temperature_c": -1e-7,
                "confidentiality": "public",
                "shares": [0.1],
                "substances": ["x"],
                **SAID,
            }
        },
    )
    graph.run("CREATE (c:WasteCode) SET c = $said", {"said": {**CODE, **SAID}})


CODE = {
    "id": "wastecode:01",
    "code": "01",
    "display": "01",
    "title": "t",
    "level": "chapter",
    "hazardous": True,
    "valid_from": "2015",
}
