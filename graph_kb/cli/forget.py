"""`graph-kb forget`: remove certificates and saved chains that nobody needs any more."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from graph_kb.cli.limits import counted
from graph_kb.cli.options import format_option
from graph_kb.cli.output import give_json, give_table, tell
from graph_kb.errors import UsageError

if TYPE_CHECKING:
    from graph_kb.symbiosis.forgetting import Forgotten

_SHAPE = {
    "": {
        "dry_run": "whether nothing was removed",
        "forgotten": [
            {
                "hash": "hash of the certificate",
                "why": "named, broken or not saved",
                "id": "id of the node of a saved chain; empty where it was not saved",
                "name": "source, steps and need of a saved chain; empty otherwise",
                "reason": "why a broken one does not hold; empty otherwise",
            }
        ],
    }
}


@click.command("forget")
@click.argument("hashes", nargs=-1, metavar="[HASH]...")
@click.option("--broken", is_flag=True, help="Check the saved chains, and forget those that hold no more.")
@click.option("--unsaved", is_flag=True, help="Forget the certificates of chains that are not saved in this graph.")
@click.option("--dry-run", is_flag=True, help="Say what would be forgotten, and remove nothing.")
@format_option(_SHAPE)
def command(hashes: tuple[str, ...], broken: bool, unsaved: bool, dry_run: bool, form: str) -> None:
    """Examples:

    \b
      graph-kb forget --broken --dry-run
      graph-kb forget --broken
      graph-kb forget --unsaved
      graph-kb forget HASH ANOTHER

    Remove certificates from GRAPH_KB_HOME, and the chains that `graph-kb chains --save` wrote into the graph from them.
    Every question keeps a certificate of each chain that it finds; those of chains that are not saved can be found
    again. Cards of what is forgotten can no more be verified by their hash.
    """  # noqa: D415 - examples come first
    from graph_kb.workbench import KnowledgeBase

    if not (hashes or broken or unsaved):
        raise UsageError("say what to forget", hint="--broken, --unsaved, or hashes; --dry-run shows what it would be")
    with KnowledgeBase.open() as base:
        found = base.forget_chains(*hashes, broken=broken, unsaved=unsaved, dry_run=dry_run)
    if form == "json":
        give_json({"dry_run": dry_run, "forgotten": [asdict(one) for one in found]})
    else:
        _show(found, dry_run=dry_run)


def _show(found: list[Forgotten], *, dry_run: bool) -> None:
    """Saved chains one by one; of the others how many."""
    saved = [asdict(one) for one in found if one.id]
    if saved:
        give_table(("hash", "name", "why", "reason"), [{**row, "hash": row["hash"][:12]} for row in saved])
    each = ", ".join(f"{count:,} {why}" for why, count in Counter(one.why for one in found).items())
    verb = "would be forgotten" if dry_run else "forgotten"
    tell(f"{counted(len(found), 'certificate')} {verb}{f': {each}' if each else ''}")
