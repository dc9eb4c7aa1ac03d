"""Reading tables: CSV, XLSX, JSON Lines and Parquet as blocks of rows, one block at a time."""

from __future__ import annotations

import codecs
import csv
import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice, zip_longest
from pathlib import Path
from typing import TextIO, TypeAlias

from graph_kb.errors import DataError
from graph_kb.intake.blocks import SIZE, Block, LineBlock, Row, RowBlock, in_blocks
from graph_kb.intake.issues import CellProblem
from graph_kb.intake.mapping import TableRule
from graph_kb.intake.sheets import BATCH, sheet_lines

UNNAMED = ""
"""Column of what stands beyond the header: such a row is rejected, for its cells have probably slipped."""

_SNIFFED = ",;\t|"
_FIELD_LIMIT = 10_000_000


@dataclass(frozen=True)
class Table:
    """An open table: its columns, and its rows as they are read.

    Attributes:
        columns: Names of the columns, in their order.
        blocks: Its rows without the blank ones; they can be read once.
    """

    columns: tuple[str, ...]
    blocks: Iterator[Block]

    def rows(self) -> Iterator[Row]:
        """Its rows, one at a time."""
        return (block.row(at) for block in self.blocks for at in range(len(block.numbers)))


_Parts: TypeAlias = Iterator[tuple[str, ...] | Block]
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
    parts = _explained(path, rule, _READERS[kind](path, rule))
    columns = next(parts, None)
    if not isinstance(columns, tuple) or not any(columns):
        hint = "the first row names the columns; JSON Lines hold one object per line"
        raise DataError(f"{path}: the file is empty", hint=hint, file=str(path))
    _check_columns(path, columns, needed)
    return Table(columns, (block for block in parts if not isinstance(block, tuple) and len(block.numbers)))


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


def _explained(path: Path, rule: TableRule, parts: _Parts) -> _Parts:
    """The same parts; an encoding that is unknown or wrong is said in our words."""
    hint = "set `encoding:` of the table, such as utf-8, cp1252 or utf-16"
    try:
        codecs.lookup(rule.encoding)
        yield from parts
    except UnicodeError as error:
        raise DataError(f"{path}: the file is not in {rule.encoding}", hint=hint, file=str(path)) from error
    except LookupError as error:
        raise DataError(f"{path}: unknown encoding {rule.encoding!r}", hint=hint, file=str(path)) from error


def _read_csv(path: Path, rule: TableRule) -> _Parts:
    csv.field_size_limit(_FIELD_LIMIT)
    with path.open(encoding=rule.encoding, errors="surrogateescape", newline="") as stream:
        delimiter = rule.delimiter or _delimiter(stream)
        lines = _CsvLines(path, stream, delimiter)
        names: list[str] = []
        while not names and (found := lines.take(1)):
            names = [name.strip().removeprefix("\ufeff") for line in found if isinstance(line, list) for name in line]
            yield from [tuple(names)] if names else map(RowBlock, [[row] for row in found if isinstance(row, Row)])
        first = lines.read + 1
        while found := lines.take(SIZE):
            yield _csv_block(first, names, found, delimiter)
            first = lines.read + 1


def _csv_block(first: int, names: list[str], found: list[list[str] | Row], delimiter: str) -> Block:
    lines = [line for line in found if isinstance(line, list) and len(line) == len(names)]
    if len(lines) == len(found) and UNNAMED not in names:
        return LineBlock(first, names, lines)
    numbered = enumerate(found, start=first)
    return RowBlock(
        line if isinstance(line, Row) else _row(number, names, line, delimiter) for number, line in numbered
    )


class _CsvLines:
    """Lines of a CSV file; one that csv cannot read is given back as it stands, as a row with its problem."""

    def __init__(self, path: Path, stream: TextIO, delimiter: str) -> None:
        self._path, self._text = path, _LastLine(stream)
        self._lines = csv.reader(self._text, delimiter=delimiter, strict=True)
        self.read = 0

    def take(self, most: int) -> list[list[str] | Row]:
        """The next lines, none at the end."""
        taken: list[list[str] | Row] = []
        while len(taken) < most:
            try:
                for line in islice(self._lines, most - len(taken)):
                    taken.append(line)
                break
            except csv.Error as error:
                taken.append(_broken_line(self._path, self.read + len(taken) + 1, self._text.last, error))
        self.read += len(taken)
        return taken


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
        named = zip_longest(names[: len(line)], line, fillvalue=UNNAMED)
        slipped = [cell for name, cell in named if not name and cell]
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


def _read_xlsx(path: Path, rule: TableRule) -> _Parts:
    lines = sheet_lines(path, rule.sheet)
    names = [str(name).strip() if name is not None else UNNAMED for name in next(lines, ())]
    yield tuple(names)
    # Notes beside the table are no slipped cells: a spreadsheet keeps its columns.
    cells = ({name: cell for name, cell in zip(names, line, strict=False) if name} for line in lines)
    yield from in_blocks(Row(number, row) for number, row in enumerate(cells, start=2))


def _read_jsonl(path: Path, rule: TableRule) -> _Parts:
    """Objects, one per line; a key may be missing where its value is, so all lines make the header."""
    yield tuple(dict.fromkeys(name for row in _json_lines(path, rule) if not row.problem for name in row.cells))
    yield from in_blocks(_json_lines(path, rule))


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


def _read_parquet(path: Path, rule: TableRule) -> _Parts:
    import pyarrow
    from pyarrow import parquet

    try:
        with parquet.ParquetFile(path) as file:
            yield tuple(file.schema_arrow.names)
            cells = (row for batch in file.iter_batches(batch_size=BATCH) for row in batch.to_pylist())
            yield from in_blocks(Row(number, row) for number, row in enumerate(cells, start=1))
    except (pyarrow.ArrowException, OSError) as error:
        raise DataError(f"{path}: no valid Parquet file: {error}", file=str(path)) from error


_READERS: dict[str, Callable[[Path, TableRule], _Parts]] = {
    ".csv": _read_csv,
    ".tsv": _read_csv,
    ".xlsx": _read_xlsx,
    ".jsonl": _read_jsonl,
    ".parquet": _read_parquet,
}
