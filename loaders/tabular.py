"""Tables (CSV, XLSX, JSON Lines, Parquet) through a mapping file; a filled template needs no mapping."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.resources import as_file, files
from pathlib import Path

from graph_kb.errors import DataError, UsageError
from graph_kb.intake import Progress, Summary, load_source, read_mapping
from graph_kb.intake.template import is_template
from graph_kb.model.ids import slug
from graph_kb.workbench import KnowledgeBase


def load(
    base: KnowledgeBase,
    tables: Sequence[Path],
    *,
    mapping: Path | None = None,
    rejects: Path | None = None,
    dry_run: bool = False,
    into_empty: bool = False,
    progress: Progress | None = None,
) -> Summary:
    """Load tables.

    Args:
        base: The knowledge base.
        tables: Files to read; none when the mapping names them.
        mapping: The mapping file; not needed for a filled template.
        rejects: Folder of the files of rejected rows.
        dry_run: Check and compare everything, write nothing.
        into_empty: Fill the empty graph of a local Neo4j by its offline importer.
        progress: Told how far the load is.

    Raises:
        UsageError: A table is no template and no mapping is given.
        DataError: A file cannot be read at all.
    """
    if mapping is not None:
        return base.load(
            mapping, tables=tables, rejects=rejects, dry_run=dry_run, into_empty=into_empty, progress=progress
        )
    _check_template(tables)
    with as_file(files("graph_kb.intake") / "template.yaml") as path:
        rules = read_mapping(path)
    # Each file is a source of its own, so that one coordinator's file does not overwrite another's.
    name = f"template-{slug(tables[0].name.partition('.')[0])}"[:60]
    return load_source(
        base.graph,
        rules.model_copy(update={"name": name}),
        tables[0].parent,
        home=base.settings.home,
        files=[tables[0]],
        rejects_folder=rejects,
        dry_run=dry_run,
        into_empty=base.settings if into_empty else None,
        progress=progress,
    )


def _check_template(tables: Sequence[Path]) -> None:
    if len(tables) != 1:
        raise UsageError("one template at a time", hint="run the command once per file")
    if not tables[0].is_file():
        raise DataError(f"{tables[0]}: no such file", hint="check the name", file=str(tables[0]))
    if not is_template(tables[0]):
        raise UsageError(
            f"{tables[0]} is no filled template",
            hint="give its mapping with --mapping FILE, or make one with `graph-kb template`",
        )
