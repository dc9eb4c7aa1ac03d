"""Time the search of chains in a made region and print a table.

    python scripts/bench_chains.py --processes 10000 --streams 100000 --offers 200 --ablations

Offers are drawn two ways: all alike, and only those of which at least 50 t a year are offered and whose resource some
process takes. `proved` is the share of questions whose answer is proved within the limit, `within` of those that are
within the target; `gap` is what is open as a multiple of the last chain listed, in the middle of the unproved answers.
"""

from __future__ import annotations

import argparse
import resource
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np
from made_chains import made

from graph_kb.symbiosis.kernel import costs, exchange, grid
from graph_kb.symbiosis.question import Question
from graph_kb.symbiosis.searching import Answer, Engine

ROW = "{:<34} {:<8} {:>7} {:>7} {:>8} {:>8} {:>8} {:>7} {:>6} {:>6}"
HEAD = ("question", "offers", "proved", "within", "p50 ms", "p95 ms", "max ms", "chains", "empty", "gap")
LARGE_T = 50
QUESTIONS: dict[str, dict[str, Any]] = {
    "amount": {"objective": "amount"},
    "net value without feeders": {"objective": "net_value", "max_feeders": 0},
    "net value": {"objective": "net_value"},
}
SHORTER: dict[str, dict[str, Any]] = {
    "net value, at most 2 processes": {"objective": "net_value", "max_processes": 2},
    "net value, at most 3 processes": {"objective": "net_value", "max_processes": 3},
}


@dataclass(frozen=True)
class Run:
    """How questions are asked: region, offers drawn two ways, seconds for each, target in seconds."""

    engine: Engine
    offers: dict[str, list[str]]
    limit_s: float
    within_s: float

    def rows(self, name: str, asked: dict[str, Any]) -> None:
        """Ask about every offer and print a row for each way of drawing."""
        begun = time.perf_counter()
        self.engine.region(Question("", **asked), strict=True)
        tables_s = time.perf_counter() - begun
        for way, offers in self.offers.items():
            told = [self.engine.certified(self.question(offer, asked)) for offer in offers]
            print(ROW.format(name, way, *self.figures(told)), flush=True)
        memory_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
        print(f"  tables: {tables_s:.1f} s, once for each graph and question of this kind; {memory_mb:.0f} MB at most")

    def question(self, offer: str, asked: dict[str, Any]) -> Question:
        """A question about an offer."""
        return Question(offer, min_amount=5, max_total_km=250, time_limit=self.limit_s, **asked)

    def figures(self, told: list[Answer]) -> list[str]:
        """Figures of a row."""
        ms = np.array([answer.seconds for answer in told]) * 1000
        proved = np.array([answer.proved for answer in told])
        empty = np.mean([not answer.chains and not answer.proved for answer in told])
        gaps = [_gap(answer) for answer in told if not answer.proved and answer.chains]
        parts = [f"{proved.mean():.0%}", f"{(proved & (ms <= self.within_s * 1000)).mean():.0%}"]
        parts += [f"{value:.1f}" for value in (*np.percentile(ms, [50, 95]), ms.max())]
        gap = f"{np.median(gaps):.2f}" if gaps else "-"
        return [*parts, f"{np.mean([len(answer.chains) for answer in told]):.1f}", f"{empty:.0%}", gap]


def _gap(answer: Answer) -> float:
    last = answer.chains[-1].value
    return answer.open_bound / last if answer.open_bound and last > 0 else float("inf")


def drawn(engine: Engine, count: int, seed: int) -> dict[str, list[str]]:
    """Ids of offers, drawn in the two ways."""
    arrays, offers = engine.arrays, engine.names.offers
    rng = np.random.default_rng(seed)
    taken = np.isin(arrays.st_res[: len(offers)], arrays.rc_res[len(engine.names.needs) :])
    hubs = np.flatnonzero(taken & (arrays.of_amount[1] >= LARGE_T))
    ways = {"uniform": np.arange(len(offers)), "hub": hubs}
    return {
        name: [offers[row] for row in rng.choice(rows, min(count, len(rows)), replace=False)]
        for name, rows in ways.items()
    }


@contextmanager
def instead(module: Any, name: str, other: Callable[..., Any]) -> Iterator[None]:
    """Another function in the place of one of the kernel's."""
    before = getattr(module, name)
    setattr(module, name, other)
    try:
        yield
    finally:
        setattr(module, name, before)


def one_cell(x: Any, y: Any, z: Any) -> tuple[Any, Any]:
    """All sites in one cell: no table knows a distance."""
    return np.zeros(len(x), np.int32), np.zeros((1, 1))


def all_beside(region: Any, made: Any, taken: Any, most: int) -> tuple[Any, Any, Any, Any]:
    """Every line may make and take everything beside it."""
    shapes = [(most + 1, len(column), int(column.max(initial=-1)) + 1) for column in (made, taken)]
    makes, takes = (np.ones(shape, np.int8) for shape in shapes)
    return makes, makes, takes, takes


def free_inside(region: Any) -> Any:
    """What goes from process to process costs nothing and earns nothing."""
    return np.zeros(len(region.res_kind))


LEFT_OUT: dict[str, tuple[Any, str, Callable[..., Any]]] = {
    "no prices inside": (costs, "inside_prices", free_inside),
    "no distances in the tables": (grid, "cells", one_cell),
    "lines may make and take everything": (exchange, "beside", all_beside),
}


def ablations(run: Run) -> None:
    """The question without feeders again, each time with one idea left out; and shorter chains."""
    name, asked = "net value without feeders", QUESTIONS["net value without feeders"]
    print(f"\n{name}, one idea left out each time")
    for what, (module, attribute, other) in LEFT_OUT.items():
        with instead(module, attribute, other):
            afresh = Engine(run.engine.arrays, run.engine.names)
            Run(afresh, run.offers, run.limit_s, run.within_s).rows(what, asked)
    for what, shorter in SHORTER.items():
        run.rows(what, shorter)


def main() -> None:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--processes", type=int, default=10_000)
    parser.add_argument("--streams", type=int, default=100_000)
    parser.add_argument("--offers", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--limit", type=float, default=0.5, help="seconds for each question")
    parser.add_argument("--within", type=float, default=0.05, help="target, seconds")
    parser.add_argument("--only", choices=list(QUESTIONS), help="one kind of question alone")
    parser.add_argument("--ablations", action="store_true", help="leave out one idea after the other")
    options = parser.parse_args()
    begun = time.perf_counter()
    engine = Engine(*made(options.seed, options.processes, options.streams))
    print(f"{options.processes} processes, {options.streams} streams, made in {time.perf_counter() - begun:.1f} s;")
    print(f"at most {options.limit} s a question, target {options.within} s")
    print(ROW.format(*HEAD))
    run = Run(engine, drawn(engine, options.offers, options.seed), options.limit, options.within)
    for name, asked in QUESTIONS.items():
        if options.only in (None, name):
            run.rows(name, asked)
    if options.ablations:
        ablations(run)


if __name__ == "__main__":
    main()
