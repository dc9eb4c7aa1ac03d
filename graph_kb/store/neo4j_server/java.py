"""Find a Java that a Neo4j version runs on."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from graph_kb.errors import ServerError

_FOLDERS = ("/usr/lib/jvm", "/Library/Java/JavaVirtualMachines", "/opt/java")


@dataclass(frozen=True)
class Java:
    """A Java machine.

    Attributes:
        command: Path of `java`.
        release: First number of its version, such as 17 or 25.
    """

    command: Path
    release: int


def releases_for(version: str) -> tuple[int, ...]:
    """Java releases that a Neo4j version supports (operations manual, system requirements)."""
    return (17, 21) if version.startswith("5.") else (25,)


def find_java(version: str) -> Java:
    """A Java for a Neo4j version: JAVA_HOME, `java`, the usual folders, the one beside the embedded engine.

    Raises:
        ServerError: None of them fits.
    """
    wanted = releases_for(version)
    found = list(installed())
    for java in found:
        if java.release in wanted:
            return java
    seen = ", ".join(f"{java.release} ({java.command})" for java in found) or "none"
    raise ServerError(
        f"Neo4j {version} needs Java {' or '.join(map(str, wanted))}; found: {seen}",
        hint="install one (Debian: apt install openjdk-17-jre-headless) or set JAVA_HOME to it",
    )


def installed() -> Iterator[Java]:
    """Every Java found, in the order of preference."""
    for home in _homes():
        command = home / "bin" / ("java.exe" if os.name == "nt" else "java")
        release = _release(home)
        if release is not None and command.is_file():
            yield Java(command, release)


def _homes() -> Iterator[Path]:
    if os.environ.get("JAVA_HOME"):
        yield Path(os.environ["JAVA_HOME"])
    on_path = shutil.which("java")
    if on_path:
        yield Path(on_path).resolve().parent.parent
    for folder in _FOLDERS:
        yield from sorted(path for path in Path(folder).glob("*") if path.is_dir())
        yield from sorted(Path(folder).glob("*/Contents/Home"))
    engine = find_spec("arcadedb_embedded")
    if engine is not None and engine.origin:
        yield Path(engine.origin).parent / "jre"


def _release(home: Path) -> int | None:
    """Read the version from the file `release`, which every Java carries: faster than asking `java -version`."""
    try:
        text = (home / "release").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return None
    found = re.search(r'^JAVA_VERSION="(?:1\.)?(\d+)', text, re.MULTILINE)
    return int(found[1]) if found else None
