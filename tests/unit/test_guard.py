"""The guard lets reading Cypher through, says where it stops, and knows what a statement returns."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph_kb.errors import ForbiddenCypher, GraphKBError, QueryError
from graph_kb.queries import check_read_only
from graph_kb.queries.guard import examine
from graph_kb.queries.lexer import lex

GOOD = (
    "RETURN 1 AS one",
    "RETURN 1 AS one;",
    "MATCH (n) RETURN n",
    "match (n:Facility) return n.id as id order by id",
    "MATCH (f:Facility {id: $id}) MATCH (f)-[:OFFERS]->(o:Offer)-[:OF]->(r:Resource) RETURN o.id, r.name",
    "MATCH (r)-[:SERVES]->(n:Need)-[:AT]->(f:Facility) WHERE n.x > 10.5 AND NOT f.name IS NULL RETURN n",
    "MATCH (n:Facility|Offer) WHERE n.name IS NOT NULL RETURN labels(n) AS kinds, count(*) AS number",
    "MATCH (n:Resource&Material) RETURN n.id AS id",
    "MATCH (n:!Chain) RETURN DISTINCT labels(n) AS labels",
    "MATCH (n:(Offer|Need)&!Chain) RETURN n.id",
    "MATCH (n:%) RETURN count(n) AS number",
    "MATCH (n:$($label)) RETURN count(n) AS number",
    "MATCH ()-[r:INPUT_TO|OUTPUTS]->() RETURN type(r) AS type, count(r) AS number ORDER BY number DESC, type",
    "MATCH (a)-[:OFFERS|:OF]->(b) RETURN a.id, b.id",
    "MATCH (a)<-[:PART_OF]-(b)--(c)-->(d)<--(e) RETURN a.id",
    "MATCH (a)-[r:INPUT_TO {role: 'main'}]->(p:Process WHERE p.status = 'running') RETURN p.id",
    "MATCH (a)-[r:INPUT_TO WHERE r.amount >= 2]->(b) RETURN r.amount",
    "MATCH (a)-[:KIND_OF*1..5]->(b) RETURN a.id, b.id",
    "MATCH (a)-[:KIND_OF*..4]->(b) RETURN b.id",
    "MATCH (a)-[:KIND_OF*0..15]->(b) RETURN b.id",
    "MATCH (a)-[:KIND_OF*2]->(b) RETURN b.id",
    "MATCH p = (a:Resource)-[:KIND_OF*1..3]->(b) RETURN [x IN nodes(p) | x.id] AS ids, length(p) AS hops",
    "MATCH (r) ((:Resource)-[:INPUT_TO]->(p:Process)-[:OUTPUTS]->(:Resource)){0,3} () RETURN size(p)",
    "MATCH (a)-[:KIND_OF]->{1,4}(b) RETURN b.id",
    "MATCH (a)-[:KIND_OF]->{,4}(b) RETURN b.id",
    "MATCH (a) ((x)-[r:OUTPUTS WHERE r.x > 0]->(y)){1,4} (b) WHERE all(s IN r WHERE s.x > 1) RETURN a.id",
    "MATCH p = shortestPath((a:Facility {id: $from})-[*..8]-(b:Facility {id: $to})) RETURN length(p) AS hops",
    "MATCH p = allShortestPaths((a:Offer)-[*..6]-(b:Need)) RETURN count(p) AS number",
    "MATCH (a), (b) WHERE (a)-[:OFFERS]->(b) AND NOT (b)<-[:OF]-(a) RETURN a.id",
    "MATCH (n) WHERE exists((n)-[:OFFERS]->()) RETURN n.id",
    "MATCH (n) WHERE EXISTS { (n)-[:OFFERS]->(:Offer) } RETURN n.id",
    "MATCH (n) WHERE EXISTS { MATCH (n)-->(m) WHERE m.x > 1 } AND NOT EXISTS { (n)<-[:OF]-() } RETURN n.id",
    "MATCH (n) WHERE COUNT { (n)--(m) WHERE m.x > 1 } > 2 RETURN n.id",
    "MATCH (n:Facility) RETURN n.id AS id, COLLECT { MATCH (n)-->(m) RETURN m.id ORDER BY m.id } AS next",
    "MATCH (f:Facility) CALL { WITH f MATCH (f)-->(o) RETURN count(o) AS offers } RETURN f.id, offers",
    "MATCH (f:Facility) CALL (f) { MATCH (f)-->(o) RETURN count(o) AS offers } RETURN f.id, offers",
    "MATCH (f)-->(o) CALL (f, o) { RETURN f.x + o.x AS sum } CALL (*) { RETURN 1 AS one } RETURN sum",
    "CALL () { RETURN 1 AS one } RETURN (one) + 1 AS two, (one) - (one) AS zero, (one) < (one) AS less",
    "CALL { MATCH (n:Offer) RETURN n.id AS id UNION MATCH (n:Need) RETURN n.id AS id } RETURN id ORDER BY id",
    "MATCH (n:Offer) RETURN n.id AS id UNION ALL MATCH (n:Need) RETURN n.id AS id",
    "UNWIND $ids AS id MATCH (f:Facility {id: id}) RETURN f.name",
    "UNWIND range(1, 12) AS month RETURN month",
    "UNWIND range(0, 10, 2) AS i RETURN i",
    "MATCH p = (a)-->(b) WITH nodes(p) AS ns UNWIND range(0, size(ns) - 2) AS i RETURN ns[i].id, ns[i + 1]",
    "MATCH (n:Offer) WITH n ORDER BY n.amount DESC SKIP 5 LIMIT 10 WHERE n.amount > 1 RETURN n.id",
    "MATCH (n) RETURN n.id AS id ORDER BY id SKIP $skip LIMIT $limit",
    "MATCH (n) WITH *, n.id AS id RETURN id",
    "MATCH (n) RETURN *",
    "MATCH (n) OPTIONAL MATCH (n)-[:OFFERS]->(o) RETURN n.id, collect(DISTINCT o.id) AS offers",
    "MATCH (n) RETURN n {.id, .name, size: 1, x: n.amount} AS node",
    "MATCH (n) RETURN n {.*} AS node",
    "MATCH (n:Facility) RETURN [(n)-[:OFFERS]->(o:Offer) WHERE o.amount > 1 | o.id] AS ids",
    "MATCH (n:Facility) RETURN [p = (n)-->() | length(p)] AS hops",
    "MATCH p = (a)-->(b) RETURN [x IN nodes(p) WHERE x:Offer|Need | x.id] AS ids",
    "MATCH p = (a)-->(b) WHERE none(r IN relationships(p) WHERE r.role = 'loss') RETURN length(p)",
    "RETURN reduce(total = 0.0, x IN [1, 2, 3] | total + x) AS total",
    "RETURN CASE WHEN $x > 1 THEN 'many' WHEN $x = 1 THEN 'one' ELSE 'none' END AS word",
    "MATCH (n) RETURN CASE n.status WHEN 'running', 'planned' THEN 1 ELSE 0 END AS known",
    "RETURN [1, 2, 3][0] AS a, [1, 2, 3][1..] AS b, [1, 2, 3][..2] AS c, [1, 2, 3][0..2] AS d, [] AS e",
    "RETURN {create: 1, delete: [2], `a b`: {set: 3}} AS map",
    "RETURN -1 + +2 * 3 / 4 % 5 ^ 2 AS x, 1e3 AS y, .5 AS z, 0x1F AS w, 'a' || 'b' AS v",
    "RETURN 1 < 2 AS a, 1 <= 2 AS b, 1 <> 2 AS c, 3 > 2 XOR false AS d, 1 IN [1] AS e, 1 < -1 AS f, 3 - -1",
    "MATCH (n) WHERE n.name STARTS WITH 'A' OR n.name ENDS WITH 'B' OR toLower(n.id) CONTAINS $text RETURN n",
    "MATCH (n) WHERE n.name =~ '(?i).*steel.*' AND n.x > 1 RETURN n.id",
    r"MATCH (n:WasteCode) WHERE n.code =~ '\\d{2} \\d{2} \\d{2}[*]?' RETURN n.code",
    "MATCH (n) WHERE n:Facility AND NOT n:Offer|Need RETURN n.id",
    "RETURN date('2026-12-09') AS d, date() < date('2027-01-01') AS e, duration({months: 1}).months AS f",
    "RETURN duration.between(date('2026-01-01'), date('2026-03-01')).months AS months",
    "RETURN date.truncate('month', date()) AS d, datetime('2026-01-01T00:00:00Z').epochSeconds AS s",
    "RETURN point.distance(point({latitude: 60, longitude: 24}), point({latitude: 60, longitude: 25})) AS m",
    "MATCH (n:Offer) RETURN round(coalesce(sum(n.amount), 0), 6) AS total, avg(n.x) AS mean, max(n.x)",
    "MATCH (n:Offer) RETURN percentileCont(n.amount, 0.5) AS median, stDev(n.amount) AS spread",
    "MATCH (n) WHERE n.set = 1 AND n.delete IS NULL AND n.call <> 'x' RETURN n.merge AS create",
    "MATCH (n:Load)-[:CREATE|DELETE]->(m:Set) RETURN n.id",
    "MATCH (load)-[set:USE]->(end) RETURN load.id AS load, set.remove AS call, end.id AS end",
    "WITH 1 AS load, 2 AS create RETURN load + create AS merge ORDER BY merge",
    "MATCH (`my node`:`Odd ``Label`) RETURN `my node`.`some key` AS `CREATE (n)`",
    "RETURN $`odd name` AS a, $map.key AS b, $list[0] AS c, $1 AS d",
    "RETURN 'CREATE (n) SET n.x = 1' AS a, \"LOAD CSV FROM 'file:///x'\" AS b, 'it\\'s; DELETE n' AS c",
    "RETURN '// no comment' AS a, '/* none */' AS b, 'tab\\t\\u00e9' AS c, 'C:\\\\temp' AS d",
    "// CREATE (n)\nMATCH (n) /* DELETE n; */ RETURN n // SET n.x = 1",
    "/* CALL */ MATCH (n)\r\n\tRETURN n /**/",
    "MATCH (n) WHERE n.määrä > 1 RETURN n.`määrä` AS määrä",
    "MATCH (n) RETURN count(n) AS count, collect(n.id)[..3] AS first, n.x + 1 AS exists ORDER BY count",
)

WRITE_CLAUSES = ("CREATE (:X)", "SET n.x = 1", "DETACH DELETE n", "MERGE (n:X)", "REMOVE n.x", "CALL x.y()")


@pytest.mark.parametrize("text", GOOD)
def test_reading_passes(text):
    check_read_only(text)


@pytest.mark.parametrize("text", [text for text in GOOD if "?i" not in text])
def test_case_of_keywords_does_not_matter(text):
    check_read_only(text.lower())


@pytest.mark.parametrize(
    ("text", "line", "column", "token"),
    [
        ("CREATE (n)", 1, 1, "CREATE"),
        ("MATCH (n)\n  DELETE n", 2, 3, "DELETE"),
        ("// first\nMATCH (n) /* two\nlines */ SET n.x = 1", 3, 10, "SET"),
        ("MATCH (n)\r\nWHERE n.x = 'a\nb' REMOVE n.x", 3, 4, "REMOVE"),
        ("MATCH (a)-[:R*]->(b) RETURN a", 1, 14, "*"),
        ("MATCH (n) RETURN\n apoc.text.join([], '')", 2, 2, "apoc"),
        ("MATCH (n)\n", 1, 10, ""),
    ],
)
def test_errors_say_where(text, line, column, token):
    with pytest.raises(ForbiddenCypher) as caught:
        check_read_only(text, source="mine.cypher")
    assert caught.value.message.startswith(f"mine.cypher:{line}:{column}: ")
    assert caught.value.context == {"query": "mine.cypher", "line": line, "column": column, "token": token}


def test_parameters_must_be_given():
    check_read_only("RETURN $a AS a, $`b` AS b", parameters={"a", "b", "c"})
    with pytest.raises(QueryError, match=r"query:1:8: the parameter \$limt has no value\n  hint: did you mean limit"):
        check_read_only("RETURN $limt AS a", parameters=["limit"])
    with pytest.raises(QueryError, match="--param a="):
        check_read_only("RETURN $a AS a", parameters=())


def test_facts_of_a_statement():
    statement = examine(
        "MATCH (f:Facility {id: $id}), (c:WasteCode {code: $code}) "
        "WHERE EXISTS { MATCH (f)-[:OFFERS]->(:Offer) } RETURN f, c.code AS code, count(*) ORDER BY code"
    )
    assert list(statement.parameters) == ["id", "code"]
    assert statement.names == {"Facility", "WasteCode", "OFFERS", "Offer"}
    assert statement.anchored
    assert [(each.columns, each.ordered) for each in statement.returned] == [(("f", "code", None), True)]


@pytest.mark.parametrize(
    "text",
    [
        "MATCH (f:Facility {id: 'x'}) RETURN f",
        "MATCH (f {id: $id}) RETURN f",
        "MATCH (f:Facility {id: $row.id}) RETURN f",
        "MATCH (f:Facility {name: $name}) RETURN f",
        "MATCH (f:Facility {id: $id})-->(o) RETURN f",
        "MATCH (o:Offer) MATCH (f:Facility {id: $id}) RETURN f",
        "MATCH (f:Facility {id: $id}), (o:Offer) RETURN f",
        "MATCH (f WHERE EXISTS { MATCH (g:Facility {id: $id}) RETURN g }) RETURN f",
    ],
)
def test_what_is_no_anchor(text):
    assert examine(text).anchored is False


@settings(deadline=None)
@given(st.sampled_from(GOOD), st.sampled_from(WRITE_CLAUSES), st.data())
def test_a_write_between_any_two_tokens_is_refused(text, clause, data):
    tokens = [token.text for token in lex(text)]
    place = data.draw(st.integers(0, len(tokens)))
    with pytest.raises(ForbiddenCypher):
        check_read_only(f"{''.join(tokens[:place])}\n{clause}\n{''.join(tokens[place:])}")


@settings(deadline=None)
@given(st.sampled_from(GOOD), st.sampled_from(("/* DELETE n */", "\n", "// SET n.x = 1\n", " \t\r\n")), st.data())
def test_space_and_comments_between_tokens_change_nothing(text, filler, data):
    tokens = [token.text for token in lex(text)]
    place = data.draw(st.integers(0, len(tokens)))
    check_read_only(f"{''.join(tokens[:place])}\n{filler}{''.join(tokens[place:])}")


@settings(deadline=None)
@given(st.text(max_size=200) | st.lists(st.sampled_from([t.text for q in GOOD for t in lex(q)])).map(" ".join))
def test_any_text_passes_or_is_explained(text):
    try:
        check_read_only(text)
    except GraphKBError as error:
        assert error.message  # noqa: PT017 - passing is right as well
