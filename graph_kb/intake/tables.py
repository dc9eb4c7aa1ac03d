"""Reading tables: CSV, XLSX, JSON Lines and Parquet as rows of cells, one at a time."""

from __future__ import annotations

import codecs
import csv
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import count, zip_longest
from pathlib import Path
from typing import Any, TextIO, TypeAlias

from graph_kb.errors import DataError
from graph_kb.intake.issues import CellProblem
from graph_kb.intake.mapping import TableRule
from graph_kb.intake.sheets import BATCH, sheet_lines

UNNAMED = ""
"""Column of what stands beyond the header: such a row is rejected, for its cells have probably slipped."""

_SNIFFED = ",;\t|"
_FIELD_LIMIT = 10_000_000


@dataclass(frozen=True, slots=True)
class Row:
    """A row that is not blank: its number as a spreadsheet shows it (the header is row 1), and its cells."""

    number: int
    cells: Mapping[str, Any]
    problem: CellProblem | None = None


@dataclass(frozen=True)
class Table:
    """An open table: its columns, and its rows as they are read."""

    columns: tuple[str, ...]
    rows: Iterator[Row]


_Lines: TypeAlias = Iterator[tuple[str, ...] | Row]
"""What a reader gives: the columns first, then the rows."""


def open_table(path: Path, rule: TableRule, needed: Iterable[str]) -> Table:
    """Open a table and check its header.

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
    rows = _explained(path, rule, _READERS[kind](path, rule))
    columns = next(rows, None)
    if not isinstance(columns, tuple) or not any(columns):
        hint = "the first row names the columns; JSON Lines hold one object per line"
        raise DataError(f"{path}: the file is empty", hint=hint, file=str(path))
    _check_columns(path, columns, needed)
    return Table(columns, (row for row in rows if isinstance(row, Row) and (row.problem or not _blank(row.cells))))


def _blank(cells: Mapping[str, Any]) -> bool:
    return not any(cell is not None and (not isinstance(cell, str) or cell.strip()) for cell in cells.values())


def _check_columns(path: Path, header: tuple[str, ...], needed: Iterable[str]) -> None:
    shown = [name.encode("utf-8", "backslashreplace").decode() for name in header if name]
    missing = [column for column in needed if column not in header]
    twice = [column for column in needed if header.count(column) > 1]
    if missing:
        from rapidfuzz import process

        near = process.extractOne(missing[0], shown, score_cutoff=60)
        guess = f"; did you mean {near[0]!r}?" if near else ""
        hint = f"the file has {', '.join(shown[:12])}"
        if any("\ud800" <= letter <= "\udfff" for name in header for letter in name):
            hint += "; set `encoding:`, such as cp1252 or utf-16"
        names = ", ".join(map(repr, missing))
        raise DataError(f"{path}: column {names} is missing{guess}", hint=hint, file=str(path), column=missing[0])
    if twice:
        hint = "rename one of them"
        raise DataError(f"{path}: column {twice[0]!r} stands twice", hint=hint, file=str(path), column=twice[0])


def _explained(path: Path, rule: TableRule, lines: _Lines) -> _Lines:
    """The same lines; an encoding that is unknown or wrong is said in our words."""
    hint = "set `encoding:` of the table, such as utf-8, cp1252 or utf-16"
    try:
        codecs.lookup(rule.encoding)
        yield from lines
    except UnicodeError as error:
        raise DataError(f"{path}: the file is not in {rule.encoding}", hint=hint, file=str(path)) from error
    except LookupError as error:
        raise DataError(f"{path}: unknown encoding {rule.encoding!r}", hint=hint, file=str(path)) from error


def _read_csv(path: Path, rule: TableRule) -> _Lines:
    csv.field_size_limit(_FIELD_LIMIT)
    with path.open(encoding=rule.encoding, errors="surrogateescape", newline="") as stream:
        delimiter = rule.delimiter or _delimiter(stream)
        text = _LastLine(stream)
        lines = csv.reader(text, delimiter=delimiter, strict=True)
        names: list[str] | None = None
        for number in count(1):
            try:
                line = next(lines)
            except StopIteration:
                return
            except csv.Error as error:
                yield _broken_line(path, number, text.last, error)
                continue
            if names:
                yield _row(number, names, line, delimiter)
            elif line:
                names = [name.strip().removeprefix("\ufeff") for name in line]
                yield tuple(names)


class _LastLine:
    """Lines of a text, the last one remembered: what csv cannot read is given back as it stands."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self.last = ""

    def __iter__(self) -> Iterator[str]:
        for line in self._stream:
            self.last = line
            yield line


