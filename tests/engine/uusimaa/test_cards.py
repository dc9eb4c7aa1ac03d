"""Cards of chains of the starter set, from Python and on the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from graph_kb.errors import UsageError
from graph_kb.symbiosis.verifying.numbers import FormatFault
from graph_kb.workbench import KnowledgeBase

ELECTRICITY = "offer:vantaa-waste-to-energy-plant/electricity"


@pytest.fixture(scope="module")
def certificates(base: KnowledgeBase):
    return base.chains(ELECTRICITY).certificates


def test_a_card_names_operators_and_sources(base: KnowledgeBase, certificates, tmp_path: Path) -> None:
    file = base.card(certificates[0], "sv").write(tmp_path / "card.html")
    html = file.read_text(encoding="utf-8")
    assert "Vantaan Energia Oy" in html
    assert "(2014-09-17)" in html
    assert "Certifierad" in html
    assert "Kontrollerat när kortet gjordes: det håller." in html


def test_a_card_is_made_of_a_hash_a_file_and_several(base: KnowledgeBase, certificates, tmp_path: Path) -> None:
    file = tmp_path / "one.json"
    file.write_text(json.dumps(certificates[0]), encoding="utf-8")
    assert base.card(file).html() == base.card(certificates[0]).html() == base.card(certificates[0]["hash"][:12]).html()
    assert base.card([file, certificates[1]]).html().count("<article") == 2


def test_resources_have_their_finnish_names(base: KnowledgeBase, certificates) -> None:
    assert ">Sähkö<" in base.card(certificates[0], "fi").html()


def test_what_cannot_be_a_card_is_refused(base: KnowledgeBase, certificates) -> None:
    with pytest.raises(UsageError, match="'de'"):
        base.card(certificates[0], "de")
    with pytest.raises(UsageError):
        base.card([])
    with pytest.raises(FormatFault):
        base.card({"format": "other"})


def test_the_command_writes_a_page(graph_kb, certificates, tmp_path: Path) -> None:
    hashes = [one["hash"][:12] for one in certificates[:2]]
    made = graph_kb("card", *hashes, "--language", "fi", "-o", "kortit.html")
    assert made.returncode == 0, made.stderr
    assert made.stdout.strip() == "kortit.html"
    html = (tmp_path / "kortit.html").read_text(encoding="utf-8")
    assert html.count("<article") == 2
    assert "Ehdollinen" in html


def test_the_command_says_what_does_not_hold(graph_kb, certificates, tmp_path: Path) -> None:
    (tmp_path / "bad.json").write_text(json.dumps({**certificates[0], "hash": "0" * 64}), encoding="utf-8")
    bad = graph_kb("card", "bad.json", "--format", "json")
    assert bad.returncode == 1
    assert json.loads(bad.stdout)["cards"][0]["status"] == "broken"
    assert "does not hold: the hash is not" in bad.stderr
    assert "Does not hold" in (tmp_path / "card.html").read_text(encoding="utf-8")


def test_the_command_refuses_what_is_no_certificate(graph_kb) -> None:
    assert graph_kb("card").returncode == 2
    missing = graph_kb("card", "0" * 12)
    assert missing.returncode == 2
    assert "no certificate begins with" in missing.stderr
    assert graph_kb("card", "x.json", "--language", "de").returncode == 2
