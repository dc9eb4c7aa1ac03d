"""Claiming the data version that a write was planned at, so that nothing is doubled and nothing lost.

Whoever changes data raises the data version in the same transaction. A write that was planned at an older version is
rolled back and planned again, unless everybody who raised it since was the same writer with other records.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from graph_kb.errors import QueryError, StoreError
from graph_kb.store.changes import Touched, note_change
from graph_kb.store.client import Graph
from graph_kb.store.merge import Written
from graph_kb.store.meta import is_overtaken, raise_version

if TYPE_CHECKING:
    from neo4j import ManagedTransaction

Work: TypeAlias = "Callable[[ManagedTransaction], None]"
_TRIES = 20


@dataclass(frozen=True)
class Run:
    """A writer of many batches of which no two share a record: they may be written at the same time.

    Attributes:
        name: What tells it from every other writer.
    """

    name: str = field(default_factory=lambda: secrets.token_hex(8))


@dataclass(frozen=True)
class Planned:
    """A planned write.

    Attributes:
        version: Data version of the graph that it was planned for.
        work: What to run in a transaction; None when nothing is to be written.
        done: What it will have done.
        touched: Which records it changes.
    """

    version: int
    work: Work | None
    done: Written
    touched: Touched


class _Overtaken(Exception):
    """Another writer changed the graph since the plan was made; the transaction is rolled back."""


def claimed(graph: Graph, plan: Callable[[], Planned], run: Run | None = None) -> Written:
    """Plan a write and carry it out at the data version that it was planned at; plan again when somebody was faster.

    Args:
        graph: The graph.
        plan: Looks at the graph and plans.
        run: Whose batches may have raised the version meanwhile.

    Raises:
        StoreError: Other writers were faster every time.
    """
    for _ in range(_TRIES):
        planned = plan()
        if planned.work is None:
            return planned.done
        writer = run.name if run else ""
        try:
            graph.write(_claiming(planned.work, planned, writer))
        except _Overtaken:
            continue
        except QueryError:
            # Whoever was faster may also have made what is unique, or taken away an end, before the claim was asked.
            if not is_overtaken(graph, planned.version, writer):
                raise
            continue
        return planned.done
    raise StoreError("other writers keep changing the graph", hint="wait for them, then run the command again")


def _claiming(work: Work, planned: Planned, writer: str) -> Work:
    """The work, then the claim: the lock that it takes is held only while the transaction is committed."""

    def do(transaction: ManagedTransaction) -> None:
        work(transaction)
        version = raise_version(transaction, planned.version, writer)
        if not version:
            raise _Overtaken
        note_change(transaction, version, planned.touched)

    return do
