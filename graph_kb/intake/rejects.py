"""Files of rejected rows: the rows as they were, with what is wrong beside them, to be mended and fed back.

A rejected row of a spreadsheet goes into a spreadsheet, a JSON object into JSON Lines, so that dates, numbers and
lists stay what they were.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any
from zipfile import ZipFile, is_zipfile

from graph_kb.intake.fields import as_text
from graph_kb.intake.issues import Issue
from graph_kb.intake.mapping import TableRule

EXTRA_COLUMNS = ("row", "column", "code", "message", "suggestion")
_SUFFIX = {".xlsx": ".xlsx", ".jsonl": ".jsonl", ".parquet": ".jsonl"}


@dataclass(frozen=True)
class Rejected:
    """Rejected rows of one table.

    Attributes:
        sheet: Sheet they come from; empty when the file has none.
        columns: Columns of the table.
        needed: Columns that the mapping reads.
        rows: Cells of each row and why it is rejected, in the order of the table.
    """

    sheet: str
    columns: Sequence[str]
    needed: frozenset[str]
    rows: Iterable[tuple[Mapping[str, Any], list[Issue]]]

    def kept_columns(self) -> list[str]:
        """Columns without the verdicts of an earlier file that was fed back."""
        return [name for name in self.columns if name in self.needed or name not in _all_extra()]

    def extra_columns(self) -> list[str]:
        """Names of our columns: a column of the table that bears one of them keeps it."""
        kept = self.kept_columns()
        return [f"reject_{name}" if name in kept else name for name in EXTRA_COLUMNS]

    def lines(self) -> Iterator[list[Any]]:
        """Cells of the columns kept and of ours, the header first."""
        kept = self.kept_columns()
        yield [*kept, *self.extra_columns()]
        for cells, issues in self.rows:
            yield [*(cells.get(name) for name in kept), issues[0].row, *_joined(issues)]


def is_fed_back(columns: Collection[str], needed: Collection[str]) -> bool:
    """Whether a table is a file of rejected rows: it has our columns.

    Args:
        columns: Columns of the table.
        needed: Columns that the mapping reads.
    """
    return all((f"reject_{name}" if name in needed else name) in columns for name in EXTRA_COLUMNS)


def write_rejects(source: Path, target: Path, rule: TableRule, tables: Sequence[Rejected]) -> Path:
    """Write the rejected rows of the tables of one file.

    Args:
        source: The file they come from.
        target: The file to write, its suffix left open; written aside and renamed. A file of that name may be
            somebody's work and is left alone: a number is added, unless it says the same.
        rule: Encoding and delimiter, so that the mapping reads the file as it read its source.
        tables: Rejected rows by table; several for the sheets of a spreadsheet, else one.

    Returns:
        The file written, or the last one when it says the same.
    """
    suffix = _SUFFIX.get(source.suffix.lower(), ".csv")
    target.parent.mkdir(parents=True, exist_ok=True)
    aside = target.with_name(f"{target.name}{suffix}.new")
    _WRITERS[suffix](source, aside, rule, tables)
    path, last = _free_name(target, suffix)
    if last is not None and _content(last) == _content(aside):
        aside.unlink()
        return last
    return aside.rename(path)


def _free_name(target: Path, suffix: str) -> tuple[Path, Path | None]:
    """The first name that no file has, and the last file before it."""
    last = None
    for number in count(1):
        path = target.with_name(f"{target.name}.{number}{suffix}" if number > 1 else f"{target.name}{suffix}")
        if not path.exists():
            break
        last = path
    return path, last


def _content(path: Path) -> object:
    """What tells files apart; a spreadsheet also says when it was written, which is no difference."""
    if not is_zipfile(path):
        return path.read_bytes()
    with ZipFile(path) as parts:
        return {part.filename: part.CRC for part in parts.infolist() if part.filename != "docProps/core.xml"}


def _write_csv(source: Path, path: Path, rule: TableRule, tables: Sequence[Rejected]) -> None:
    # Bytes that could not be decoded are written back as they were, never as something that loads as text.
    with path.open("w", encoding=rule.encoding, errors="surrogateescape", newline="") as stream:
        writer = csv.writer(stream, delimiter=rule.delimiter or ",")
        for table in tables:
            for line in table.lines():
                own = [_encodable(str(cell), rule.encoding) for cell in line[-len(EXTRA_COLUMNS) :]]
                writer.writerow([*(_plain(cell) for cell in line[: -len(EXTRA_COLUMNS)]), *own])


def _write_jsonl(source: Path, path: Path, rule: TableRule, tables: Sequence[Rejected]) -> None:
    declared = source.suffix.lower() == ".jsonl" and rule.encoding != "utf-8-sig"  # no byte order mark in JSON
    encoding = rule.encoding if declared else "utf-8"
    with path.open("w", encoding=encoding) as stream:
        for table in tables:
            lines = table.lines()
            names = next(lines)
            for line in lines:
                cells = {name: cell for name, cell in zip(names, line, strict=True) if cell is not None}
                text = json.dumps(cells, ensure_ascii=False, default=lambda found: as_text("", found))
                stream.write((text if _encodable(text, encoding) == text else json.dumps(cells, default=str)) + "\n")


def _write_xlsx(source: Path, path: Path, rule: TableRule, tables: Sequence[Rejected]) -> None:
    """A spreadsheet with the document properties of its source: a form that is known by them still is."""
    from openpyxl import Workbook, load_workbook

    book: Any = Workbook(write_only=True)
    origin: Any = load_workbook(source, read_only=True)
    for item in origin.custom_doc_props.props:
        book.custom_doc_props.append(item)
    origin.close()
    for table in tables:
        sheet = book.create_sheet(table.sheet or None)
        for line in table.lines():
            sheet.append([_sheet_cell(sheet, cell) for cell in line])
    book.save(path)


def _sheet_cell(sheet: Any, value: Any) -> Any:
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    if not isinstance(value, str):
        return value
    cell = WriteOnlyCell(sheet, ILLEGAL_CHARACTERS_RE.sub("", value))
    cell.data_type = "s"  # text that starts with = is no formula
    return cell


_WRITERS: dict[str, Callable[[Path, Path, TableRule, Sequence[Rejected]], None]] = {
    ".csv": _write_csv,
    ".jsonl": _write_jsonl,
    ".xlsx": _write_xlsx,
}


def _encodable(text: str, encoding: str) -> str:
    return text.encode(encoding, "backslashreplace").decode(encoding)


def _plain(cell: Any) -> Any:
    return "" if cell is None else cell


def _joined(issues: list[Issue]) -> list[str]:
    """Columns, codes, messages and suggestions, each in the order of the issues."""
    return ["; ".join(str(getattr(issue, name)) for issue in issues).rstrip("; ") for name in EXTRA_COLUMNS[1:]]


def _all_extra() -> frozenset[str]:
    return frozenset({*EXTRA_COLUMNS, *(f"reject_{name}" for name in EXTRA_COLUMNS)})
