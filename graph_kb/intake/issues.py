"""What can be wrong with a row: why it is rejected, and what would mend it."""

from __future__ import annotations

from dataclasses import dataclass

_LONGEST = 500


class CellProblem(Exception):
    """A cell that cannot be used."""

    def __init__(self, column: str, code: str, message: str, suggestion: str = "") -> None:
        super().__init__(message)
        self.column = column
        self.code = code
        self.message = message
        self.suggestion = suggestion

    def __reduce__(self) -> tuple[type[CellProblem], tuple[str, str, str, str]]:
        """All that makes it: rows with a problem go to other processes."""
        return CellProblem, (self.column, self.code, self.message, self.suggestion)


@dataclass(frozen=True)
class Issue:
    """Why a row is rejected, and what would mend it."""

    file: str
    row: int
    column: str
    code: str
    message: str
    suggestion: str = ""

    @classmethod
    def of(cls, file: str, row: int, problem: CellProblem) -> Issue:
        """The issue of a cell; a huge cell does not make a huge message."""
        message, suggestion = _clipped(problem.message), _clipped(problem.suggestion)
        return cls(file, row, problem.column, problem.code, message, suggestion)

    def __str__(self) -> str:
        """One line: file:row:column, what, suggestion."""
        tail = f" ({self.suggestion})" if self.suggestion else ""
        return f"{self.file}:{self.row}:{self.column}: {self.message}{tail}"


def shown(value: object) -> str:
    """A value as it may stand in a message: quoted, of bounded length, without control characters."""
    text = repr(value[:80] if isinstance(value, str) else value)
    return text if len(text) <= 60 else f"{text[:56]}...{text[0]}"


def _clipped(text: str) -> str:
    whole = text if len(text) <= _LONGEST else f"{text[: _LONGEST - 3]}..."
    return whole.encode("utf-8", "backslashreplace").decode()
