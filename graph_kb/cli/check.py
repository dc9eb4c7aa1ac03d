"""`graph-kb check`: is the graph sound?"""

from __future__ import annotations

from dataclasses import asdict

import click

from graph_kb.cli.options import format_option
from graph_kb.cli.output import give_json, give_table, progress, tell

_SHAPE = {
    "": [
        {
            "check": "name of the check",
            "severity": "error or warning",
            "subject": "id it is about",
            "message": "what is wrong and how to mend it",
        }
    ]
}


@click.command("check")
@click.option(
    "--rehash",
    "rehashed",
    is_flag=True,
    help="Also look for writes by other clients (reads the whole graph).",
)
@click.option("--errors-only", is_flag=True, help="Leave warnings out.")
@format_option(_SHAPE)
@click.pass_context
def command(context: click.Context, rehashed: bool, errors_only: bool, form: str) -> None:
    """Examples:

    \b
      graph-kb check
      graph-kb check --rehash --errors-only --format json

    Check the graph. Exit code 1 when there is an error; warnings are for the reader.
    """  # noqa: D415 - examples come first
    from graph_kb.workbench import KnowledgeBase
    from graph_kb.workbench.checks import check_graph, rehash

    with KnowledgeBase.open() as base:
        findings = check_graph(base.graph)
        if rehashed:
            with progress("rehash") as told:
                findings += rehash(base.graph, told)
    rows = [asdict(one) for one in findings if one.severity == "error" or not errors_only]
    errors = sum(one.severity == "error" for one in findings)
    if form == "json":
        give_json(rows)
    else:
        give_table(("severity", "check", "subject", "message"), rows)
        tell(f"{errors} errors, {len(findings) - errors} warnings")
    context.exit(1 if errors else 0)
