"""Where validated records wait on disk until the whole source has been checked.

A SQLite file: it finds doubled ids and missing references in constant memory, orders the writes (nodes before
relationships, one label at a time), and vanishes afterwards. Nothing reaches the graph before every row of
every table has been read and checked.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any, Self

from graph_kb.intake.issues import Issue
from graph_kb.intake.rows import RowRecords
from graph_kb.model.schema import NODES
from graph_kb.store.writer import LinkRow, NodeRow, record_hash

_TABLES = """
CREATE TABLE nodes (label TEXT, id TEXT, labels TEXT, hash TEXT, body TEXT, file TEXT, row INTEGER);
CREATE TABLE links (type TEXT, start_label TEXT, start TEXT, end_label TEXT, end TEXT, key TEXT, hash TEXT,
                    body TEXT, file TEXT, row INTEGER);
CREATE TABLE refs (label TEXT, id TEXT, col TEXT, file TEXT, row INTEGER);
CREATE TABLE known (label TEXT, id TEXT, PRIMARY KEY (label, id)) WITHOUT ROWID;
"""
_INDEXES = """
CREATE INDEX node_id ON nodes (label, id);
CREATE INDEX link_key ON links (type, start_label, end_label, key);
CREATE INDEX node_row ON nodes (file, row);
CREATE INDEX link_row ON links (file, row);
CREATE INDEX ref_row ON refs (file, row);
"""
_FLUSH = 5000


class Spool:
    """Staged records of one load."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.unlink(missing_ok=True)
        self._path = path
        self._base = sqlite3.connect(path, isolation_level=None)
        self._base.executescript("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA temp_store=FILE;" + _TABLES)
        self._waiting: dict[str, list[tuple[Any, ...]]] = {"nodes": [], "links": [], "refs": []}

    def add(self, file: str, row: int, records: RowRecords) -> None:
        """Stage the records of a row."""
        self._waiting["nodes"] += [
            (
                node.labels[0],
                node.id,
                json.dumps(node.labels),
                record_hash(node.properties),
                _text(node.properties),
                file,
                row,
            )
            for node in records.nodes
        ]
        self._waiting["links"] += [
            (*_ends(link), link.key, record_hash(link.properties), _text(link.properties), file, row)
            for link in records.links
        ]
        self._waiting["refs"] += [(*reference, file, row) for reference in records.references]
        if len(self._waiting["refs"]) >= _FLUSH:
            self._flush()

    def finish(self) -> None:
        """Everything is staged: make it searchable."""
        self._flush()
        self._base.executescript(_INDEXES)

    def doubles(self) -> Iterator[Issue]:
        """Rows whose record has the id of an earlier row but says something else."""
        for table, key, what in (
            ("nodes", "label, id", "id"),
            ("links", "type, start_label, end_label, key", "key"),
        ):
            same = " AND ".join(f"n.{part} = g.{part}" for part in key.split(", "))
            text = (
                f"SELECT n.file, n.row, n.{what}, n.body, f.body, f.file, f.row FROM {table} n "
                f"JOIN (SELECT {key}, MIN(rowid) AS first FROM {table} GROUP BY {key} HAVING COUNT(DISTINCT hash) > 1) g "
                f"ON {same} JOIN {table} f ON f.rowid = g.first WHERE n.hash <> f.hash"
            )
            for file, row, name, body, first_body, first_file, first_row in self._rows(text):
                parts = ", ".join(_differing(body, first_body))
                message = f"{name} was given other values in {first_file}:{first_row} ({parts})"
                yield Issue(file, row, parts, "duplicate_id", message, "make the values agree, or give another id")

    def resolve(self, existing: Callable[[str, list[str]], set[str]]) -> None:
        """Note which referenced nodes are no part of this load but are in the graph already."""
        text = (
            "SELECT DISTINCT label, id FROM refs r WHERE NOT EXISTS "
            "(SELECT 1 FROM nodes n WHERE n.label = r.label AND n.id = r.id) ORDER BY label"
        )
        wanted: dict[str, list[str]] = {}
        for label, name in self._rows(text):
            wanted.setdefault(label, []).append(name)
        for label, names in wanted.items():
            for start in range(0, len(names), _FLUSH):
                there = existing(label, names[start : start + _FLUSH])
                self._base.executemany("INSERT OR IGNORE INTO known VALUES (?, ?)", [(label, name) for name in there])

    def dangling(self) -> Iterator[Issue]:
        """Rows that refer to a node that is nowhere."""
        text = (
            "SELECT DISTINCT r.file, r.row, r.col, r.label, r.id FROM refs r WHERE NOT EXISTS "
            "(SELECT 1 FROM nodes n WHERE n.label = r.label AND n.id = r.id) AND NOT EXISTS "
            "(SELECT 1 FROM known k WHERE k.label = r.label AND k.id = r.id) ORDER BY r.file, r.row"
        )
        for file, row, column, label, name in self._rows(text):
            code = "unknown_source" if label == "Source" else "missing_reference"
            yield Issue(
                file,
                row,
                column,
                code,
                f"{label} {name!r} is neither in the source nor in the graph",
                self._near(label, name),
            )

    def drop(self, issues: list[Issue]) -> None:
        """Take rejected rows out, with everything they gave."""
        rows = {(issue.file, issue.row) for issue in issues}
        for table in ("nodes", "links", "refs"):
            self._base.executemany(f"DELETE FROM {table} WHERE file = ? AND row = ?", rows)

    def counts(self) -> int:
        """Number of staged records."""
        return sum(int(next(self._rows(f"SELECT COUNT(*) FROM {table}"))[0]) for table in ("nodes", "links"))

    def node_batches(self, size: int) -> Iterator[list[NodeRow]]:
        """Nodes by label, in the order of the model, without doubles."""
        for label in NODES:
            text = (
                "SELECT labels, id, body FROM nodes WHERE label = ? GROUP BY id HAVING rowid = MIN(rowid) ORDER BY id"
            )
            yield from _batches(
                (NodeRow(tuple(json.loads(row[0])), row[1], json.loads(row[2])) for row in self._rows(text, label)),
                size,
            )

    def link_batches(self, size: int) -> Iterator[list[LinkRow]]:
        """Relationships by type and labels of the ends, sorted by start and end, without doubles."""
        kinds = list(self._rows("SELECT DISTINCT type, start_label, end_label FROM links ORDER BY 1, 2, 3"))
        text = (
            "SELECT type, start_label, start, end_label, end, key, body FROM links WHERE type = ? AND start_label = ? "
            "AND end_label = ? GROUP BY key HAVING rowid = MIN(rowid) ORDER BY start, end"
        )
        for kind in kinds:
            yield from _batches((LinkRow(*row[:6], json.loads(row[6])) for row in self._rows(text, *kind)), size)

    def close(self) -> None:
        """Forget everything."""
        self._base.close()
        self._path.unlink(missing_ok=True)

    def __enter__(self) -> Self:
        """The spool itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Forget everything."""
        self.close()

    def _flush(self) -> None:
        self._base.execute("BEGIN")
        for table, rows in self._waiting.items():
            if rows:
                marks = ", ".join("?" * len(rows[0]))
                self._base.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)
                rows.clear()
        self._base.execute("COMMIT")

    def _rows(self, text: str, *values: Any) -> Iterator[tuple[Any, ...]]:
        with closing(self._base.cursor()) as cursor:
            yield from cursor.execute(text, values)

    def _near(self, label: str, name: str) -> str:
        from rapidfuzz import process

        names = [row[0] for row in self._rows("SELECT DISTINCT id FROM nodes WHERE label = ? LIMIT 5000", label)]
        found = process.extractOne(name, names, score_cutoff=70)
        return f"did you mean {found[0]}?" if found else f"add the {label}, or correct the id"


def _batches(rows: Iterator[Any], size: int) -> Iterator[list[Any]]:
    batch: list[Any] = []
    for row in rows:
        batch.append(row)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch


def _ends(link: LinkRow) -> tuple[str, str, str, str, str]:
    return link.type, link.start_label, link.start, link.end_label, link.end


def _text(properties: dict[str, Any]) -> str:
    return json.dumps(properties, ensure_ascii=True, separators=(",", ":"))


def _differing(one: str, other: str) -> list[str]:
    first, second = json.loads(one), json.loads(other)
    return sorted(name for name in first.keys() | second.keys() if first.get(name) != second.get(name))
