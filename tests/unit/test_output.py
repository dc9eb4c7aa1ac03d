"""Tables that people read: nothing that a terminal obeys, no header broken, records where columns do not fit."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph_kb.cli.load import report
from graph_kb.cli.output import give_result, tell
from graph_kb.cli.schema import _nearest
from graph_kb.cli.tables import print_table
from graph_kb.intake.summary import Summary
from graph_kb.workbench.result import Result, visible


def printed(capsys, monkeypatch, columns, rows, width):
    monkeypatch.setenv("COLUMNS", str(width))
    print_table(columns, rows)
    return capsys.readouterr().out


def test_what_a_terminal_obeys_is_shown_written_out(capsys, monkeypatch):
    row = {"name": "a\x1b[31mred\x9b0m \u202egnp", "more\x07": ["\u2066x", "b\x00"]}
    out = printed(capsys, monkeypatch, tuple(row), [row], 160)
    assert "a\\x1b[31mred\\x9b0m \\u202egnp" in out
    assert "\\u2066x > b\\x00" in out
    assert "more\\x07" in out


def test_talk_is_shown_written_out_too(capsys):
    tell("bad row: \x1b]0;title\x07\nnext line")
    assert capsys.readouterr().err == "bad row: \\x1b]0;title\\x07\nnext line\n"


@given(st.text())
def test_visible_text_is_the_text_but_for_what_is_hidden(text):
    shown = visible(text)
    assert visible(shown) == shown
    assert not any(letter < " " and letter != "\n" for letter in shown)
    if text.isprintable():
        assert shown == text


ROW = {"code": "02 03 01", "title": "sludges from washing", "amount": 11_000.0, "without_amount": 1}


@pytest.mark.parametrize("width", [60, 80, 160])
def test_headers_are_whole_and_in_one_line(capsys, monkeypatch, width):
    lines = printed(capsys, monkeypatch, tuple(ROW), [ROW], width).splitlines()
    assert all(len(line) <= width for line in lines)
    assert any(all(column in line for column in ROW) for line in lines)


def test_words_stay_whole_where_there_is_room(capsys, monkeypatch):
    row = {"remarks": "distance between municipalities", "name": "a long name of something " * 4}
    assert "municipalities" in printed(capsys, monkeypatch, tuple(row), [row], 60)


def test_columns_that_do_not_fit_become_records(capsys, monkeypatch):
    out = printed(capsys, monkeypatch, tuple(ROW), [ROW, {**ROW, "amount": None}], 30)
    assert out.count("without_amount  1") == 2
    assert out.count("amount          11,000") == 1
    assert all(len(line) <= 30 for line in out.splitlines())


def test_an_answer_without_rows_is_no_rows_and_its_warnings(capsys):
    result = Result(tuple(f"column_{n}" for n in range(20)), [], warnings=("no Facility has the id 'x'",))
    give_result(result, "table")
    told = capsys.readouterr()
    assert (told.out, told.err) == ("", "no rows\nwarning: no Facility has the id 'x'\n")
    give_result(result, "csv")
    assert capsys.readouterr().out.startswith("column_0,column_1,")


def test_json_and_csv_keep_the_text_as_it_is(capsys):
    result = Result(("name",), [{"name": "a\x1bb\u202e"}])
    give_result(result, "json")
    assert json.loads(capsys.readouterr().out)["rows"] == [{"name": "a\x1bb\u202e"}]


def test_warnings_are_told_on_stderr(capsys):
    give_result(Result(("n",), [], warnings=("no Facility has the id 'x'",)), "csv")
    told = capsys.readouterr()
    assert told.out == "n\n"
    assert told.err == "warning: no Facility has the id 'x'\n"


@pytest.mark.parametrize(
    ("summary", "heading"),
    [
        (Summary("l", rows_read=2, rows_rejected=2), "nothing loaded: every row was rejected"),
        (Summary("l", rows_read=2, rows_rejected=1), "loaded"),
        (Summary("l", rows_read=2, dry_run=True), "would be loaded (dry run)"),
    ],
)
def test_the_heading_of_a_load_says_what_came_of_it(capsys, summary, heading):
    report(summary)
    assert capsys.readouterr().out.splitlines()[0].strip() == heading


@pytest.mark.parametrize(
    ("word", "hint"),
    [
        ("offer", "did you mean Offer?"),
        ("Offers", "did you mean OFFERS or Offer?"),
        ("input_to", "did you mean INPUT_TO?"),
        ("OFERS", "did you mean OFFERS"),
        ("xyz", "labels: Organisation"),
    ],
)
def test_schema_names_the_nearest(word, hint):
    assert hint in _nearest(word)
