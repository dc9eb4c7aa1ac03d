"""The jars of a Neo4j server: fetched by Maven into a cache, each checked against the checksum we ship."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path

from graph_kb.errors import ServerError, SettingsError

DEFAULT_VERSION = "2026.05.0"
_PLUGIN = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies"
_FETCH_PATIENCE_S = 900
_POM = """<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>graph-kb</groupId><artifactId>neo4j-server</artifactId><version>1</version><packaging>pom</packaging>
  <dependencies>
    <dependency><groupId>org.neo4j</groupId><artifactId>neo4j</artifactId><version>{version}</version></dependency>
  </dependencies>
</project>
"""


def known_versions() -> tuple[str, ...]:
    """Versions that were tried and whose checksums are known, the default first."""
    names = [item.name for item in files(__package__).iterdir() if item.name.endswith(".sha256")]
    found = {name.removeprefix("jars-").removesuffix(".sha256") for name in names}
    return (DEFAULT_VERSION, *sorted(found - {DEFAULT_VERSION}, reverse=True))


def checksums(version: str) -> dict[str, str]:
    """SHA-256 of each jar of a version, by file name.

    Raises:
        SettingsError: The version was not tried, so its checksums are not known.
    """
    if version not in known_versions():
        raise SettingsError(
            f"Neo4j {version} is no version that this release can start",
            hint=f"choose one of {', '.join(known_versions())}, or set GRAPH_KB_URI to a server of your own",
        )
    lines = (files(__package__) / f"jars-{version}.sha256").read_text(encoding="utf-8").splitlines()
    return {name: digest for digest, name in (line.split() for line in lines)}


def jar_folder(version: str) -> Path:
    """Folder of the cache that holds the jars of a version, whether or not they are there."""
    base = os.environ.get("XDG_CACHE_HOME") or os.environ.get("LOCALAPPDATA") or "~/.cache"
    return Path(base).expanduser() / "graph-kb" / f"neo4j-{version}"


def jars_present(version: str) -> bool:
    """Whether the cache holds every jar of a version, judged by name; contents are checked when fetched."""
    folder = jar_folder(version)
    return all((folder / name).is_file() for name in checksums(version))


def ensure_jars(version: str) -> Path:
    """The folder with the jars of a version, fetched by Maven when the cache lacks them.

    Raises:
        ServerError: Maven is missing or fails, or a jar is not the one that was tried.
        SettingsError: The version is unknown.
    """
    from filelock import FileLock

    folder = jar_folder(version)
    folder.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(folder.with_name(f"{folder.name}.lock")):
        if not jars_present(version):
            _fetch(version, folder)
    return folder


def find_maven() -> str | None:
    """Path of Maven's command, or None."""
    return shutil.which("mvn")


def _fetch(version: str, folder: Path) -> None:
    """Fetch into a folder beside the target and rename it, so that the cache never holds half a server."""
    with _aside(folder.parent) as work:
        (work / "pom.xml").write_text(_POM.format(version=version), encoding="utf-8")
        _run_maven(version, work)
        check_jars(work / "lib", checksums(version))
        shutil.rmtree(folder, ignore_errors=True)
        (work / "lib").rename(folder)


@contextmanager
def _aside(parent: Path) -> Iterator[Path]:
    with tempfile.TemporaryDirectory(dir=parent, prefix=".fetch-") as name:
        yield Path(name)


def _run_maven(version: str, work: Path) -> None:
    maven = find_maven()
    if maven is None:
        raise ServerError(
            f"the jars of Neo4j {version} are not in {jar_folder(version)}, and Maven is not installed",
            hint="install it (Debian: apt install maven; macOS: brew install maven) and start again",
        )
    command = [maven, "-B", "-q", _PLUGIN, "-f", str(work / "pom.xml"), "-DincludeScope=runtime"]
    command.append(f"-DoutputDirectory={work / 'lib'}")
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=_FETCH_PATIENCE_S)  # noqa: S603
    except subprocess.TimeoutExpired as error:
        raise ServerError(
            f"Maven did not fetch the jars of Neo4j {version} in {_FETCH_PATIENCE_S} s",
            hint="look at the network and start again; what was fetched is kept",
        ) from error
    if done.returncode:
        raise ServerError(
            f"Maven could not fetch the jars of Neo4j {version}:\n{_last_lines(done.stdout + done.stderr)}",
            hint="look at the network and at Maven's settings.xml, then start again",
        )


def _last_lines(text: str, count: int = 6) -> str:
    lines = [line for line in text.splitlines() if line.strip()]
    return "\n".join("  " + line for line in lines[-count:])


def check_jars(folder: Path, expected: dict[str, str]) -> None:
    """Compare the jars of a folder with their checksums.

    Raises:
        ServerError: A jar is missing, not listed, or has other bytes.
    """
    found = {path.name for path in folder.glob("*.jar")}
    odd = sorted(found ^ expected.keys())
    odd += sorted(name for name in found & expected.keys() if _digest(folder / name) != expected[name])
    if odd:
        raise ServerError(
            f"{len(odd)} of the jars are not those that were tried, first {odd[0]}",
            hint="remove it from Maven's local repository (~/.m2/repository) and start again",
        )


def _digest(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
