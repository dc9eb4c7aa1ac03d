"""The tables of a source: which file each rule of the mapping reads, and where its rejected rows go."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

from graph_kb.errors import MappingError
from graph_kb.intake import mapping as rules
from graph_kb.intake.issues import Issue
from graph_kb.intake.rejects import Rejected, write_rejects
from graph_kb.intake.spool import Spool
from graph_kb.intake.tables import UNNAMED, Table, open_table

_SLIPPED = frozenset({"csv", "json", "too_many_cells"})
"""Codes of rows with something that stands in no column."""


@dataclass(frozen=True)
class SourceTable:
    """A table of a source.

    Attributes:
        rule: What the mapping says about it.
        path: The file.
        name: Its name in messages: the file as the mapping or the user names it, with the sheet when one is named.
        needed: Columns it must have.
    """

    rule: rules.TableRule
    path: Path
    name: str
    needed: tuple[str, ...]

    def open(self) -> Table:
        """Open it anew.

        Raises:
            DataError: It cannot be read, or lacks a column.
        """
        return open_table(self.path, self.rule, self.needed)


def chosen_tables(mapping: rules.Mapping, folder: Path, files: Sequence[Path]) -> list[SourceTable]:
    """Tables of a mapping, read from its own files or from files given instead.

    Args:
        mapping: The rules.
        folder: Folder that the file names of the mapping are relative to.
        files: Files given instead, each matched to the tables of its name up to the first dot.

    Raises:
        MappingError: A file matches no table, or two have the same name.
    """
    if not files:
        return [_table(mapping, rule, folder / rule.file, rule.file) for rule in mapping.tables]
    if len({path.name for path in files}) < len(files):
        raise MappingError("two files have the same name", hint="rename one: rejected rows are told apart by file name")
    return [_table(mapping, rule, path, path.name) for path in files for rule in _rules_for(mapping, path)]


def _rules_for(mapping: rules.Mapping, path: Path) -> list[rules.TableRule]:
    stems = {stem(Path(rule.file)) for rule in mapping.tables}
    found = [rule for rule in mapping.tables if stem(Path(rule.file)) == stem(path) or len(stems) == 1]
    if not found:
        raise MappingError(f"{path}: no table of the mapping has this name", hint=f"tables: {', '.join(sorted(stems))}")
    return found


def _table(mapping: rules.Mapping, rule: rules.TableRule, path: Path, name: str) -> SourceTable:
    # A name of a file may hold bytes that are no text; messages and the staging base take text alone.
    name = name.encode("utf-8", "backslashreplace").decode()
    shown = f"{name}#{rule.sheet}" if rule.sheet else name
    return SourceTable(rule, path, shown, tuple(rule.columns(mapping.provenance)))


def stem(path: Path) -> str:
    """Name up to the first dot, so that `offers.park.rejected.csv` belongs to `offers.csv`."""
    return path.name.partition(".")[0]


def write_rejected(
    tables: Sequence[SourceTable], spool: Spool, folder: Path, name: str, *, dry_run: bool = False
) -> list[Path]:
    """Write the rejected rows of every file that has any; those of a dry run bear a name of their own.

    Args:
        tables: The tables of the source.
        spool: Where their issues are.
        folder: Where the files go.
        name: Name of the source, part of the name of each file: another source may have a table of the same name.
        dry_run: Whether nothing is loaded.

    Returns:
        The files.
    """
    written = []
    by_path: dict[Path, dict[str, SourceTable]] = {}
    for table in tables:
        by_path.setdefault(table.path, {}).setdefault(table.name, table)
    for path, same in by_path.items():
        if any(next(spool.issues(name), None) for name in same):
            target = folder / f"{stem(path)}.{name}.{'dry-run.' if dry_run else ''}rejected"
            parts = [_rejected(table, tables, spool) for table in same.values()]
            written.append(write_rejects(path, target, next(iter(same.values())).rule, parts))
    return written


def _rejected(table: SourceTable, tables: Sequence[SourceTable], spool: Spool) -> Rejected:
    needed = {column for one in tables if one.name == table.name for column in one.needed}
    found = table.open()
    slipped = any(issue.code in _SLIPPED for issue in spool.issues(table.name))
    columns = [*found.columns, UNNAMED] if slipped else found.columns
    return Rejected(
        table.rule.sheet or "", tuple(dict.fromkeys(columns)), frozenset(needed), _rows(found, table, spool)
    )


def _rows(found: Table, table: SourceTable, spool: Spool) -> Iterator[tuple[Mapping[str, Any], list[Issue]]]:
    """Cells and issues of each rejected row: the table is read once more beside the list of issues."""
    rows = found.rows()
    for number, issues in groupby(spool.issues(table.name), key=lambda issue: issue.row):
        row = next((row for row in rows if row.number == number), None)
        if row is not None:
            yield row.cells, list(issues)
