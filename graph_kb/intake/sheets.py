"""Reading spreadsheets: the values of a sheet, and formulas that no spreadsheet program has calculated."""

from __future__ import annotations

import warnings
import zlib
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile

from graph_kb.errors import DataError

BATCH = 1000
LAST_ROW = 1 << 20
"""Of any spreadsheet. A file that names a greater one would be read as so many blank rows before it."""
_CHUNK_BYTES = 1 << 20
_FORMULA = b"<f"

Line = tuple[Any, ...]


class Uncalculated(str):
    """A formula without a value: a program wrote it, and no spreadsheet program has opened the file since."""


def sheet_lines(path: Path, sheet: str | None) -> Iterator[Line]:
    """Cells of a sheet, line by line.

    Args:
        path: The .xlsx file.
        sheet: Name of the sheet; the first one when missing.

    Raises:
        DataError: The file is no spreadsheet, or has no such sheet.
    """
    try:
        if not _has_formulas(path):
            yield from _lines(path, sheet, values=True)
            return
        both = zip(_lines(path, sheet, values=True), _lines(path, sheet, values=False), strict=True)
        yield from (_told(values, written) for values, written in both)
    except (BadZipFile, LookupError, ValueError, TypeError, OSError, SyntaxError, RuntimeError, zlib.error) as error:
        hint = "save it again as .xlsx; a password must be taken off"
        raise DataError(f"{path}: no readable XLSX file: {error}", hint=hint, file=str(path)) from error


def _told(values: Line, written: Line) -> Line:
    """Values of a line; a formula without one is told from a blank cell."""
    pairs = zip(values, written, strict=True)
    return tuple(_formula(there) if value is None and there is not None else value for value, there in pairs)


def _formula(written: Any) -> Uncalculated:
    # A formula of a range is an object that holds its text.
    return Uncalculated(getattr(written, "text", None) or written)


def _has_formulas(path: Path) -> bool:
    """Whether any sheet may hold a formula; the second reading that they need is spared where none does."""
    with ZipFile(path) as parts:
        names = [name for name in parts.namelist() if name.startswith("xl/worksheets/")]
        return any(_holds_formula(parts, name) for name in names)


def _holds_formula(parts: ZipFile, name: str) -> bool:
    tail = b""
    with parts.open(name) as stream:
        while chunk := stream.read(_CHUNK_BYTES):
            text = tail + chunk
            if any(_FORMULA + end in text for end in (b">", b" ", b"/")):
                return True
            tail = text[-len(_FORMULA) :]
    return False


def _lines(path: Path, sheet: str | None, *, values: bool) -> Iterator[Line]:
    from openpyxl import load_workbook

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # drop-downs and the like, which no cell depends on
        book = load_workbook(path, read_only=True, data_only=values)
    try:
        sheets = {found.title: found for found in book.worksheets}
        if sheet and sheet not in sheets:
            raise DataError(f"{path}: no sheet {sheet!r}", hint=f"it has {', '.join(sheets)}")
        found = sheets[sheet] if sheet else book.worksheets[0]
        found.reset_dimensions()  # some programs write wrong ones, and rows beyond them would be lost
        lines = found.iter_rows(max_row=LAST_ROW + 1, values_only=True)
        count = 0
        while batch := _quietly(lines):
            count += len(batch)
            if count > LAST_ROW:
                raise DataError(f"{path}: a row beyond {LAST_ROW}", hint="save it again as .xlsx, or as .csv")
            yield from batch
    finally:
        book.close()


def _quietly(lines: Iterator[Line]) -> list[Line]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        return list(islice(lines, BATCH))
