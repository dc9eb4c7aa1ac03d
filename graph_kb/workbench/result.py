"""One result object for the command line, the API and notebooks."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from graph_kb.errors import UsageError

if TYPE_CHECKING:
    from pandas import DataFrame

FORMATS = ("table", "json", "jsonl", "csv", "xlsx")


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
    """

    columns: tuple[str, ...]
    rows: list[dict[str, Any]]
    name: str = ""
    doc: str = ""
    parameters: Mapping[str, Any] = field(default_factory=dict)
    cypher: str = ""
    data_version: int = 0
    truncated: bool = False

    def __len__(self) -> int:
        """Number of rows."""
        return len(self.rows)

    def __iter__(self) -> Iterator[dict[str, Any]]:
        """Iterate over the rows."""
        return iter(self.rows)

    def to_json(self) -> str:
        """The rows with the query, its parameters and the data version, as one JSON object."""
        meta = {
            "query": self.name or None,
            "parameters": dict(self.parameters),
            "data_version": self.data_version,
            "truncated": self.truncated,
        }
        return _json({"meta": meta, "columns": list(self.columns), "rows": self.rows}, indent=2)

    def to_jsonl(self) -> str:
        """One JSON object per row."""
        return "\n".join(_json(row) for row in self.rows)

    def to_csv(self) -> str:
        """Comma-separated values with a header; lists are joined by '; '."""
        stream = io.StringIO()
        lines = csv.writer(stream, lineterminator="\n")
        lines.writerow(self.columns)
        lines.writerows([_flat(row.get(name)) for name in self.columns] for row in self.rows)
        return stream.getvalue().rstrip("\n")

    def to_xlsx(self, path: Path) -> Path:
        """Write a spreadsheet; texts that look like formulas stay texts."""
        from openpyxl import Workbook
        from openpyxl.cell import WriteOnlyCell

        book = Workbook(write_only=True)
        sheet = book.create_sheet(_sheet_name(self.name))
        sheet.append(list(self.columns))
        for row in self.rows:
            cells = [WriteOnlyCell(sheet, value=_flat(row.get(name))) for name in self.columns]
            for cell in cells:
                if isinstance(cell.value, str):
                    cell.data_type = "s"
            sheet.append(cells)
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


def _flat(value: Any) -> Any:
    if isinstance(value, list):
        return "; ".join(str(item) for item in value)
    return _json(value) if isinstance(value, dict) else value


def _sheet_name(name: str) -> str:
    kept = "".join(letter for letter in name if letter.isalnum() or letter in "_- ")
    return kept[:31] or "answer"
