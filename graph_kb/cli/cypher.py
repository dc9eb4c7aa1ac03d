"""`graph-kb cypher`: free, read-only Cypher."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from graph_kb.cli.options import result_options
from graph_kb.cli.output import give_result
from graph_kb.cli.query import assignments


@click.command("cypher")
@click.argument("text")
@click.option(
    "-p",
    "--param",
    "parameters",
    multiple=True,
    metavar="NAME=VALUE",
    help="A text parameter; may be repeated.",
)
@result_options()
def command(text: str, parameters: tuple[str, ...], form: str, output: Path | None, limit: int) -> None:
    """Examples:

    \b
      graph-kb cypher 'MATCH (f:Facility)-[:OFFERS]->(o:Offer) RETURN f.name, o.name ORDER BY f.name LIMIT 10'
      graph-kb cypher 'MATCH (r:Resource {id: $id}) RETURN r' -p id=resource:biogas --format json
      graph-kb cypher - < question.cypher

    Run one read-only statement. Writes, procedures, file reads and unbounded walks are refused.
    """  # noqa: D415 - examples come first
    from graph_kb.workbench import KnowledgeBase

    statement = sys.stdin.read() if text == "-" else text
    with KnowledgeBase.open() as base:
        give_result(base.cypher(statement, assignments(parameters), limit=limit), form, output, ids=True)
