"""One result object for the command line, the API and notebooks."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from graph_kb.errors import UsageError

if TYPE_CHECKING:
    from pandas import DataFrame

FORMATS = ("table", "json", "jsonl", "csv", "xlsx")
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
_HIDDEN = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)
"""Controls but the new line, line separators, bidirectional marks and overrides, halves of characters."""


@dataclass(frozen=True)
class Result:
    """Rows of an answer and what is needed to cite it.

    Attributes:
        columns: Names of the columns, in order.
        rows: One dictionary per row; nodes, relationships and paths are plain dictionaries.
        name: Name of the query; empty for free Cypher.
        doc: What the query answers.
        parameters: Parameters it ran with.
        cypher: Text of the query.
        data_version: Data version of the graph it ran on.
        truncated: Whether rows were left out because of a limit.
        warnings: What the reader should know: names and ids that are nowhere, values read as something else.
    """

    columns: tuple[str, ...]
    rows: list[dict[str, Any]]
    name: str = ""
    doc: str = ""
    parameters: Mapping[str, Any] = field(default_factory=dict)
    cypher: str = ""
    data_version: int = 0
    truncated: bool = False
    warnings: tuple[str, ...] = ()

    def __len__(self) -> int:
        """Number of rows."""
        return len(self.rows)

    def __iter__(self) -> Iterator[dict[str, Any]]:
        """Iterate over the rows."""
        return iter(self.rows)

    def facts(self) -> dict[str, Any]:
        """The rows with the query, its parameters and the data version, as plain data."""
        meta = {
            "query": self.name or None,
            "parameters": dict(self.parameters),
            "data_version": self.data_version,
            "truncated": self.truncated,
            "warnings": list(self.warnings),
        }
        return {"meta": meta, "columns": list(self.columns), "rows": self.rows}

    def to_json(self) -> str:
        """What `facts` gives, as one JSON object."""
        return _json(self.facts(), indent=2)

    def to_jsonl(self) -> str:
        """One JSON object per row."""
        return "\n".join(_json(row) for row in self.rows)

    def to_csv(self) -> str:
        """Comma-separated values with a header; lists are joined by '; '.

        A text that a spreadsheet would take for a formula gets an apostrophe in front (OWASP, CSV injection).
        """
        stream = io.StringIO()
        lines = csv.writer(stream, lineterminator="\n")
        lines.writerow([flat(name) for name in self.columns])
        lines.writerows([one_line_end(flat(row.get(name))) for name in self.columns] for row in self.rows)
        return stream.getvalue().rstrip("\n")

    def to_xlsx(self, path: Path) -> Path:
        """Write a spreadsheet; texts that look like formulas stay texts, with an apostrophe in front as in CSV."""
        from openpyxl import Workbook
        from openpyxl.cell import WriteOnlyCell

        book = Workbook(write_only=True)
        sheet = book.create_sheet(_sheet_name(self.name))
        lines = ([flat(row.get(name)) for name in self.columns] for row in self.rows)
        for line in ([flat(name) for name in self.columns], *lines):
            sheet.append([WriteOnlyCell(sheet, visible(value) if isinstance(value, str) else value) for value in line])
        book.save(path)
        return path

    def df(self) -> DataFrame:
        """A pandas data frame.

        Raises:
            UsageError: pandas is not installed.
        """
        try:
            import pandas
        except ImportError as error:
            raise UsageError("a data frame needs pandas", hint="pip install pandas") from error
        return pandas.DataFrame(self.rows, columns=list(self.columns))


def plain(value: Any) -> Any:
    """A driver's value as plain data: nodes, relationships and paths as dictionaries, times as ISO text."""
    if value is None or isinstance(value, str | int | float | bool):
        return value
    if isinstance(value, Mapping) and not hasattr(value, "labels") and not hasattr(value, "type"):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(item) for item in value]
    if hasattr(value, "labels"):
        return {"labels": sorted(value.labels), "properties": _properties(value)}
    if hasattr(value, "start_node") and hasattr(value, "type"):
        ends = {"start": value.start_node.get("id"), "end": value.end_node.get("id")}
        return {"type": value.type, **ends, "properties": _properties(value)}
    if hasattr(value, "relationships"):
        return {"nodes": plain(list(value.nodes)), "relationships": plain(list(value.relationships))}
    return value.iso_format() if hasattr(value, "iso_format") else str(value)


def _properties(value: Any) -> dict[str, Any]:
    return {name: plain(item) for name, item in sorted(value.items()) if name != "record_hash"}


def _json(value: Any, indent: int | None = None) -> str:
    return json.dumps(value, ensure_ascii=False, indent=indent, default=str)


def visible(text: str) -> str:
    """Text with what a terminal or reader would obey rather than show written out: escapes, controls, bidi marks."""
    return _HIDDEN.sub(lambda found: written_out(found[0]), text)


def written_out(letter: str) -> str:
    """A letter as Python writes it by its number."""
    code = ord(letter)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"


def flat(value: Any) -> Any:
    """A value as a cell of a table; a text that a spreadsheet would take for a formula gets an apostrophe in front."""
    if isinstance(value, list):
        value = "; ".join(str(item) for item in value)
    elif isinstance(value, dict):
        value = _json(value)
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value


def csv_line(cells: Iterable[Any]) -> bytes:
    """A line of CSV for whatever reads tables: nothing in it is a formula, a lone end of a line or half a letter."""
    stream = io.StringIO()
    csv.writer(stream, lineterminator="\r\n").writerow([one_line_end(flat(cell)) for cell in cells])
    return stream.getvalue().encode("utf-8", "backslashreplace")


def one_line_end(value: Any) -> Any:
    """A lone carriage return would end the line: the writer of CSV does not quote it."""
    return value.replace("\r\n", "\n").replace("\r", "\n") if isinstance(value, str) else value


def _sheet_name(name: str) -> str:
    kept = "".join(letter for letter in name if letter.isalnum() or letter in "_- ")
    return kept[:31] or "answer"
