"""The List of Waste as shipped: official counts, versions, headings, mirror entries, search."""

from collections import Counter
from datetime import date, timedelta
from itertools import pairwise

import pytest

from graph_kb.errors import CodeError
from graph_kb.reference import WasteCode, list_of_waste, mirrors, search, waste_code_versions
from graph_kb.reference.list_of_waste import version_days
from graph_kb.reference.mirrors import mentioned

BEFORE, FROM = date(2026, 12, 8), date(2026, 12, 9)


def counts(on):
    listed = list_of_waste(on).values()
    levels = Counter(row.level for row in listed)
    return levels["chapter"], levels["subchapter"], levels["code"], sum(bool(row.hazardous) for row in listed)


def test_counts_are_official():
    assert counts(date(2015, 6, 1)) == (20, 111, 842, 408)
    assert counts(BEFORE) == (20, 111, 842, 408)
    assert counts(FROM) == (20, 112, 880, 435)


def test_without_a_day_today_counts():
    assert list_of_waste() is list_of_waste(date.today())


def test_a_version_is_built_once():
    assert list_of_waste(date(2020, 1, 1)) is list_of_waste(BEFORE)
    assert list_of_waste(FROM) is list_of_waste(date(2040, 1, 1))


def test_no_list_before_the_first_version():
    with pytest.raises(CodeError, match="no list of waste is kept for 2015-05-31") as caught:
        list_of_waste(date(2015, 5, 31))
    assert "2015-06-01" in caught.value.hint


@pytest.mark.parametrize("on", [BEFORE, FROM])
def test_every_row_has_its_heading(on):
    listed = list_of_waste(on)
    for code, row in listed.items():
        assert code == row.code
        assert row.level == {2: "chapter", 4: "subchapter", 6: "code"}[len(code)]
        assert len(code) == 2 or code[:-2] in listed
        assert (row.hazardous is None) == (row.level != "code")
        assert row.display.replace(" ", "") == code + ("*" if row.hazardous else "")


def test_hazard_entry_agrees_with_the_asterisk():
    for row in waste_code_versions():
        if row.hazard_entry:
            assert row.hazardous == (not row.hazard_entry.endswith("non_hazardous"))
    blank = {row.code for row in list_of_waste(BEFORE).values() if row.level == "code" and not row.hazard_entry}
    assert blank == set()


def test_rows_of_one_code_follow_each_other():
    rows = {}
    for row in waste_code_versions():
        rows.setdefault(row.code, []).append(row)
    for versions in rows.values():
        for earlier, later in pairwise(versions):
            end = date.fromisoformat(earlier.valid_to)
            assert later.valid_from == (end + timedelta(days=1)).isoformat()


def test_changes_of_2026():
    old, new = list_of_waste(BEFORE), list_of_waste(FROM)
    assert sorted(old.keys() - new.keys()) == ["160605", "190211", "200133", "200134"]
    assert len(new.keys() - old.keys()) == 43
    retitled = [code for code in old.keys() & new.keys() if old[code] != new[code]]
    assert sorted(retitled) == ["090111", "160601", "160602", "160603", "160604", "160606"]
    assert (old["160604"].hazardous, new["160604"].hazardous) == (False, True)


def test_ids_do_not_depend_on_the_day():
    assert list_of_waste(BEFORE)["170504"].id == list_of_waste(FROM)["170504"].id == "low:170504"
    assert list_of_waste(BEFORE)["160601"].id == "low:160601"
    assert list_of_waste(FROM)["160601"].id == "low:160601@2026-12-09"
    assert list_of_waste(FROM)["160607"].id == "low:160607"
    assert len({row.id for row in waste_code_versions()}) == len(waste_code_versions())


def test_provenance_names_the_decision_of_the_version():
    assert list_of_waste(BEFORE)["160601"].source_id == "source:decision-2000-532"
    assert list_of_waste(FROM)["160601"].source_id == "source:decision-2025-934"
    assert {row.as_of for row in waste_code_versions()} == {day.isoformat() for day in version_days()}


def test_titles_are_the_official_ones():
    listed = list_of_waste(BEFORE)
    assert listed["170504"].title == "soil and stones other than those mentioned in 17 05 03"
    assert listed["06"].title == "Wastes from inorganic chemical processes"
    assert "(MFSU)" in listed["08"].title
    assert listed["170405"].title_fi == "rauta ja teräs"
    assert isinstance(listed["170405"], WasteCode)


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("wood other than that mentioned in 19 12 06", [("191206", "191206")]),
        ("linings others than those mentioned in 16 11 05", [("161105", "161105")]),
        ("mud other than the wastes mentioned in 01 03 10", [("010310", "010310")]),
        ("equipment other than those mentioned in 16 02 09 to 16 02 13", [("160209", "160213")]),
        (
            "waste other than those mentioned in 17 09 01, 17 09 02 and 17 09 03",
            [("170901", "170901"), ("170902", "170902"), ("170903", "170903")],
        ),
        ("bottom ash (excluding boiler dust mentioned in 10 01 04)", []),
        ("sharps (except 18 01 03)", []),
    ],
)
def test_codes_mentioned_in_a_title(title, expected):
    assert list(mentioned(title)) == expected


@pytest.mark.parametrize("on", [BEFORE, FROM])
def test_mirrors_are_symmetric_and_differ_in_hazard(on):
    listed, pairs = list_of_waste(on), mirrors(on)
    for code, others in pairs.items():
        for other in others:
            assert code in pairs[other]
            assert listed[code].hazardous is not listed[other].hazardous


def test_mirrors_of_known_codes():
    assert mirrors(BEFORE)["170504"] == {"170503"}
    assert mirrors(BEFORE)["170904"] == {"170901", "170902", "170903"}
    assert mirrors(BEFORE)["160214"] == {"160209", "160210", "160211", "160212", "160213"}
    assert "170101" not in mirrors(BEFORE)
    assert "030311" not in mirrors(BEFORE), "03 03 10 is not hazardous either"
    assert mirrors(FROM)["200144"] == {"200142", "200143"}
    assert "200134" not in mirrors(FROM)


def test_every_code_a_title_mentions_is_listed_with_it():
    for on in (BEFORE, FROM):
        listed = list_of_waste(on)
        for row in listed.values():
            for first, last in mentioned(row.title):
                assert {first, last} <= listed.keys(), row.display


@pytest.mark.parametrize(
    ("text", "best"),
    [
        ("coal fly ash", "100102"),
        ("paper and cardboard packaging", "150101"),
        ("Septic tanks sludges", "200304"),
        ("ruokaöljyt", "200125"),
        ("träavfall från bygg", "170201"),
    ],
)
def test_search_finds_by_words(text, best):
    assert search(text, on=BEFORE)[0].code == best


def test_search_limits_and_days():
    assert len(search("sludge", limit=7, on=BEFORE)) == 7
    assert search("qwertyuiop", on=BEFORE) == []
    assert search("", on=BEFORE) == []
    assert "160607" not in {row.code for row in search("lithium batteries", limit=50, on=BEFORE)}
    assert search("waste lithium-based batteries", on=FROM)[0].code == "160607"


def test_search_puts_unspecified_wastes_last():
    found = [row.code for row in search("wastes from the textile industry specified", limit=900, on=BEFORE)]
    unspecified = [code.endswith("99") for code in found]
    assert any(unspecified)
    assert unspecified == sorted(unspecified)
