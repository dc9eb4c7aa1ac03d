"""Time the API beside the bare driver: neighbourhoods at a fixed rate, client and server on the same machine.

    python scripts/bench_api.py --rate 200 --seconds 20

Requests are due at fixed times, so that a slow answer delays nobody's clock but its own: the time of a request counts
from when it was due. Neighbourhoods are those of all nodes of the starter set with at most `--nodes` nodes around them,
in an order drawn by a seed. The same ones are read by the bare driver, in the same run, one statement each.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import numpy as np
from neo4j import Driver, GraphDatabase

from graph_kb.model.schema import NODES
from graph_kb.store import Settings, load_settings
from graph_kb.store.runtime import read_runtime
from graph_kb.store.server import stop_server
from graph_kb.workbench import KnowledgeBase

ROW = "{:<28} {:<16} {:>8} {:>9} {:>9} {:>9} {:>8}"
HEAD = ("what", "engine", "asked/s", "answers", "p50 ms", "p99 ms", "errors")
CONNECTIONS = 32
AROUND = """
MATCH (n:{label} {{id: $id}}) OPTIONAL MATCH (n)-[r]-(m)
RETURN properties(n) AS node, type(r) AS type, properties(r) AS link, labels(m) AS labels, properties(m) AS other
"""


Node = tuple[str, str]
"""Label and id."""


async def at_rate(act: Callable[[int, Node], Awaitable], nodes: list[Node], rate: float, seconds: float) -> tuple:
    """Seconds that each request took from when it was due, and how many failed."""
    due: asyncio.Queue = asyncio.Queue()
    taken, failed = [], []

    async def work(place: int) -> None:
        while (one := await due.get()) is not None:
            moment, node = one
            try:
                await act(place, node)
            except (OSError, AssertionError, asyncio.IncompleteReadError) as error:
                failed.append(error)
            taken.append(time.perf_counter() - moment)

    workers = [asyncio.create_task(work(place)) for place in range(CONNECTIONS)]
    begun = time.perf_counter()
    for number in range(int(rate * seconds)):
        moment = begun + number / rate
        await asyncio.sleep(max(0.0, moment - time.perf_counter()))
        due.put_nowait((moment, nodes[number % len(nodes)]))
    for _ in workers:
        due.put_nowait(None)
    await asyncio.gather(*workers)
    return np.array(taken) * 1000, failed


async def by_api(port: int, most: int, nodes: list[Node], rate: float, seconds: float) -> tuple:
    """Ask the API over connections that are kept open."""
    streams = [await asyncio.open_connection("127.0.0.1", port) for _ in range(CONNECTIONS)]

    async def act(place: int, node: Node) -> None:
        reader, writer = streams[place]
        writer.write(f"GET {path_of(node, most)} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode())
        head = (await reader.readuntil(b"\r\n\r\n")).lower()
        if b"transfer-encoding: chunked" in head:
            while size := int(await reader.readuntil(b"\r\n"), 16):
                await reader.readexactly(size + 2)
            await reader.readexactly(2)
        else:
            await reader.readexactly(int(head.partition(b"content-length:")[2].split()[0]))
        assert b" 200 " in head[:20], head

    found = await at_rate(act, nodes, rate, seconds)
    for _, writer in streams:
        writer.close()
    return found


async def by_driver(driver: Driver, database: str, nodes: list[Node], rate: float, seconds: float) -> tuple:
    """Ask the engine itself for the same neighbourhoods."""

    def read(node: Node) -> None:
        label, id_ = node
        with driver.session(database=database, default_access_mode="READ") as session:
            session.run(AROUND.format(label=label), id=id_).data()

    async def act(_: int, node: Node) -> None:
        await asyncio.to_thread(read, node)

    return await at_rate(act, nodes, rate, seconds)


def path_of(node: Node, most: int) -> str:
    """The route of a neighbourhood."""
    return f"/v1/graph?around={quote(node[1], safe='')}&steps=1&limit={most}"


@contextmanager
def served(settings: Settings) -> Iterator[int]:
    """The service in a process of its own. Yields its port."""
    environment = {**os.environ, "GRAPH_KB_HOME": str(settings.home), "GRAPH_KB_ENGINE": settings.engine}
    # No limit of requests: what is measured is the service.
    command = [sys.executable, "-m", "graph_kb.cli.main", "serve", "--port", "8123", "--rate", "none"]
    process = subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL)
    try:
        wait_for("http://127.0.0.1:8123/readyz", process)
        yield 8123
    finally:
        process.terminate()
        process.wait(timeout=30)


def wait_for(address: str, process: subprocess.Popen) -> None:
    """Wait until the service answers."""
    for _ in range(600):
        assert process.poll() is None, "the service ended"
        try:
            urllib.request.urlopen(address, timeout=2).close()  # noqa: S310 - loopback
            return
        except OSError:
            time.sleep(0.1)
    raise TimeoutError(address)


def small_neighbourhoods(base: KnowledgeBase, most: int) -> list[Node]:
    """Nodes with few enough nodes around them."""
    text = "MATCH (n:{label})--(m) WITH n.id AS id, count(DISTINCT m) AS around RETURN id, around ORDER BY id"
    read = {label: base.graph.read(text.format(label=label)) for label in NODES}
    return [(label, row["id"]) for label, rows in read.items() for row in rows if row["around"] < most]


def measure(settings: Settings, options: argparse.Namespace) -> None:
    """Print the rows of one engine."""
    with KnowledgeBase.open(settings) as base:
        base.load_reference()
        base.load_starter()
        nodes = small_neighbourhoods(base, options.nodes)
        engine = base.graph.engine
    nodes = [nodes[place] for place in np.random.default_rng(options.seed).permutation(len(nodes))]
    given, warm = (nodes, options.rate, options.seconds), (nodes, options.rate, options.warm_up)
    with served(settings) as port:
        asyncio.run(by_api(port, options.nodes, *warm))
        row("the API", engine, options.rate, *asyncio.run(by_api(port, options.nodes, *given)))
    runtime = read_runtime(settings.place)
    assert runtime is not None
    with GraphDatabase.driver(runtime.uri, auth=runtime.reader) as driver:
        asyncio.run(by_driver(driver, runtime.database, *warm))
        told = asyncio.run(by_driver(driver, runtime.database, *given))
        row("bare driver, one statement", engine, options.rate, *told)


def row(what: str, engine: str, rate: float, taken: np.ndarray, failed: list) -> None:
    """Print one row."""
    p50, p99 = np.percentile(taken, [50, 99])
    print(ROW.format(what, engine[:16], f"{rate:g}", len(taken), f"{p50:.1f}", f"{p99:.1f}", len(failed)), flush=True)


def main() -> None:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rate", type=float, default=200, help="requests a second")
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--warm-up", type=float, default=10, help="seconds before, for each: Java compiles meanwhile")
    parser.add_argument("--nodes", type=int, default=50, help="most nodes of a neighbourhood")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--engine", action="append", choices=["embedded", "neo4j"], help="both when missing")
    options = parser.parse_args()
    print(ROW.format(*HEAD))
    for engine in options.engine or ("embedded", "neo4j"):
        with tempfile.TemporaryDirectory() as folder:
            settings = load_settings({"GRAPH_KB_HOME": folder, "GRAPH_KB_ENGINE": engine}, Path(folder))
            try:
                measure(settings, options)
            finally:
                stop_server(settings)


if __name__ == "__main__":
    main()
