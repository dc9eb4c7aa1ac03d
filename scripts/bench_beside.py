"""Time our walk of paths beside other tools that count the same paths, and the search of chains beside a solver.

    python scripts/bench_beside.py --processes 2000 --streams 20000 --offers 20 --neo4j

What a path is stands in `beside_region.py`. Paths are walked in the same made region from the same offers by our
kernel, by the path query on the embedded engine and on Neo4j, and by networkx, rustworkx and igraph where they are
installed; when two ways count differently the run fails. The scan reads the legs that the kernel looks at from the
arrays, each once, and does nothing else. Graph libraries get ready arcs, of which the table does not count the making;
stores are loaded before the clock runs. Then the best chain of each offer of a smaller region is looked for as one
mixed-integer programme with HiGHS (`beside_programme.py`) and by our search; when both prove a best one and they differ,
the run fails. All figures are of one run on one machine; nothing is asserted about time.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import numpy as np
from beside_region import Legs
from beside_stores import path_query, stored
from beside_walks import Kernel, Scan, Way, libraries

ROW = "{:<26} {:>10} {:>10} {:>12} {:>10}"


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
    yield from kernel.ways()
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
    ours, scan = sum(seconds["our kernel, counted"]), sum(seconds["scan of the same legs"])
    print(ROW.format("way", "p50 ms", "total ms", "/ our kernel", "/ scan"))
    for name, each in sorted(seconds.items(), key=lambda item: sum(item[1])):
        whole = sum(each)
        shown = (f"{np.median(each) * 1000:.2f}", f"{whole * 1000:.1f}", f"{whole / ours:.2f}", f"{whole / scan:.1f}")
        print(ROW.format(name, *shown))


def by_types(kernel: Kernel, scan: Scan, offers: list[int]) -> None:
    """Our kernel where no leg is looked at: more paths, the same rows, ends counted by arithmetic."""
    way = kernel.by_types()
    seconds, found = timed(way.walk, offers)
    paths, steps = sum(map(way.count, found)), sum(int(walk.steps) for walk in found)
    print(f"by resource alone: {paths} paths, {steps} legs, {sum(seconds) * 1000:.1f} ms")


def main() -> None:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--processes", type=int, default=2_000)
    parser.add_argument("--streams", type=int, default=20_000)
    parser.add_argument("--offers", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--depth", type=int, default=2, help="most processes of a path")
    parser.add_argument("--leg-km", type=int, default=10, help="longest leg of a path")
    parser.add_argument("--embedded", action=argparse.BooleanOptionalAction, default=True)
    parser.add_argument("--neo4j", action=argparse.BooleanOptionalAction, default=False)
    given = parser.parse_args()
    try:
        walks(given)
    except Differs as error:
        sys.exit(f"differs: {error}")


if __name__ == "__main__":
    main()
