"""Where the graph lives and how to reach it: one frozen object, each value with its origin.

Order of precedence: environment variable, `graph-kb.toml` in the working folder, `graph-kb.toml` in
`GRAPH_KB_HOME`, `server.toml` there (the local engine that `graph-kb server start` chose last), default. The working
folder may not set the server, its account or the keys: it may come from elsewhere.
"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from graph_kb.errors import SettingsError
from graph_kb.store.runtime import Place

FILE_NAME = "graph-kb.toml"
CHOICE_NAME = "server.toml"
ENGINES = ("embedded", "neo4j")
_TRUSTED_ONLY = {"uri", "user", "password", "password_file", "keys_file"}
_MEMORY = re.compile(r"([0-9]{1,12})([kmgt]?)", re.IGNORECASE | re.ASCII)
_SHIFTS = {"": 0, "k": 10, "m": 20, "g": 30, "t": 40}
_LEAST_HEAP_BYTES = 64 << 20
_VERSION = re.compile(r"[0-9]+(\.[0-9]+){0,3}", re.ASCII)
_SCHEMES = ("bolt", "bolt+s", "bolt+ssc", "neo4j", "neo4j+s", "neo4j+ssc")


def _setting(text: str, default: Any = None) -> Any:
    return field(default=default, metadata={"text": text})


@dataclass(frozen=True)
class Settings:
    """Settings of one knowledge base.

    Attributes:
        origins: Where each value came from, by setting name.
    """

    home: Path = _setting("Folder of all state: graph, logs, rejects, backups.")
    uri: str | None = _setting("Bolt address of a server of your own; empty for a local one.")
    engine: str = _setting("Local engine: embedded, or neo4j for a local Neo4j.", "embedded")
    neo4j_version: str = _setting("Version of the local Neo4j.", "2026.05.0")
    user: str = _setting("User name at that server.", "neo4j")
    password: str | None = _setting("Password at that server.")
    password_file: Path | None = _setting("File that holds the password, instead of the password itself.")
    database: str = _setting("Database name at that server.", "neo4j")
    queries: Path | None = _setting("Folder of your own .cypher files.")
    heap: str = _setting("Memory of the local engine, as Java writes it.", "1g")
    idle_minutes: float = _setting("Minutes without a client after which the local engine stops.", 15.0)
    query_seconds: float = _setting("Longest time one query may run, seconds; on your own server, one read.", 60.0)
    keys_file: Path | None = _setting("File of the keys of the API; keys.json in the home when empty.")
    origins: Mapping[str, str] = field(default_factory=dict, compare=False, repr=False)

    @property
    def local(self) -> bool:
        """Whether the graph is served by a local engine that we start, not by a server of the user's own."""
        return self.uri is None

    @property
    def keys(self) -> Path:
        """File of the keys of the API."""
        return self.keys_file or self.home / "keys.json"

    @property
    def place(self) -> Place:
        """Where the local engine serves the folder."""
        return Place(self.home, self.engine if self.engine == "embedded" else f"{self.engine}-{self.neo4j_version}")

    def secret(self) -> str | None:
        """The password, read from its file when there is one.

        Raises:
            SettingsError: The file cannot be read.
        """
        if self.password_file is None:
            return self.password
        try:
            return self.password_file.read_text(encoding="utf-8").strip()
        except OSError as error:
            raise SettingsError(
                f"the password file {self.password_file} cannot be read: {error.strerror}",
                hint="set GRAPH_KB_PASSWORD_FILE to a readable file, or GRAPH_KB_PASSWORD",
            ) from error


def load_settings(environment: Mapping[str, str] | None = None, folder: Path | None = None) -> Settings:
    """Read the settings.

    Args:
        environment: Environment variables; those of the process when missing.
        folder: Folder looked up for `graph-kb.toml`; the working folder when missing.

    Raises:
        SettingsError: A value cannot be used, or the file is no valid TOML.
    """
    variables = os.environ if environment is None else environment
    home = Path(variables.get("GRAPH_KB_HOME") or _default_home()).expanduser().absolute()
    values: dict[str, Any] = {"home": home}
    origins = {"home": "GRAPH_KB_HOME" if variables.get("GRAPH_KB_HOME") else "default"}
    for file in (home / CHOICE_NAME, home / FILE_NAME, (folder or Path.cwd()) / FILE_NAME):
        found = _from_file(file)
        if file.parent != home:
            _check_harmless(file, found)
        for name, value in found.items():
            values[name], origins[name] = value, str(file)
    for name in _names():
        if variables.get(f"GRAPH_KB_{name.upper()}"):
            values[name], origins[name] = variables[f"GRAPH_KB_{name.upper()}"], f"GRAPH_KB_{name.upper()}"
    return Settings(**_checked(values), origins=origins)


