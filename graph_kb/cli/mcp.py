"""`graph-kb mcp`: tools for assistants over the Model Context Protocol."""

from __future__ import annotations

import importlib

import click

from graph_kb.errors import UsageError


@click.command("mcp")
@click.option("--confidential", is_flag=True, help="Tell the assistant of streams that are not public too.")
def command(confidential: bool) -> None:
    """Examples:

    \b
      graph-kb mcp
      {"mcpServers": {"graph_kb": {"command": "graph-kb", "args": ["mcp"]}}}    (in the settings of an assistant)

    Serve five tools that only read on standard input and output: describe_schema, find_entity, find_chains,
    run_named_query and read_cypher, which goes through the same guard as `graph-kb cypher`. Needs `graph-kb[mcp]`.
    """  # noqa: D415 - examples come first
    from graph_kb.workbench import KnowledgeBase

    try:
        importlib.import_module("mcp.server")
    except ImportError as error:
        raise UsageError("tools for assistants need the package mcp", hint="pip install 'graph-kb[mcp]'") from error
    tools = importlib.import_module("graph_kb.api.tools")
    with KnowledgeBase.open() as base:
        tools.server_of(base, confidential=confidential).run("stdio")
