"""Rejected rows of a load as one table to read."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from graph_kb.intake import read_mapping
from graph_kb.intake.rejects import EXTRA_COLUMNS
from graph_kb.intake.source import SourceTable, chosen_tables
from graph_kb.workbench.result import csv_line


def rejected_rows(folder: Path) -> Iterator[bytes]:
    """CSV: the file, what is wrong, then the cells of all tables; a text that looks like a formula is none.

    Args:
        folder: Folder of the load.
    """
    tables = _tables(folder)
    columns = dict.fromkeys(name for table in tables for name in table.open().columns if name not in _own(table))
    own = [f"reject_{name}" if name in columns else name for name in EXTRA_COLUMNS]
    yield csv_line(["file", *own, *columns])
    for table in tables:
        for row in table.open().rows():
            said = (row.cells.get(name) for name in _own(table))
            yield csv_line([table.name, *said, *(row.cells.get(name) for name in columns)])


def _tables(folder: Path) -> list[SourceTable]:
    """Each file of rejected rows, or each sheet of one, once: several rules may read the same."""
    files = sorted((folder / "rejects").glob("*.rejected*")) if (folder / "rejects").is_dir() else []
    found = chosen_tables(read_mapping(folder / "mapping.yaml"), folder, files) if files else []
    return list({(table.path, table.rule.sheet): table for table in reversed(found)}.values())[::-1]


def _own(table: SourceTable) -> list[str]:
    """Our columns as they are called in a file."""
    there = set(table.open().columns)
    return [name if f"reject_{name}" not in there else f"reject_{name}" for name in EXTRA_COLUMNS]
