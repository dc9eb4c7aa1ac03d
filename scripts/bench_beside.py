"""Time our walk of paths beside other tools that count the same paths, and the search of chains beside a solver.

    python scripts/bench_beside.py --processes 2000 --streams 20000 --offers 20 --neo4j

What a path is stands in `beside_region.py`. Paths are walked in the same made region from the same offers by our
kernel, by the path query on the embedded engine and on Neo4j, and by networkx, rustworkx and igraph where they are
installed; when two ways count differently the run fails. The scan reads the legs that the kernel looks at from the
arrays, each once, and does nothing else. Graph libraries get ready arcs, of which the table does not count the making;
stores are loaded before the clock runs. Our kernel walks three times: with nothing kept from any walk before; with each
leg looked at anew, while it knows how far the needs are by resource alone; and over legs that are kept, which is what
the scan and the libraries do. The column "/ our kernel" is beside the second.

Then the best chain of each offer of a smaller region is looked for as one mixed-integer programme with HiGHS
(`beside_chains.py`) and by our search; when both prove a best one and its value differs by more than a millionth, the
run fails. All figures are of one run on one machine; nothing is asserted about time.
"""

from __future__ import annotations

import argparse
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
from beside_chains import Best, best_chain
from beside_facts import Facts
from beside_region import Legs
from beside_stores import path_query, stored
from beside_walks import ANEW, Kernel, Scan, Way, libraries
from made_chains import made

from graph_kb.symbiosis.question import Question
from graph_kb.symbiosis.searching import Answer, Engine

ROW = "{:<26} {:>10} {:>10} {:>12} {:>10}"
CHAINS = "{:<10} {:>7} {:>8} {:>12} {:>10} {:>9} {:>7} {:>8}"
SAME = 1e-6
"""Largest relative difference of values that are one."""


class Differs(Exception):
    """Two ways do not say the same."""


def timed(walk: Callable[[int], Any], offers: list[int]) -> tuple[list[float], list[Any]]:
    """Seconds for each offer, and what was found; the first offer is walked once before, to warm up."""
    walk(offers[0])
    seconds, found = [], []
    for offer in offers:
        begun = time.perf_counter()
        found.append(walk(offer))
        seconds.append(time.perf_counter() - begun)
    return seconds, found


def ways(given: argparse.Namespace, legs: Legs, kernel: Kernel, offers: list[int], stack: ExitStack) -> Iterator[Way]:
    """All ways that were asked for; servers run until the stack is left."""
    yield from kernel.ways(offers)
    begun = time.perf_counter()
    found = libraries(legs, offers, given.depth)
    print(f"arcs and graphs of {len(found)} libraries: {time.perf_counter() - begun:.1f} s")
    yield from found
    engines = [engine for engine, asked in (("embedded", given.embedded), ("neo4j", given.neo4j)) if asked]
    for engine in engines:
        home = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        begun = time.perf_counter()
        graph = stack.enter_context(stored(legs, engine, home))
        print(f"region in {graph.engine}: {time.perf_counter() - begun:.1f} s")
        yield path_query(graph, legs, given.depth, f"path query, {engine}")


def walks(given: argparse.Namespace) -> None:
    """Walk the paths in every way and print how long each took."""
    legs = Legs.made(given.seed, given.processes, given.streams, given.leg_km)
    kernel, offers = Kernel(legs, given.depth), legs.drawn(given.offers, given.seed)
    scan = Scan(legs, kernel)
    for offer in offers:
        scan.prepare(offer)
    counted = [scan.paths(offer) for offer in offers]
    print(f"{given.processes} processes, {given.streams} streams, {len(offers)} offers, {sum(counted)} paths")
    print(f"paths of at most {given.depth} processes and legs of at most {given.leg_km} km")
    seconds: dict[str, list[float]] = {}
    with ExitStack() as stack:
        for way in ways(given, legs, kernel, offers, stack):
            seconds[way.name], found = timed(way.walk, offers)
            _same(way.name, [way.count(each) for each in found], counted)
    seconds["scan of the same legs"], _ = timed(scan.read, offers)
    _steps(kernel, scan, offers)
    _table(seconds)
    print(f"legs: {sum(map(scan.legs, offers))}; the kernel looks at {sum(map(scan.steps, offers))} of them")
    by_types(kernel, scan, offers)


def _same(name: str, found: list[int], expected: list[int]) -> None:
    if found != expected:
        raise Differs(f"{name} counts {found}, not {expected}")


def _steps(kernel: Kernel, scan: Scan, offers: list[int]) -> None:
    """The scan has to read just the legs that the kernel looks at."""
    looked = [int(kernel.walked(offer).steps) for offer in offers]
    _same("the scan", [scan.steps(offer) for offer in offers], looked)


