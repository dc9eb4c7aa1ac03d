"""Texts of the chain card in three languages, and numbers as people write them."""

from __future__ import annotations

import csv
import io
import re
from fractions import Fraction
from pathlib import Path
from string import Formatter

import pytest

from graph_kb.errors import UsageError
from graph_kb.symbiosis.certifying import questions
from graph_kb.symbiosis.verifying.certificate import ENDS
from graph_kb.symbiosis.verifying.value import NET_TERMS
from graph_kb.views.cards.paper import SIZES
from graph_kb.views.cards.words import LANGUAGES, Words, texts

FOLDER = Path(__file__).parents[2] / "graph_kb" / "views"
TEXTS = texts()
STATUSES = ("certified", "conditional", "broken")
BUILT = ("ask_", "missing_", "limit_", "term_", "month_", "checked_", "unit_")
"""Beginnings of keys that the code puts together."""


def parts(text):
    return sorted(name for _, name, _, _ in Formatter().parse(text) if name)


@pytest.mark.parametrize("key", TEXTS)
def test_every_text_is_there_in_all_languages_with_the_same_parts(key):
    row = TEXTS[key]
    assert tuple(row) == LANGUAGES
    assert all(text.strip() for text in row.values())
    assert len({tuple(parts(text)) for text in row.values()}) == 1
    assert all(text.count("(") == text.count(")") for text in row.values())


def test_texts_differ_between_languages_but_for_a_few_words():
    same = {key for key, row in TEXTS.items() if len(set(row.values())) < len(LANGUAGES)}
    assert all(max(map(len, TEXTS[key].values())) < 20 for key in same)


def test_every_text_is_used_and_every_text_used_is_there():
    code = "\n".join(file.read_text(encoding="utf-8") for file in FOLDER.glob("cards/*.py"))
    template = (FOLDER / "templates" / "card.html").read_text(encoding="utf-8")
    used = set(re.findall(r'\bt\("(\w+)"', template)) | set(re.findall(r'words\(\s*"(\w+)"', code))
    assert used <= set(TEXTS)
    quoted = set(re.findall(r'"(\w+)"', code + template)) | {f"{status}_means" for status in STATUSES}
    chosen = {*STATUSES, *ENDS, "product", "by_product", "waste", "end_of_waste"}
    unused = [key for key in TEXTS if key not in quoted | chosen and not key.startswith(BUILT)]
    assert unused == []


def test_units_of_activity_are_told_in_the_language_of_the_card():
    assert Words("fi").unit("MWh heat") == "MWh lämpöä"
    assert Words("sv").unit("t dry biomass") == "t torr biomassa"
    assert Words("fi").unit("m3 own thing") == "m³ own thing"
    processes = (FOLDER.parent / "reference" / "uusimaa" / "processes.csv").read_text(encoding="utf-8")
    counted = {row["activity_unit"].partition(" ")[2] for row in csv.DictReader(io.StringIO(processes))}
    assert {f"unit_{one.replace(' ', '_')}" for one in counted} <= set(TEXTS)
    assert all(Words("en").unit(f"t {one}") == f"t {one}" for one in counted)


def test_whatever_a_certificate_asks_has_a_text():
    assert {f"ask_{name}" for name in questions._ASKED} <= set(TEXTS)
    assert {f"term_{name}" for name in NET_TERMS} <= set(TEXTS)
    assert {f"month_{number}" for number in range(1, 13)} <= set(TEXTS)


def test_sizes_of_print_are_those_of_the_style_sheet():
    style = (FOLDER / "static" / "card.css").read_text(encoding="utf-8")
    assert f".card {{ max-width: none; margin: 0; padding: 0; break-after: page; font-size: {SIZES['large']}pt" in style
    for name in ("middle", "small", "tiny"):
        assert f".card.{name} {{ font-size: {SIZES[name]:g}pt; }}" in style


def test_another_language_is_refused():
    with pytest.raises(UsageError, match="'de'") as caught:
        Words("de")
    assert "en, fi, sv" in caught.value.hint


@pytest.mark.parametrize(
    ("number", "english", "finnish", "exact"),
    [
        ("75000000/43", "1,740,000 MWh", "1 740 000 MWh", "75000000/43 MWh"),
        ("600000", "600,000 MWh", "600 000 MWh", "600,000 MWh"),
        ("-1234.5678", "−1,230 MWh", "−1 230 MWh", "−1,234.5678 MWh"),
        ("0.000123", "0.000123 MWh", "0,000123 MWh", "0.000123 MWh"),
        ("8.055", "8.06 MWh", "8,06 MWh", "8.055 MWh"),
        ("1/3", "0.333 MWh", "0,333 MWh", "1/3 MWh"),
        ("0", "0 MWh", "0 MWh", "0 MWh"),
    ],
)
def test_amounts_have_three_digits_and_tell_the_exact_value(number, english, finnish, exact):
    shown = Words("en").amount(Fraction(number), "MWh")
    assert (plain(shown.text), plain(shown.exact)) == (english, exact)
    assert plain(Words("fi").amount(Fraction(number), "MWh").text) == finnish
    assert Words("sv").amount(Fraction(number), "MWh").text == Words("fi").amount(Fraction(number), "MWh").text


def plain(text):
    return text.replace("\u00a0", " ")


def test_numbers_of_any_size_are_shown():
    words = Words("en")
    assert words.number(Fraction(10) ** 4000 * 123) == "1.23 × 10^4002"
    assert words.number(Fraction(1, 10**300)) == "1.00 × 10^−300"
    assert words.amount(Fraction(10) ** 4000).exact == ""
    assert words.amount(Fraction(10**400, 3**700)).exact == ""


def test_what_is_not_known_and_units_are_written():
    assert Words("fi").amount(None, "t").text == "ei tiedossa"
    assert plain(Words("en").amount(Fraction(5), "m3").text) == "5 m³"
    assert Words("en").amount(Fraction(5)).text == "5"
    most = Words("fi").amount(Fraction(92_000_001), "MWh", is_most=True)
    assert (most.text[0], most.exact[0]) == ("≤", "≤")
    assert Words("fi").amount(None, "MWh", is_most=True) == Words("fi").amount(None)


@pytest.mark.parametrize(
    ("months", "shown"),
    [
        ([10, 11, 12, 1, 2], "Oct–Feb"),
        ([3], "Mar"),
        ([1, 3, 4], "Jan, Mar–Apr"),
        (list(range(1, 13)), "Jan–Dec"),
        ([], ""),
    ],
)
def test_months_are_runs(months, shown):
    assert Words("en").months(months) == shown
