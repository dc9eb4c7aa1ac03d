"""One load as it runs: it waits for others, tells how far it is, and keeps a journal to be taken back by."""

from __future__ import annotations

import time
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING

from graph_kb.intake import Mapping, Summary, load_source
from graph_kb.intake.source import chosen_tables
from graph_kb.store.journal import Journal
from graph_kb.store.loads import AnotherLoad
from graph_kb.workbench.loading.job import Job, Stopped
from graph_kb.workbench.loading.trial import try_tables

if TYPE_CHECKING:
    from graph_kb.workbench import KnowledgeBase

JOURNAL = "journal.jsonl"
_PAUSE_S = 0.5


def run_job(base: KnowledgeBase, folder: Path, job: Job, mapping: Mapping, tables: list[Path], stopping: Event) -> None:
    """Run a load; other commands on the same folder may have one running.

    Raises:
        Stopped: The service is being stopped.
        GraphKBError: The load failed.
    """
    teller = _Teller(folder, job, stopping)
    teller("try", 0, None)
    try_tables(chosen_tables(mapping, folder, tables), stopping)
    while True:
        teller("waiting", 0, None)
        try:
            summary = _load(base, folder, job, mapping, tables, teller)
            break
        except AnotherLoad:
            stopping.wait(_PAUSE_S)
    job.status, job.summary = "done", summary.facts() | {"reject_files": [path.name for path in summary.reject_files]}


def _load(
    base: KnowledgeBase, folder: Path, job: Job, mapping: Mapping, tables: list[Path], teller: _Teller
) -> Summary:
    return load_source(
        base.graph,
        mapping,
        folder,
        home=base.settings.home,
        files=tables,
        rejects_folder=folder / "rejects",
        dry_run=job.dry_run,
        progress=teller,
        journal=Journal(folder / JOURNAL),
    )


class _Teller:
    """Keeps how far a load is, now and then; ends it when the service is being stopped."""

    def __init__(self, folder: Path, job: Job, stopping: Event) -> None:
        self._folder, self._job, self._stopping = folder, job, stopping
        self._told_at = 0.0

    def __call__(self, phase: str, done: int, total: int | None) -> None:
        if self._stopping.is_set():
            raise Stopped
        job = self._job
        is_new = phase != job.phase
        job.phase, job.done, job.total = phase, done, total
        if phase not in ("try", "waiting"):
            job.status = "running"
        if is_new or time.monotonic() - self._told_at >= _PAUSE_S:
            self._told_at = time.monotonic()
            job.save(self._folder)