def _table(seconds: dict[str, list[float]]) -> None:
    ours, scan = sum(seconds[ANEW]), sum(seconds["scan of the same legs"])
    print(ROW.format("way", "p50 ms", "total ms", "/ our kernel", "/ scan"))
    for name, each in sorted(seconds.items(), key=lambda item: sum(item[1])):
        whole = sum(each)
        shown = (f"{np.median(each) * 1000:.2f}", f"{whole * 1000:.1f}", f"{whole / ours:.2f}", f"{whole / scan:.1f}")
        print(ROW.format(name, *shown))


def by_types(kernel: Kernel, scan: Scan, offers: list[int]) -> None:
    """Our kernel where no leg is looked at: more paths, the last two legs counted by arithmetic."""
    way = kernel.by_types()
    seconds, found = timed(way.walk, offers)
    paths, steps = sum(map(way.count, found)), sum(int(walk.steps) for walk in found)
    print(f"by resource alone: {paths} paths, {steps} streams gone on from, {sum(seconds) * 1000:.1f} ms")


def chains(given: argparse.Namespace) -> None:
    """The best chain of offers by both ways, under two objectives."""
    arrays, names = made(given.seed, given.milp_region, given.milp_region * 4)
    facts, engine = Facts(arrays, names), Engine(arrays, names)
    offers = asked(facts, given.milp_offers, given.milp_processes, given.seed)
    print(f"\nbest chain: {given.milp_region} processes, {given.milp_region * 4} streams, {len(offers)} offers,")
    print(f"at most {given.milp_processes} processes, legs by the resource, lines of at most 250 km")
    rows = [("objective", "chains", "longest", "both proved", "search ms", "HiGHS ms", "ratio", "columns")]
    for objective in ("amount", "net_value"):
        limits = {"max_processes": given.milp_processes, "min_amount": 5, "max_total_km": 250}
        questions = [Question(offer, objective=objective, k=1, **limits) for offer in offers]
        # Tables are made once for each graph and objective, see bench_chains.py.
        engine.region(questions[0], strict=True)
        found = [(engine.certified(one), best_chain(facts, one, given.milp_limit)) for one in questions]
        for question, (ours, theirs) in zip(questions, found, strict=True):
            agree(question, ours, theirs)
        rows.append((objective, *_figures(found)))
    for row in rows:
        print(CHAINS.format(*row))


def asked(facts: Facts, count: int, most: int, seed: int) -> list[str]:
    """Offers, first those that no need asks for and some line may lead on from: their chains have processes."""
    a = facts.arrays
    of, ports, needs = a.st_res[: facts.offers], a.rc_res[facts.needs :], a.rc_res[: facts.needs]
    order = np.random.default_rng(seed).permutation(facts.offers)
    order = order[np.isin(of[order], ports)]
    direct = np.isin(of[order], needs)
    led = (row for row in order[~direct] if facts.reach(int(row), most)[0])
    apart = list(islice(led, count // 2))
    return [facts.names.offers[row] for row in (*apart, *order[direct][: count - len(apart)])]


def agree(question: Question, ours: Answer, theirs: Best) -> None:
    """Fail where both have proved their best chain and its value is not the same."""
    value = ours.chains[0].value if ours.chains else None
    if not (ours.proved and theirs.proved) or value is theirs.value is None:
        return
    if value is None or theirs.value is None or abs(value - theirs.value) > SAME * max(1.0, abs(value)):
        raise Differs(f"{question.offer}, {question.objective}: the search says {value}, the programme {theirs.value}")


def _figures(found: list[tuple[Answer, Best]]) -> tuple[str, ...]:
    ours, theirs = (np.array([each.seconds for each in side]) * 1000 for side in zip(*found, strict=True))
    lengths = [len(answer.chains[0].processes) for answer, _ in found if answer.chains]
    proved = [answer.proved and best.proved for answer, best in found]
    medians = float(np.median(ours)), float(np.median(theirs))
    shown = [str(len(lengths)), str(max(lengths, default=0)), f"{sum(proved)}/{len(found)}"]
    shown += [f"{each:.1f}" for each in medians] + [f"{float(np.median(theirs / ours)):.0f}"]
    return (*shown, f"{np.median([best.columns for _, best in found]):.0f}")


def main() -> None:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--processes", type=int, default=2_000)
    parser.add_argument("--streams", type=int, default=20_000)
    parser.add_argument("--offers", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--depth", type=int, default=3, help="most processes of a path")
    parser.add_argument("--leg-km", type=int, default=30, help="longest leg of a path")
    parser.add_argument("--embedded", action=argparse.BooleanOptionalAction, default=True)
    parser.add_argument("--neo4j", action=argparse.BooleanOptionalAction, default=False)
    parser.add_argument("--milp-region", type=int, default=30, help="processes of the smaller region")
    parser.add_argument("--milp-offers", type=int, default=12)
    parser.add_argument("--milp-processes", type=int, default=3, help="most processes of a chain")
    parser.add_argument("--milp-limit", type=float, default=30.0, help="seconds for each programme")
    given = parser.parse_args()
    # Servers are stopped also when the run is.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("stopped"))
    try:
        walks(given)
        chains(given)
    except Differs as error:
        sys.exit(f"differs: {error}")


if __name__ == "__main__":
    main()
