"""Staging: rows that agree are one record, rows that do not are rejected, and nothing is left dangling."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph_kb.errors import StoreError
from graph_kb.intake import Spool, check_source
from graph_kb.intake.agreement import disagreements, together
from graph_kb.intake.batches import link_batches, node_batches
from graph_kb.intake.mapping import Mapping

from .rules import PROVENANCE, offers_table

MAPPING = Mapping.model_validate(
    {
        "name": "m",
        "provenance": PROVENANCE,
        "tables": [
            {"file": "sites.csv", "nodes": [{"label": "Facility", "properties": ["id", "name", "kind"]}]},
            offers_table(),
            {
                "file": "exchanges.csv",
                "relationships": [
                    {
                        "type": "CODED",
                        "start": {"label": "Offer", "id": "offer"},
                        "end": {"label": "WasteCode", "id": {"column": "code", "code": "waste"}},
                        "properties": ["rule"],
                    }
                ],
            },
        ],
    }
)
HEADERS = {
    "sites": "id,name,kind,source,date,method",
    "offers": "id,name,site,t,most,u,source,date,method",
    "exchanges": "offer,code,rule,source,date,method",
}
SAID = "source:a,2024,reported"


class Checked:
    """What a check found and staged."""

    def __init__(self, spool, summary):
        self.summary = summary
        self.issues = [(issue.file, issue.row, issue.code) for issue in summary.issues]
        self.nodes = {row.id: row.properties for batch in node_batches(spool.base, 2) for row in batch.rows()}
        self.links = {row.key: row.properties for batch in link_batches(spool.base, 2) for row in batch.rows()}
        assert spool.counts() == len(self.nodes) + len(self.links)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("spool")


@pytest.fixture(scope="module")
def check(folder):
    def run(known=("source:a", "source:b", "low:030101"), **tables):
        for name, header in HEADERS.items():
            text = "\n".join([header, *tables.get(name, [])]) + "\n"
            (folder / f"{name}.csv").write_text(text, encoding="utf-8")
        with Spool(folder / "spool") as spool:
            return Checked(spool, check_source(MAPPING, folder, spool, known=lambda label, ids: set(ids) & set(known)))

    return run


def site(id_="facility:a", name="A", kind="", said=SAID):
    return f"{id_},{name},{kind},{said}"


def offer(id_="offer:a", name="O", at="facility:a", amount="5", most="", unit="t/a", said=SAID):
    return f"{id_},{name},{at},{amount},{most},{unit},{said}"


def test_a_table_without_a_row_is_told(check):
    found = check(sites=[site()])
    assert found.issues == []
    assert [note for note in found.summary.notes() if note.startswith("0 rows")] == [
        "0 rows in offers.csv",
        "0 rows in exchanges.csv",
    ]


def test_identical_rows_are_one_record(check):
    found = check(sites=[site(), site()], offers=[offer(), offer()])
    assert found.issues == []
    assert set(found.nodes) == {"facility:a", "offer:a"}
    assert set(found.links) == {"OFFERS|facility:a|offer:a"}
    assert found.summary.rows_read == 4


def test_other_values_under_the_same_id_reject_the_later_row(check):
    found = check(sites=[site(), site(name="B"), site(), site(name="B"), site(name="C")])
    assert found.issues == [("sites.csv", number, "duplicate_id") for number in (3, 5, 6)]
    assert found.nodes["facility:a"]["name"] == "A"
    assert "first in sites.csv:2 (name)" in found.summary.issues[0].message


def test_blank_cells_contradict_nobody(check):
    """An organisation's business id stands in one row of many; the others leave it blank."""
    found = check(sites=[site(), site(kind="mill"), site()])
    assert found.issues == []
    assert found.nodes["facility:a"]["kind"] == "mill"


def test_who_says_it_is_no_contradiction_and_the_latest_is_kept(check):
    rows = [
        site(said="source:b,2023,measured"),
        site(said="source:a,2024-05,estimated"),
        site(said="source:b,2024,reported"),
    ]
    found = check(sites=rows)
    assert found.issues == []
    kept = found.nodes["facility:a"]
    assert (kept["source_id"], kept["as_of"], kept["method"]) == ("source:a", "2024-05", "estimated")


def test_parts_of_an_amount_are_no_separate_statements(check):
    """5 t/a in one row and at most 3 t/a in another do not make an interval."""
    found = check(sites=[site()], offers=[offer(), offer(amount="", most="3")])
    assert found.issues == [("offers.csv", 3, "duplicate_id")]
    assert check(sites=[site()], offers=[offer(), offer(amount="", unit="")]).issues == []


def test_relationships_that_disagree_are_rejected(check):
    codes = [f"offer:a,03 01 01,{rule},{SAID}" for rule in ("one", "other", "")]
    found = check(sites=[site()], offers=[offer()], exchanges=codes)
    assert found.issues == [("exchanges.csv", 3, "duplicate_id")]
    assert found.links["CODED|offer:a|low:030101"]["rule"] == "one"


def test_a_reference_to_nothing_names_the_column_and_the_nearest_id(check):
    found = check(sites=[site()], offers=[offer(at="facility:b")])
    (issue,) = found.summary.issues
    assert (issue.file, issue.row, issue.column, issue.code) == ("offers.csv", 2, "site", "missing_reference")
    assert issue.suggestion == "did you mean facility:a?"


