"""Questions answered in processes of their own, which may be ended from outside.

A search for chains computes for seconds and lets no other thread of its process go on meanwhile; Cypher that
somebody typed may answer with more than fits. In a process of its own a question holds up nobody, and ends when it
takes too long or more memory than it is given.
"""

from __future__ import annotations

import queue
from collections.abc import Callable, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

from graph_kb.errors import Busy, GraphKBError, QueryError
from graph_kb.store.settings import Settings
from graph_kb.workbench.knowledge_base import KnowledgeBase

if TYPE_CHECKING:
    from loky.process_executor import ProcessPoolExecutor

    from graph_kb.workbench.result import Result

MOST_BYTES = 4 << 30
PATIENCE_S = 5.0
"""How long a question waits for a process that is free."""


class Apart:
    """Processes that answer one question at a time each; they are started when the first question comes.

    Args:
        settings: Which knowledge base they open.
        workers: How many questions are answered at a time.
        most_bytes: Most memory that a process may map.
    """

    def __init__(self, settings: Settings, *, workers: int = 2, most_bytes: int = MOST_BYTES) -> None:
        self._begun = settings, most_bytes
        self._free: queue.SimpleQueue[ProcessPoolExecutor | None] = queue.SimpleQueue()
        self._workers = workers
        for _ in range(workers):
            self._free.put(None)

    def ask(self, what: str, *given: Any, longest_s: float, **options: Any) -> Any:
        """The answer to a question, as plain data.

        Args:
            what: One of `chains`, `why_not`, `paths_and_chains`, `cypher`.
            given: What it is asked about.
            longest_s: Longest time, seconds, after which the process is ended.
            options: What else is asked.

        Raises:
            Busy: All processes are taken.
            QueryError: It took too long or too much memory, or its answer is nested too deeply.
            GraphKBError: What the question itself raises.
        """
        try:
            worker = self._free.get(timeout=PATIENCE_S)
        except queue.Empty:
            raise Busy("all processes for such questions are taken", hint="ask again in a moment") from None
        kept = None
        try:
            worker = worker or self._started()
            answer = self._asked(worker, what, given, options, longest_s)
            kept = worker
            return answer
        except GraphKBError as error:
            kept = None if isinstance(error, _Ended) else worker
            raise
        finally:
            self._free.put(kept)

    def close(self) -> None:
        """End the processes, also those that are at work."""
        for _ in range(self._workers):
            try:
                worker = self._free.get(timeout=PATIENCE_S)
            except queue.Empty:
                return
            if worker is not None:
                worker.shutdown(kill_workers=True)

    def _started(self) -> ProcessPoolExecutor:
        from loky.process_executor import ProcessPoolExecutor

        return ProcessPoolExecutor(max_workers=1, initializer=_begin, initargs=self._begun)

    @staticmethod
    def _asked(
        worker: ProcessPoolExecutor, what: str, given: tuple[Any, ...], options: Mapping[str, Any], longest_s: float
    ) -> Any:
        from loky.process_executor import BrokenProcessPool

        try:
            return worker.submit(_answer, what, given, dict(options)).result(timeout=longest_s)
        except TimeoutError as error:
            worker.shutdown(kill_workers=True)
            raise _Ended(
                f"the question took longer than {longest_s:g} s", hint="ask for less, such as fewer processes"
            ) from error
        except RecursionError as error:
            raise QueryError("the answer is nested too deeply to be told", hint="ask for less of it") from error
        except (BrokenProcessPool, MemoryError) as error:
            worker.shutdown(kill_workers=True)
            detail = "the question's process ended, most often for want of memory"
            raise _Ended(detail, hint="ask for less") from error


class _Ended(QueryError):
    """A question whose process was ended."""


_settings: Settings | None = None


def _begin(settings: Settings, most_bytes: int) -> None:
    global _settings
    limit_memory(most_bytes)
    _settings = settings


@cache
def _opened() -> KnowledgeBase:
    """Opened by the first question, which tells why the graph does not answer; the start of a process cannot."""
    return KnowledgeBase.open(_settings)


def limit_memory(most_bytes: int) -> None:
    """Let this process map no more memory than this."""
    try:
        import resource
    except ImportError:  # Windows has no such limit.
        return
    _, hard = resource.getrlimit(resource.RLIMIT_DATA)
    most = most_bytes if hard == resource.RLIM_INFINITY else min(most_bytes, hard)
    resource.setrlimit(resource.RLIMIT_DATA, (most, most))


def _answer(what: str, given: tuple[Any, ...], options: dict[str, Any]) -> Any:
    return _ANSWERS[what](_opened(), given, options)


def _chains(base: KnowledgeBase, given: tuple[Any, ...], options: dict[str, Any]) -> dict[str, Any]:
    found = base.chains(*given, **options)
    return {**found.facts(), "certificates": list(found.certificates)}


def _why_not(base: KnowledgeBase, given: tuple[Any, ...], options: dict[str, Any]) -> dict[str, Any]:
    version = base.data_version  # when it was begun: the graph may change meanwhile
    return {**base.why_not(*given, **options).facts(), "data_version": version}


def _paths_and_chains(base: KnowledgeBase, given: tuple[Any, ...], options: dict[str, Any]) -> dict[str, Any]:
    version = base.data_version
    return {**base.paths_and_chains(*given, **options).facts(), "data_version": version}


def _cypher(base: KnowledgeBase, given: tuple[Any, ...], options: dict[str, Any]) -> Result:
    return base.cypher(*given, **options)


_ANSWERS: dict[str, Callable[[KnowledgeBase, tuple[Any, ...], dict[str, Any]], Any]] = {
    "chains": _chains,
    "why_not": _why_not,
    "paths_and_chains": _paths_and_chains,
    "cypher": _cypher,
}
