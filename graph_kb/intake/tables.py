"""Reading tables: CSV, XLSX, JSON Lines and Parquet as rows of cells, one at a time."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from graph_kb.errors import DataError
from graph_kb.intake.mapping import TableRule

Cells = dict[str, Any]
BROKEN = "\udcff"
"""Where a cell could not be decoded: surrogates stand for the bytes, so that the row can be rejected alone."""

_SNIFFED = ",;\t|"
_FIELD_LIMIT = 10_000_000


def read_table(path: Path, rule: TableRule, needed: Iterable[str]) -> Iterator[tuple[int, Cells]]:
    """Rows of a table with their row number as a spreadsheet shows it (the header is row 1).

    Args:
        path: The file.
        rule: Sheet, encoding and delimiter.
        needed: Columns that must be there.

    Raises:
        DataError: The file is missing, empty, of an unknown kind, or lacks a column.
    """
    if not path.is_file():
        raise DataError(f"{path}: no such file", hint="the name is relative to the mapping file", file=str(path))
    kind = path.suffix.lower()
    if kind not in _READERS:
        raise DataError(f"{path}: unknown kind of file {kind!r}", hint=f"use one of {', '.join(_READERS)}")
    rows = _READERS[kind](path, rule)
    header = next(rows, None)
    first = next(rows, None)
    if header is None or first is None:
        raise DataError(f"{path}: the file has no rows", hint="the first row names the columns", file=str(path))
    _check_columns(path, [str(name) for name in header.values()], needed)
    yield from _numbered(header, first, rows)


def _numbered(header: Cells, first: Cells, rows: Iterator[Cells]) -> Iterator[tuple[int, Cells]]:
    yield 2, first
    yield from enumerate(rows, start=3)


def _check_columns(path: Path, header: list[str], needed: Iterable[str]) -> None:
    missing = [column for column in needed if column not in header]
    if not missing:
        return
    from rapidfuzz import process

    near = process.extractOne(missing[0], header, score_cutoff=60) if header else None
    guess = f"; did you mean {near[0]!r}?" if near else ""
    raise DataError(
        f"{path}: column {', '.join(map(repr, missing))} is missing{guess}",
        hint=f"the file has {', '.join(header[:12])}",
        file=str(path),
        column=missing[0],
    )


def _read_csv(path: Path, rule: TableRule) -> Iterator[Cells]:
    csv.field_size_limit(_FIELD_LIMIT)
    with path.open(encoding=rule.encoding, errors="surrogateescape", newline="") as stream:
        head = stream.readline()
        stream.seek(0)
        delimiter = rule.delimiter or max(_SNIFFED, key=head.count)
        lines = csv.reader(stream, delimiter=delimiter)
        names = [name.strip() for name in next(lines, [])]
        if names:
            yield {name: name for name in names}
        for line in lines:
            # csv.reader counts physical lines; rows are what a spreadsheet shows.
            yield dict(zip(names, line, strict=False)) if any(line) else {}


def _read_xlsx(path: Path, rule: TableRule) -> Iterator[Cells]:
    from openpyxl import load_workbook

    book = load_workbook(path, read_only=True, data_only=True)
    try:
        if rule.sheet and rule.sheet not in book.sheetnames:
            raise DataError(f"{path}: no sheet {rule.sheet!r}", hint=f"it has {', '.join(book.sheetnames)}")
        sheet = book[rule.sheet] if rule.sheet else book[book.sheetnames[0]]
        lines = sheet.iter_rows(values_only=True)
        names = [str(name).strip() if name is not None else "" for name in next(lines, ())]
        if any(names):
            yield {name: name for name in names if name}
        for line in lines:
            cells = {name: cell for name, cell in zip(names, line, strict=False) if name}
            yield cells if any(cell is not None for cell in cells.values()) else {}
    finally:
        book.close()


def _read_jsonl(path: Path, rule: TableRule) -> Iterator[Cells]:
    with path.open(encoding=rule.encoding, errors="surrogateescape") as stream:
        parsed = ((number, json.loads(line)) for number, line in enumerate(stream, start=1) if line.strip())
        names: dict[str, str] = {}
        try:
            for number, cells in parsed:
                if not isinstance(cells, dict):
                    raise DataError(f"{path}:{number}: a line must be a JSON object", file=str(path), row=number)
                if not names:
                    names = {name: name for name in cells}
                    yield names
                yield cells
        except json.JSONDecodeError as error:
            raise DataError(
                f"{path}: a line is no valid JSON: {error}", hint="one object per line", file=str(path)
            ) from error


def _read_parquet(path: Path, rule: TableRule) -> Iterator[Cells]:
    import pyarrow
    from pyarrow import parquet

    try:
        with parquet.ParquetFile(path) as file:
            yield {name: name for name in file.schema_arrow.names}
            for batch in file.iter_batches(batch_size=5000):
                yield from batch.to_pylist()
    except pyarrow.ArrowException as error:
        raise DataError(f"{path}: no valid Parquet file: {error}", file=str(path)) from error


_READERS: dict[str, Callable[[Path, TableRule], Iterator[Cells]]] = {
    ".csv": _read_csv,
    ".tsv": _read_csv,
    ".xlsx": _read_xlsx,
    ".jsonl": _read_jsonl,
    ".parquet": _read_parquet,
}
