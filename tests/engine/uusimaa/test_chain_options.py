"""Options of questions about chains: the same from Python and on the command line, and paths beside chains."""

from __future__ import annotations

import csv
import io
import json

import pytest

from graph_kb.errors import UsageError
from graph_kb.symbiosis.certifying import summary
from graph_kb.symbiosis.chains import find_chains
from graph_kb.workbench import KnowledgeBase

PLANT = "Vantaa waste-to-energy plant"
ELECTRICITY = "offer:vantaa-waste-to-energy-plant/electricity"
AMMASSUO = "facility:ammassuo-eco-industrial-centre"
WEIGHTS = {"amount": 1.0, "net_value": 1.0, "co2e": 0.1, "distance": 2.0}


def test_a_weighted_objective_is_certified_and_verified(base: KnowledgeBase) -> None:
    found = base.chains(PLANT, objective="weighted", weights=WEIGHTS, k=5)
    assert found.certificates
    for one in found.certificates:
        assert one["question"]["weights"] == {"amount": "1", "net_value": "1", "co2e": "1/10", "distance": "2"}
        assert one["value"]["unit"] == "weighted"
        assert base.verify(one).violations == ()
    values = [summary(one)["value"] for one in found.conditional.certificates]
    assert values == sorted(values, reverse=True)
    # The line's kilometres count double, so that the same amount is worth less farther away.
    assert len(set(values)) > len({summary(one)["amount"] for one in found.conditional.certificates})


def test_the_command_takes_what_the_library_takes(base: KnowledgeBase, graph_kb) -> None:
    options = ("--objective", "weighted", "--weights", "amount=1,net-value=1,CO2e=0.1,distance=2", "--k", "5")
    answer = json.loads(graph_kb("chains", PLANT, *options, "--different", "0.2", "--format", "json").stdout)
    found = base.chains(PLANT, objective="weighted", weights=WEIGHTS, k=5, different=0.2)
    assert [row["hash"] for row in answer["conditional"]["chains"]] == [
        one["hash"] for one in found.conditional.certificates
    ]
    asked = answer["meta"]["question"]
    assert (asked["objective"], asked["weights"], asked["different"]) == ("weighted", WEIGHTS, 0.2)
    assert asked["time_limit"] == 10


def test_every_parameter_is_one_of_the_library(base: KnowledgeBase) -> None:
    options = {
        "need": "need:viikinmaki-wastewater-treatment-plant/electricity",
        "k": 3,
        "max_processes": 2,
        "max_feeders": 1,
        "objective": "net value",
        "max_leg_km": 50.0,
        "max_total_km": 100.0,
        "min_amount": 5.0,
        "months": (1, 2, 3),
        "different": 0.5,
        "time_limit": 5.0,
    }
    found = find_chains(base.graph, base.settings.home, ELECTRICITY, **options)
    assert found.asked.keys() >= options.keys() - {"need"}
    assert all(one["question"]["months"] == [1, 2, 3] for one in found.certificates)


def test_how_much_chains_may_share_is_asked(base: KnowledgeBase) -> None:
    some, all_ = (base.chains(ELECTRICITY, k=40, different=share).conditional for share in (0.0, 1.0))
    assert len(some.certificates) < len(all_.certificates)
    sets = [{one["need"], *(each["id"] for each in one["processes"])} for one in some.certificates]
    assert all(not one & other for place, one in enumerate(sets) for other in sets[:place])


def test_bad_values_are_told_on_one_line_with_the_fix(graph_kb) -> None:
    wrong = graph_kb("chains", PLANT, "--objective", "weighted", "--weights", "netvalue=1")
    assert wrong.returncode == 2
    assert "nothing is weighed by 'netvalue'" in wrong.stderr
    assert "did you mean net_value?" in wrong.stderr
    assert "use the objective weighted" in graph_kb("chains", PLANT, "--weights", "co2e=1").stderr
    assert "add weights" in graph_kb("chains", PLANT, "--objective", "weighted").stderr


def test_a_gap_is_told_where_the_time_was_up(base: KnowledgeBase) -> None:
    done = base.chains(ELECTRICITY)
    assert (done.conditional.gap, done.conditional.in_time) == (0.0, True)
    cut = base.chains("resource:low-temperature-excess-heat", time_limit=0.0)
    assert not cut.conditional.in_time
    assert cut.certified.gap is None
    facts = cut.facts()
    assert facts["meta"]["question"]["time_limit"] == 0
    assert facts["conditional"]["in_time"] is False


def test_worth_and_what_is_not_known_of_it_are_told(graph_kb) -> None:
    answer = graph_kb("chains", ELECTRICITY, "--objective", "net-value", "--k", "2", COLUMNS="220").stdout
    assert "worth a year" in answer
    assert "what is not known counted as 0" in answer
    assert "0 EUR, 2 not known" in answer
    assert "worth a year" not in graph_kb("chains", ELECTRICITY, "--k", "2", COLUMNS="220").stdout


def test_chains_of_unknown_amount_are_said_to_be_ranked_too_high(graph_kb) -> None:
    options = ("--objective", "weighted", "--weights", "net_value=1,distance=2", "--k", "4")
    mixed = graph_kb("chains", AMMASSUO, *options, COLUMNS="220").stdout
    assert "of unknown amount are ranked as if nothing limited them" in mixed
    assert "1,000,000,000" not in mixed
    unknown = graph_kb("chains", "resource:data-centre-waste-heat", "--k", "2", COLUMNS="220").stdout
    assert "No amount is known" in unknown


