"""What a load found before it wrote, so that it can be taken back.

Every batch is noted before it is written: what was noted and never written is found missing when it is taken back.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from threading import Lock
from typing import Any


@dataclass(frozen=True)
class Entry:
    """What a batch is about to do.

    Attributes:
        kind: Label of the nodes; or type of the relationships, label they start at and label they end at.
        created: Hash of each new record, by id.
        updated: Of each record that will say something else, by id: its hash then, and its properties before.
        removed: Properties of each relationship that is removed, by id.
    """

    kind: list[str]
    created: dict[str, str] = field(default_factory=dict)
    updated: dict[str, tuple[str, dict[str, Any]]] = field(default_factory=dict)
    removed: dict[str, dict[str, Any]] = field(default_factory=dict)


class Journal:
    """Entries in a file, one JSON object a line; several threads may write at a time."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = Lock()

    def note(self, entry: Entry) -> None:
        """Add an entry."""
        line = json.dumps(asdict(entry), ensure_ascii=False, default=str)
        with self._lock, self.path.open("a", encoding="utf-8") as file:
            file.write(f"{line}\n")

    def entries(self) -> Iterator[Entry]:
        """All entries; a last one that was cut off was never written to the graph."""
        if not self.path.exists():
            return
        with self.path.open(encoding="utf-8") as file:
            yield from (Entry(**json.loads(line)) for line in file if line.endswith("\n"))
