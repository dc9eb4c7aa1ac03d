"""Reading and checking a source: rows of tables in, a staging base out that holds what may be written and what not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, islice
from pathlib import Path

from graph_kb.errors import DataError
from graph_kb.intake.mapping import Mapping, TableRule
from graph_kb.intake.readers import Readers
from graph_kb.intake.rejects import is_fed_back
from graph_kb.intake.rows import RowReader
from graph_kb.intake.source import SourceTable, chosen_tables
from graph_kb.intake.spool import Known, Spool
from graph_kb.intake.stages import Stage
from graph_kb.intake.summary import ISSUES_KEPT, Summary
from graph_kb.intake.tables import Table
from graph_kb.intake.workers import Progress


def check_source(
    mapping: Mapping, folder: Path, spool: Spool, files: Sequence[Path] = (), known: Known | None = None
) -> Summary:
    """Read and check the tables of a mapping into a spool, without a graph.

    Args:
        mapping: The rules.
        folder: Folder that the file names of the mapping are relative to.
        spool: Where the records are staged.
        files: Files to read instead of those the mapping names.
        known: Tells which ids of a label exist elsewhere. When given, disagreeing and dangling records are
            rejected too, as a load does; when missing, that is left to the caller.
    """
    summary = Summary("load:check@0", dry_run=True)
    tables = chosen_tables(mapping, folder, files)
    read_tables(tables, mapping, spool, summary, silent)
    if known is not None:
        spool.reject(spool.misfits(lambda ids: {}))
        settle(spool, known, silent)
        spool.join_doubles()
    tell_issues(tables, spool, summary)
    return summary


@dataclass
class Read:
    """Tables that had rows: the rules of those that are whole, the names of those that are fed back."""

    whole: list[TableRule] = field(default_factory=list)
    fed_back: list[str] = field(default_factory=list)


def read_tables(
    tables: Sequence[SourceTable], mapping: Mapping, spool: Spool, summary: Summary, told: Progress
) -> Read:
    """Read the rows of all tables into the spool."""
    read = Read()
    with Readers() as readers:
        for table in tables:
            before, opened = summary.rows_read, table.open()
            for rows in _staged(table, opened, mapping, spool, readers, summary.load_id):
                summary.rows_read += rows
                told("read", summary.rows_read, None)
            if summary.rows_read == before:
                summary.empty_tables.append(table.name)
            elif is_fed_back(opened.columns, table.needed):
                read.fed_back.append(table.name)
            else:
                read.whole.append(table.rule)
    if not summary.rows_read:
        names = ", ".join(table.name for table in tables)
        raise DataError(f"{names}: no row below the header", hint="fill in the table; the first row names the columns")
    spool.finish()
    told("read", summary.rows_read, summary.rows_read)
    return read


def _staged(
    source: SourceTable, opened: Table, mapping: Mapping, spool: Spool, readers: Readers, load_id: str
) -> Iterator[int]:
    """Stage the rows of a table. Yields how many at a time."""
    one = RowReader(source.name, source.rule, mapping.provenance, load_id)
    stage = Stage(source.name, load_id, spool.declare(one.makers()))
    for block, portion in readers.portions(source.rule, mapping.provenance, stage, opened.blocks, spool.turn):
        spool.add_portion(stage, block, portion, one.of)
        yield len(block.numbers)


def settle(spool: Spool, known: Known, told: Progress) -> None:
    """Reject disagreeing rows, then rows that refer to nothing, until no rejected row leaves another one dangling."""
    told("check", 0, None)
    spool.reject(spool.doubles())
    spool.resolve(known)
    while spool.reject(spool.dangling()):
        spool.resolve(known)


def tell_issues(tables: Sequence[SourceTable], spool: Spool, summary: Summary) -> None:
    """Put into a summary which rows were rejected or are odd, and why."""
    names = dict.fromkeys(table.name for table in tables)
    summary.issues = list(islice(chain.from_iterable(map(spool.issues, names)), ISSUES_KEPT))
    summary.warnings = list(islice(chain.from_iterable(map(spool.warnings, names)), ISSUES_KEPT))
    summary.rows_rejected, summary.rows_warned = spool.rejected_rows(), spool.warned_rows()


def silent(phase: str, done: int, total: int | None) -> None:
    """No progress to be told."""
