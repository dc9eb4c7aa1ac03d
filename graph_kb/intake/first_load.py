"""The first load of a local Neo4j: everything that is staged, and the code lists it needs, through its importer."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence

from graph_kb.errors import StoreError
from graph_kb.intake.csv_files import has_line_breaks, link_files, node_files
from graph_kb.intake.rows import RECORD_MAKERS, as_records
from graph_kb.intake.spool import Spool
from graph_kb.intake.summary import Summary
from graph_kb.intake.workers import Progress
from graph_kb.reference import reference_records
from graph_kb.store.neo4j_server.empty_store import EmptyStore
from graph_kb.store.neo4j_server.half_made import Note
from graph_kb.store.neo4j_server.importing import import_full

REFERENCE = "reference"
"""Name of the shipped code lists, as a source."""


def import_staged(
    stopped: Callable[[], EmptyStore],
    spool: Spool,
    summary: Summary,
    told: Progress,
    notes: Sequence[Note],
    *,
    with_codes: bool,
) -> None:
    """Write everything that is staged into the empty graph of a local Neo4j.

    Args:
        stopped: Gives the graph, once its server has stopped.
        spool: The staged records; the code lists are added.
        summary: What was done is added to it.
        told: Told how far it is.
        notes: What the graph is to say of the load.
        with_codes: Whether the shipped code lists are needed.

    Raises:
        StoreError: The source states records of the code lists otherwise, which only an ordinary load can join.
    """
    if with_codes:
        summary.codes_read = _stage_codes(spool)
    told("write", 0, None)
    spool.find_doubles()
    spool.join_doubles()
    store = stopped()
    folder = store.settings.home / "staging" / "import"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    try:
        nodes, links = list(node_files(spool.base, folder)), list(link_files(spool.base, folder))
        import_full(store, nodes, links, told, multiline=has_line_breaks(spool.base), notes=notes)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _stage_codes(spool: Spool) -> int:
    """Stage the code lists. Returns the number of records."""
    maker, number = spool.declare(RECORD_MAKERS), 0
    for number, record in enumerate(reference_records(), start=1):
        spool.add(REFERENCE, number, as_records(record, f"load:{REFERENCE}@records"), maker)
    spool.finish()
    for label, id_ in spool.stated_beside(REFERENCE):
        hint = "leave out --into-empty: an ordinary load joins what two sources state"
        raise StoreError(f"the source states {label} {id_!r}, which the shipped code lists have", hint=hint)
    return number
