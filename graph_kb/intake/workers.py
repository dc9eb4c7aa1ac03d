"""Work on batches side by side: one is prepared here while the server is busy with another."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

Progress = Callable[[str, int, int | None], None]
"""Called with the phase (read, check, write and those of an import), the number done and the total when known."""
B = TypeVar("B")
D = TypeVar("D")


def side_by_side(work: Callable[[B], D], batches: Iterable[B], workers: int) -> Iterator[tuple[B, D]]:
    """Do work on batches, several at a time.

    Args:
        work: What to do with a batch.
        batches: The batches, taken as they are needed.
        workers: How many are worked on at a time; one more waits in memory.

    Yields:
        Each batch and what the work gave, in the order of the batches. An error of one ends all; those that have
        begun are finished first.
    """
    waiting: deque[tuple[B, Future[D]]] = deque()
    with ThreadPoolExecutor(workers, thread_name_prefix="batch") as pool:
        try:
            for batch in batches:
                waiting.append((batch, pool.submit(work, batch)))
                if len(waiting) > workers:
                    first, done = waiting.popleft()
                    yield first, done.result()
            while waiting:
                first, done = waiting.popleft()
                yield first, done.result()
        finally:
            pool.shutdown(cancel_futures=True)
