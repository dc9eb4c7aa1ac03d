"""Blocks of a large table are read by other processes, while this one takes the next rows from the file.

The processes are those of loky (BSD licence), which needs no guard in the script that is run, works in notebooks, and
tells when a process was killed. A small table is read in this process alone: a process takes half a second to start.
"""

from __future__ import annotations

import os
import pickle
import signal
import threading
import time
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import Future
from contextlib import contextmanager, nullcontext, suppress
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Self, TypeAlias

from graph_kb.errors import StoreError
from graph_kb.intake.blocks import Block
from graph_kb.intake.chunks import ChunkReader
from graph_kb.intake.mapping import Expression, TableRule
from graph_kb.intake.stages import Portion, Stage

if TYPE_CHECKING:
    from loky import ProcessPoolExecutor

_ALONE = 4
"""How many blocks of each table are read in this process before others are asked."""
_MOST_PROCESSES = 4
_IN_FLIGHT = 3
"""How many blocks may be in memory for each process: read, being read, or waiting for that."""
_LOOKS_S = 1.0
"""How often a process looks whether the one that started it is still there."""

_Begun: TypeAlias = deque[tuple[Block, Future[Portion]]]


class Readers:
    """Processes that read blocks of tables; none is started before a table is large, and all end with this.

    Args:
        processes: How many there are at most; when missing as many as there are cores, up to four, none for one core.
    """

    def __init__(self, processes: int | None = None) -> None:
        self._asked = processes
        self._pool: ProcessPoolExecutor | None = None

    def portions(
        self, rule: TableRule, shared: Mapping[str, Expression], stage: Stage, blocks: Iterable[Block], turn: int
    ) -> Iterator[tuple[Block, Portion]]:
        """Read the blocks of a table.

        Args:
            rule: Rules of the table.
            shared: Provenance rules of the mapping.
            stage: The table.
            blocks: Its rows.
            turn: Place in the load of the first row.

        Yields:
            Each block and what it gives, in the order of the blocks.

        Raises:
            StoreError: A process was killed.
        """
        reader, rules = ChunkReader(rule, shared), pickle.dumps((rule, dict(shared), stage))
        begun: _Begun = deque()
        for number, block in enumerate(blocks):
            if number < _ALONE or not self._processes:
                yield block, stage.portion(reader.read(block), block, turn)
            else:
                begun.append((block, self._begin(rules, block, turn)))
            turn += len(block.numbers)
            while begun and (begun[0][1].done() or len(begun) >= self._processes * _IN_FLIGHT):
                yield _next(begun)
        while begun:
            yield _next(begun)

    @cached_property
    def _processes(self) -> int:
        from loky import cpu_count

        # This process takes the rows from the file and puts the records into the staging base, which waits at times.
        cores = cpu_count()
        return self._asked or (min(cores, _MOST_PROCESSES) if cores > 1 else 0)

    def _begin(self, rules: bytes, block: Block, turn: int) -> Future[Portion]:
        """Have a block read by another process."""
        guard = nullcontext() if self._pool else _uninterrupted()
        self._pool = self._pool or _pool(self._processes)
        with _explained(), guard:
            begun: Future[Portion] = self._pool.submit(_read, rules, block, turn)
        return begun

    def __enter__(self) -> Self:
        """The same."""
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        """End the processes; when something went wrong, what they are reading is of no use."""
        if self._pool is not None:
            self._pool.shutdown(wait=True, kill_workers=kind is not None)
            self._pool = None


def _pool(processes: int) -> ProcessPoolExecutor:
    """Processes, which start with the first block that is given to them."""
    from loky import ProcessPoolExecutor

    return ProcessPoolExecutor(processes, initializer=_end_with, initargs=(os.getpid(),))


def _end_with(pid: int) -> None:
    """Have this process end when the one that started it is killed: it would wait for ever to hand over its block."""
    import psutil

    starter = psutil.Process(pid)

    def watch() -> None:
        with suppress(psutil.Error):  # it may go between two looks
            while starter.is_running() and starter.status() != psutil.STATUS_ZOMBIE:
                time.sleep(_LOOKS_S)
        os._exit(1)

    threading.Thread(target=watch, name="watch", daemon=True).start()


def _read(rules: bytes, block: Block, turn: int) -> Portion:
    """Read a block, in another process."""
    reader, stage = _compiled(rules)
    return stage.portion(reader.read(block), block, turn)


@lru_cache(maxsize=4)
def _compiled(rules: bytes) -> tuple[ChunkReader, Stage]:
    rule, shared, stage = pickle.loads(rules)  # noqa: S301 - this very program wrote it
    return ChunkReader(rule, shared), stage


def _next(begun: _Begun) -> tuple[Block, Portion]:
    block, portion = begun.popleft()
    with _explained():
        return block, portion.result()


@contextmanager
def _explained() -> Iterator[None]:
    """Say in our words that a process is gone."""
    from concurrent.futures.process import BrokenProcessPool

    try:
        yield
    except BrokenProcessPool as error:
        hint = "free memory, as the system ends what needs too much, then run the command again; nothing was written"
        raise StoreError("a process that reads rows of a table has ended before its time", hint=hint) from error


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """Let processes that start meanwhile ignore Ctrl-C, which a terminal tells to all: this one ends them."""
    before = signal.getsignal(signal.SIGINT)
    if before is None or threading.current_thread() is not threading.main_thread():
        yield
        return
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
