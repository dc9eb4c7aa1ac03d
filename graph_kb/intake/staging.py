"""A throw-away DuckDB base: columns in, rows out, larger than memory when it must be.

DuckDB (MIT licence) sorts, joins and compares millions of staged records in bounded memory, needs no server and no
network; its own extensions are never fetched.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from graph_kb.errors import StoreError

if TYPE_CHECKING:
    from graph_kb.intake.statements import Columns

_MEMORY = "768MB"
_FLUSH = 5_000
_FETCHED = 5000


class StagingBase:
    """Tables for the time of one load.

    Args:
        folder: Where what does not fit into memory goes; what is left there by a load that was killed is removed.
        tables: Statements that make the tables.

    Raises:
        StoreError: The folder cannot be written, or its disk is full; so do all methods.
    """

    def __init__(self, folder: Path, tables: str) -> None:
        import duckdb

        self._folder, self._errors = folder, (duckdb.Error, OSError)
        self._room = (duckdb.IOException, duckdb.OutOfMemoryException)
        try:
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir(parents=True)
        except OSError as error:
            raise self._explained(error) from error
        options: dict[str, str | bool | int | float | list[str]] = {
            "memory_limit": _MEMORY,
            "temp_directory": str(folder),
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
            "preserve_insertion_order": False,
        }
        self._base = duckdb.connect(":memory:", config=options)
        self.run(tables)
        self._waiting: dict[tuple[Any, ...], Columns] = {}

    def add(self, table: str, columns: Columns, common: Mapping[str, Any] = MappingProxyType({})) -> None:
        """Add rows to a table, by and by; `flush` makes them searchable.

        Args:
            table: The table.
            columns: What differs between the rows.
            common: What they have in common, by column.
        """
        if not columns:
            return
        key = (table, *common.items())
        waiting = self._waiting.setdefault(key, {name: [] for name in columns})
        for name, values in columns.items():
            waiting[name] += values
        if len(next(iter(waiting.values()))) >= _FLUSH:
            self.insert(table, self._waiting.pop(key), common)

    def flush(self) -> None:
        """Make all rows that were added searchable."""
        for (table, *common), columns in self._waiting.items():
            self.insert(table, columns, dict(common))
        self._waiting.clear()

    def insert(self, table: str, columns: Columns, common: Mapping[str, Any] = MappingProxyType({})) -> None:
        """Put rows into a table at once; its arguments are those of `add`."""
        import pyarrow

        if columns and any(columns.values()):
            self._base.register("given", pyarrow.table(columns))
            same = "".join(f", ? AS {name}" for name in common)
            self.run(f"INSERT INTO {table} BY NAME SELECT *{same} FROM given", *common.values())
            self._base.unregister("given")

    def run(self, text: str, *values: Any) -> None:
        """Run statements that give nothing back."""
        try:
            self._base.execute(text, values)
        except self._errors as error:
            raise self._explained(error) from error

    def rows(self, text: str, *values: Any, given: Columns | None = None) -> Iterator[tuple[Any, ...]]:
        """Rows of a question, one at a time; others may be asked, and the tables changed, meanwhile.

        Args:
            text: The question.
            values: Its parameters.
            given: Columns that it may ask as the table `given`.
        """
        import pyarrow

        cursor = self._base.cursor()
        try:
            if given is not None:
                cursor.register("given", pyarrow.table(given))
            cursor.execute(text, values)
            while found := cursor.fetchmany(_FETCHED):
                yield from found
        except self._errors as error:
            raise self._explained(error) from error
        finally:
            cursor.close()

    def count(self, text: str) -> int:
        """The number that a question asks for."""
        return int(next(self.rows(text))[0])

    def close(self) -> None:
        """Forget everything."""
        self._base.close()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _explained(self, error: Exception) -> StoreError:
        is_room = isinstance(error, (OSError, *self._room))
        hint = "free disk space there, or make the folder writable, then run the command again"
        hint = hint if is_room else "this is a fault of graph_kb: please tell its authors, with the file"
        return StoreError(f"records cannot be staged in {self._folder}: {error}", hint=hint)
