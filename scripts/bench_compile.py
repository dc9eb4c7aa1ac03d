"""Time how the graph is compiled for the chain engine, as the embedded engine gives it, and print two rows.

    python scripts/bench_compile.py --processes 200000 --streams 1000000

Another process writes a made graph (`made_graph.py`) before, into a folder that is removed at the end; with `--home`
it stays, and the next run writes nothing. `whole` is a call of `snapshot.compiled` that reads, compiles and keeps the
files: `first` by an engine that was just started, `warm` by the same one when it has read all once. `again` is a call
that finds the files. `CPU s` are seconds of processor that this process and the engine took for `whole`: on a shared
machine they tell more than the clock. `MiB` is the most memory that this process has held until then. Targets are set
for two sizes; a ratio of 1 or less meets them.
"""

from __future__ import annotations

import argparse
import multiprocessing
import resource
import shutil
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import psutil
from made_graph import Region

from graph_kb.store import Graph, Settings, load_settings, open_graph, prepare
from graph_kb.store.runtime import find_process
from graph_kb.store.server import stop_server
from graph_kb.symbiosis.snapshot import compiled

ROW = "{:>9} {:>9} {:<6} {:>7} {:>9} {:>8} {:>7} {:>8} {:>6} {:>10} {:>8} {:>6} {:>7} {:>8}"
HEAD = (
    *("processes", "streams", "engine", "read s", "compile s", "whole s", "target", "/ target"),
    *("CPU s", "engine CPU", "again s", "MiB", "target", "/ target"),
)
TARGETS: dict[tuple[int, int], tuple[float | None, float | None]] = {
    (10_000, 100_000): (3, None),
    (200_000, 1_000_000): (60, 2048),
}
"""Seconds of the whole and MiB of this process, by processes and streams."""

DAY = "2026-06-15"


def write(settings: Settings, processes: int, streams: int, seed: int) -> None:
    """Write the made graph where there is none, and stop the engine: whoever reads starts it."""
    begun = time.perf_counter()
    with open_graph(settings) as graph:
        prepare(graph)
        if not graph.read("MATCH (n:Facility) RETURN n.id AS id LIMIT 1").rows:
            records = Region(processes, streams, seed).write(graph)
            print(f"{records} nodes and relationships written in {time.perf_counter() - begun:.0f} s", flush=True)
    stop_server(settings)


def measure(settings: Settings, size: tuple[int, int], seed: int) -> None:
    """Write the graph and print a row for each state of the engine."""
    # In a process started anew: what writing takes is no memory of compiling, and a forked one shares ours.
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:
        pool.submit(write, settings, *size, seed).result()
    print(ROW.format(*HEAD))
    with open_graph(settings) as graph:
        for state in ("first", "warm"):
            shutil.rmtree(settings.home / "snapshots", ignore_errors=True)
            print(ROW.format(*size, state, *figures(graph, settings, size)), flush=True)


def figures(graph: Graph, settings: Settings, size: tuple[int, int]) -> list[str]:
    """Compile the graph and find it compiled."""
    begun, before = time.perf_counter(), cpu_seconds(settings)
    made = compiled(graph, settings.home, DAY)
    whole_s, after = time.perf_counter() - begun, cpu_seconds(settings)
    memory_mib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    begun = time.perf_counter()
    assert compiled(graph, settings.home, DAY).was_found > made.was_found
    again_s = time.perf_counter() - begun
    seconds, mib = TARGETS.get(size, (None, None))
    parts = [f"{value:.2f}" for value in (made.seconds_read, made.seconds_compiled)]
    parts += against(f"{whole_s:.2f}", whole_s, seconds)
    parts += [f"{now - then:.1f}" for now, then in zip(after, before, strict=True)]
    return [*parts, f"{again_s:.2f}", *against(f"{memory_mib:.0f}", memory_mib, mib)]


def against(told: str, value: float, target: float | None) -> list[str]:
    """A value, its target and the ratio to it."""
    return [told, f"{target:g}", f"{value / target:.2f}"] if target else [told, "-", "-"]


def cpu_seconds(settings: Settings) -> tuple[float, float]:
    """Seconds of processor that this process and the engine have taken."""
    engine = find_process(settings.place)
    assert engine is not None
    return time.process_time(), sum(psutil.Process(engine.pid).cpu_times()[:2])


def main() -> None:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--processes", type=int, default=10_000)
    parser.add_argument("--streams", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--home", type=Path, help="folder in which the graph stays; one for each size")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        home = (options.home or Path(folder)).absolute()
        settings = load_settings({"GRAPH_KB_HOME": str(home), "GRAPH_KB_ENGINE": "embedded"}, home)
        try:
            measure(settings, (options.processes, options.streams), options.seed)
        finally:
            stop_server(settings)


if __name__ == "__main__":
    main()
