"""A load as it is told: kept in a file, so that whoever asks later or after a restart is told the same."""

from __future__ import annotations

import json
import os
import secrets
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal, TypeAlias

Status: TypeAlias = Literal["queued", "running", "done", "failed", "interrupted", "undone"]
UNFINISHED: tuple[Status, ...] = ("queued", "running")
_FILE = "load.json"


class Stopped(Exception):
    """The service is being stopped."""


@dataclass
class Job:
    """A load.

    Attributes:
        id: Its id; later loads have greater ones.
        source: Name of the source, as the mapping says.
        files: Names of the tables.
        dry_run: Whether nothing is to be written.
        content: What tells what was sent from other uploads.
        key: Key under which it was sent; empty without one.
        sender: Name of the key of whoever sent it; empty without one.
        status: How it stands.
        phase: What it does: try, waiting, read, check, write.
        done: Of that, how much is done.
        total: Of that, how much there is, where it is known.
        created: When it was sent, UTC.
        finished: When it ended, UTC.
        summary: What it did, once it is done.
        problem: Why it failed: code, detail and hint.
        undone: What was done to take it back.
    """

    id: str
    source: str
    files: list[str]
    dry_run: bool
    content: str
    key: str = ""
    sender: str = ""
    status: Status = "queued"
    phase: str = "waiting"
    done: int = 0
    total: int | None = None
    created: str = ""
    finished: str | None = None
    summary: dict[str, Any] | None = None
    problem: dict[str, str] | None = None
    undone: dict[str, int] | None = None

    def told(self) -> dict[str, Any]:
        """What is told of it: how it was sent is not."""
        return {name: value for name, value in asdict(self).items() if name not in ("content", "key", "sender")}

    def save(self, folder: Path) -> None:
        """Keep it; written aside and renamed, so that no reader meets half of it."""
        aside = folder / f".{_FILE}.{secrets.token_hex(4)}"
        aside.write_text(json.dumps(asdict(self), ensure_ascii=False), encoding="utf-8")
        os.replace(aside, folder / _FILE)


def read_job(folder: Path) -> Job | None:
    """The load of a folder; None where there is none, or its last writer was killed before there was one."""
    try:
        return Job(**json.loads((folder / _FILE).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def new_id() -> str:
    """An id that is greater than those before."""
    return f"{datetime.now(UTC):%Y%m%dT%H%M%S%f}-{secrets.token_hex(4)}"


def now() -> str:
    """The time, UTC."""
    return datetime.now(UTC).isoformat(timespec="milliseconds")
