"""The query library: what it offers, by which names, and how values are bound to parameters."""

import datetime
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph_kb import queries
from graph_kb.errors import QueryError
from graph_kb.queries import Library, Parameter, Query

OFFERS = """\
// name: offers_of_facility
// What one facility offers,
// largest first.
// param facility_id: string            facility that offers
// param at_least: float = 0.5          tonnes
// param kinds: strings = ["by_product", "waste"]   legal statuses
// param since: date = null             day of the record
// returns offer_id, amount
MATCH (f:Facility {id: $facility_id})
MATCH (f)-[:OFFERS]->(o:Offer)
WHERE o.amount >= $at_least AND o.legal_status IN $kinds AND ($since IS NULL OR o.as_of >= $since)
RETURN o.id AS offer_id, o.amount AS amount
ORDER BY amount DESC, offer_id
"""
COUNTS = """\
// name: counts
// How many offers there are.
// returns number
// scan: Offer
MATCH (o:Offer) RETURN count(o) AS number ORDER BY number;
"""


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "offers_of_facility.cypher").write_text(OFFERS, encoding="utf-8")
    (tmp_path / "counts.cypher").write_text(COUNTS, encoding="utf-8")
    return tmp_path


def test_everything_public_is_exported():
    assert queries.__all__ == ["Library", "Parameter", "Query", "check_read_only", "examine"]
    assert all(hasattr(queries, name) for name in queries.__all__)


def test_the_shipped_library_passes_its_own_checks():
    shipped = Library.load()
    assert len({query.name for query in shipped}) == len(shipped)
    assert all(query.path == f"cypher/{query.folder}/{query.name}.cypher" for query in shipped)


def test_own_queries_join_the_shipped_ones(folder):
    library = Library.load(folder)
    assert len(library) == len(Library.load()) + 2
    assert "counts" in library
    query = library.get("offers_of_facility")
    assert query == Query(
        name="offers_of_facility",
        folder="mine",
        path=f"{folder}/mine/offers_of_facility.cypher",
        doc="What one facility offers, largest first.",
        parameters=(
            Parameter("facility_id", "string", None, True, "facility that offers"),
            Parameter("at_least", "float", 0.5, False, "tonnes"),
            Parameter("kinds", "strings", ("by_product", "waste"), False, "legal statuses"),
            Parameter("since", "date", None, False, "day of the record"),
        ),
        returns=("offer_id", "amount"),
        scan="",
        text=OFFERS,
    )
    assert library.get("counts").scan == "Offer"
    assert [each.name for each in library if each.folder in ("mine", folder.name)]


def test_unknown_query_offers_near_names(folder):
    with pytest.raises(QueryError, match=r"no query 'ofers_of_facility'\n  hint: did you mean offers_of_facility"):
        Library.load(folder).get("ofers_of_facility")
    with pytest.raises(QueryError, match=r"perhaps .*heat_matches"):
        Library.load(folder).get("heat")
    with pytest.raises(QueryError, match="`graph-kb query --list` lists them"):
        Library.load(folder).get("q" * 500)


def test_missing_folder_is_named(tmp_path):
    with pytest.raises(QueryError, match=r"absent is no folder of queries\n  hint: set GRAPH_KB_QUERIES"):
        Library.load(tmp_path / "absent")


def test_a_broken_file_is_left_out_and_named_and_stops_no_other_query(folder):
    (folder / "broken.cypher").write_text("// name: broken\n// Doc.\nMATCH (n) DELETE n\n", encoding="utf-8")
    (folder / "latin.cypher").write_bytes(b"// name: latin \xe4")
    library = Library.load(folder)
    assert "counts" in library
    assert "broken" not in library
    assert f"{folder}/latin.cypher:1: this file is not UTF-8 text" in library.problems
    assert any(problem.startswith(f"{folder}/broken.cypher:3: ") for problem in library.problems)
    with pytest.raises(QueryError, match=rf"the query broken has 2 problems:\n  {folder}/broken\.cypher:1: "):
        library.get("broken")


def test_a_file_of_the_user_does_not_replace_a_shipped_query(folder):
    (folder / "label_counts.cypher").write_text(COUNTS.replace("counts", "label_counts", 1), encoding="utf-8")
    library = Library.load(folder)
    assert library.get("label_counts").path.startswith("cypher/")
    assert "the name label_counts is taken by cypher/" in library.problems[0]


def test_line_ends_and_byte_order_mark_of_windows(folder):
    (folder / "counts.cypher").write_bytes(b"\xef\xbb\xbf" + COUNTS.replace("\n", "\r\n").encode())
    assert Library.load(folder).get("counts").text == COUNTS


def test_other_files_and_hidden_folders_are_left_alone(folder):
    (folder / ".git").mkdir()
    (folder / ".git" / "bad.cypher").write_text("nonsense", encoding="utf-8")
    (folder / "notes.md").write_text("nonsense", encoding="utf-8")
    assert "bad" not in Library.load(folder)


