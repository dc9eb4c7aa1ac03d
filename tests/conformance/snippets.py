"""The snippets and the known differences, read from their files and checked for form."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).parent
ENGINES = ("embedded", "neo4j-5.26.31", "neo4j-2026.05.0")
"""Engines whose differences are known, by key."""

RUNS = ("in_transaction", "alone", "read_only", "rolled_back")
"""How a statement runs: committed, without a transaction of ours, as a read, or taken back."""

OUTCOMES = ("passes", "other rows", "refused", "setup refused", "no answer")


@dataclass(frozen=True)
class Snippet:
    """A piece of Cypher and what it must answer.

    Attributes:
        name: Unique name.
        needs: Why we or a user would write it.
        statement: The Cypher that is tried.
        clause: Name of the file it stands in.
        graph: Name of a small shared graph that is written before.
        setup: Statements run before, each in a transaction of its own.
        parameters: Parameters of the statement.
        runs: One of `RUNS`.
        then: A read that runs afterwards; its rows are compared instead.
        rows: Rows expected, in order only where the statement orders them.
        refused: Error code expected instead of rows.
        summary: Counters or query type expected, beside the rows.
        timeout_s: Bound in seconds that the driver sends along with the statement.
        patience_s: Seconds after which an engine that says nothing counts as silent.
    """

    name: str
    needs: str
    statement: str
    clause: str
    graph: str | None = None
    setup: list[str] = field(default_factory=list)
    parameters: dict[str, Any] = field(default_factory=dict)
    runs: str = "in_transaction"
    then: str | None = None
    rows: list[dict[str, Any]] | None = None
    refused: str | None = None
    summary: dict[str, Any] = field(default_factory=dict)
    timeout_s: float = 30.0
    patience_s: float = 60.0

    def __post_init__(self) -> None:
        """Refuse a snippet that expects nothing, or two things at once."""
        if (self.rows is None) == (self.refused is None) or self.runs not in RUNS or not self.needs:
            raise ValueError(f"{self.clause}.yaml: {self.name} expects rows or a refusal, and runs as one of {RUNS}")

    @property
    def ordered(self) -> bool:
        """Whether the rows that are compared come in an order: ORDER BY outside of every brace."""
        text, before = self.then or self.statement, ""
        while text != before:
            text, before = re.sub(r"\{[^{}]*\}", "", text), text
        return "ORDER BY" in text.rpartition("RETURN")[2]


@dataclass(frozen=True)
class Difference:
    """What an engine is known to do otherwise.

    Attributes:
        outcome: One of `OUTCOMES`, not the first.
        does: What happens there.
        write: What to write instead.
        code: Error code, where the engine refuses.
        instead: Cypher that gives the rows of the snippet there.
        gives: Rows that the engine gives, in any order; a must where it gives other rows that are always the same.
    """

    outcome: str
    does: str
    write: str
    code: str | None = None
    instead: str | None = None
    gives: list[dict[str, Any]] | None = None

    def __post_init__(self) -> None:
        """Refuse a difference that does not say how the engine refuses."""
        if self.outcome not in OUTCOMES[1:] or ("refused" in self.outcome) != (self.code is not None):
            raise ValueError(f"a difference is one of {OUTCOMES[1:]}, and a refusal has a code: {self}")
        if self.gives is not None and self.outcome != "other rows":
            raise ValueError(f"only a difference of rows gives some: {self}")


def load_snippets(folder: Path = FOLDER / "snippets") -> list[Snippet]:
    """Every snippet, ordered by clause and then as written."""
    found = [_snippet(path, entry) for path in sorted(folder.glob("*.yaml")) for entry in _read(path)["snippets"]]
    twice = {one.name for one in found if sum(one.name == other.name for other in found) > 1}
    if twice:
        raise ValueError(f"names used twice: {sorted(twice)}")
    return found


def load_differences(path: Path = FOLDER / "differences.yaml") -> dict[str, dict[str, Difference]]:
    """Known differences by engine and snippet."""
    read = _read(path)
    return {engine: {name: Difference(**one) for name, one in (read[engine] or {}).items()} for engine in ENGINES}


def load_graphs(path: Path = FOLDER / "graphs.yaml") -> dict[str, list[str]]:
    """Statements that write each shared graph, by its name."""
    return dict(_read(path))


def load_titles(folder: Path = FOLDER / "snippets") -> dict[str, str]:
    """Title of each clause by the name of its file."""
    return {path.stem: str(_read(path)["title"]) for path in sorted(folder.glob("*.yaml"))}


def _snippet(path: Path, entry: dict[str, Any]) -> Snippet:
    unknown = entry.keys() - {item.name for item in fields(Snippet)}
    if unknown or "clause" in entry:
        raise ValueError(f"{path.name}: {entry.get('name')} has unknown keys {sorted(unknown)}")
    return Snippet(clause=path.stem, **entry)


def _read(path: Path) -> Any:
    return yaml.load(path.read_text(encoding="utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506
