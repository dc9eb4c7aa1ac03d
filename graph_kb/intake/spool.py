"""Where validated records wait on disk until the whole source has been checked.

A SQLite file: it finds disagreeing records and missing references in constant memory, keeps what is wrong with
which row, orders the writes (nodes before relationships, one label at a time), and vanishes afterwards. Nothing
reaches the graph before every row of every table has been read and checked.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from functools import lru_cache
from itertools import groupby, islice
from pathlib import Path
from typing import Any, Self, TypeVar

from graph_kb.intake import conflicts
from graph_kb.intake.agreement import disagreements, together
from graph_kb.intake.issues import Issue
from graph_kb.intake.rows import RowRecords
from graph_kb.model.schema import NODES
from graph_kb.store.writer import LinkRow, NodeRow

T = TypeVar("T")
Known = Callable[[str, list[str]], set[str]]
"""Tells which ids of a label exist outside the source."""

_TABLES = """
PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA temp_store=FILE;
CREATE TABLE nodes (label TEXT, id TEXT, labels TEXT, hash INTEGER, body TEXT, file TEXT, row INTEGER);
CREATE TABLE links (type TEXT, start_label TEXT, start TEXT, end_label TEXT, end TEXT, key TEXT, hash INTEGER,
                    body TEXT, file TEXT, row INTEGER);
CREATE TABLE refs (label TEXT, id TEXT, col TEXT, file TEXT, row INTEGER);
CREATE TABLE known (label TEXT, id TEXT, there INTEGER, PRIMARY KEY (label, id)) WITHOUT ROWID;
CREATE TABLE issues (file TEXT, row INTEGER, col TEXT, code TEXT, message TEXT, suggestion TEXT);
CREATE TABLE warnings (file TEXT, row INTEGER, col TEXT, code TEXT, message TEXT, suggestion TEXT);
"""
_INDEXES = """
CREATE INDEX node_id ON nodes (label, id, hash);
CREATE INDEX link_key ON links (type, start_label, end_label, start, end, key, hash);
CREATE INDEX node_row ON nodes (file, row);
CREATE INDEX link_row ON links (file, row);
CREATE INDEX ref_row ON refs (file, row);
CREATE INDEX issue_row ON issues (file, row);
CREATE INDEX warning_row ON warnings (file, row);
"""
_INSERTS = {
    "nodes": "INSERT INTO nodes VALUES (?, ?, ?, ?, ?, ?, ?)",
    "links": "INSERT INTO links VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    "refs": "INSERT INTO refs VALUES (?, ?, ?, ?, ?)",
    "known": "INSERT INTO known VALUES (?, ?, ?)",
    "issues": "INSERT INTO issues VALUES (?, ?, ?, ?, ?, ?)",
    "warnings": "INSERT INTO warnings VALUES (?, ?, ?, ?, ?, ?)",
}
_NODE_STATEMENTS = """
SELECT n.label, n.id, n.id, n.hash, n.body, n.file, n.row FROM
(SELECT label, id FROM nodes GROUP BY label, id HAVING MIN(hash) <> MAX(hash)) g
JOIN nodes n ON n.label = g.label AND n.id = g.id ORDER BY n.label, n.id, n.rowid
"""
_LINK_STATEMENTS = """
SELECT n.type, n.start_label || n.end_label, n.key, n.hash, n.body, n.file, n.row FROM
(SELECT type, start_label, end_label, start, end, key FROM links GROUP BY 1, 2, 3, 4, 5, 6
 HAVING MIN(hash) <> MAX(hash)) g
