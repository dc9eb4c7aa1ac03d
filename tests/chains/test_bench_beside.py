"""The benchmark beside other tools cannot rot: its ways agree on tiny regions, and it fails where two do not."""

from __future__ import annotations

import importlib
import subprocess
import sys
from pathlib import Path

import pytest

from graph_kb.symbiosis.question import Question
from graph_kb.symbiosis.searching import Engine

SCRIPTS = Path(__file__).parents[2] / "scripts"


@pytest.fixture
def script(monkeypatch):
    """Gives modules of the folder of scripts, which are no package."""
    monkeypatch.syspath_prepend(str(SCRIPTS))
    yield importlib.import_module
    for name in [name for name in sys.modules if name.startswith(("beside_", "bench_beside", "made_chains"))]:
        del sys.modules[name]


def test_a_tiny_run_agrees_with_itself():
    region = ["--processes", "200", "--streams", "2000", "--offers", "3", "--no-embedded", "--depth", "2"]
    programmes = ["--milp-region", "20", "--milp-offers", "4", "--milp-processes", "2"]
    command = [sys.executable, str(SCRIPTS / "bench_beside.py"), *region, *programmes]
    answer = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert answer.returncode == 0, answer.stdout + answer.stderr
    ours = [f"our kernel, {way}" for way in ("nothing kept", "legs anew", "legs kept", "listed", "for Python")]
    for way in (*ours, "networkx", "scan of the same legs", "net_value"):
        assert f"\n{way} " in answer.stdout


def test_kernel_scan_and_networkx_count_the_same_paths(script):
    walks = script("beside_walks")
    legs = script("beside_region").Legs.made(1, 300, 6000, 40)
    offers, kernel = legs.drawn(4, 1), walks.Kernel(legs, 2)
    scan = walks.Scan(legs, kernel)
    for offer in offers:
        scan.prepare(offer)
    counted = [scan.paths(offer) for offer in offers]
    assert sum(counted) > 100
    for way in (*kernel.ways(offers), *walks.libraries(legs, offers, 2)):
        assert [way.count(way.walk(offer)) for offer in offers] == counted, way.name
    assert [scan.steps(offer) for offer in offers] == [kernel.walked(offer).steps for offer in offers]


@pytest.mark.embedded
def test_the_path_query_counts_what_the_kernel_counts(script, tmp_path):
    legs = script("beside_region").Legs.made(1, 60, 400, 60)
    offers, kernel = legs.drawn(4, 1), script("beside_walks").Kernel(legs, 2)
    stores = script("beside_stores")
    with stores.stored(legs, "embedded", tmp_path / "home") as graph:
        way = stores.path_query(graph, legs, 2, "query")
        found = [way.walk(offer) for offer in offers]
    assert found == [kernel.walked(offer).count for offer in offers]
    assert sum(found) > 10


@pytest.mark.parametrize(("seed", "processes", "offer", "length"), [(1, 30, 8, 3), (2, 20, 33, 3)])
def test_the_programme_finds_the_chain_of_the_search(script, seed, processes, offer, length):
    """By net value the best one has three processes, in the second region one of them a feeder."""
    arrays, names = script("made_chains").made(seed, processes, 4 * processes)
    facts, engine = script("beside_facts").Facts(arrays, names), Engine(arrays, names)
    for objective in ("amount", "net_value"):
        question = Question(names.offers[offer], objective=objective, k=1, max_processes=3, min_amount=5)
        ours, theirs = engine.certified(question), script("beside_chains").best_chain(facts, question, 30)
        assert ours.proved
        assert theirs.proved
        assert theirs.value == pytest.approx(ours.chains[0].value, rel=1e-6)
    assert len(theirs.processes) == length


def test_the_programme_limits_feeders_as_the_search_does(script):
    """The best chain has a feeder; without feeders both find the same other one."""
    arrays, names = script("made_chains").made(10, 20, 80)
    facts, engine, values = script("beside_facts").Facts(arrays, names), Engine(arrays, names), []
    for most in (1, 0):
        asked = {"objective": "net_value", "k": 1, "max_processes": 3, "max_feeders": most, "min_amount": 5}
        question = Question(names.offers[5], **asked)
        ours, theirs = engine.certified(question), script("beside_chains").best_chain(facts, question, 30)
        values.append(ours.chains[0].value)
        assert theirs.proved
        assert theirs.value == pytest.approx(values[-1], rel=1e-6)
    assert values[0] > values[1]


def test_a_value_that_differs_fails_the_run(script):
    bench, chains = script("bench_beside"), script("beside_chains")
    arrays, names = script("made_chains").made(1, 80, 500)
    question = Question(names.offers[19], k=1, max_processes=0, min_amount=5)
    ours = Engine(arrays, names).certified(question)
    assert not ours.chains
    bench.agree(question, ours, chains.Best(None, frozenset(), -1, True, 0.0, 1, 1))
    bench.agree(question, ours, chains.Best(5.0, frozenset(), 3, False, 0.0, 1, 1))
    with pytest.raises(bench.Differs, match="the search says None, the programme"):
        bench.agree(question, ours, chains.Best(5.0, frozenset(), 3, True, 0.0, 1, 1))