def test_paths_of_a_facility_are_those_of_its_offers(base: KnowledgeBase) -> None:
    whole = base.paths_and_chains(PLANT, max_total_km=30)
    parts = [base.paths_and_chains(offer, max_total_km=30) for offer in base.chains(PLANT, k=1).offers]
    assert whole.complete
    assert whole.offers == tuple(offer for one in parts for offer in one.offers)
    assert whole.total == sum(one.total for one in parts) == sum(whole.reasons.values())
    for reason, count in whole.reasons.items():
        assert count == sum(one.reasons.get(reason, 0) for one in parts)


def test_paths_are_counted_to_one_need(base: KnowledgeBase) -> None:
    need = "need:viikinmaki-wastewater-treatment-plant/electricity"
    found = base.paths_and_chains(ELECTRICITY, need)
    assert 0 < found.total < base.paths_and_chains(ELECTRICITY).total
    chains = base.chains(ELECTRICITY, need, k=50, different=1.0)
    assert found.certified == len(chains.certified.certificates)


def test_the_command_tells_why_paths_are_no_chain(base: KnowledgeBase, graph_kb) -> None:
    shown = graph_kb("chains", PLANT, "--max-total-km", "30", "--paths").stdout
    found = base.paths_and_chains(PLANT, max_total_km=30)
    assert f"{found.total} paths lead to a need: 1 is a certified chain" in shown
    assert f"{found.reasons['distance']}      too far" in shown
    asked = ("chains", PLANT, "--max-total-km", "30", "--paths", "--format", "json")
    told = json.loads(graph_kb(*asked).stdout)["paths"]
    assert (told["total"], told["reasons"], told["complete"]) == (found.total, dict(found.reasons), True)
    assert "Paths beside chains" not in graph_kb("chains", PLANT, "--k", "1").stdout


def test_what_makes_no_sense_is_refused_by_paths_too(base: KnowledgeBase) -> None:
    with pytest.raises(UsageError, match="different is 2"):
        base.paths_and_chains(ELECTRICITY, different=2)


@pytest.mark.parametrize(
    ("origin", "options", "says", "hint"),
    [
        (None, {}, "None is no name", "give a text"),
        (5, {}, "5 is no name", "give a text"),
        (PLANT, {"months": 6}, "months is 6", "such as"),
        (PLANT, {"months": ["June"]}, "months is", "from 1 to 12"),
        (PLANT, {"max_total_kms": 5}, "no option 'max_total_kms'", "did you mean max_total_km"),
    ],
)
def test_what_python_gives_wrongly_is_told_with_the_fix(base: KnowledgeBase, origin, options, says, hint) -> None:
    with pytest.raises(UsageError, match=says) as refused:
        base.chains(origin, **options)
    assert hint in refused.value.hint


def test_the_unit_of_what_others_take_is_named(base: KnowledgeBase) -> None:
    listed = base.chains(PLANT, k=3, max_total_km=30).conditional
    assert "MWh" in listed.open_units


def test_an_answer_without_feeders_says_so(base: KnowledgeBase, graph_kb) -> None:
    limited = base.chains(ELECTRICITY, max_feeders=0)
    assert all(part["part"] == "line" for one in limited.certificates for part in one["processes"])
    assert all(base.verify(one).violations == () for one in limited.certificates)
    answer = json.loads(graph_kb("chains", ELECTRICITY, "--max-feeders", "0", "--format", "json").stdout)
    assert answer["meta"]["question"]["max_feeders"] == 0
    hashes = [row["hash"] for kind in ("certified", "conditional") for row in answer[kind]["chains"]]
    assert hashes == [one["hash"] for one in limited.certificates]
    shown = graph_kb("chains", ELECTRICITY, "--max-feeders", "0", COLUMNS="220").stdout
    assert "without feeders; that nothing better is left out is proved" in shown
    assert "Only chains without feeders were asked for" in shown
    assert "feeder" not in graph_kb("chains", ELECTRICITY, COLUMNS="220").stdout


def test_chains_are_rows_of_a_spreadsheet(base: KnowledgeBase, graph_kb) -> None:
    answer = graph_kb("chains", PLANT, "--max-total-km", "30", "--format", "csv")
    rows = [*csv.DictReader(io.StringIO(answer.stdout))]
    found = base.chains(PLANT, max_total_km=30)
    assert [row["certificate"] for row in rows if row["step"] == "1"] == [one["hash"] for one in found.certificates]
    assert len(rows) == sum(len(one["flows"]) + len(one["disposals"]) for one in found.certificates)
    heat = next(row for row in rows if row["to"] == "District heat for Vantaa")
    told = [heat[name] for name in ("amount_per_year", "amount_unit", "distance_km", "distance_from_centre")]
    assert told == ["920000.0", "MWh", "11.89", "yes"]
    assert "certified: 1 chain within 30 km; that nothing better is left out is proved." in answer.stderr
    assert "next:" not in answer.stdout


def test_counts_of_paths_are_no_rows_of_a_chain(graph_kb) -> None:
    told = graph_kb("chains", PLANT, "--paths", "--format", "csv")
    assert told.returncode == 2
    assert "--format table or json" in told.stderr


def test_the_least_amount_has_the_unit_of_the_offer(graph_kb) -> None:
    shown = graph_kb("chains", ELECTRICITY, "--min-amount", "5000", COLUMNS="200").stdout
    assert "of 5,000 MWh a year at least" in shown
    both = graph_kb("chains", PLANT, "--min-amount", "5000", "--k", "1", COLUMNS="200").stdout
    assert "of 5,000 units of their offer (MWh or t) a year at least" in both