def _broken_line(path: Path, number: int, line: str, error: csv.Error) -> Row:
    if "unexpected end" in str(error):
        hint = "close the quote, or double it inside the cell"
        message = f"{path}:{number}: a quote that opens in this row is never closed"
        raise DataError(message, hint=hint, file=str(path), row=number) from error
    problem = CellProblem(UNNAMED, "csv", f"the row is no valid CSV: {error}", "double the quotes inside a cell")
    return Row(number, {UNNAMED: line.rstrip("\r\n")}, problem)


def _row(number: int, names: list[str], line: list[str], delimiter: str) -> Row:
    cells = dict(zip(names, line, strict=False))
    if len(line) > len(names) or UNNAMED in cells:
        slipped = [cell for name, cell in zip_longest(names, line, fillvalue=UNNAMED) if not name and cell]
        if slipped:
            cells[UNNAMED] = delimiter.join(slipped)
            return Row(number, cells, _beyond_header(cells[UNNAMED]))
    return Row(number, cells)


def _beyond_header(text: object) -> CellProblem:
    message = f"a cell without a column: {str(text)[:60]!r}"
    return CellProblem(UNNAMED, "too_many_cells", message, "quote cells that hold the delimiter, or name the column")


def _delimiter(stream: TextIO) -> str:
    """The mark that the header has most of, outside quotes."""
    head = re.sub(r'"[^"]*"', "", stream.readline())
    stream.seek(0)
    return max(_SNIFFED, key=head.count)


def _read_xlsx(path: Path, rule: TableRule) -> _Lines:
    lines = sheet_lines(path, rule.sheet)
    names = [str(name).strip() if name is not None else UNNAMED for name in next(lines, ())]
    yield tuple(names)
    for number, line in enumerate(lines, start=2):
        # Notes beside the table are no slipped cells: a spreadsheet keeps its columns.
        yield Row(number, {name: cell for name, cell in zip(names, line, strict=False) if name})


def _read_jsonl(path: Path, rule: TableRule) -> _Lines:
    """Objects, one per line; a key may be missing where its value is, so all lines make the header."""
    yield tuple(dict.fromkeys(name for row in _json_lines(path, rule) if not row.problem for name in row.cells))
    yield from _json_lines(path, rule)


def _json_lines(path: Path, rule: TableRule) -> Iterator[Row]:
    with path.open(encoding=rule.encoding, errors="surrogateescape") as stream:
        for number, line in enumerate(stream, start=1):
            if not line.strip():
                continue
            try:
                cells = json.loads(line)
                problem = None if isinstance(cells, dict) else "it is no object"
            except (ValueError, RecursionError) as error:
                cells, problem = None, str(error)
            if problem:
                why = CellProblem(UNNAMED, "json", f"the line is no valid JSON: {problem}", "one object per line")
                yield Row(number, {UNNAMED: line.rstrip("\r\n")}, why)
            else:
                yield Row(number, cells, _beyond_header(cells[UNNAMED]) if cells.get(UNNAMED) else None)


def _read_parquet(path: Path, rule: TableRule) -> _Lines:
    import pyarrow
    from pyarrow import parquet

    try:
        with parquet.ParquetFile(path) as file:
            yield tuple(file.schema_arrow.names)
            cells = (row for batch in file.iter_batches(batch_size=BATCH) for row in batch.to_pylist())
            yield from (Row(number, row) for number, row in enumerate(cells, start=1))
    except (pyarrow.ArrowException, OSError) as error:
        raise DataError(f"{path}: no valid Parquet file: {error}", file=str(path)) from error


_READERS: dict[str, Callable[[Path, TableRule], _Lines]] = {
    ".csv": _read_csv,
    ".tsv": _read_csv,
    ".xlsx": _read_xlsx,
    ".jsonl": _read_jsonl,
    ".parquet": _read_parquet,
}
