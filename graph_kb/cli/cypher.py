"""`graph-kb cypher`: free, read-only Cypher."""

from __future__ import annotations

import sys
from dataclasses import replace
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
    help="A parameter; may be repeated. Numbers, true, false, null and JSON lists are sent as such, the rest as "
    "text; to send such a text, quote it within: -p 'x=\"60.5\"'.",
)
@result_options()
def command(text: str, parameters: tuple[str, ...], form: str, output: Path | None, limit: int) -> None:
    """Examples:

    \b
      graph-kb cypher 'MATCH (f:Facility)-[:OFFERS]->(o:Offer) RETURN f.name, o.name ORDER BY f.name LIMIT 10'
      graph-kb cypher 'MATCH (r:Resource {id: $id}) RETURN r' -p id=resource:biogas --format json
      graph-kb cypher 'MATCH (f:Facility) WHERE f.latitude > $north RETURN f.name' -p north=60.5
      graph-kb cypher 'MATCH (w:WasteCode {code: $code}) RETURN w.title' -p 'code="170503"'
      graph-kb cypher - < question.cypher

    Run one read-only statement. Writes, procedures, file reads and unbounded walks are refused.
    """  # noqa: D415 - examples come first
    from graph_kb.queries.parameters import free_value
    from graph_kb.workbench import KnowledgeBase
    from graph_kb.workbench.hints import sent_as

    values = {name: free_value(typed) for name, typed in assignments(parameters).items()}
    statement = sys.stdin.read() if text == "-" else text
    with KnowledgeBase.open() as base:
        result = base.cypher(statement, values, limit=limit)
    if not result.rows:
        result = replace(result, warnings=(*result.warnings, *sent_as(values, parameters)))
    give_result(result, form, output, ids=True)
