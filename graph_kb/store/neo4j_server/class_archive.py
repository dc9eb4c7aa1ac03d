"""A shared archive of Java's classes, with which a Neo4j and its tools start in about three fifths of the time.

Java writes it when the first server that has none ends (JEP 350, `-XX:ArchiveClassesAtExit`). It lies in the cache
beside the jars. Java checks that an archive fits machine, jars and class path, and starts without one that does not.
"""

from __future__ import annotations

import hashlib
import os
from contextlib import suppress

from filelock import FileLock, Timeout

from graph_kb.store.neo4j_server.jars import jar_folder
from graph_kb.store.neo4j_server.java import Java

_TAGS_OF_AOT = 24
"""Release of Java from which on messages about archives bear another tag too."""


class ClassArchive:
    """The archive of one version and one Java; after an update of Java, or of the jars, another one.

    Args:
        version: Version of Neo4j.
        java: The Java that runs it.
    """

    def __init__(self, version: str, java: Java) -> None:
        jars = jar_folder(version)
        changed = [path.stat().st_mtime_ns for path in (jars, java.command) if path.exists()]
        self._of_java = _short(str(java.command))
        self.file = jars.with_name(f"{jars.name}-classes") / f"{self._of_java}-{_short(str(changed))}.jsa"
        # A Java whose serving process was killed may still write its own.
        self._unfinished = self.file.with_suffix(f".{os.getpid()}.new")
        self._lock = FileLock(self.file.with_suffix(".lock"), timeout=0)
        # That it does not fit, or that a class cannot be in it, is no reason to say anything.
        self._silent = "-Xlog:cds*=off,class+path=off" + (",aot*=off" if java.release >= _TAGS_OF_AOT else "")

    def use(self) -> list[str]:
        """Options of a Java that starts with the archive, if it is there."""
        return [f"-XX:SharedArchiveFile={self.file}", self._silent] if self.file.exists() else []

    def make(self) -> list[str]:
        """Options of a Java that writes the archive when it ends; none if it is there or another one writes it.

        Whoever has it made says how that went, see `keep`.
        """
        if self.file.exists():
            return []
        try:
            self.file.parent.mkdir(parents=True, exist_ok=True)
            self._lock.acquire()
        except (OSError, Timeout):
            return []
        return [f"-XX:ArchiveClassesAtExit={self._unfinished}", self._silent]

    def keep(self, *, whole: bool) -> None:
        """Put an archive that was written in its place, in one step, and remove those of this Java that are of no use.

        Args:
            whole: Whether the Java that was to write it has served, and was not killed.
        """
        if not self._lock.is_locked:
            return
        with suppress(OSError):
            if whole:
                with self._unfinished.open("rb") as written:
                    os.fsync(written.fileno())
                self._unfinished.replace(self.file)
        self._remove_others()
        self._lock.release()

    def discard(self) -> None:
        """Remove the archive, as a server that was started with it did not come up; the next one makes another."""
        with suppress(OSError):
            self.file.unlink(missing_ok=True)

    def _remove_others(self) -> None:
        for other in self.file.parent.glob(f"{self._of_java}-*"):
            if other.suffix in (".jsa", ".new") and other != self.file:
                with suppress(OSError):
                    other.unlink()


def _short(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:12]
