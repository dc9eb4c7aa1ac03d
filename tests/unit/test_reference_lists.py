"""Industries, operations, hazardous properties and municipalities, and how they are looked up."""

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph_kb.errors import CodeError
from graph_kb.reference import (
    broader,
    find_industry,
    find_municipality,
    hazard_properties,
    industries,
    municipalities,
    operations,
)

UUSIMAA_LATITUDES, UUSIMAA_LONGITUDES = (59.7, 60.9), (22.7, 26.7)
POPULATION_OF_UUSIMAA_2019 = 1_689_725


def level(code):
    """1 for a section, 2 for a division, 3 for a group, 4 for a class."""
    return 1 if code.isalpha() else len(code.replace(".", ""))


@pytest.mark.parametrize(("version", "expected"), [("Rev. 2", (21, 88, 272, 615)), ("Rev. 2.1", (22, 87, 287, 651))])
def test_nace_counts_are_official(version, expected):
    counts = Counter(level(code) for code in industries(version))
    assert tuple(counts[number] for number in (1, 2, 3, 4)) == expected


@pytest.mark.parametrize("version", ["Rev. 2", "Rev. 2.1", "2008"])
def test_every_industry_has_one_above_it_up_to_a_section(version):
    for industry in industries(version).values():
        above, steps = broader(industry), 0
        while above:
            industry, above, steps = above, broader(above), steps + 1
        assert level(industry.code) == 1
        assert steps <= 4


def test_ids_tell_the_versions_apart():
    assert industries("Rev. 2")["38.21"].id == "nace2:38.21"
    assert industries("Rev. 2.1")["38.21"].id == "nace21:38.21"
    assert industries("2008")["38210"].id == "tol2008:38210"
    assert industries("2008")["38210"].scheme == "TOL"


def test_titles_in_three_languages():
    water = industries()["36.00"]
    assert water.name == "Water collection, treatment and supply"
    assert water.name_fi
    assert water.name_sv
    assert industries()["T"].name.startswith("Activities of households as employers; undifferentiated")
    assert industries()["O"].name_fi == "Julkinen hallinto ja maanpuolustus; pakollinen sosiaalivakuutus"


@settings(deadline=None)
@given(data=st.data(), version=st.sampled_from(["Rev. 2", "Rev. 2.1", "2008"]))
def test_every_industry_is_found_by_its_code(data, version):
    code = data.draw(st.sampled_from(sorted(industries(version))))
    assert find_industry(code, version) is industries(version)[code]
    assert find_industry(f" {code.lower()}\u00a0", version) is industries(version)[code]


@pytest.mark.parametrize(
    ("text", "code"),
    [("3821", "38.21"), ("c", "C"), ("1.11", "01.11"), ("0111", "01.11"), ("1", "01"), ("3811.0", "38.11")],
)
def test_industry_spellings(text, code):
    assert find_industry(text).code == code


def test_industry_that_can_be_two():
    with pytest.raises(CodeError, match=r"can be 01.61 or 16.1 in NACE Rev. 2") as caught:
        find_industry("161")
    assert caught.value.hint == "write the dot"


def test_unknown_industry_names_the_nearest():
    with pytest.raises(CodeError, match=r"'38.24' is not in NACE Rev. 2") as caught:
        find_industry("38.24")
    assert '38.22 "Treatment and disposal of hazardous waste"' in caught.value.hint


@pytest.mark.parametrize("text", ["", "X", "recycling"])
def test_industry_without_digits(text):
    with pytest.raises(CodeError) as caught:
        find_industry(text)
    assert "38.21" in caught.value.hint


def test_tol_2008_is_said_to_be_partial():
    assert len(industries("2008")) == 572
    assert not {"00000", "20100", "92610"} & industries("2008").keys()
    with pytest.raises(CodeError) as caught:
        find_industry("00000", "2008")
    assert "partial" in caught.value.hint


def test_operations():
    assert list(operations()) == [f"R{number}" for number in range(1, 14)] + [f"D{n}" for n in range(1, 16)]
    for code, operation in operations().items():
        assert operation.kind == ("recovery" if code.startswith("R") else "disposal")
    assert "R1 to R10" in operations()["R11"].title


def test_hazard_properties():
    assert list(hazard_properties()) == [f"HP {number}" for number in range(1, 16)]
    assert hazard_properties()["HP 14"].title == "Ecotoxic"


def test_municipalities_lie_in_uusimaa():
    assert len(municipalities()) == 26
    for place in municipalities().values():
        assert UUSIMAA_LATITUDES[0] < place.latitude < UUSIMAA_LATITUDES[1]
        assert UUSIMAA_LONGITUDES[0] < place.longitude < UUSIMAA_LONGITUDES[1]
        assert place.as_of == "2019"
    assert sum(place.population for place in municipalities().values()) == POPULATION_OF_UUSIMAA_2019


def test_every_municipality_is_found_by_code_and_by_both_names():
    for code, place in municipalities().items():
        for text in (
            code,
            code.lstrip("0"),
            place.name,
            place.name_sv,
            place.name.upper(),
            f" {place.name_sv} ",
        ):
            assert find_municipality(text) is place


def test_misspelt_municipality_names_the_nearest():
    with pytest.raises(CodeError) as caught:
        find_municipality("Helsinfors")
    assert caught.value.hint == "did you mean Helsinki / Helsingfors (091)?"


@pytest.mark.parametrize("text", ["", "Xyzzyq", "999"])
def test_municipality_like_none(text):
    with pytest.raises(CodeError, match="is no municipality of Uusimaa") as caught:
        find_municipality(text)
    assert "three-digit code" in caught.value.hint
