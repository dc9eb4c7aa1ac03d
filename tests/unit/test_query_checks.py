"""What a query file must be before the library offers it; each problem is named with file and line."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph_kb.errors import QueryError
from graph_kb.queries import Library
from graph_kb.queries.header import read_header

COUNT = """\
// name: count
// How many offers there are.
// returns number
// scan: Offer
MATCH (o:Offer) RETURN count(o) AS number ORDER BY number;
"""
RETURNS = "// returns number"


def write(folder, name, text):
    (folder / f"{name}.cypher").write_text(text, encoding="utf-8")


def problems(folder):
    return [problem.removeprefix(f"{folder}/") for problem in Library.load(folder).problems]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("// name: count\n", "", "1: no name line: write // name: count"),
        ("name: count", "name: other", "1: the name other differs from the file's name count"),
        ("name: count", "name: count\n// name: count", "2: a second name line"),
        ("name: count", "name: Count!", "1: this name line cannot be read"),
        ("// How many offers there are.\n", "", "1: no documentation"),
        (f"{RETURNS}\n", "", "1: no returns line"),
        (RETURNS, f"{RETURNS},", "3: this returns line cannot be read"),
        (RETURNS, f"{RETURNS}\n{RETURNS}", "4: a second returns line"),
        (RETURNS, "// returns total", "5: RETURN gives number, the header declares total"),
        (RETURNS, "// returns number, b", "5: RETURN gives number, the header declares number, b"),
        (RETURNS, f"// param a: string\n{RETURNS}", "3: the parameter a is declared but not used"),
        (RETURNS, f"// param a: text\n{RETURNS}", "3: unknown type text: use string, integer"),
        (RETURNS, f"// param a\n{RETURNS}", "3: this param line cannot be read"),
        (RETURNS, f"// param a: text = 1\n{RETURNS}", "3: unknown type text: use string, integer"),
        (RETURNS, f"// param a: date\n// param a: date\n{RETURNS}", "4: a second param line for a"),
        (RETURNS, f"// param a: integer = x\n{RETURNS}", "3: the default x is no integer"),
        (RETURNS, f"// param a: date = 2026\n{RETURNS}", "3: the default 2026 is no date"),
        ("(o:Offer)", "(o:Offer {id: $id})", "5: $id is not declared: write // param id: type"),
        ("RETURN", "SET o.x = 1 RETURN", "5: column 17: SET writes to the graph (reading clauses"),
        ("(o:Offer)", "(o:Offer)-[*]->()", "5: column 18: * repeats without an upper bound"),
        ("RETURN", "CALL db.labels() RETURN", "5: column 17: CALL db: procedures are not allowed"),
        ("(o:Offer)", "(o:Offer {x: 'a})", "5: column 20: the string that starts with ' never ends"),
        (" ORDER BY number", "", "5: no ORDER BY behind the last RETURN"),
        ("count(o) AS number", "*", "5: RETURN * hides its columns"),
        (" AS number", "", "5: column 1 of RETURN has no name"),
        ("MATCH", "RETURN 1 AS number UNION MATCH", "5: an outer UNION cannot be ordered"),
        ("// scan: Offer\n", "", "4: no anchor: let the first MATCH be"),
        ("scan: Offer", "scan:", "4: this scan line cannot be read"),
        ("scan: Offer", "scan: Need", "4: the query scans no Need"),
    ],
)
def test_each_problem_is_named_with_file_and_line(tmp_path, old, new, expected):
    assert old in COUNT
    write(tmp_path, "count", COUNT.replace(old, new))
    found = problems(tmp_path)
    assert any(problem.startswith(f"count.cypher:{expected}") for problem in found), found


def test_all_problems_are_reported_together(tmp_path):
    write(tmp_path, "count", COUNT)
    write(tmp_path, "one", "CREATE (n)")
    write(tmp_path, "same", COUNT)
    (tmp_path / "two.cypher").write_bytes(b"\xff\xfe")
    found = [problem.split(": ")[0] for problem in problems(tmp_path)]
    assert found == ["one.cypher:1"] * 4 + ["same.cypher:1", "two.cypher:1"]
    with pytest.raises(QueryError, match=r"the query one has \d problems:\n  .*one\.cypher:1: ") as caught:
        Library.load(tmp_path).get("one")
    assert all("one.cypher" in problem for problem in caught.value.context["problems"])


def test_names_are_taken_once(tmp_path):
    (tmp_path / "again").mkdir()
    write(tmp_path, "count", COUNT)
    write(tmp_path, "again/count", COUNT)
    assert problems(tmp_path) == [f"count.cypher:1: the name count is taken by {tmp_path}/again/count.cypher"]


@pytest.mark.parametrize(
    "start",
    [
        "MATCH (c:WasteCode {code: $code}) MATCH (c)-[:COVERS]->(r)",
        "MATCH (r:Resource {id: $code, unit: 't'})",
        "MATCH (f:Facility {id: $code}), (r:Resource {id: $code})",
        "OPTIONAL MATCH (r:Resource {id: $code})",
    ],
)
def test_anchored_queries_need_no_scan(tmp_path, start):
    header = "// name: good\n// Doc.\n// param code: string\n// returns id\n"
    write(tmp_path, "good", f"{header}{start} RETURN r.id AS id ORDER BY id")
    assert Library.load(tmp_path).get("good").scan == ""


def test_whole_graph_and_relationships_can_be_scanned(tmp_path):
    everything = COUNT.replace("scan: Offer", "scan: *   everything").replace(":Offer", "")
    write(tmp_path, "everything", everything.replace("name: count", "name: everything"))
    links = COUNT.replace("Offer", "OF").replace("(o:OF)", "()-[o:OF]->()")
    write(tmp_path, "links", links.replace("name: count", "name: links"))
    library = Library.load(tmp_path)
    assert (library.get("everything").scan, library.get("links").scan) == ("*", "OF")


def test_columns_may_come_from_a_union_inside_call(tmp_path):
    header = "// name: both\n// Doc.\n// returns id\n// scan: Offer\n"
    inner = "MATCH (n:Offer) RETURN n.id AS id UNION MATCH (n:Need) RETURN n.id AS id"
    write(tmp_path, "both", f"{header}CALL {{ {inner} }} RETURN id ORDER BY id")
    assert Library.load(tmp_path).get("both").returns == ("id",)


def test_header_ends_at_the_first_line_of_cypher():
    header = read_header("// name: a\n//\n// Doc.\nMATCH (n)\n// param x: string\n")
    assert (header.name, header.doc, header.parameters) == ("a", "Doc.", {})


@pytest.mark.parametrize(
    ("line", "default", "doc"),
    [
        ("x: string", None, ""),
        ("x: string   what it is", None, "what it is"),
        ("x : string = 'a b'   what it is", "a b", "what it is"),
        ('x: string="null"', "null", ""),
        ("x: string = null", None, ""),
        ('x: strings = ["a b", "c"]  codes', ("a b", "c"), "codes"),
        ("x: strings = a,b codes", ("a", "b"), "codes"),
        ("x: boolean = false no", False, "no"),
    ],
)
def test_parameter_lines(line, default, doc):
    header = read_header(f"// param {line}\n")
    assert not header.problems
    assert (header.parameters["x"].default, header.parameters["x"].doc) == (default, doc)
    assert header.parameters["x"].required is ("=" not in line)


@given(st.text())
def test_any_header_is_read(text):
    header = read_header("".join(f"// {line}\n" for line in text.split("\n")))
    assert all(problem.line >= 1 for problem in header.problems)
