"""What a load did, as numbers, as files and in words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from graph_kb.intake.issues import Issue
from graph_kb.store.merge import Bound, Written

ISSUES_KEPT = 1000
_NAMED = 10


@dataclass
class Summary:
    """What a load did.

    Attributes:
        load_id: Id of the load, stamped on every record.
        rows_read: Rows read, blank ones left out.
        rows_rejected: Rows that were not loaded.
        written: Records created, updated, unchanged, or kept as another source wrote them; what was not taken of
            this source, and which records of other sources it joined.
        reject_files: Files of rejected rows.
        issues: The first issues, at most `ISSUES_KEPT`; the files of rejected rows have all of them.
        warnings: The first warnings, at most `ISSUES_KEPT`; their rows were loaded.
        rows_warned: Rows that were loaded with a warning.
        dry_run: Whether nothing was written on purpose.
        empty_tables: Tables that have a header and no row.
        new_resources: Resources that the graph did not have, each with the nearest that it had; none where it had none.
        codes_read: Records of the shipped code lists, when the source needed them and they were loaded first.
    """

    load_id: str
    rows_read: int = 0
    rows_rejected: int = 0
    written: Written = field(default_factory=Written)
    reject_files: list[Path] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)
    warnings: list[Issue] = field(default_factory=list)
    rows_warned: int = 0
    dry_run: bool = False
    empty_tables: list[str] = field(default_factory=list)
    new_resources: list[str] = field(default_factory=list)
    codes_read: int = 0

    def facts(self) -> dict[str, Any]:
        """What the load did, as plain data."""
        return {
            "load_id": self.load_id,
            "dry_run": self.dry_run,
            "rows_read": self.rows_read,
            **self.written.numbers(),
            "differing": self.written.differing,
            "rows_rejected": self.rows_rejected,
            "notes": self.notes(),
            "reject_files": [str(path) for path in self.reject_files],
            "issues": [asdict(issue) for issue in self.issues],
        }

    def notes(self) -> list[str]:
        """What a person should look at although it is no error, one line each."""
        codes = [f"the shipped code lists came first: {self.codes_read} records"] if self.codes_read else []
        empty = [f"0 rows in {name}" for name in self.empty_tables]
        return [*codes, *empty, *self._warned(), *self._new(), *self._joined(), *self._not_taken()]

    def _warned(self) -> Iterator[str]:
        if self.rows_warned:
            yield f"{self.rows_warned} rows are loaded with a warning"
            yield from map(str, self.warnings[:_NAMED])

    def _new(self) -> Iterator[str]:
        if self.new_resources:
            number, more = len(self.new_resources), ", ..." if len(self.new_resources) > _NAMED else ""
            verb = "resource is" if number == 1 else "resources are"
            yield f"{number} {verb} new: {', '.join(self.new_resources[:_NAMED])}{more}"

    def _joined(self) -> Iterator[str]:
        done = self.written
        if done.bound:
            verb = "would join" if self.dry_run else "joined"
            more = ", ..." if done.bound > _NAMED else ""
            names = ", ".join(map(_named, done.bindings[:_NAMED]))
            yield f"{done.bound} records {verb} those of another source with the same id: {names}{more}"

    def _not_taken(self) -> Iterator[str]:
        done = self.written
        if done.differing:
            verb = "would not be taken" if self.dry_run else "were not taken"
            more = ", the first are" if done.differing > len(done.differences) else ""
            yield f"{done.differing} values {verb}, as another source says something else{more}:"
            yield from map(str, done.differences)


def _named(one: Bound) -> str:
    where = f" ({one.where})" if one.where else ""
    return f"{one.label} {one.name!r} of {one.owner}{where}"