def remember_engine(home: Path, engine: str, neo4j_version: str) -> None:
    """Make an engine the one that later commands on this folder use, unless other settings say otherwise."""
    aside = home / f"{CHOICE_NAME}.new"
    aside.write_text(f'engine = "{engine}"\nneo4j_version = "{neo4j_version}"\n', encoding="utf-8")
    aside.replace(home / CHOICE_NAME)


def describe(settings: Settings) -> list[dict[str, str]]:
    """Each setting with its value (the password hidden), origin and meaning."""
    rows = []
    for item in fields(Settings):
        if item.name == "origins":
            continue
        value = getattr(settings, item.name)
        shown = "(hidden)" if item.name == "password" and value else str(value if value is not None else "")
        origin = settings.origins.get(item.name, "default")
        rows.append({"setting": item.name, "value": shown, "origin": origin, "meaning": item.metadata["text"]})
    return rows


def _default_home() -> str:
    base = os.environ.get("XDG_DATA_HOME") or os.environ.get("LOCALAPPDATA") or "~/.local/share"
    return f"{base}/graph-kb"


def _names() -> list[str]:
    return [item.name for item in fields(Settings) if item.name not in ("home", "origins")]


def _from_file(file: Path) -> dict[str, Any]:
    if not file.is_file():
        return {}
    try:
        values = tomllib.loads(file.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(
            f"{file}: no valid TOML: {error}", hint="see `graph-kb config show` for the names"
        ) from error
    unknown = sorted(set(values) - set(_names()))
    if unknown:
        raise SettingsError(f"{file}: unknown setting {unknown[0]!r}", hint=f"known settings: {', '.join(_names())}")
    return values


def _check_harmless(file: Path, values: Mapping[str, Any]) -> None:
    """A folder that came from elsewhere must not choose the server that a password is sent to."""
    refused = sorted(values.keys() & _TRUSTED_ONLY)
    if refused:
        raise SettingsError(
            f"{file}: {', '.join(refused)} may not be set in a working folder",
            hint=f"move it to {FILE_NAME} in GRAPH_KB_HOME, or set GRAPH_KB_{refused[0].upper()}",
        )


def _checked(values: dict[str, Any]) -> dict[str, Any]:
    for name in ("password_file", "queries", "keys_file"):
        if values.get(name):
            values[name] = Path(str(values[name])).expanduser()
    for name in ("idle_minutes", "query_seconds"):
        if name in values:
            values[name] = _positive(name, values[name])
    if values.get("engine", "embedded") not in ENGINES:
        raise SettingsError(f"setting engine must be one of {', '.join(ENGINES)}, not {values['engine']!r}")
    if not _VERSION.fullmatch(str(values.get("neo4j_version", "5"))):
        raise SettingsError(f"setting neo4j_version is no version: {values['neo4j_version']!r}", hint="such as 5.26.31")
    if "heap" in values:
        values["heap"] = _memory("heap", values["heap"])
    uri = values.get("uri")
    if uri and str(uri).partition("://")[0] not in _SCHEMES:
        raise SettingsError("GRAPH_KB_URI is no Bolt address", hint=f"use one of {', '.join(_SCHEMES)}")
    if uri and "@" in str(uri):
        raise SettingsError(
            "GRAPH_KB_URI may hold no account",
            hint="set GRAPH_KB_USER and GRAPH_KB_PASSWORD or GRAPH_KB_PASSWORD_FILE instead",
        )
    return values


def _memory(name: str, value: object) -> str:
    """An amount of memory as Java reads it (-Xmx), enough for the engine to start."""
    found = _MEMORY.fullmatch(str(value).strip())
    if not found or int(found[1]) << _SHIFTS[found[2].lower()] < _LEAST_HEAP_BYTES:
        raise SettingsError(
            f"setting {name} must be an amount of memory, not {value!r}",
            hint="write 512m or 2g; at least 64m are needed",
        )
    return found[0]


def _positive(name: str, value: object) -> float:
    try:
        number = float(str(value))
    except ValueError:
        number = -1.0
    if not 0 < number < float("inf"):
        raise SettingsError(f"setting {name} must be a positive number, not {value!r}")
    return number
