"""Time the search of chains in a made region and print a table.

    python scripts/bench_chains.py --processes 10000 --streams 100000 --offers 100

Offers are drawn two ways: all alike, and only those of which at least 50 t a year are offered and whose resource some
process takes. `within` is the share of questions that are answered and proved within the target.
"""

from __future__ import annotations

import argparse
import time

import numpy as np
from made_chains import made

from graph_kb.symbiosis.question import Question
from graph_kb.symbiosis.searching import Engine

ROW = "{:<10} {:<8} {:>7} {:>7} {:>8} {:>8} {:>8} {:>8} {:>7}"
LARGE_T = 50


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


def asked(engine: Engine, offers: list[str], objective: str, limit_s: float, within_s: float) -> list[object]:
    """Ask about every offer; figures of the row."""
    told = []
    for offer in offers:
        question = Question(offer, objective=objective, min_amount=5, max_total_km=250, time_limit=limit_s)
        told.append(engine.certified(question))
    ms = np.array([answer.seconds for answer in told]) * 1000
    proved = np.array([answer.proved for answer in told])
    empty = np.mean([not answer.chains and not answer.proved for answer in told])
    parts = [f"{proved.mean():.0%}", f"{(proved & (ms <= within_s * 1000)).mean():.0%}"]
    parts += [f"{value:.1f}" for value in (*np.percentile(ms, [50, 95]), ms.max())]
    return [*parts, f"{np.mean([len(answer.chains) for answer in told]):.1f}", f"{empty:.0%}"]


def main() -> None:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--processes", type=int, default=10_000)
    parser.add_argument("--streams", type=int, default=100_000)
    parser.add_argument("--offers", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--limit", type=float, default=1.0, help="seconds for each question")
    parser.add_argument("--within", type=float, default=0.05, help="target, seconds")
    options = parser.parse_args()
    engine = Engine(*made(options.seed, options.processes, options.streams))
    print(f"{options.processes} processes, {options.streams} streams; at most {options.limit} s a question")
    print(ROW.format("objective", "offers", "proved", "within", "p50 ms", "p95 ms", "max ms", "chains", "empty"))
    for objective in ("amount", "net_value"):
        begun = time.perf_counter()
        engine.region(Question("", objective=objective), strict=True)
        prepared_s = time.perf_counter() - begun
        for way, offers in drawn(engine, options.offers, options.seed).items():
            print(ROW.format(objective, way, *asked(engine, offers, objective, options.limit, options.within)))
        print(f"tables for {objective}: {prepared_s:.1f} s, once for each graph and objective")


if __name__ == "__main__":
    main()
