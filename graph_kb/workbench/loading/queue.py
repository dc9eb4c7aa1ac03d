"""Loads run one at a time, beside whatever else the service does; a restart leaves none half told."""

from __future__ import annotations

import logging
import re
import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from threading import Event, RLock
from typing import TYPE_CHECKING

from graph_kb.errors import Conflict, GraphKBError, NotFound, StoreError
from graph_kb.intake import Mapping
from graph_kb.store.closing import Closing
from graph_kb.workbench.blurring import note_hidden
from graph_kb.workbench.hidden import any_hidden
from graph_kb.workbench.loading.job import UNFINISHED, Job, Stopped, new_id, now, read_job
from graph_kb.workbench.loading.running import JOURNAL, run_job
from graph_kb.workbench.loading.upload import Upload

if TYPE_CHECKING:
    from graph_kb.workbench import KnowledgeBase

MOST_WAITING = 20
KEPT = 200
"""Loads that are told of; older ones are forgotten with their rejected rows."""
_ID = re.compile(r"\d{8}T\d{12}-[0-9a-f]{8}")
_RESTARTED = {
    "code": "interrupted",
    "detail": "the service was stopped meanwhile; what was written stays",
    "hint": "send it again: what is there already is left as it is",
}
_log = logging.getLogger(__name__)


