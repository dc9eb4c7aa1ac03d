"""What is wrong with a row, and the file of rejected rows that can be mended and fed back."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

EXTRA_COLUMNS = ("row", "column", "code", "message", "suggestion")


class CellProblem(Exception):
    """A cell that cannot be used."""

    def __init__(self, column: str, code: str, message: str, suggestion: str = "") -> None:
        super().__init__(message)
        self.column = column
        self.code = code
        self.message = message
        self.suggestion = suggestion


@dataclass(frozen=True)
class Issue:
    """Why a row is rejected, and what would mend it."""

    file: str
    row: int
    column: str
    code: str
    message: str
    suggestion: str = ""

    def __str__(self) -> str:
        """One line: file:row:column, what, suggestion."""
        tail = f" ({self.suggestion})" if self.suggestion else ""
        return f"{self.file}:{self.row}:{self.column}: {self.message}{tail}"


@dataclass
class Rejects:
    """Issues of one table and the cells of the rows concerned."""

    issues: dict[int, list[Issue]] = field(default_factory=lambda: defaultdict(list))
    cells: dict[int, Mapping[str, Any]] = field(default_factory=dict)

    def add(self, cells: Mapping[str, Any], issues: Iterable[Issue]) -> None:
        """Reject a row."""
        for issue in issues:
            self.issues[issue.row].append(issue)
            self.cells.setdefault(issue.row, cells)

    def __len__(self) -> int:
        """Number of rejected rows."""
        return len(self.issues)

    def write(self, path: Path, needed: Collection[str]) -> None:
        """Write the original columns plus row, column, code, message and suggestion; several faults in one line.

        A column of the table that bears one of these names keeps it, and ours is called `reject_code` and so on.

        Args:
            path: The file; written aside and renamed.
            needed: Columns that the mapping reads; an old verdict in a file that was fed back is none of them.
        """
        columns = list(dict.fromkeys(name for cells in self.cells.values() for name in cells))
        columns = [name for name in columns if name in needed or name.removeprefix("reject_") not in EXTRA_COLUMNS]
        extra = [f"reject_{name}" if name in columns else name for name in EXTRA_COLUMNS]
        path.parent.mkdir(parents=True, exist_ok=True)
        aside = path.with_suffix(".new")
        with aside.open("w", encoding="utf-8", errors="backslashreplace", newline="") as stream:
            lines = csv.writer(stream)
            lines.writerow([*columns, *extra])
            for row in sorted(self.issues):
                original = [_cell(self.cells[row].get(name)) for name in columns]
                lines.writerow([*original, row, *_joined(self.issues[row])])
        aside.replace(path)


def _joined(issues: list[Issue]) -> list[str]:
    return ["; ".join(dict.fromkeys(str(getattr(issue, name)) for issue in issues)) for name in EXTRA_COLUMNS[1:]]


def _cell(value: Any) -> Any:
    return "" if value is None else value
