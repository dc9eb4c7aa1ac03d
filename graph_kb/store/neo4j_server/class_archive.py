"""A shared archive of Java's classes, with which a Neo4j and its tools start in about three fifths of the time.

Java writes it when the first server that has none ends (JEP 350, `-XX:ArchiveClassesAtExit`). It lies in the cache
beside the jars. Java checks that an archive fits machine, jars and class path, and starts without one that does not.
"""

from __future__ import annotations

import hashlib
from contextlib import suppress
from pathlib import Path

from filelock import FileLock, Timeout

from graph_kb.store.neo4j_server.jars import jar_folder
from graph_kb.store.neo4j_server.java import Java

_SILENT = "-Xlog:disable"
"""That an archive does not fit, or a class cannot be in it, is no reason to say anything."""


class ClassArchive:
    """The archive of one version and one Java; after an update of Java, or of the jars, another one.

    Args:
        version: Version of Neo4j.
        java: The Java that runs it.
    """

    def __init__(self, version: str, java: Java) -> None:
        jars = jar_folder(version)
        changed = [path.stat().st_mtime_ns for path in (jars, java.command) if path.exists()]
        name = hashlib.sha256(f"{java.command} {changed}".encode()).hexdigest()[:12]
        self.file = jars.with_name(f"{jars.name}-classes") / f"{name}.jsa"
        self._unfinished = self.file.with_suffix(".new")
        self._lock = FileLock(self.file.with_suffix(".lock"), timeout=0)

    def use(self) -> list[str]:
        """Options of a Java that starts with the archive, if it is there."""
        return [f"-XX:SharedArchiveFile={self.file}", _SILENT] if self.file.exists() else []

    def make(self) -> list[str]:
        """Options of a Java that writes the archive when it ends; none if it is there or another one writes it."""
        if self.file.exists():
            return []
        try:
            self.file.parent.mkdir(parents=True, exist_ok=True)
            self._lock.acquire()
            self._unfinished.unlink(missing_ok=True)
        except (OSError, Timeout):
            return []
        return [f"-XX:ArchiveClassesAtExit={self._unfinished}", _SILENT]

    def keep(self) -> None:
        """Put an archive that was written in its place, in one step, and remove those that fit no more."""
        if not self._lock.is_locked:
            return
        with suppress(OSError):
            self._unfinished.replace(self.file)
            for other in set(self.file.parent.iterdir()) - {self.file, Path(self._lock.lock_file)}:
                other.unlink()
        self._lock.release()