class Loads(Closing):
    """The loads of a folder.

    One service of a folder at a time takes loads; others tell of them.

    Args:
        base: The knowledge base to load into.
    """

    def __init__(self, base: KnowledgeBase) -> None:
        from filelock import FileLock, Timeout

        self._base, self.folder = base, base.settings.home / "loads"
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="load")
        self._stopping, self._changing = Event(), RLock()
        lock = base.settings.home / "run" / "loads-of-service.lock"
        lock.parent.mkdir(parents=True, exist_ok=True)
        self._lock = FileLock(lock, thread_local=False)
        try:
            self._lock.acquire(timeout=0)
        except Timeout:
            return
        self._settle()

    def close(self) -> None:
        """Stop the load that runs, and forget those that wait: they are told as interrupted."""
        self._stopping.set()
        self._pool.shutdown(cancel_futures=True)
        if self._lock.is_locked:
            self._settle()
            self._lock.release()

    def submit(self, upload: Upload, *, dry_run: bool, key: str = "", sender: str = "") -> tuple[Job, bool]:
        """Take a load; it is run as soon as those before it are done.

        Args:
            upload: What was sent.
            dry_run: Whether nothing is to be written.
            key: Key of the client: what comes with the same key is the same load.
            sender: Name of the key of whoever sends it.

        Returns:
            The load, and whether it is new.

        Raises:
            UsageError: A name of a file is none, or the key is that of something else.
            DataError: The mapping is wrong.
            Conflict: Another service of the folder takes loads.
            StoreError: Too many loads wait.
        """
        content = f"{upload.content()}{' dry run' if dry_run else ''}"
        with self._changing:
            if key and (known := self._by_key(key, content)):
                return known, False
            self._check_free()
            job = Job(new_id(), "", [name for name, _ in upload.files], dry_run, content, key, sender, created=now())
            mapping, tables = self._written(upload, job)
            self._forget_old()
            self._pool.submit(self._run, job, mapping, tables)
        return job, True

    def newest_first(self) -> Iterator[Job]:
        """All loads."""
        folders = sorted(self.folder.iterdir(), reverse=True) if self.folder.is_dir() else []
        yield from (job for folder in folders if _ID.fullmatch(folder.name) and (job := read_job(folder)))

    def get(self, id_: str) -> Job:
        """A load.

        Raises:
            NotFound: There is none of this id.
        """
        found = read_job(self.folder / id_) if _ID.fullmatch(id_) else None
        if found is None:
            raise NotFound(f"there is no load {id_!a:.60}", hint="GET /v1/loads lists them")
        return found

    def reject_file(self, job: Job, name: str) -> Path:
        """A file of rejected rows.

        Raises:
            NotFound: The load has none of this name.
        """
        names = job.summary["reject_files"] if job.summary else []
        if name not in names:
            raise NotFound(f"the load has no file {name!a:.120}", hint=f"it has {', '.join(names) or 'none'}")
        return self.folder / job.id / "rejects" / name

    def undo(self, id_: str) -> Job:
        """Take back the latest load of a source.

        Raises:
            Conflict: It is not the latest, or somebody built on it since; nothing is changed then.
            NotFound: There is none of this id.
        """
        from graph_kb.intake.undo import take_back
        from graph_kb.store.journal import Journal

        with self._changing:
            job = self.get(id_)
            self._check_undoable(job)
            self._note_hidden()
            folder = self.folder / id_
            load_id = job.summary["load_id"] if job.summary else f"load:{job.source}@"
            done = take_back(self._base.graph, self._base.settings.home, Journal(folder / JOURNAL), load_id)
            job.status, job.undone = "undone", done.numbers()
            job.save(folder)
        return job

    def _check_undoable(self, job: Job) -> None:
        if job.status in UNFINISHED:
            raise Conflict("the load is not done yet", hint="wait until it is")
        if not self._has_written(job):
            raise Conflict("there is nothing to take back: the load has changed nothing, or was taken back")
        same = (one for one in self.newest_first() if one.source == job.source and self._has_written(one))
        latest = next(same, job)
        if latest.id != job.id:
            raise Conflict(f"{latest.id} is a later load of {job.source}", hint="take back that one first")

    def _has_written(self, job: Job) -> bool:
        """Whether it may have changed the graph, and was not taken back."""
        return job.status not in (*UNFINISHED, "undone") and (self.folder / job.id / JOURNAL).exists()

    def _by_key(self, key: str, content: str) -> Job | None:
        known = next((one for one in self.newest_first() if one.key == key), None)
        if known and known.content != content:
            raise KeyReused("something else was sent with this key", hint="take a new key for a new load")
        return known

    def _check_free(self) -> None:
        if not self._lock.is_locked:
            raise Conflict("another service of this folder takes loads", hint="send it there")
        if sum(one.status in UNFINISHED for one in self.newest_first()) >= MOST_WAITING:
            raise StoreError(f"{MOST_WAITING} loads wait already", hint="send it later")

    def _written(self, upload: Upload, job: Job) -> tuple[Mapping, list[Path]]:
        folder = self.folder / job.id
        folder.mkdir(parents=True)
        try:
            mapping, tables = upload.write(folder)
            job.source, job.files = mapping.name, [table.name for table in tables]
            job.save(folder)
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise
        return mapping, tables

    def _run(self, job: Job, mapping: Mapping, tables: list[Path]) -> None:
        folder = self.folder / job.id
        try:
            run_job(self._base, folder, job, mapping, tables, self._stopping)
        except Stopped:
            job.status, job.problem = "interrupted", _RESTARTED
        except GraphKBError as error:
            detail = error.message.replace(f"{folder / 'tables'}/", "")
            job.status, job.problem = "failed", {"code": error.code, "detail": detail, "hint": error.hint}
        except Exception:
            _log.exception("a load failed unexpectedly")
            detail = "an unexpected error; the log has it"
            job.status, job.problem = "failed", {"code": "unexpected", "detail": detail, "hint": ""}
        finally:
            self._note_hidden()
            job.finished = now()
            shutil.rmtree(folder / "tables", ignore_errors=True)
            job.save(folder)

    def _note_hidden(self) -> None:
        """What a load hid stays noted when it is taken back."""
        with suppress(GraphKBError):
            if any_hidden(self._base.graph):
                note_hidden(self._base.settings.home)

    def _settle(self) -> None:
        """Nobody runs what is told as unfinished: say so, and remove what was sent."""
        self._note_hidden()
        for job in self.newest_first():
            if job.status in UNFINISHED:
                job.status, job.problem, job.finished = "interrupted", _RESTARTED, now()
                shutil.rmtree(self.folder / job.id / "tables", ignore_errors=True)
                job.save(self.folder / job.id)

    def _forget_old(self) -> None:
        old = [job for job in self.newest_first() if job.status not in UNFINISHED][KEPT:]
        for job in old:
            shutil.rmtree(self.folder / job.id, ignore_errors=True)


class KeyReused(Conflict):
    """A key that stands for another load."""

    code = "key_reused"
