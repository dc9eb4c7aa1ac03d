"""The parts of a certificate, on worlds small enough to know what they must say."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from graph_kb.errors import ChainError, UsageError
from graph_kb.symbiosis.certifying import read_file, summary, title, write_file
from graph_kb.symbiosis.certifying.merging import in_circle
from graph_kb.symbiosis.certifying.names import amount, months, share
from graph_kb.symbiosis.verifying import certificate_hash, verify
from graph_kb.symbiosis.verifying.numbers import FormatFault
from graph_kb.workbench.certificates import file_of

from .certified import Certificate, Certifier
from .tiny import Tiny


def only(tiny: Tiny, **asked: Any) -> tuple[Certificate, Certifier]:
    certifier = Certifier(tiny.world(**asked))
    (certificate,) = certifier.certificates()
    assert verify(certificate, certifier.facts).violations == ()
    return certificate, certifier


def blocks() -> Tiny:
    """Ash becomes blocks, with lime beside it."""
    tiny = Tiny()
    tiny.offer("source", "ash", 100.0)
    tiny.offer("lime", "lime", 30.0, price_eur_per_unit=4.0)
    tiny.plant("kiln", "2 ash, 0.5 lime co_input", "1.5 block", variable_eur_per_activity=1.0)
    tiny.need("wall", "block", 60.0, price_eur_per_unit=20.0)
    return tiny


def test_amounts_and_value_are_exact() -> None:
    certificate, _ = only(blocks(), by="net_value")
    # The need takes 60 = 1.5 y, so y = 40, 80 t of ash and 20 t of lime: 60 x 20 - 20 x 4 - 40.
    assert [one["activity"] for one in certificate["processes"]] == [["40"]]
    assert [one["amounts"] for one in certificate["flows"]] == [["80"], ["60"], ["20"]]
    assert certificate["value"]["total"] == "1080"
    assert certificate["value"]["limited"] is True
    assert certificate["value"]["unit"] == "EUR/year"
    assert certificate["periods"] == [list(range(1, 13))]


def test_slack_names_the_limits_that_are_near() -> None:
    certificate, _ = only(blocks())
    slack = {(one["limit"], one["subject"]): (one["left"], one["of"]) for one in certificate["slack"]}
    assert slack["demand", "need:wall"] == ("0", "60")
    assert slack["supply", "offer:source"] == ("20", "100")
    assert slack["supply", "offer:lime"] == ("10", "30")


def test_a_smaller_set_is_refused_in_words() -> None:
    certificate, _ = only(blocks())
    (none,) = certificate["minimal"]
    assert none["processes"] == []
    assert "cannot go to" in none["reason"]
    assert "is not what is taken" in none["reason"]


def test_a_feeder_is_missed_as_the_supplier_that_it_is() -> None:
    tiny = blocks()
    tiny.offer("stone", "stone", 500.0)
    tiny.plant("burner", "1 stone", "1 putty")
    tiny.port("kiln", "lime").update(amount=0.5)
    tiny.link("KIND_OF", "resource:putty", "resource:lime")
    tiny.get("offer:lime")["amount"] = 0.1
    certificate, _ = only(tiny, min_amount=10.0)
    reasons = {tuple(one["processes"]): one["reason"] for one in certificate["minimal"]}
    assert "these do not go together: " in reasons["process:kiln",]
    assert "the least amount that is asked for" in reasons["process:kiln",]


def test_facts_name_their_sources_and_what_they_are_facts_of() -> None:
    certificate, certifier = only(blocks())
    facts = {(one["subject"], one["property"]): one for one in certificate["facts"]}
    assert facts["offer:source", "amount"]["value"] == "100"
    assert facts["offer:source", "amount"]["source_id"]
    assert facts["process:kiln", "capacity_per_year"]["value"] is not None
    assert any(subject.startswith("INPUT_TO|resource:lime|process:kiln") for subject, _ in facts)
    changed = json.loads(json.dumps(certificate))
    changed["facts"][0]["value"] = "something else"
    changed["hash"] = certificate_hash(changed)
    assert not verify(changed, certifier.facts).holds


def unlimited() -> Tiny:
    tiny = blocks()
    for name in ("offer:source", "need:wall"):
        tiny.get(name)["amount"] = None
    tiny.get("process:kiln")["capacity_per_year"] = None
    tiny.get("offer:lime")["amount"] = None
    return tiny


@pytest.mark.parametrize("by", ["amount", "distance"])
def test_an_amount_that_nothing_limits_is_said_to_be_unknown(by: str) -> None:
    certificate, certifier = only(unlimited(), by=by)
    assert certificate["status"] == "conditional"
    assert certificate["value"]["limited"] is False
    assert certificate["slack"] == []
    row = summary(certificate)
    assert row["amount"] is None
    # The length of the line does not depend on amounts.
    assert row["value"] == (0.0 if by == "distance" else None)
    notes = [note for one in certificate["conditions"] for note in one["notes"]]
    assert any("the amount is unknown" in note for note in notes)
    assert not any("1,000,000,000" in note for note in notes)
    certificate["value"]["limited"] = True
    certificate["hash"] = certificate_hash(certificate)
    told = [one.message for one in verify(certificate, certifier.facts).violations]
    assert any("nothing that is known limits the amounts" in message for message in told)


def test_what_is_not_known_is_asked_of_whom_it_concerns() -> None:
    certificate, _ = only(unlimited())
    asked = {(one["subject"], one["property"]): one for one in certificate["unknowns"]}
    assert asked["need:wall", "amount"]["question"].startswith("How much of")
    assert asked["process:kiln", "capacity_per_year"]["question"].startswith("How much can")
    assert all(one["ask"].startswith("facility:") for one in asked.values())
    assert all("{" not in one["question"] for one in asked.values())


def test_of_chains_that_are_worth_the_same_the_most_is_taken() -> None:
    certificate, _ = only(blocks(), by="distance")
    assert certificate["value"]["terms"]["amount"] == "80"


def test_many_small_offers_are_taken_together() -> None:
    tiny = blocks()
    tiny.get("offer:lime")["amount"] = 1.0
    for number in range(300):
        tiny.offer(f"lime{number}", "lime", 0.1, price_eur_per_unit=5.0 + number % 7)
    certificate, _ = only(tiny, by="net_value")
    # 20 t of lime: 1 t for 4 EUR, and the cheapest 190 of the small ones, 43 of each price but the dearest.
    assert len(certificate["flows"]) == 2 + 1 + 190
    bought = Fraction(certificate["value"]["terms"]["purchases"])
    assert bought == -(4 + Fraction(43 * (5 + 6 + 7 + 8) + 18 * 9, 10))


def test_another_value_than_that_of_the_search_is_a_fault() -> None:
    certifier = Certifier(blocks().world())
    (found,) = certifier.found()
    with pytest.raises(ChainError, match=r"is worth 80\.0, not 80\.1") as caught:
        certifier.certificate(found, worth=80.1)
    assert "report it" in caught.value.hint


def test_periods_are_those_of_the_chain() -> None:
    tiny = blocks()
    tiny.offer("elsewhere", "hay", 5.0, continuity="seasonal", months=[2, 3])
    assert only(tiny)[0]["periods"] == [list(range(1, 13))]
    tiny.get("offer:lime").update(continuity="seasonal", months=[11, 12, 1])
    assert only(tiny)[0]["periods"] == [[2, 3, 4, 5, 6, 7, 8, 9, 10], [11, 12, 1]]


@pytest.mark.parametrize(
    ("given", "expected"),
    [({1, 2, 12}, (12, 1, 2)), ({3}, (3,)), (set(range(1, 13)), tuple(range(1, 13))), ({4, 5}, (4, 5))],
)
def test_months_of_a_run_in_order(given: set[int], expected: tuple[int, ...]) -> None:
    assert in_circle(given) == expected


def test_numbers_for_people() -> None:
    assert amount(Fraction(1234567, 2), "t") == "617,284 t"
    assert amount(Fraction(1, 3)) == "0.3333"
    assert amount(None, "t") == "an unknown amount"
    assert months(range(1, 13)) == "all year"
    assert months({12, 1}) == "Jan, Dec"
    assert (share(Fraction(1), Fraction(8)), share(Fraction(1), Fraction(0))) == ("12.5 %", "0 %")


def test_a_row_says_it_all() -> None:
    certificate, _ = only(blocks())
    row = summary(certificate)
    assert (row["amount"], row["unit"], row["km"], row["to_find_out"]) == (80.0, "t", 0.0, 0)
    assert row["step_ids"] == ["process:kiln"]
    assert title(row) == " → ".join([row["source"], *row["steps"], row["need"]])


def test_files_are_found_by_the_beginning_of_their_hash(tmp_path: Path) -> None:
    certificate, _ = only(blocks())
    path = write_file(tmp_path, certificate)
    assert [one.name for one in path.parent.iterdir()] == [f"{certificate['hash']}.json"]
    assert file_of(tmp_path, certificate["hash"][:10]) == path
    assert file_of(tmp_path, str(path)) == path
    assert read_file(path) == certificate
    path.with_name(f"{certificate['hash'][:-1]}x.json").write_text("{}")
    with pytest.raises(UsageError, match="2 certificates begin"):
        file_of(tmp_path, certificate["hash"][:10])


@pytest.mark.parametrize(("text", "told"), [("[]", "no JSON object"), ("{", "is no JSON"), ("[" * 99999, "is no JSON")])
def test_what_is_no_certificate_is_refused(tmp_path: Path, text: str, told: str) -> None:
    path = tmp_path / "some.json"
    path.write_text(text)
    with pytest.raises(FormatFault, match=told):
        read_file(path)
    with pytest.raises(UsageError, match="No such file"):
        read_file(tmp_path / "absent.json")
