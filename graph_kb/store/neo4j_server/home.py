"""The folder of one Neo4j graph: configuration, password and the command lines that serve it."""

from __future__ import annotations

import os
import secrets
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from graph_kb.errors import ServerError
from graph_kb.store.neo4j_server.class_archive import ClassArchive
from graph_kb.store.neo4j_server.jars import ensure_jars
from graph_kb.store.neo4j_server.java import find_java, releases_for

USER = "neo4j"
DATABASE = "neo4j"
_FOLDERS = ("conf", "data", "logs", "run", "import", "plugins")
_ADMIN_PATIENCE_S = 3600
_OPENED = ("java.nio", "java.io", "sun.nio.ch", "java.util.concurrent")
_QUIET = ("--sun-misc-unsafe-memory-access=allow",)
# Loopback alone, no HTTP, no files, no procedures but the few that the schema set-up and the driver need. Logs of
# transactions grow as they are needed: set aside beforehand they would take half a gigabyte for an empty graph.
_CONFIGURATION = """\
server.default_listen_address=127.0.0.1
server.bolt.listen_address=127.0.0.1:{port}
server.bolt.advertised_address=127.0.0.1:{port}
server.http.enabled=false
server.https.enabled=false
server.directories.import={home}/import
dbms.usage_report.enabled=false
dbms.security.allow_csv_import_from_file_urls=false
dbms.security.procedures.allowlist=db.awaitIndexes,db.labels,db.relationshipTypes,db.propertyKeys,db.ping,dbms.components,dbms.routing.*
server.memory.heap.initial_size={heap}
server.memory.heap.max_size={heap}
server.memory.pagecache.size={page_cache}
db.transaction.timeout={query_seconds}s
db.logs.query.enabled=OFF
db.tx_log.preallocate=false
"""


def _page_cache() -> str:
    """An eighth of this machine's memory, between 512 MiB and 2 GiB, which Neo4j takes as it needs it."""
    import psutil

    return f"{min(max(psutil.virtual_memory().total // 8 // 2**20, 512), 2048)}m"


@dataclass(frozen=True)
class Limits:
    """Bounds of the server.

    Attributes:
        heap: Memory of Java, as Java writes it.
        page_cache: Memory for the pages of the store, as Neo4j writes it.
        query_seconds: Longest time one transaction may run, seconds.
    """

    heap: str = "1g"
    page_cache: str = field(default_factory=_page_cache)
    query_seconds: float = 60.0


@dataclass(frozen=True)
class Neo4jHome:
    """Where one version keeps its graph; versions cannot read each other's folders.

    Attributes:
        folder: `GRAPH_KB_HOME/neo4j/VERSION`.
        version: Version of Neo4j.
    """

    folder: Path
    version: str

    @property
    def password_file(self) -> Path:
        """File with the password of the one account, readable by its owner alone."""
        return self.folder / "password"

    def prepare(self, port: int, limits: Limits) -> None:
        """Make the folders, the configuration and, at the first start, the password.

        Raises:
            ServerError: The password cannot be set.
        """
        for name in _FOLDERS:
            (self.folder / name).mkdir(parents=True, exist_ok=True, mode=0o700)
        values = {"heap": limits.heap, "page_cache": limits.page_cache, "query_seconds": round(limits.query_seconds)}
        text = _CONFIGURATION.format(port=port, home=self.folder.as_posix(), **values) + _of_version(self.version)
        (self.folder / "conf" / "neo4j.conf").write_text(text, encoding="utf-8")
        if not (self.folder / "data" / "dbms" / "auth.ini").exists():
            self._set_password()

    def password(self) -> str:
        """The password of the account."""
        return self.password_file.read_text(encoding="utf-8").strip()

    @cached_property
    def classes(self) -> ClassArchive:
        """The archive of classes that its servers make and that all its Java machines start with."""
        return ClassArchive(self.version, find_java(self.version))

    def serve_command(self, limits: Limits, options: Iterable[str] = ()) -> list[str]:
        """Command line of the server, with more options of Java."""
        command = [*self._java(limits.heap), *options, "-XX:+UseG1GC"]
        command.append("-Dio.netty.tryReflectionSetAccessible=true")
        command += ["-cp", self._class_path(), _main_class(self.version)]
        return [*command, f"--home-dir={self.folder}", f"--config-dir={self.folder / 'conf'}", "--console-mode"]

    def administer(self, *arguments: str, heap: str = "512m") -> str:
        """Run Neo4j's admin tool while the server is down. Returns what it printed.

        Raises:
            ServerError: The tool fails; the message carries its last lines.
        """
        command, environment = self.admin_command(*arguments, heap=heap)
        done = subprocess.run(  # noqa: S603 - our own command line
            command,
            env=environment,
            capture_output=True,
            text=True,
            timeout=_ADMIN_PATIENCE_S,
        )
        if done.returncode:
            lines = [line for line in (done.stdout + done.stderr).splitlines() if line.strip()]
            raise ServerError(f"Neo4j's admin tool failed at `{' '.join(arguments[:2])}`:\n" + "\n".join(lines[-8:]))
        return done.stdout

    def admin_command(self, *arguments: str, heap: str) -> tuple[list[str], dict[str, str]]:
        """Command line and environment of Neo4j's admin tool."""
        command = [*self._java(heap), "-XX:+UseSerialGC", "-cp", self._class_path(), "org.neo4j.cli.AdminTool"]
        places = {"NEO4J_HOME": str(self.folder), "NEO4J_CONF": str(self.folder / "conf")}
        return [*command, *arguments], {**os.environ, **places}

    def _set_password(self) -> None:
        self.password_file.unlink(missing_ok=True)
        descriptor = os.open(self.password_file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
            stream.write(secrets.token_hex(24))
        # `@file` keeps the password out of the list of processes.
        self.administer("dbms", "set-initial-password", f"@{self.password_file}")

    def _java(self, heap: str) -> list[str]:
        java = find_java(self.version)
        opened = [f"--add-opens=java.base/{name}=ALL-UNNAMED" for name in _OPENED]
        modules = ["--add-modules=jdk.incubator.vector", "--enable-native-access=ALL-UNNAMED"]
        quiet = list(_QUIET) if java.release >= max(releases_for("2026")) else []
        memory = [f"-Xmx{heap}", "-XX:+ExitOnOutOfMemoryError"]
        return [str(java.command), *memory, *opened, *modules, *quiet, *self.classes.use()]

    def _class_path(self) -> str:
        """The jars alone, the same for every folder, as the archive of their classes asks for."""
        return f"{ensure_jars(self.version)}/*"


def _of_version(version: str) -> str:
    """Settings that bear other names in other versions, or are unknown there: a server refuses what it does not know.

    Without the first one the server waits ten seconds for its network threads whenever it stops. The others keep it
    from looking for other servers and from being found by them.
    """
    quiet = "internal.dbms.bolt.netty_server_shutdown_quiet_period"
    if version.startswith("5."):
        return f"{quiet}=0\n"
    return f"{quiet}_duration=0s\nserver.fleet_discovery.enabled=false\ndbms.fleet_manager.enabled=false\n"


def _main_class(version: str) -> str:
    """The entry point that the version's own jar names (META-INF/services)."""
    return "org.neo4j.server.CommunityEntryPoint" if version.startswith("5.") else "org.neo4j.server.Neo4jCommunity"
