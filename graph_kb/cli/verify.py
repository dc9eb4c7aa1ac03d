"""`graph-kb verify`: check certificates, independently of the search."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from graph_kb.cli.options import format_option
from graph_kb.cli.output import give_json, give_table, tell
from graph_kb.errors import DataError, UsageError

if TYPE_CHECKING:
    from graph_kb.workbench import KnowledgeBase

_SHAPE = {
    "": {
        "checked": [
            {
                "certificate": "file or hash as given; id of the node of a stored chain",
                "name": "source, steps and need",
                "hash": "hash of the certificate",
                "status": "certified, conditional, broken, or unreadable: no such file, or no certificate",
                "holds": "whether the certificate says nothing but what is so",
                "reason": "why it is broken or unreadable, and how to mend the latter; empty otherwise",
                "conditions": ["number of a condition that is broken; none where only the certificate is out of date"],
                "changes": [
                    {
                        "subject": "id of a node or relationship",
                        "property": "its property; empty where the whole record is gone",
                        "was": "what the certificate states; null for nothing",
                        "now": "what the graph states; null for nothing",
                        "says": "the same in words",
                    }
                ],
                "violations": [{"condition": "number, 0 for a claim", "message": "what the check found, with ids"}],
                "same_data": "whether the graph is in the state that it was made from; null when it is unreadable",
            }
        ]
    }
}
_LISTS = ("conditions", "changes", "violations")
_COLUMNS = ("certificate", "name", "status", "reason")


@click.command("verify")
@click.argument("files", nargs=-1, metavar="[FILE|HASH]...")
@click.option("--stored", is_flag=True, help="Check the chains in the graph, and mark those that hold no more.")
@format_option(_SHAPE)
@click.pass_context
def command(context: click.Context, files: tuple[str, ...], stored: bool, form: str) -> None:
    """Examples:

    \b
      graph-kb verify HASH
      graph-kb verify ~/.local/share/graph-kb/certificates/*.json --format json
      graph-kb verify --stored

    Check certificates of chains against the graph, in exact numbers and apart from the search: a file, or the hash or
    the beginning of the hash (6 characters at least) of one that is kept in GRAPH_KB_HOME. `graph-kb chains` tells
    hashes in its column certificate, and the folder of the files. Of several each is judged; one that cannot be read is
    listed as unreadable. Exit code 1 when any does not hold or cannot be read.
    """  # noqa: D415 - examples come first
    from graph_kb.workbench import KnowledgeBase

    if bool(files) == stored:
        raise UsageError("give certificates or --stored", hint="graph-kb verify FILE, or graph-kb verify --stored")
    with KnowledgeBase.open() as base:
        rows = [_row(one.id, one) for one in base.verify_stored()] if stored else _judged(base, files)
    _give(rows, form)
    context.exit(0 if all(row["holds"] for row in rows) else 1)


def _judged(base: KnowledgeBase, files: Sequence[str]) -> list[dict[str, Any]]:
    """What there is to say of each. One of several that cannot be read does not keep the others from being judged.

    Raises:
        UsageError: There is one only, and no such file.
        FormatFault: There is one only, and it is no certificate.
    """
    if len(files) == 1:
        return [_row(files[0], base.check_certificate(files[0]))]
    return [_judged_beside_others(base, file) for file in files]


def _judged_beside_others(base: KnowledgeBase, file: str) -> dict[str, Any]:
    try:
        return _row(file, base.check_certificate(file))
    except (UsageError, DataError) as error:
        nothing = {"name": "", "hash": "", "status": "unreadable", "holds": False, **{key: [] for key in _LISTS}}
        reason = f"{error.message}; {error.hint}" if error.hint else error.message
        return {"certificate": file, **nothing, "reason": reason, "same_data": None}


def _row(given: str, found: Any) -> dict[str, Any]:
    names = ("name", "hash", "status", "holds", "reason", "same_data")
    lists = {"conditions": list(found.conditions)}
    lists |= {name: [one._asdict() for one in getattr(found, name)] for name in ("changes", "violations")}
    return {"certificate": given, **{name: getattr(found, name) for name in names}, **lists}


def _give(rows: list[dict[str, Any]], form: str) -> None:
    if form == "json":
        give_json({"checked": rows})
        return
    give_table(_COLUMNS, rows)
    held = sum(row["holds"] for row in rows)
    is_changed = any(row["same_data"] is False for row in rows)
    changed = "; the data has changed since some were made" if is_changed else ""
    tell(f"{held} of {len(rows)} hold{changed}")
