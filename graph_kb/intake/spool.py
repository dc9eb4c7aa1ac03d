"""Where validated records wait on disk until the whole source has been checked.

A SQLite file: it finds disagreeing records and missing references in constant memory, keeps what is wrong with
which row, orders the writes (nodes before relationships, one label at a time), and vanishes afterwards. Nothing
reaches the graph before every row of every table has been read and checked.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from functools import lru_cache
from itertools import groupby, islice
from pathlib import Path
from typing import Any, Self, TypeVar

from graph_kb.intake import conflicts, staged
from graph_kb.intake.agreement import disagreements, together
from graph_kb.intake.issues import Issue, shown
from graph_kb.intake.rows import RowRecords
from graph_kb.model.schema import NODES
from graph_kb.store.writer import LinkRow, NodeRow

T = TypeVar("T")
Known = Callable[[str, list[str]], set[str]]
"""Tells which ids of a label exist outside the source."""

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
        self._base.executescript(staged.TABLES + conflicts.TABLES)
        self._waiting: dict[str, list[tuple[Any, ...]]] = {name: [] for name in staged.INSERTS | conflicts.INSERTS}

    def add(self, file: str, row: int, records: RowRecords) -> None:
        """Stage the records of a row, or note its issues."""
        self._waiting["issues"] += [_issue_row(issue) for issue in records.issues]
        self._waiting["warnings"] += [_issue_row(issue) for issue in records.warnings]
        for node in records.nodes:
            self._waiting["nodes"].append((*_node_row(node), file, row))
            self._note_amounts(node, file, row)
        self._waiting["links"] += [(*_link_row(link), file, row) for link in records.links]
        self._waiting["refs"] += [(*reference, file, row) for reference in records.references]
        self._waiting["held"] += records.held
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
        self._base.executescript(staged.INDEXES + conflicts.INDEXES)

    def doubles(self) -> Iterator[Issue]:
        """Rows whose record has the id of an earlier row but says something else."""
        for text, column in ((staged.NODE_STATEMENTS, "id"), (staged.LINK_STATEMENTS, "key")):
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
        for label, rows in groupby(list(self._rows(staged.UNASKED)), key=lambda row: row[0]):
            for names in _batches((row[1] for row in rows), _FLUSH):
                there = known(label, names)
                self._insert("known", [(label, name, name in there) for name in names])

    def dangling(self) -> Iterator[Issue]:
        """Rows that refer to a node that is nowhere."""
        near = lru_cache(_FLUSH)(self._near)
        for file, row, column, label, name in self._rows(staged.DANGLING):
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
            self._base.executescript(staged.HOLD + staged.FORGET)
        return found

    def issues(self, file: str) -> Iterator[Issue]:
        """Why rows of a table were rejected, in the order of the rows."""
        return (Issue(*row) for row in self._rows("SELECT * FROM issues WHERE file = ? ORDER BY row, rowid", file))

    def rejected_rows(self) -> int:
        """Number of rejected rows."""
        return self._count("SELECT COUNT(*) FROM (SELECT 1 FROM issues GROUP BY file, row)")

    def warnings(self, file: str) -> Iterator[Issue]:
        """What is odd about rows of a table that are loaded all the same, in the order of the rows."""
        return (Issue(*row) for row in self._rows(f"{staged.WARNED} AND file = ? ORDER BY row, w.rowid", file))

    def warned_rows(self) -> int:
        """Number of rows with a warning that are loaded."""
        return self._count(f"SELECT COUNT(*) FROM ({staged.WARNED} GROUP BY file, row)")

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
            same = groupby(self._rows(staged.NODES, label), key=lambda row: row[:2])
            yield from _batches((NodeRow(tuple(key[1].split(":")), key[0], _body(rows)) for key, rows in same), size)

    def link_batches(self, size: int) -> Iterator[list[LinkRow]]:
        """Relationships by type and labels of the ends, sorted by start and end, each once."""
        kinds = list(self._rows("SELECT DISTINCT type, start_label, end_label FROM links ORDER BY 1, 2, 3"))
        for kind in kinds:
            same = groupby(self._rows(staged.LINKS, *kind), key=lambda row: row[:6])
            yield from _batches((_link(key, _body(rows)) for key, rows in same), size)

    def stage_before(self, nodes: Iterable[NodeRow] = (), links: Iterable[LinkRow] = ()) -> None:
        """Keep what the graph says of records, aside; `state_before` puts it before what the rows say."""
        self._insert("nodes_before", [(*_node_row(node), staged.GRAPH, 0) for node in nodes])
        self._insert("links_before", [(*_link_row(link), staged.GRAPH, 0) for link in links])

    def state_before(self, files: Sequence[str]) -> None:
        """Put what the graph says before what the rows say, of records that only these tables state."""
        for text in staged.STATE_BEFORE:
            self._base.execute(text, (json.dumps(files),))

    def forget_graph(self) -> None:
        """Leave out what the graph alone says: every row about it was rejected."""
        self._base.executescript(staged.FORGET_GRAPH)

    def note_restated(self, label: str, ids: Iterable[str]) -> None:
        """Remember nodes of the load that were in the graph before it."""
        self._insert("restated", [(label, name) for name in ids])

    def restated_batches(self, label: str, size: int) -> Iterator[list[str]]:
        """Nodes of a label that were in the graph before and that every row about them states again."""
        yield from _batches((row[0] for row in self._rows(staged.RESTATED, label)), size)

    def unstated(self, type_: str, keys: list[str]) -> list[str]:
        """Which keys of relationships of a type no row states."""
        if not keys:
            return []
        self._base.execute(staged.KEYS)
        return [row[0] for row in self._rows(staged.UNSTATED, json.dumps(keys), type_)]

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
        self._base.executemany((staged.INSERTS | conflicts.INSERTS)[table], rows)
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
    """Issues of the rows that contradict what the graph or earlier rows say of the same record."""
    said: dict[str, Any] = {}
    first: str | None = None
    seen: dict[int, list[str]] = {}
    for _, _, name, digest, body, file, row in rows:
        if digest not in seen:
            seen[digest] = disagreements(said, json.loads(body))
            if not seen[digest]:
                said = together([said, json.loads(body)])
        if first is None:
            first = f"{file}:{row}" if file != staged.GRAPH else ""
        if seen[digest] and first:
            parts = ", ".join(seen[digest])
            message = f"{column} {name} was given other values before, first in {first} ({parts})"
            yield Issue(file, row, parts, "duplicate_id", message, "make the values agree, or give another id")
        elif seen[digest]:
            yield Issue(
                file,
                row,
                ", ".join(seen[digest]),
                "duplicate_id",
                *_other_in_graph(name, said, json.loads(body), seen[digest]),
            )


def _other_in_graph(
    name: str, there: Mapping[str, Any], said: Mapping[str, Any], parts: Sequence[str]
) -> tuple[str, str]:
    """Message and hint for a row that is fed back and contradicts the graph."""
    values = "; ".join(f"{part} {shown(there.get(part))}, here {shown(said.get(part))}" for part in parts)
    hint = "a file that is fed back only adds: to change what is in the graph, mend the source and load all of it"
    return f"{name} is in the graph with other values: {values}", hint


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


def _node_row(node: NodeRow) -> tuple[Any, ...]:
    body = _ENCODER.encode(node.properties)
    return node.labels[0], node.id, ":".join(node.labels), hash(body), body


def _link_row(link: LinkRow) -> tuple[Any, ...]:
    body = _ENCODER.encode(link.properties)
    return link.type, link.start_label, link.start, link.end_label, link.end, link.key, hash(body), body


def _issue_row(issue: Issue) -> tuple[Any, ...]:
    return issue.file, issue.row, issue.column, issue.code, issue.message, issue.suggestion
