"""Reading waste codes as people write them: every accepted spelling, every refusal and its hint."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph_kb.errors import CodeError
from graph_kb.reference import ParsedWasteCode, WasteCode, list_of_waste, mirrors

BEFORE, FROM = date(2026, 12, 8), date(2026, 12, 9)
GAPS = ("", " ", ".", "-", "\u00a0", "\u202f", "\u2013", "  ")


def codes(on):
    return [row for row in list_of_waste(on).values() if row.level == "code"]


def spellings(code):
    """Every accepted way to write a listed code."""
    chapters = [code.code[:2], code.code[:2].removeprefix("0")]
    written = [gap.join([chapter, code.code[2:4], code.code[4:]]) for gap in GAPS for chapter in chapters]
    starred = [text + star for text in written for star in ("*", " *", "\u2217")] if code.hazardous else []
    numbers = [f"{int(code.code)}.0", f"{code.code},00"]
    return [*written, *starred, *numbers, f" {code.display}\n"]


@settings(deadline=None)
@given(data=st.data(), on=st.sampled_from([BEFORE, FROM]))
def test_every_spelling_of_every_code_reads_as_that_code(data, on):
    code = data.draw(st.sampled_from(codes(on)))
    written = data.draw(st.sampled_from(spellings(code)))
    assert WasteCode.parse(written, on).code is code


@settings(deadline=None)
@given(st.text(alphabet="0123456789 .,-*/x\u00a0", max_size=12))
def test_any_text_reads_as_a_code_or_is_refused_with_a_hint(text):
    refused = parsed = None
    try:
        parsed = WasteCode.parse(text, BEFORE)
    except CodeError as error:
        refused = error
    if parsed:
        assert WasteCode.parse(parsed.code.display, BEFORE) == ParsedWasteCode(parsed.code, ())
    else:
        assert refused.hint
        assert refused.context["value"] == text


@pytest.mark.parametrize(
    ("text", "code", "did"),
    [
        ("17 05 04", "170504", ()),
        ("170504", "170504", ()),
        ("17 05 03*", "170503", ()),
        ("170503 *", "170503", ()),
        ("170503", "170503", ("added the asterisk: 17 05 03 is hazardous in the list",)),
        ("10101", "010101", ("added the lost leading zero",)),
        ("170504.0", "170504", ("read the number without its decimals",)),
        ("17\u00a005\u00a004", "170504", ("read it as 17 05 04",)),
        ("17.05.04", "170504", ("read it as 17 05 04",)),
        ("17-05-04", "170504", ("read it as 17 05 04",)),
        (
            "10304.0",
            "010304",
            (
                "read the number without its decimals",
                "added the lost leading zero",
                "added the asterisk: 01 03 04 is hazardous in the list",
            ),
        ),
    ],
)
def test_reading_says_what_it_did(text, code, did):
    assert WasteCode.parse(text, BEFORE) == ParsedWasteCode(list_of_waste(BEFORE)[code], did)


def test_without_a_day_today_counts():
    assert WasteCode.parse("170504").code is list_of_waste()["170504"]


def refusal(text, on=BEFORE):
    with pytest.raises(CodeError) as caught:
        WasteCode.parse(text, on)
    assert caught.value.context["value"] == text
    return caught.value.message, caught.value.hint


@pytest.mark.parametrize("text", ["", "  ", "\u00a0"])
def test_empty_is_refused(text):
    message, hint = refusal(text)
    assert message == "the waste code is empty"
    assert "17 05 04" in hint


@pytest.mark.parametrize(
    "text",
    ["17 05 04, 17 05 03*", "170504;170503", "170504 170503", "17 05 04\n17 05 03", "17.05.04/17.05.06"],
)
def test_several_codes_are_refused(text):
    message, hint = refusal(text)
    assert "several waste codes" in message
    assert hint.startswith("split the row")


@pytest.mark.parametrize("text", ["17 05", "1705", "17.05", "1705.0", "17 05*"])
def test_sub_chapter_is_no_code(text):
    message, hint = refusal(text)
    assert "is the sub-chapter 17 05" in message
    assert hint.startswith("use one of its 6 codes, such as 17 05 03*")


@pytest.mark.parametrize(("text", "named"), [("17", "chapter 17"), ("1", "chapter 01"), ("105", "sub-chapter 01 05")])
def test_chapter_and_lost_zero_of_a_heading(text, named):
    message, hint = refusal(text)
    assert f"is the {named}" in message
    assert hint.startswith("use one of its")


@pytest.mark.parametrize("text", ["00", "21", "0000", "1711"])
def test_unknown_heading(text):
    assert "is no waste code" in refusal(text)[0]


@pytest.mark.parametrize(
    ("text", "nearest"),
    [("17 05 99", "17 05 08"), ("170540", "17 05 04"), ("150501", "15 01 01"), ("17 04 08", "17 04 07")],
)
def test_unknown_code_names_the_nearest(text, nearest):
    message, hint = refusal(text)
    assert message == f"{text!r} is not in the list of waste"
    assert hint.startswith("nearest codes: ")
    assert nearest in hint
    assert '"' in hint, "with its title"


def test_asterisk_on_a_code_that_is_not_hazardous_names_the_mirror_entry():
    message, hint = refusal("17 05 04*")
    assert "is not hazardous in the list" in message
    assert 'its mirror entry, such as 17 05 03* "soil and stones containing hazardous substances"' in hint
    assert hint.endswith("if it is not, write 17 05 04")


def test_asterisk_without_mirror_entry_names_hazardous_codes_nearby():
    assert "17 01 06*" in refusal("17 01 01*")[1]
    assert refusal("20 01 01*")[1].count("*") == 3


def test_asterisk_without_any_hazardous_code_nearby():
    assert refusal("01 01 01*")[1] == "if it is not, write 01 01 01"


@settings(deadline=None)
@given(st.sampled_from([row for row in codes(BEFORE) if not row.hazardous]))
def test_asterisk_is_refused_on_every_code_that_is_not_hazardous(code):
    hint = refusal(f"{code.code}*")[1]
    assert code.display in hint
    others = sorted(mirrors(BEFORE).get(code.code, ()))[:3]
    assert all(list_of_waste(BEFORE)[other].display in hint for other in others)


def test_code_removed():
    message, hint = refusal("16 06 05", FROM)
    assert "is not in force on 2026-12-09: in force from 2015-06-01 to 2026-12-08" in message
    assert hint.startswith("codes of 16 06 in force then: ")
    assert "20 01 42*" in refusal("20 01 33*", FROM)[1]


def test_code_not_yet_in_force():
    message, _ = refusal("16 06 07*", BEFORE)
    assert "is not in force on 2026-12-08: in force from 2026-12-09 on" in message


def test_code_below_a_new_heading():
    message, hint = refusal("19 14 01", BEFORE)
    assert "in force from 2026-12-09 on" in message
    assert hint == "codes of 19 14 in force then: none"


def test_code_whose_hazard_changes():
    assert "on 2026-12-08 (it is from 2026-12-09)" in refusal("16 06 04*", BEFORE)[0]
    assert WasteCode.parse("16 06 04*", FROM).code.id == "low:160604@2026-12-09"


@pytest.mark.parametrize("text", ["2004-05-17", "2017-05-04 00:00:00"])
def test_code_that_a_spreadsheet_made_a_date(text):
    assert "turned the code into a date" in refusal(text)[1]


@pytest.mark.parametrize("text", ["17/05/04", "17 05 04x", "EWC 17 05 04", "170 504", "17 0504"])
def test_unreadable_text_with_the_digits_of_a_code(text):
    assert 'did you mean 17 05 04 "soil and stones' in refusal(text)[1]


@pytest.mark.parametrize("text", ["soil", "1234567", "17 05 0", "**"])
def test_unreadable_text(text):
    message, hint = refusal(text)
    assert "is no waste code" in message
    assert hint


def test_day_before_the_first_version_is_refused():
    with pytest.raises(CodeError, match="no list of waste is kept"):
        WasteCode.parse("170504", date(2010, 1, 1))
