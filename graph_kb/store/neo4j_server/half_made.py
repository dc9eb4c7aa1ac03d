"""An offline import under way: the old store is put aside until the new one is whole.

The folder `importing` of the graph's folder is there from before the first change until the new store has its
schema. Whoever serves the folder looks at it first: without the mark `done` the old store comes back, with it the
new one is finished. Each step may be interrupted and repeated.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from graph_kb.errors import ServerError
from graph_kb.model.schema import constraints
from graph_kb.store.neo4j_server.home import DATABASE, USER, Neo4jHome

if TYPE_CHECKING:
    from neo4j import Session

Note: TypeAlias = tuple[str, dict[str, Any]]
"""A statement that may be run twice, and its parameters, which JSON can hold."""

_PARTS = ("databases", "transactions")
_PATIENCE_S = 4 * 3600.0
"""Longest time one statement of the schema may take; the settings bound queries, not the making of an index."""


def work_folder(home: Neo4jHome) -> Path:
    """Folder of an import under way; it is there only meanwhile."""
    return home.folder / "importing"


def begin(home: Neo4jHome, notes: Sequence[Note]) -> None:
    """Put the old store aside.

    Args:
        home: Folder of the graph; no server runs.
        notes: What the new store is to hold beside what is imported.
    """
    work = work_folder(home)
    work.mkdir()
    _notes_file(home).write_text(json.dumps(notes), encoding="utf-8")
    for part in _PARTS:
        if _store(home, part).exists():
            _store(home, part).rename(work / part)


def mark_done(home: Neo4jHome) -> None:
    """Say that the new store holds everything."""
    (work_folder(home) / "done").touch()


def settle(home: Neo4jHome) -> None:
    """Bring the old store back, unless the new one is done. The caller holds the lock of the server."""
    shutil.rmtree(_trash(home), ignore_errors=True)
    work = work_folder(home)
    if not work.exists() or (work / "done").exists():
        return
    for part in _PARTS:
        # What was not put aside yet is still the old one.
        if (work / part).exists():
            shutil.rmtree(_store(home, part), ignore_errors=True)
            (work / part).rename(_store(home, part))
    _forget(home)


def finish(home: Neo4jHome, port: int) -> None:
    """Give a new store its schema and its notes; without an import under way there is nothing to do.

    Args:
        home: Folder of the graph.
        port: Bolt port of the server that serves it by now.

    Raises:
        ServerError: Records break a constraint, say; the next start brings the old store back.
    """
    if not work_folder(home).exists():
        return
    from neo4j import GraphDatabase
    from neo4j.exceptions import Neo4jError

    account = (USER, home.password())
    with GraphDatabase.driver(f"bolt://127.0.0.1:{port}", auth=account) as driver:
        try:
            with driver.session(database=DATABASE) as session:
                _complete(session, json.loads(_notes_file(home).read_text(encoding="utf-8")))
        except Neo4jError as error:
            if error.is_retryable():
                # The server was told to stop, say: the next start goes on here.
                raise ServerError(f"the schema was not made: {error.message}") from error
            (work_folder(home) / "done").unlink()
            raise ServerError(f"what was imported does not fit the schema: {error.message}") from error
    _forget(home)


def _complete(session: Session, notes: Sequence[Note]) -> None:
    from neo4j import Query

    for statement in (*constraints(), f"CALL db.awaitIndexes({_PATIENCE_S:.0f})"):
        session.run(Query(statement, timeout=_PATIENCE_S)).consume()
    for text, parameters in notes:
        session.run(text, parameters).consume()


def _notes_file(home: Neo4jHome) -> Path:
    return work_folder(home) / "notes.json"


def _store(home: Neo4jHome, part: str) -> Path:
    return home.folder / "data" / part / DATABASE


def _trash(home: Neo4jHome) -> Path:
    return home.folder / "imported"


def _forget(home: Neo4jHome) -> None:
    """End the import: renamed first, for the rename is one step and the removal is not."""
    work_folder(home).rename(_trash(home))
    shutil.rmtree(_trash(home), ignore_errors=True)
