"""`graph-kb card`: certificates as pages for a meeting."""

from __future__ import annotations

from pathlib import Path

import click

from graph_kb.cli.options import format_option
from graph_kb.cli.output import give_json, tell
from graph_kb.errors import UsageError

LANGUAGES = ("en", "fi", "sv")
_SHAPE = {
    "": {
        "file": "the page that was written",
        "cards": [
            {
                "hash": "hash of the certificate",
                "status": "certified, conditional or broken",
                "reason": "why it is broken; empty otherwise",
                "same_data": "whether the graph is in the state that it was made from",
            }
        ],
    }
}


@click.command("card")
@click.argument("files", nargs=-1, metavar="HASH|FILE...")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    default=Path("card.html"),
    show_default=True,
    help="The page to write.",
)
@click.option("--language", type=click.Choice(LANGUAGES), default="en", show_default=True, help="Language of the page.")
@format_option(_SHAPE)
@click.pass_context
def command(context: click.Context, files: tuple[str, ...], output: Path, language: str, form: str) -> None:
    """Examples:

    \b
      graph-kb card HASH
      graph-kb card HASH ANOTHER --language fi -o kortit.html

    Write a page for a meeting from a certificate, one self-contained file that opens offline and prints on A4: drawing,
    amounts, permits, whom to call, what to find out. `graph-kb chains` tells the hash of each chain in its column
    certificate. Several certificates print one page each. Each is checked against the graph; the page of one that does
    not hold says so, and the exit code is 1.
    """  # noqa: D415 - examples come first
    from graph_kb.workbench import KnowledgeBase

    if not files:
        raise UsageError("name a certificate", hint="`graph-kb chains` finds chains and tells their certificates")
    with KnowledgeBase.open() as base:
        card = base.card(files, language)
        written = card.write(output)
    rows = [{"hash": str(subject.certificate.raw.get("hash", "")), **vars(check)} for subject, check in card.chains]
    if form == "json":
        give_json({"file": str(written), "cards": rows})
    else:
        click.echo(written)
        tell("open the page in a browser, it needs no network; it prints on A4")
    broken = [row for row in rows if row["status"] == "broken"]
    for row in broken:
        tell(f"warning: {row['hash'][:12]} does not hold: {row['reason']}")
    context.exit(1 if broken else 0)
