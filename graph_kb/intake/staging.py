"""A throw-away DuckDB base: columns in, rows out, larger than memory when it must be.

DuckDB (MIT licence) sorts, joins and compares millions of staged records in bounded memory, needs no server and no
network; its own extensions are never fetched.
"""

from __future__ import annotations

import shutil
from collections import deque
from collections.abc import Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeAlias

from graph_kb.errors import StoreError
from graph_kb.intake.statements import Columns, as_table

if TYPE_CHECKING:
    import pyarrow

_Common: TypeAlias = Mapping[str, Any]
"""What rows have in common, by column."""

_MEMORY = "768MB"
_FLUSH = 20_000
_MOST = 100_000
"""How many rows may wait for each table to have enough of them."""
_FETCHED = 5000
_AHEAD = 1
"""How many tables may wait for being put while the next rows are read."""


@dataclass
class _Waiting:
    """Rows that wait for being put into a table together."""

    parts: list[Columns] = field(default_factory=list)
    tables: list[pyarrow.Table] = field(default_factory=list)
    number: int = 0

    def rows(self) -> pyarrow.Table:
        """All of them."""
        import pyarrow

        if self.parts:
            names = self.parts[0]
            self.tables.append(
                as_table({name: list(chain.from_iterable(part[name] for part in self.parts)) for name in names})
            )
        # A column that is blank in all rows of a part has no type of its own there.
        return pyarrow.concat_tables(self.tables, promote_options="default")


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
        import pyarrow

        self._folder, self._errors = folder, (duckdb.Error, pyarrow.ArrowException, OSError, ValueError)
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
            # What is in memory is packed whenever so much was written: all of it each time, and for nothing.
            "checkpoint_threshold": "1TB",
        }
        self._base = duckdb.connect(":memory:", config=options)
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="staging")
        self._inserting: deque[Future[None]] = deque()
        self._waiting: dict[tuple[Any, ...], _Waiting] = {}
        self._rows_waiting = 0
        self.run(tables)

    def add(self, table: str, columns: Columns, common: _Common = MappingProxyType({})) -> None:
        """Add rows to a table, by and by; `flush` makes them searchable.

        Args:
            table: The table.
            columns: What differs between the rows.
            common: What they have in common, by column.
        """
        if columns and (number := len(next(iter(columns.values())))):
            key = (table, *common.items())
            self._waiting.setdefault(key, _Waiting()).parts.append(columns)
            self._note_waiting(key, number)

    def add_table(self, table: str, rows: pyarrow.Table, common: _Common) -> None:
        """Add rows that have the form of the base already; its arguments are else those of `add`."""
        key = (table, *common.items())
        self._waiting.setdefault(key, _Waiting()).tables.append(rows)
        self._note_waiting(key, rows.num_rows)

    def _note_waiting(self, key: tuple[Any, ...], number: int) -> None:
        """Remember how many rows wait; those of which there are enough are put into their table."""
        self._waiting[key].number += number
        self._rows_waiting += number
        if self._waiting[key].number >= _FLUSH:
            self._send(key)
        while self._rows_waiting > _MOST:
            self._send(max(self._waiting, key=lambda key: self._waiting[key].number))

    def flush(self) -> None:
        """Make all rows that were added searchable."""
        for key in list(self._waiting):
            self._send(key)
        self._settle(0)

    def insert(self, table: str, columns: Columns) -> None:
        """Put rows into a table at once; its arguments are those of `add`."""
        if columns and len(next(iter(columns.values()))):
            self._put(table, _Waiting([columns]), {})
            self._settle(0)

    def _send(self, key: tuple[Any, ...]) -> None:
        """Put what waits for a table into it."""
        waiting, (table, *common) = self._waiting.pop(key), key
        self._rows_waiting -= waiting.number
        self._put(table, waiting, dict(common))

    def _put(self, table: str, waiting: _Waiting, common: _Common) -> None:
        """Put rows into a table while others are read."""
        same = "".join(f", ? AS {name}" for name in common)
        text = f"INSERT INTO {table} BY NAME SELECT *{same} FROM given"
        self._settle(_AHEAD)
        try:
            rows = waiting.rows()
        except self._errors as error:
            raise self._explained(error) from error
        self._inserting.append(self._thread.submit(self._insert, text, rows, list(common.values())))

    def _insert(self, text: str, rows: pyarrow.Table, values: list[Any]) -> None:
        cursor = self._base.cursor()
        try:
            cursor.register("given", rows)
            cursor.execute(text, values)
        finally:
            cursor.close()

    def _settle(self, most: int) -> None:
        """Wait until no more than this many tables are being put."""
        try:
            while len(self._inserting) > most:
                self._inserting.popleft().result()
        except self._errors as error:
            raise self._explained(error) from error

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

    def tables(self, text: str, *values: Any, size: int) -> Iterator[pyarrow.Table]:
        """The answer to a question as Arrow tables of so many rows; the last one may be shorter."""
        import pyarrow

        cursor = self._base.cursor()
        try:
            for rows in cursor.sql(text, params=values).to_arrow_reader(size):
                yield pyarrow.Table.from_batches([rows])
        except self._errors as error:
            raise self._explained(error) from error
        finally:
            cursor.close()

    def count(self, text: str) -> int:
        """The number that a question asks for."""
        return int(next(self.rows(text))[0])

    def close(self) -> None:
        """Forget everything."""
        self._thread.shutdown(cancel_futures=True)
        self._base.close()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _explained(self, error: Exception) -> StoreError:
        is_room = isinstance(error, (OSError, *self._room))
        hint = "free disk space there, or make the folder writable, then run the command again"
        hint = hint if is_room else "this is a fault of graph_kb: please tell its authors, with the file"
        return StoreError(f"records cannot be staged in {self._folder}: {error}", hint=hint)
