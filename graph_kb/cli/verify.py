"""`graph-kb verify`: check certificates, independently of the search."""

from __future__ import annotations

from typing import Any

import click

from graph_kb.cli.options import format_option
from graph_kb.cli.output import give_json, give_table, tell
from graph_kb.errors import UsageError

_SHAPE = {
    "": {
        "checked": [
            {
                "certificate": "file or hash as given; id of the node of a stored chain",
                "name": "source, steps and need",
                "hash": "hash of the certificate",
                "status": "certified, conditional or broken",
                "holds": "whether the certificate says nothing but what is so",
                "reason": "why it is broken; empty otherwise",
                "same_data": "whether the graph is in the state that it was made from",
            }
        ]
    }
}
_COLUMNS = ("certificate", "name", "status", "reason")


@click.command("verify")
@click.argument("files", nargs=-1, metavar="[FILE|HASH]...")
@click.option("--stored", is_flag=True, help="Check the chains in the graph, and mark those that hold no more.")
@format_option(_SHAPE)
@click.pass_context
def command(context: click.Context, files: tuple[str, ...], stored: bool, form: str) -> None:
    """Examples:

    \b
      graph-kb verify 3f2a9c0d1e4b
      graph-kb verify certificates/*.json --format json
      graph-kb verify --stored

    Check certificates of chains against the graph, in exact numbers and apart from the search: a file, or the hash or
    the beginning of the hash of one that is kept in GRAPH_KB_HOME. Exit code 1 when any does not hold.
    """  # noqa: D415 - examples come first
    from graph_kb.workbench import KnowledgeBase

    if bool(files) == stored:
        raise UsageError("give certificates or --stored", hint="graph-kb verify FILE, or graph-kb verify --stored")
    with KnowledgeBase.open() as base:
        if stored:
            rows = [_row(one.id, one) for one in base.verify_stored()]
        else:
            rows = [_row(file, base.check_certificate(file)) for file in files]
    _give(rows, form)
    context.exit(0 if all(row["holds"] for row in rows) else 1)


def _row(given: str, found: Any) -> dict[str, Any]:
    names = ("name", "hash", "status", "holds", "reason", "same_data")
    return {"certificate": given, **{name: getattr(found, name) for name in names}}


def _give(rows: list[dict[str, Any]], form: str) -> None:
    if form == "json":
        give_json({"checked": rows})
        return
    give_table(_COLUMNS, rows)
    held = sum(row["holds"] for row in rows)
    changed = "" if all(row["same_data"] for row in rows) else "; the data has changed since some were made"
    tell(f"{held} of {len(rows)} hold{changed}")