JOIN links n ON n.type = g.type AND n.start_label = g.start_label AND n.end_label = g.end_label
AND n.start = g.start AND n.end = g.end AND n.key = g.key
ORDER BY n.type, n.start_label, n.end_label, n.start, n.end, n.key, n.rowid
"""
_ABSENT = "NOT EXISTS (SELECT 1 FROM nodes n WHERE n.label = r.label AND n.id = r.id)"
_UNASKED = f"""
SELECT DISTINCT label, id FROM refs r WHERE {_ABSENT} AND NOT EXISTS
(SELECT 1 FROM known k WHERE k.label = r.label AND k.id = r.id) ORDER BY label
"""
_DANGLING = f"""
SELECT DISTINCT file, row, col, label, id FROM refs r WHERE {_ABSENT} AND NOT EXISTS
(SELECT 1 FROM known k WHERE k.label = r.label AND k.id = r.id AND k.there) ORDER BY file, row
"""
_WARNED = "SELECT w.* FROM warnings w WHERE (file, row) NOT IN (SELECT file, row FROM issues)"
_NODES = "SELECT id, labels, body FROM nodes WHERE label = ? GROUP BY id, hash ORDER BY id"
_LINKS = """
SELECT type, start_label, start, end_label, end, key, body FROM links
WHERE type = ? AND start_label = ? AND end_label = ? GROUP BY start, end, key, hash ORDER BY start, end, key
"""
_FLUSH = 5000
_ENCODER = json.JSONEncoder(sort_keys=True, separators=(",", ":"))


class Spool:
    """Staged records of one load.

    Args:
        path: File to stage in; what is left there by a load that was killed is overwritten.
    """

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.unlink(missing_ok=True)
        self._path = path
        self._base = sqlite3.connect(path, isolation_level=None)
        self._base.executescript(_TABLES + conflicts.TABLES)
        self._waiting: dict[str, list[tuple[Any, ...]]] = {name: [] for name in _INSERTS | conflicts.INSERTS}

    def add(self, file: str, row: int, records: RowRecords) -> None:
        """Stage the records of a row, or note its issues."""
        self._waiting["issues"] += [_issue_row(issue) for issue in records.issues]
        self._waiting["warnings"] += [_issue_row(issue) for issue in records.warnings]
        for node in records.nodes:
            body = _ENCODER.encode(node.properties)
            labels = ":".join(node.labels)
            self._waiting["nodes"].append((node.labels[0], node.id, labels, hash(body), body, file, row))
            self._note_amounts(node, file, row)
        for link in records.links:
            body = _ENCODER.encode(link.properties)
            self._waiting["links"].append((*_ends(link), link.key, hash(body), body, file, row))
        self._waiting["refs"] += [(*reference, file, row) for reference in records.references]
        if any(len(rows) >= _FLUSH for rows in self._waiting.values()):
            self._flush()

    def _note_amounts(self, node: NodeRow, file: str, row: int) -> None:
        label, unit = node.labels[0], node.properties.get("unit")
        if label in conflicts.STREAMS and unit:
            self._waiting["units"].append((label, node.id, unit, file, row))
        elif label == "Resource":
            self._waiting["kinds"].append((node.id, node.properties.get("kind")))

    def finish(self) -> None:
        """Everything is staged: make it searchable."""
        self._flush()
        self._base.executescript(_INDEXES + conflicts.INDEXES)

    def doubles(self) -> Iterator[Issue]:
        """Rows whose record has the id of an earlier row but says something else."""
        for text, column in ((_NODE_STATEMENTS, "id"), (_LINK_STATEMENTS, "key")):
            for _, rows in groupby(self._rows(text), key=lambda row: row[:3]):
                yield from _disagreeing(rows, column)

    def misfits(self, kinds_of: Callable[[list[str]], dict[str, str]]) -> Iterator[Issue]:
        """Rows whose unit cannot count what flows, and rows that put a site into a second municipality.

        Args:
            kinds_of: Kinds of resources that are no part of the source, by id, as far as they exist.
        """
        for names in _batches((row[0] for row in list(self._rows(conflicts.UNKNOWN_KINDS))), _FLUSH):
            self._insert("kinds", list(kinds_of(names).items()))
        yield from conflicts.misfits(self._rows)
        yield from conflicts.two_places(self._rows)

    def resolve(self, known: Known) -> None:
        """Note which referenced nodes are no part of this load but exist already."""
        for label, rows in groupby(list(self._rows(_UNASKED)), key=lambda row: row[0]):
            for names in _batches((row[1] for row in rows), _FLUSH):
                there = known(label, names)
                self._insert("known", [(label, name, name in there) for name in names])

    def dangling(self) -> Iterator[Issue]:
        """Rows that refer to a node that is nowhere."""
        near = lru_cache(_FLUSH)(self._near)
        for file, row, column, label, name in self._rows(_DANGLING):
            code = "unknown_source" if label == "Source" else "missing_reference"
            message = f"{label} {name!r} is neither in the source nor in the graph"
            yield Issue(file, row, column, code, message, near(label, name))

    def reject(self, issues: Iterable[Issue]) -> int:
        """Take rows out with everything they gave, and keep why. Returns the number of issues."""
        before = self._count("SELECT COUNT(*) FROM issues")
        for batch in _batches(issues, _FLUSH):
            self._insert("issues", [_issue_row(issue) for issue in batch])
        found = self._count("SELECT COUNT(*) FROM issues") - before
        if found:
            self._base.execute("DELETE FROM nodes WHERE (file, row) IN (SELECT file, row FROM issues)")
            self._base.execute("DELETE FROM links WHERE (file, row) IN (SELECT file, row FROM issues)")
            self._base.execute("DELETE FROM refs WHERE (file, row) IN (SELECT file, row FROM issues)")
        return found

    def issues(self, file: str) -> Iterator[Issue]:
        """Why rows of a table were rejected, in the order of the rows."""
        return (Issue(*row) for row in self._rows("SELECT * FROM issues WHERE file = ? ORDER BY row, rowid", file))

    def rejected_rows(self) -> int:
        """Number of rejected rows."""
        return self._count("SELECT COUNT(*) FROM (SELECT 1 FROM issues GROUP BY file, row)")

    def warnings(self, file: str) -> Iterator[Issue]:
        """What is odd about rows of a table that are loaded all the same, in the order of the rows."""
        return (Issue(*row) for row in self._rows(f"{_WARNED} AND file = ? ORDER BY row, w.rowid", file))

    def warned_rows(self) -> int:
        """Number of rows with a warning that are loaded."""
        return self._count(f"SELECT COUNT(*) FROM ({_WARNED} GROUP BY file, row)")

    def place(self, label: str, name: str) -> str:
        """First row that states a node, as file:row."""
        text = "SELECT file, row FROM nodes WHERE label = ? AND id = ? ORDER BY rowid LIMIT 1"
        return next((f"{file}:{row}" for file, row in self._rows(text, label, name)), "")

    def counts(self) -> int:
        """Number of staged records, each counted once however many rows state it."""
        nodes = self._count("SELECT COUNT(*) FROM (SELECT 1 FROM nodes GROUP BY label, id)")
        keys = "type, start_label, end_label, start, end, key"
        return nodes + self._count(f"SELECT COUNT(*) FROM (SELECT 1 FROM links GROUP BY {keys})")

    def node_batches(self, size: int) -> Iterator[list[NodeRow]]:
        """Nodes by label, in the order of the model, each once."""
        for label in NODES:
            same = groupby(self._rows(_NODES, label), key=lambda row: row[:2])
            yield from _batches((NodeRow(tuple(key[1].split(":")), key[0], _body(rows)) for key, rows in same), size)

    def link_batches(self, size: int) -> Iterator[list[LinkRow]]:
        """Relationships by type and labels of the ends, sorted by start and end, each once."""
        kinds = list(self._rows("SELECT DISTINCT type, start_label, end_label FROM links ORDER BY 1, 2, 3"))
        for kind in kinds:
            same = groupby(self._rows(_LINKS, *kind), key=lambda row: row[:6])
            yield from _batches((_link(key, _body(rows)) for key, rows in same), size)

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
        for table, rows in self._waiting.items():
            self._insert(table, rows)
            rows.clear()

    def _insert(self, table: str, rows: list[tuple[Any, ...]]) -> None:
        self._base.execute("BEGIN")
        self._base.executemany((_INSERTS | conflicts.INSERTS)[table], rows)
        self._base.execute("COMMIT")

    def _rows(self, text: str, *values: Any) -> Iterator[tuple[Any, ...]]:
        with closing(self._base.cursor()) as cursor:
            yield from cursor.execute(text, values)

    def _count(self, text: str) -> int:
        return int(next(self._rows(text))[0])

    def _near(self, label: str, name: str) -> str:
        from rapidfuzz import process

        names = [row[0] for row in self._rows("SELECT DISTINCT id FROM nodes WHERE label = ? LIMIT 5000", label)]
        found = process.extractOne(name, names, score_cutoff=70)
        return f"did you mean {found[0]}?" if found else f"add the {label}, or correct the id"


def _disagreeing(rows: Iterable[tuple[Any, ...]], column: str) -> Iterator[Issue]:
    """Issues of the rows that contradict what earlier rows say of the same record."""
    said: dict[str, Any] = {}
    first = ""
    seen: dict[int, list[str]] = {}
    for _, _, name, digest, body, file, row in rows:
        if digest not in seen:
            seen[digest] = disagreements(said, json.loads(body))
            if not seen[digest]:
                said = together([said, json.loads(body)])
        first = first or f"{file}:{row}"
        if seen[digest]:
            parts = ", ".join(seen[digest])
            message = f"{column} {name} was given other values before, first in {first} ({parts})"
            yield Issue(file, row, parts, "duplicate_id", message, "make the values agree, or give another id")


def _body(rows: Iterable[tuple[Any, ...]]) -> dict[str, Any]:
    bodies = [json.loads(row[-1]) for row in rows]
    return bodies[0] if len(bodies) == 1 else together(bodies)


def _link(key: tuple[str, ...], properties: dict[str, Any]) -> LinkRow:
    type_, start_label, start, end_label, end, name = key
    return LinkRow(type_, start_label, start, end_label, end, name, properties)


def _batches(rows: Iterable[T], size: int) -> Iterator[list[T]]:
    left = iter(rows)
    while batch := list(islice(left, size)):
        yield batch


def _ends(link: LinkRow) -> tuple[str, str, str, str, str]:
    return link.type, link.start_label, link.start, link.end_label, link.end


def _issue_row(issue: Issue) -> tuple[Any, ...]:
    return issue.file, issue.row, issue.column, issue.code, issue.message, issue.suggestion