@pytest.mark.parametrize(
    ("type_", "given_", "expected"),
    [
        ("string", "a b", "a b"),
        ("string", "", ""),
        ("integer", "-3", -3),
        ("integer", 7, 7),
        ("integer", str(2**63 - 1), 2**63 - 1),
        ("float", "2.5", 2.5),
        ("float", 2, 2.0),
        ("boolean", "True", True),
        ("boolean", False, False),
        ("date", "2026-12-09", datetime.date(2026, 12, 9)),
        ("date", datetime.date(2026, 12, 9), datetime.date(2026, 12, 9)),
        ("strings", "a, b,", ["a", "b"]),
        ("strings", '["a,b", "c"]', ["a,b", "c"]),
        ("strings", ("a",), ["a"]),
        ("strings", "", []),
        ("waste_code", "17 08 02", "170802"),
        ("waste_code", "170802*", "170802"),
        ("waste_code", "17\u00a005 03*", "170503"),
        ("waste_code", 170503, "170503"),
        ("waste_code", "17", "17"),
        ("waste_code", "1", "01"),
        ("waste_code", "17-05", "1705"),
        ("waste_code", "170599", "170599"),
    ],
)
def test_values_are_converted(type_, given_, expected):
    value = Parameter("x", type_, None, True, "").convert(given_)
    assert value == expected
    assert type(value) is type(expected)


@pytest.mark.parametrize(
    ("type_", "given_"),
    [
        ("string", 1),
        ("string", None),
        ("string", "\ud800"),
        ("integer", "1.0"),
        ("integer", 1.0),
        ("integer", True),
        ("integer", 2**63),
        ("integer", "9" * 30),
        ("float", "nan"),
        ("float", float("inf")),
        ("float", 10**400),
        ("float", "x"),
        ("float", False),
        ("boolean", "yes"),
        ("boolean", 1),
        ("date", "2026-13-01"),
        ("date", "2026-W01-1"),
        ("date", datetime.datetime(2026, 1, 1)),
        ("strings", "[1]"),
        ("strings", "[broken"),
        ("strings", 5),
        ("waste_code", ""),
        ("waste_code", True),
        ("waste_code", "17 05 03, 17 05 04"),
        ("waste_code", "soil"),
    ],
)
def test_values_of_the_wrong_type_are_refused(type_, given_):
    with pytest.raises(QueryError, match=r"the parameter x must be .*\n  hint: for example --param x="):
        Parameter("x", type_, None, True, "").convert(given_)


def test_bind_fills_defaults_and_leaves_them_untouched(folder):
    query = Library.load(folder).get("offers_of_facility")
    bound = query.bind({"facility_id": "f1", "since": None})
    assert bound == {"facility_id": "f1", "at_least": 0.5, "kinds": ["by_product", "waste"], "since": None}
    bound["kinds"].append("other")
    assert query.bind({"facility_id": "f1"})["kinds"] == ["by_product", "waste"]


def test_a_query_describes_itself(folder):
    described = Library.load(folder).get("offers_of_facility").describe()
    assert (described["name"], described["folder"], described["returns"]) == (
        "offers_of_facility",
        "mine",
        ["offer_id", "amount"],
    )
    assert described["params"][0] == {
        "name": "facility_id",
        "type": "string",
        "required": True,
        "default": None,
        "doc": "facility that offers",
    }
    assert described["params"][2]["default"] == ["by_product", "waste"]


def test_bind_explains_what_is_wrong(folder):
    query = Library.load(folder).get("offers_of_facility")
    with pytest.raises(QueryError, match=r"needs a value for facility_id\n  hint: --param facility_id=\.\.\."):
        query.bind({})
    with pytest.raises(QueryError, match=r"no parameter 'facility'\n  hint: did you mean facility_id"):
        query.bind({"facility": "f1"})
    with pytest.raises(QueryError, match="it takes none"):
        Library.load(folder).get("counts").bind({"x": 1})
    with pytest.raises(QueryError, match=r"at_least must be a finite number, not 'xxx.*\.\.\."):
        query.bind({"facility_id": "f1", "at_least": "x" * 100})


@given(
    st.sampled_from(["string", "integer", "float", "boolean", "date", "waste_code", "strings"]),
    st.text() | st.integers(),
)
def test_any_value_is_converted_or_explained(type_, value):
    parameter = Parameter("x", type_, None, True, "")
    try:
        parameter.convert(value)
    except QueryError as error:
        assert "\n" not in error.message  # noqa: PT017 - some values pass


def test_importing_reads_no_query_and_no_heavy_library():
    code = (
        "import sys, graph_kb.queries\n"
        "heavy = {'difflib', 'neo4j', 'rapidfuzz', 'graph_kb.cypher'} & set(sys.modules)\n"
        "assert not heavy, heavy"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