def test_an_unknown_source_is_told_as_such(check):
    found = check(sites=[site(said="source:z,2024,reported")])
    assert found.issues == [("sites.csv", 2, "unknown_source")]
    assert found.nodes == {}


def test_a_rejected_row_takes_along_what_refers_to_it(check):
    rows = [f"offer:a,03 01 01,,{SAID}", f"offer:b,03 01 01,,{SAID}"]
    found = check(
        sites=[site(), site("facility:b", kind="x" * 4001)],
        offers=[offer(), offer("offer:b", at="facility:b")],
        exchanges=rows,
    )
    assert found.issues == [
        ("sites.csv", 3, "too_long"),
        ("offers.csv", 3, "missing_reference"),
        ("exchanges.csv", 3, "missing_reference"),
    ]
    assert set(found.nodes) == {"facility:a", "offer:a"}
    assert found.summary.rows_rejected == 3


def test_a_reference_to_a_rejected_row_may_be_met_by_the_graph(check):
    """The site is there from an earlier load: its row is rejected today, the offer of the site is not."""
    known = ("source:a", "facility:a", "facility:b")
    rejected = site(said="source:z,2024,reported")
    assert check(known, sites=[rejected], offers=[offer()]).issues == [("sites.csv", 2, "unknown_source")]
    doubled = [site("facility:b", name="B"), site("facility:b", name="C", said="source:z,2024,reported")]
    assert len(check(known, sites=doubled, offers=[offer(at="facility:b")]).issues) == 1


def test_what_a_rejected_row_said_is_forgotten(check):
    """A merged record holds nothing of a row that is rejected."""
    found = check(sites=[site(), site(kind="mill", said="source:z,2024,reported")])
    assert found.issues == [("sites.csv", 3, "unknown_source")]
    assert "kind" not in found.nodes["facility:a"]


def test_the_first_issues_are_kept_and_every_row_is_counted(check):
    found = check(
        sites=[site(f"facility:{number}", name="") for number in range(1500)], offers=[offer(at="facility:1")]
    )
    assert len(found.issues) == 1000
    assert found.summary.rows_rejected == 1501


def test_what_a_killed_load_left_is_overwritten(folder):
    path = folder / "stale"
    path.mkdir()
    (path / "duckdb_temp_block").write_bytes(b"left by a killed load")
    with Spool(path) as spool:
        spool.finish()
        assert spool.counts() == 0
    assert not path.exists()


def test_of_equally_near_ids_the_first_one_is_told(check):
    found = check(sites=[site("facility:s0"), site("facility:s1")], offers=[offer("offer:a", at="facility:s5")])
    assert [one.suggestion for one in found.summary.issues] == ["did you mean facility:s0?"]


def test_a_folder_that_cannot_be_written_is_told_with_a_way_out(folder):
    (folder / "file").write_text("no folder")
    with pytest.raises(StoreError, match="cannot be staged") as caught:
        Spool(folder / "file" / "spool")
    assert "free disk space" in caught.value.hint


def test_a_disk_that_is_full_is_told_with_a_way_out(folder):
    with Spool(folder / "full") as spool:
        spool.base.run("SET memory_limit = '4MB'; SET max_temp_directory_size = '0KB'")
        with pytest.raises(StoreError, match="cannot be staged"):
            spool.base.run("CREATE TABLE t AS SELECT repeat('x', 1000) || i AS v FROM range(1_000_000) r(i)")
    assert not (folder / "full").exists()


ROWS = st.lists(
    st.tuples(
        st.sampled_from("abc"),
        st.sampled_from(["", "mill"]),
        st.sampled_from(["source:a", "source:b"]),
        st.sampled_from(["2023", "2024-05"]),
    ),
    min_size=1,
    max_size=6,
)


@settings(max_examples=30, deadline=None)
@given(ROWS, st.randoms(use_true_random=False))
def test_the_order_of_rows_that_agree_does_not_matter(check, rows, random):
    lines = [site(f"facility:{id_}", kind=kind, said=f"{source},{date},reported") for id_, kind, source, date in rows]
    shuffled = list(lines)
    random.shuffle(shuffled)
    one, other = check(sites=lines), check(sites=shuffled)
    assert one.issues == other.issues == []
    assert one.nodes == other.nodes


STATEMENT = st.dictionaries(
    st.sampled_from(["name", "kind", "amount", "unit", "as_of", "source_id"]), st.sampled_from("xy")
)


@given(st.lists(STATEMENT, min_size=1, max_size=4))
def test_statements_that_agree_make_one_record_in_any_order(statements):
    agree = all(not disagreements(one, other) for one, other in itertools.combinations(statements, 2))
    made = [together(order) for order in itertools.permutations(statements)]
    if agree and all({"as_of", "source_id"} <= said.keys() for said in statements):
        assert all(one == made[0] for one in made)
    for name in ("name", "kind"):
        said = {statement[name] for statement in statements if name in statement}
        if len(said) <= 1:
            assert {one.get(name) for one in made} == (said or {None})
