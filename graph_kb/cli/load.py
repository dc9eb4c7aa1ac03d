"""`graph-kb load`: bring data in."""

from __future__ import annotations

from importlib.metadata import entry_points
from pathlib import Path
from typing import Any

import click

from graph_kb.cli.options import format_option
from graph_kb.cli.output import give_json, give_table, progress, tell
from graph_kb.errors import UsageError
from graph_kb.intake.summary import Summary

_SHOWN_ISSUES = 10
LOADED = {
    "load_id": "id of the load",
    "dry_run": "whether nothing was written",
    "rows_read": "rows of the source",
    "created": "nodes and relationships that are new",
    "updated": "those that changed",
    "unchanged": "those that were so already",
    "kept": "those of another source that keep a value that differs",
    "removed": "relationships that the source gave a node before, and gives it no more",
    "differing": "values that were not taken for that reason",
    "rows_rejected": "rows that are wrong",
    "notes": ["what to look at, though it is no error: warnings, records joined, values not taken"],
    "reject_files": ["file of rejected rows, to be mended and loaded"],
    "issues": [
        {
            "file": "file of the row",
            "row": "number of the row",
            "column": "column of the cell",
            "code": "kind of problem",
            "message": "what is wrong",
            "suggestion": "what would mend it",
        }
    ],
}
_SHAPE = {"": LOADED, "with --backup": LOADED}


@click.command("load")
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
@click.option("--starter", is_flag=True, help="The shipped starter set of Helsinki-Uusimaa.")
@click.option("--source", help="A loader by name, such as tabular; installed packages may add their own.")
@click.option("--mapping", type=click.Path(path_type=Path), help="A mapping file for tables.")
@click.option("--backup", type=click.Path(path_type=Path), help="A file written by `graph-kb export`.")
@click.option("--merge", is_flag=True, help="Restore into a graph that holds records; what differs there is kept.")
@click.option("--rejects", type=click.Path(path_type=Path), help="Folder for the files of rejected rows.")
@click.option("--into-empty", is_flag=True, help="Fill the empty graph of a local Neo4j at once.")
@click.option("--dry-run", is_flag=True, help="Check and compare everything, write nothing.")
@format_option(_SHAPE)
@click.pass_context
def command(
    context: click.Context,
    files: tuple[Path, ...],
    starter: bool,
    source: str | None,
    mapping: Path | None,
    backup: Path | None,
    merge: bool,
    rejects: Path | None,
    dry_run: bool,
    into_empty: bool,
    form: str,
) -> None:
    """Examples:

    \b
      graph-kb load --starter
      graph-kb load offers.xlsx                           (a filled template)
      graph-kb load --mapping my-region/mapping.yaml --dry-run
      graph-kb load --mapping register/mapping.yaml --into-empty   (a first load into a local Neo4j)
      graph-kb load --mapping m.yaml rejects/offers.park.rejected.csv   (mended rows fed back)

    Load data. The whole source is checked first; good rows are loaded, bad ones go to a file that can be
    mended and fed back. Loading twice changes nothing; an interrupted load is simply run again.
    """  # noqa: D415 - examples come first
    whole = {"--starter": starter, "--backup": backup}
    _check_together(whole, {"--mapping": mapping, "files": files, "--source": source, "--rejects": rejects}, into_empty)
    if backup and dry_run:
        raise UsageError("--backup has no dry run", hint="restore it into an empty GRAPH_KB_HOME to look at it")
    if into_empty and dry_run:
        raise UsageError("--into-empty has no dry run", hint="leave it out: the rows are checked in the same way")
    if merge and not backup:
        raise UsageError("--merge is for --backup", hint="every other load joins what the graph holds anyway")
    from graph_kb.workbench import KnowledgeBase

    with KnowledgeBase.open() as base:
        if backup:
            from graph_kb.workbench.restoring import restore

            report(restore(base.graph, backup, base.settings.home, merge=merge), form)
            return
        with progress("starter set" if starter else "load") as told:
            if starter:
                if not dry_run:
                    base.load_reference(told)
                summary = base.load_starter(dry_run=dry_run, progress=told)
            else:
                options: dict[str, Any] = {
                    "mapping": mapping,
                    "rejects": rejects,
                    "dry_run": dry_run,
                    "progress": told,
                }
                if into_empty:
                    options["into_empty"] = True
                summary = _loader(source or "tabular")(base, files, **options)
        report(summary, form)
    context.exit(1 if summary.rows_rejected else 0)


def _check_together(whole: dict[str, Any], own: dict[str, Any], into_empty: bool) -> None:
    """Raise when options exclude each other: those for what comes whole, those for one's own source."""
    chosen = [name for name, given in {**whole, "--mapping": own["--mapping"]}.items() if given]
    if len(chosen) > 1:
        raise UsageError(f"{' and '.join(chosen)} exclude each other")
    if any(whole.values()) and (into_empty or any(own.values())):
        raise UsageError("--starter and --backup take no files, --source, --rejects or --into-empty")
    if not any((*whole.values(), *own.values())):
        raise UsageError("nothing to load", hint="give --starter, --mapping FILE, or a filled template")


def report(summary: Summary, form: str = "table") -> None:
    """Print what a load did."""
    if form == "json":
        give_json(summary.facts())
        return
    numbers = {"rows read": summary.rows_read, **summary.written.numbers(), "rows rejected": summary.rows_rejected}
    give_table(tuple(numbers), [numbers], title=_heading(summary))
    for issue in summary.issues[:_SHOWN_ISSUES]:
        tell(str(issue))
    if len(summary.issues) > _SHOWN_ISSUES:
        tell(f"... and {len(summary.issues) - _SHOWN_ISSUES} more")
    for note in summary.notes():
        tell(note)
    for path in summary.reject_files:
        tell(f"rejected rows: {path} (mend them there and load that file)")


def _heading(summary: Summary) -> str:
    """What came of the rows; nothing is called loaded when every row was rejected."""
    if summary.rows_rejected and summary.rows_rejected == summary.rows_read:
        return "nothing loaded: every row was rejected"
    return "would be loaded (dry run)" if summary.dry_run else "loaded"


def _loader(name: str) -> Any:
    found = {point.name: point for point in entry_points(group="graph_kb.loaders")}
    if name not in found:
        raise UsageError(f"there is no loader {name!r}", hint=f"installed loaders: {', '.join(sorted(found))}")
    return found[name].load()
