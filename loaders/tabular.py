"""Tables (CSV, XLSX, JSON Lines, Parquet) through a mapping file; a filled template needs no mapping."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.resources import as_file, files
from pathlib import Path

from graph_kb.errors import UsageError
from graph_kb.intake import Progress, Summary
from graph_kb.intake.template import is_template
from graph_kb.workbench import KnowledgeBase


def load(
    base: KnowledgeBase,
    tables: Sequence[Path],
    *,
    mapping: Path | None = None,
    rejects: Path | None = None,
    dry_run: bool = False,
    progress: Progress | None = None,
) -> Summary:
    """Load tables.

    Args:
        base: The knowledge base.
        tables: Files to read; none when the mapping names them.
        mapping: The mapping file; not needed for a filled template.
        rejects: Folder of the files of rejected rows.
        dry_run: Check and compare everything, write nothing.
        progress: Told how far the load is.

    Raises:
        UsageError: A table is no template and no mapping is given.
        DataError: A file cannot be read at all.
    """
    if mapping is not None:
        return base.load(mapping, tables=tables, rejects=rejects, dry_run=dry_run, progress=progress)
    other = next((path for path in tables if not is_template(path)), None)
    if other is not None:
        raise UsageError(
            f"{other} is no filled template",
            hint="give its mapping with --mapping FILE, or make one with `graph-kb template`",
        )
    if len(tables) != 1:
        raise UsageError("one template at a time", hint="run the command once per file")
    with as_file(files("graph_kb.intake") / "template.yaml") as rules:
        return base.load(rules, tables=[tables[0]], rejects=rejects, dry_run=dry_run, progress=progress)
