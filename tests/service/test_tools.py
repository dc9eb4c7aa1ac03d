"""Tools for assistants: a real client of the protocol starts `graph-kb mcp` and asks."""

from __future__ import annotations

import os
import sys

import pytest
from mcp import ClientSession, StdioServerParameters, stdio_client

from . import loops

PLANT = "facility:vantaa-waste-to-energy-plant"
CALLS = {
    "find_entity": {"text": "bottom ash", "limit": 2},
    "find_chains": {"origin": PLANT, "k": 2, "max_total_km": 30},
    "run_named_query": {"name": "largest_offers", "limit": 3},
    "read_cypher": {"query": "MATCH (o:Offer) RETURN o.id AS id ORDER BY id", "limit": 2},
    "describe_schema": {"label": "Offer"},
}
REFUSED = (
    ("read_cypher", {"query": "MATCH (n) DETACH DELETE n"}, "writes to the graph"),
    ("read_cypher", {"query": "LOAD CSV FROM 'file:///etc/passwd' AS r RETURN r"}, "LOAD reads files"),
    ("run_named_query", {"name": "largest_ofers"}, "did you mean largest_offers"),
    ("run_named_query", {"name": "largest_offers", "parameters": {"x": 1}}, "no parameter"),
    ("find_chains", {"origin": "nowhere at all"}, "nothing is called"),
    ("find_chains", {"origin": PLANT, "objective": "profit"}, "profit"),
)


@pytest.fixture(scope="module")
def told(uusimaa_home):
    """Everything that the client was told, asked in one session."""
    return loops.run(lambda: asked(uusimaa_home))


async def asked(home):
    environment = {**os.environ, "GRAPH_KB_HOME": str(home), "PYTHONWARNINGS": "error"}
    server = StdioServerParameters(command=sys.executable, args=["-m", "graph_kb.cli.main", "mcp"], env=environment)
    async with stdio_client(server) as streams, ClientSession(*streams) as session:
        await session.initialize()
        tools = (await session.list_tools()).tools
        answers = {name: await session.call_tool(name, given) for name, given in CALLS.items()}
        refusals = [await session.call_tool(name, given) for name, given, _ in REFUSED]
        resources = (await session.list_resources()).resources
        text = await session.read_resource(resources[0].uri)
        return {"tools": tools, "answers": answers, "refusals": refusals, "resources": resources, "text": text}


def test_five_tools_that_only_read(told):
    assert {tool.name for tool in told["tools"]} == set(CALLS)
    for tool in told["tools"]:
        assert tool.annotations.read_only_hint is True
        assert tool.annotations.open_world_hint is False
        assert tool.description


def test_they_answer_like_the_library(told, base):
    answers = {name: answer.structured_content for name, answer in told["answers"].items()}
    assert answers["find_entity"]["hits"][0]["id"] == "resource:raw-slag"
    assert answers["read_cypher"]["rows"] == base.cypher(CALLS["read_cypher"]["query"], limit=2).rows
    assert answers["read_cypher"]["truncated"] is True
    assert answers["run_named_query"]["rows"] == base.query("largest_offers", limit=3).rows
    assert {one["name"] for one in answers["describe_schema"]["properties"]} >= {"amount", "unit"}


def test_chains_come_apart_with_what_is_unknown_and_the_hash(told, base):
    answer = told["answers"]["find_chains"].structured_content
    expected = base.chains(PLANT, k=2, max_total_km=30.0)
    for kind in ("certified", "conditional"):
        hashes = [one["hash"] for one in getattr(expected, kind).certificates]
        assert [one["hash"] for one in answer[kind]["chains"]] == hashes
    assert all(one["unknowns"] for one in answer["conditional"]["chains"])
    assert str(base.settings.home) not in str(answer)


@pytest.mark.parametrize("place", range(len(REFUSED)))
def test_what_makes_no_sense_is_refused_with_the_fix(told, place):
    answer = told["refusals"][place]
    assert answer.is_error
    assert REFUSED[place][2] in answer.content[0].text


def test_queries_are_resources(told, base):
    assert {one.name for one in told["resources"]} == {query.name for query in base.library}
    first = next(query for query in base.library if query.name == told["resources"][0].name)
    assert told["text"].contents[0].text == first.text
