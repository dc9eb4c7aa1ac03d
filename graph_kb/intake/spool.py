"""Where validated records wait on disk until the whole source has been checked.

A DuckDB base: it finds disagreeing records and missing references in bounded memory, keeps what is wrong with which
row, orders the writes (nodes before relationships, one label at a time), and vanishes afterwards. Nothing reaches the
graph before every row of every table has been read and checked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import groupby
from pathlib import Path
from typing import Self

from graph_kb.intake import conflicts, staged
from graph_kb.intake.batches import batches
from graph_kb.intake.blocks import Block, Row
from graph_kb.intake.doubles import disagreeing, joined_links, joined_nodes
from graph_kb.intake.issues import Issue
from graph_kb.intake.rows import RowRecords
from graph_kb.intake.stages import Portion, Stage
from graph_kb.intake.staging import StagingBase
from graph_kb.intake.statements import Columns, Maker, Place, link_columns, node_columns
from graph_kb.model.relationships import other_labels
from graph_kb.model.schema import NODES
from graph_kb.store.records import LinkRow, NodeRow
from graph_kb.store.removal import Described

Known = Callable[[str, list[str]], set[str]]
"""Tells which ids of a label exist outside the source."""

_ASKED = 5000


class Spool:
    """Staged records of one load.

    Args:
        folder: Folder to stage in; what is left there by a load that was killed is removed.

    Attributes:
        base: The staging base.

    Raises:
        StoreError: The folder cannot be written, or its disk is full; so do all methods.
    """

    def __init__(self, folder: Path) -> None:
        self.base = StagingBase(folder, staged.TABLES)
        self._makers = self._told = self._rows = 0

    def declare(self, makers: Sequence[Maker]) -> int:
        """Tell which columns the rules of a table read. Returns the number of the first, as others follow it."""
        first = self._makers
        self._makers += len(makers)
        names = {"start_col": "start", "end_col": "end", "source_col": "source"}
        columns: Columns = {column: [getattr(one, name) for one in makers] for column, name in names.items()}
        self.base.insert("makers", {"maker": list(range(first, self._makers)), **columns})
        return first

    def add(self, file: str, row: int, records: RowRecords, first_maker: int) -> None:
        """Stage the records of a row, or note its issues.

        Args:
            file: Name of its table.
            row: Its number.
            records: What it gives.
            first_maker: Number of the first rule of the table, see `declare`.
        """
        self._rows += 1
        place, makers = Place(self._rows, row, file), [first_maker + number for number in records.made_by]
        self._note("issues", records.issues)
        self._note("warnings", records.warnings)
        nodes = len(records.nodes)
        self._stage(
            node_columns((place, *one) for one in zip(makers, records.nodes, strict=False)),
            link_columns((place, *one) for one in zip(makers[nodes:], records.links, strict=True)),
        )
        if records.held:
            self.base.add("held", {"label": [one[0] for one in records.held], "id": [one[1] for one in records.held]})

    @property
    def turn(self) -> int:
        """Place in the load of the row that comes next."""
        return self._rows + 1

    def add_portion(self, stage: Stage, block: Block, portion: Portion, read: Callable[[Row], RowRecords]) -> None:
        """Stage the records of many rows of a table.

        Args:
            stage: The table.
            block: The rows.
            portion: What they give.
            read: Reads one of those that are left.
        """
        before = self._rows
        for part in portion.parts:
            self.base.add_table(part.table, part.rows, part.common)
        for at in portion.left:
            self._rows = before + at
            row = block.row(at)
            self.add(stage.file, row.number, read(row), stage.first_maker)
        self._rows = before + len(block.numbers)

    def _stage(self, nodes: Columns, links: Columns) -> None:
        self.base.add("nodes", nodes)
        self.base.add("links", links)

    def _note(self, table: str, issues: Sequence[Issue]) -> None:
        if issues:
            told = list(range(self._told, self._told + len(issues)))
            self._told += len(issues)
            self.base.add(table, {**_issue_columns(issues), "told": told})

    def finish(self) -> None:
        """Everything is staged: make it searchable."""
        self.base.flush()

    def find_doubles(self) -> None:
        """Find which records several rows state; to be said again when records were added."""
        self.base.run(staged.FIND_DOUBLES)

    def doubles(self) -> Iterator[Issue]:
        """Rows whose record has the id of an earlier row but says something else."""
        self.find_doubles()
        for text, column in ((staged.NODE_STATEMENTS, "id"), (staged.LINK_STATEMENTS, "key")):
            for _, rows in groupby(self.base.rows(text), key=lambda row: row[:2]):
                yield from disagreeing(rows, column)

    def misfits(self, kinds_of: Callable[[list[str]], dict[str, str]]) -> Iterator[Issue]:
        """Rows whose unit cannot count what flows, and rows that put a site into a second municipality.

        Args:
            kinds_of: Kinds of resources that are no part of the source, by id, as far as they exist.
        """
        self.base.run(staged.STATED_KINDS)
        for names in batches((row[0] for row in list(self.base.rows(staged.UNKNOWN_KINDS))), _ASKED):
            found = kinds_of(names)
            self.base.insert("kinds", {"id": list(found), "kind": list(found.values())})
        yield from conflicts.misfits(self.base.rows)
        yield from conflicts.two_places(self.base.rows)

    def resolve(self, known: Known) -> None:
        """Note which referenced nodes are no part of this load but exist already."""
        for label, rows in groupby(list(self.base.rows(staged.UNASKED)), key=lambda row: row[0]):
            for names in batches((row[1] for row in rows), _ASKED):
                there = known(label, names)
                answers: Columns = {"id": names, "there": [name in there for name in names]}
                self.base.insert("known", {"label": [label] * len(names), **answers})

    def dangling(self) -> Iterator[Issue]:
        """Rows that refer to a node that is nowhere."""
        near, ids = lru_cache(_ASKED)(_near), lru_cache(len(NODES))(self._ids)
        for file, row, column, label, name in self.base.rows(staged.DANGLING):
            code = "unknown_source" if label == "Source" else "missing_reference"
            message = f"{label} {name!r} is neither in the source nor in the graph"
            yield Issue(file, row, column, code, message, near(label, name, ids(label)))

    def reject(self, issues: Iterable[Issue]) -> int:
        """Take rows out with everything they gave, and keep why. Returns the number of issues."""
        before = self._told
        for batch in batches(issues, _ASKED):
            self._note("issues", batch)
        found = self._told - before
        self.base.flush()
        if found:
            self.base.run(staged.HOLD + staged.FORGET)
        return found

    def issues(self, file: str) -> Iterator[Issue]:
        """Why rows of a table were rejected, in the order of the rows."""
        text = "SELECT * EXCLUDE (told) FROM issues WHERE file = ? ORDER BY row, told"
        return (Issue(*row) for row in self.base.rows(text, file))

    def rejected_rows(self) -> int:
        """Number of rejected rows."""
        return self.base.count("SELECT COUNT(*) FROM (SELECT DISTINCT file, row FROM issues)")

    def warnings(self, file: str) -> Iterator[Issue]:
        """What is odd about rows of a table that are loaded all the same, in the order of the rows."""
        text = f"{staged.WARNED} WHERE file = ? ORDER BY row, told"
        return (Issue(*row) for row in self.base.rows(text, file))

    def warned_rows(self) -> int:
        """Number of rows with a warning that are loaded."""
        return self.base.count(f"SELECT COUNT(*) FROM (SELECT DISTINCT file, row FROM ({staged.WARNED}))")

    def place(self, label: str, name: str) -> str:
        """First row that states a node, as file:row."""
        text = "SELECT file, row FROM nodes WHERE label = ? AND id = ? ORDER BY turn LIMIT 1"
        return next((f"{file}:{row}" for file, row in self.base.rows(text, label, name)), "")

    def counts(self) -> int:
        """Number of staged records, each counted once however many rows state it."""
        return self.base.count(staged.COUNTS)

    def stage_before(self, nodes: Iterable[NodeRow] = (), links: Iterable[LinkRow] = ()) -> None:
        """Keep what the graph says of records, aside; `state_before` puts it before what the rows say."""
        place, maker = Place(0, 0, staged.GRAPH), -1
        self._stage_aside(((place, maker, node) for node in nodes), ((place, maker, link) for link in links))

    def _stage_aside(
        self, nodes: Iterable[tuple[Place, int, NodeRow]] = (), links: Iterable[tuple[Place, int, LinkRow]] = ()
    ) -> None:
        self.base.insert("nodes_before", node_columns(nodes))
        self.base.insert("links_before", link_columns(links))

    def state_before(self, files: Sequence[str]) -> None:
        """Put what the graph says before what the rows say, of records that only these tables state."""
        for text in staged.STATE_BEFORE:
            self.base.run(text, list(files))
        self.base.run(staged.FORGET_BEFORE)

    def stated_beside(self, file: str) -> Iterator[tuple[str, str]]:
        """A record that a table states and another one too, by label or type and id, if there is any."""
        return ((row[0], row[1]) for row in self.base.rows(staged.STATED_BESIDE, *[file] * 4))

    def join_doubles(self) -> None:
        """Make one statement of those that several rows make of a record and that do not contradict each other."""
        for nodes in batches(joined_nodes(self.base), _ASKED):
            self._stage_aside(nodes=nodes)
        for links in batches(joined_links(self.base), _ASKED):
            self._stage_aside(links=links)
        self.base.run(staged.JOINED + staged.FORGET_BEFORE)

    def forget_graph(self) -> None:
        """Leave out what the graph alone says: every row about it was rejected."""
        self.base.run(staged.FORGET_GRAPH)

    def note_restated(self, label: str, ids: Sequence[str]) -> None:
        """Remember nodes of the load that were in the graph before it."""
        self.base.insert("restated", {"label": [label] * len(ids), "id": list(ids)})

    def note_beside(self, kind: Described, ids: Sequence[str]) -> None:
        """Remember nodes around which the graph had other relationships of a kind than a batch of them."""
        self.base.insert("beside", {"type": [kind.type] * len(ids), "label": [kind.label] * len(ids), "id": list(ids)})

    def restated_batches(self, kind: Described, size: int) -> Iterator[list[str]]:
        """Nodes that were in the graph before, that every row about them states again, and that may lose something."""
        if len(other_labels(kind.type, kind.label, kind.end)) == 1:
            values = (kind.label, *[kind.type, kind.label] * 2)
            rows = self.base.rows(staged.RESTATED_OTHERWISE.format(end=kind.end), *values)
        else:
            rows = self.base.rows(staged.RESTATED, kind.label)
        yield from batches((row[0] for row in rows), size)

    def unstated(self, type_: str, keys: list[str]) -> list[str]:
        """Which keys of relationships of a type no row states."""
        return [row[0] for row in self.base.rows(staged.UNSTATED, type_, given={"key": keys})] if keys else []

    def close(self) -> None:
        """Forget everything."""
        self.base.close()

    def __enter__(self) -> Self:
        """The spool itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Forget everything."""
        self.close()

    def _ids(self, label: str) -> tuple[str, ...]:
        """The first ids of a label, in the order of the rows that state them."""
        return tuple(row[0] for row in self.base.rows(staged.FIRST_IDS, label, _ASKED))


def _near(label: str, name: str, ids: tuple[str, ...]) -> str:
    from rapidfuzz import process

    found = process.extractOne(name, ids, score_cutoff=70)
    return f"did you mean {found[0]}?" if found else f"add the {label}, or correct the id"


def _issue_columns(issues: Sequence[Issue]) -> Columns:
    names = {"file": "file", "row": "row", "col": "column", "code": "code", "message": "message"}
    names["suggestion"] = "suggestion"
    return {column: [getattr(issue, name) for issue in issues] for column, name in names.items()}
