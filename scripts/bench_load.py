"""How fast a load is beside a bare loop that writes the same records with the same driver on the same kind of server.

    python scripts/bench_load.py --sites 20000 --streams 200000 --engine neo4j

A made register is read, checked, given its provenance and written by `graph-kb load`; then its records, taken from the
staging base outside the clock, are written into another empty graph by plain `UNWIND ... CREATE` statements in batches
of the same size. Ratios are bare seconds divided by ours: 1 means that checking costs nothing. All figures are of one
run on one machine.
"""

from __future__ import annotations

import argparse
import os
import resource
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from made_register import make

from graph_kb.intake import Spool, check_source, read_mapping
from graph_kb.intake.batches import link_batches, node_batches
from graph_kb.store import Graph, LinkRow, NodeRow, Settings, load_settings, open_graph, prepare
from graph_kb.store.records import known_label, plain_name
from graph_kb.store.server import stop_server
from graph_kb.store.writer import BATCH
from graph_kb.workbench import KnowledgeBase


@dataclass
class Times:
    """Seconds by what was done, the number of nodes and relationships, and when so many of them were written."""

    seconds: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    records: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    written: dict[int, float] = field(default_factory=dict)

    def rate(self, name: str) -> float:
        """Records a second."""
        return self.records[name] / self.seconds[name]


class Phases:
    """Adds up the time of each phase of a load."""

    def __init__(self, times: Times) -> None:
        self._times, self._phase, self._since = times, "start", time.perf_counter()
        self.written: dict[int, float] = {}
        """When so many records had been written."""

    def __call__(self, phase: str, done: int, total: int | None) -> None:
        """Told by the load how far it is."""
        now = time.perf_counter()
        if phase == "write":
            self.written[done] = now
        self._times.seconds[self._phase] += now - self._since
        self._phase, self._since = phase, now


def ours(settings: Settings, mapping: Path, *, into_empty: bool = False) -> Times:
    """Load the register; the start of the server and the code lists, which the bare loop does without, do not count."""
    times = Times()
    with KnowledgeBase.open(settings) as base:
        if not into_empty:
            base.load_reference()
        phases, begun = Phases(times), time.perf_counter()
        done = base.load(mapping, progress=phases, into_empty=into_empty)
        phases("end", 0, None)
        times.seconds["whole"] = time.perf_counter() - begun
        times.written = phases.written
        times.records["whole"] = done.written.created + done.written.unchanged
    return times


def bare(settings: Settings, mapping: Path) -> Times:
    """Write the records of the register with plain statements; only the transactions are counted."""
    times = Times()
    with tempfile.TemporaryDirectory() as folder, Spool(Path(folder) / "spool") as spool:
        check_source(read_mapping(mapping), mapping.parent, spool, known=lambda label, ids: set(ids))
        with open_graph(settings) as graph:
            prepare(graph)
            _write_codes(settings)
            for batch in node_batches(spool.base, BATCH):
                rows = batch.rows()
                labels = ":".join(map(plain_name, rows[0].labels))
                _timed(graph, times, "nodes", f"CREATE (n:{labels}) SET n = r.said", list(_nodes(rows)))
            for found in link_batches(spool.base, BATCH):
                links = found.rows()
                ends = [f"({name}:{known_label(label)} {{id: r.{name}}})" for name, label in _ends(links[0])]
                text = (
                    f"MATCH {ends[0]} MATCH {ends[1]} CREATE (a)-[x:`{plain_name(links[0].type)}`]->(b) SET x = r.said"
                )
                _timed(graph, times, "relationships", text, list(_links(links)))
    return times


def _write_codes(settings: Settings) -> None:
    with KnowledgeBase.open(settings) as base:
        base.load_reference()


def _ends(link: LinkRow) -> tuple[tuple[str, str], tuple[str, str]]:
    return ("a", link.start_label), ("b", link.end_label)


def _nodes(rows: Iterable[NodeRow]) -> Iterator[dict[str, object]]:
    return ({"said": {**row.properties, "record_hash": row.hash}} for row in rows)


def _links(rows: Iterable[LinkRow]) -> Iterator[dict[str, object]]:
    return (
        {"a": row.start, "b": row.end, "said": {**row.properties, "id": row.key, "record_hash": row.hash}}
        for row in rows
    )


def _timed(graph: Graph, times: Times, name: str, text: str, rows: list[dict[str, object]]) -> None:
    begun = time.perf_counter()
    graph.write(lambda transaction: transaction.run(f"UNWIND $rows AS r {text}", rows=rows).consume())
    times.seconds[name] += time.perf_counter() - begun
    times.records[name] += len(rows)


def report(engine: str, given: argparse.Namespace, mapping: Path, folder: Path) -> None:
    """Measure and print."""
    homes = [_settings(engine, folder / name) for name in ("ours", "bare", "import")]
    try:
        first = ours(homes[0], mapping)
        again = ours(homes[0], mapping)
        stop_server(homes[0])
        plain = bare(homes[1], mapping)
        stop_server(homes[1])
        imported = ours(homes[2], mapping, into_empty=True) if engine == "neo4j" else None
    finally:
        for settings in homes:
            stop_server(settings)
    total = plain.seconds["nodes"] + plain.seconds["relationships"]
    print(f"\n{engine}: {given.sites} sites, {given.streams} streams, {first.records['whole']} records")
    for name in ("nodes", "relationships"):
        print(f"  bare loop, {name}: {plain.seconds[name]:.1f} s, {plain.rate(name):,.0f}/s")
    shown = ", ".join(f"{name} {first.seconds[name]:.1f} s" for name in ("read", "check", "write"))
    print(f"  load: {first.seconds['whole']:.1f} s ({shown}), {first.rate('whole'):,.0f} records/s")
    print(f"  bare loop / whole load: {total / first.seconds['whole']:.2f}")
    print(f"  bare loop / writing alone: {total / first.seconds['write']:.2f}")
    for name, seconds in _written(first, plain.records["nodes"]).items():
        print(f"  bare loop / writing alone, {name}: {plain.seconds[name] / seconds:.2f}")
    print(f"  second load / first load: {again.seconds['whole'] / first.seconds['whole']:.2f}")
    if imported:
        shown = ", ".join(f"{name} {seconds:.1f} s" for name, seconds in imported.seconds.items() if seconds > 0.05)
        print(f"  first load through the importer: {imported.seconds['whole']:.1f} s ({shown})")
    print(f"  largest memory of the loader: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB")


def _written(load: Times, nodes: int) -> dict[str, float]:
    """Seconds that a load took to write its nodes, which come first, and its relationships."""
    begun, ended, between = load.written[0], load.written[max(load.written)], load.written[nodes]
    return {"nodes": between - begun, "relationships": ended - between}


def _settings(engine: str, home: Path) -> Settings:
    return load_settings({**os.environ, "GRAPH_KB_HOME": str(home), "GRAPH_KB_ENGINE": engine}, home)


def main() -> None:
    """Measure the engines asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sites", type=int, default=100_000)
    parser.add_argument("--streams", type=int, default=1_000_000)
    parser.add_argument("--engine", choices=["embedded", "neo4j"], action="append")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        mapping = make(Path(name) / "register", given.sites, given.streams)
        for engine in given.engine or ["embedded", "neo4j"]:
            report(engine, given, mapping, Path(name) / engine)


if __name__ == "__main__":
    main()
