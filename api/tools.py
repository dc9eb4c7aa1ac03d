"""Tools for assistants over the Model Context Protocol: five, curated, and none of them writes.

`graph-kb mcp` starts them on standard input and output.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from graph_kb import __version__
from graph_kb.api.access.confidential import OPEN_QUERIES, Confidential
from graph_kb.errors import Busy, GraphKBError, NeedsScope
from graph_kb.model.relationships import RELATIONS
from graph_kb.model.schema import NODES, attributes
from graph_kb.workbench import KnowledgeBase
from graph_kb.workbench.blurring import was_hidden
from graph_kb.workbench.chains import told_apart
from graph_kb.workbench.result import Result

if TYPE_CHECKING:
    from mcp.server import MCPServer

MOST_ROWS = 500
_INSTRUCTIONS = """\
Material, water, energy and service flows of a region, for industrial and urban symbiosis. A path is what a query walks:
co-inputs, capacity, permits and seasons are not checked. A chain is what the engine certifies: certified chains rest on
facts that are known, conditional ones hold if what is not known turns out well. Keep the two words apart, tell which
kind a chain is and what is unknown of it, and cite its hash. Ids come from find_entity. Every answer names the data
version; `truncated` says that there is more.
"""


def server_of(base: KnowledgeBase, *, confidential: bool = False) -> MCPServer[Any]:
    """The tools over a knowledge base.

    Args:
        base: The knowledge base.
        confidential: Whether streams that are not public may be told.
    """
    from mcp.server import MCPServer
    from mcp.types import ToolAnnotations

    server: MCPServer[Any] = MCPServer("graph_kb", version=__version__, instructions=_INSTRUCTIONS, log_level="WARNING")
    harmless = ToolAnnotations(readOnlyHint=True, destructiveHint=False, idempotentHint=True, openWorldHint=False)
    for tool in Tools(base, confidential=confidential).all():
        server.tool(annotations=harmless, structured_output=True)(tool)
    for query in base.library:
        server.resource(
            f"graph-kb://queries/{query.name}", name=query.name, description=query.doc, mime_type="text/plain"
        )(_text_of(query.text))
    return server


class Tools:
    """The tools.

    Args:
        base: The knowledge base that they ask.
        confidential: Whether streams that are not public may be told: what an assistant learns leaves the house.
    """

    def __init__(self, base: KnowledgeBase, *, confidential: bool = False) -> None:
        self._base = base
        self._confidential = confidential
        self._kept = Confidential(base.settings.home)

    def all(self) -> tuple[Callable[..., dict[str, Any]], ...]:
        """Every tool, the first ones to use first."""
        return self.describe_schema, self.find_entity, self.find_chains, self.run_named_query, self.read_cypher

    def describe_schema(self, label: str | None = None) -> dict[str, Any]:
        """What the graph holds: labels, relationships and named queries; with a label, its properties with units."""
        if label is not None and label in NODES:
            return {"label": label, "properties": [asdict(one) for one in attributes(label, NODES[label])]}
        relations = [
            {"type": one.type, "from": start, "to": end, "meaning": f"{start} {one.phrase} {end}"}
            for some in RELATIONS.values()
            for one in some
            for start, end in one.ends
            if start != "Claim"
        ]
        queries = [query.describe() for query in self._base.library]
        return {"labels": list(NODES), "relationships": relations, "queries": queries}

    def find_entity(self, text: str, label: str | None = None, limit: int = 10) -> dict[str, Any]:
        """Ids of facilities, resources, waste codes, ... by a name, synonym or code, or a part of it (fi, sv, en)."""
        with _told():
            state = self._base.versions
            without = () if self._confidential else self._kept.covered(self._base.graph, state)
            found = self._base.search(text, label, min(limit, MOST_ROWS), state=state, without=without)
            if not self._confidential and self._base.versions.content != state.content:
                self._demand_open()
                self._demand_never_hidden()
            hits, near = ([asdict(hit) for hit in some] for some in (found.hits, found.suggestions))
            return {"hits": hits, "suggestions": near, "truncated": found.more, "data_version": state.data}

    def find_chains(
        self,
        origin: str,
        need: str | None = None,
        k: int = 5,
        max_processes: int = 4,
        max_total_km: float | None = None,
        objective: str = "amount",
    ) -> dict[str, Any]:
        """Certified and conditional chains, apart, from an offer, facility, organisation or resource; what is unknown.

        `objective` is amount, net_value, co2e or distance. `proved` says whether nothing better is left out.
        """
        with _told(), self._open():
            options: dict[str, Any] = {"k": k, "max_processes": max_processes, "max_total_km": max_total_km}
            found = self._base.chains(origin, need, objective=objective, **options)
            told = found.facts()
            kinds = told_apart(told, found.certificates)
        return {"data_version": told["meta"]["data_version"], "day": told["meta"]["day"], **kinds}

    def run_named_query(self, name: str, parameters: dict[str, Any] | None = None, limit: int = 100) -> dict[str, Any]:
        """Rows of a query of the library; describe_schema lists them with their parameters. What it walks are paths."""
        with _told(), nullcontext() if name in OPEN_QUERIES else self._open():
            return _rows(self._base.query(name, parameters or {}, limit=min(limit, MOST_ROWS)))

    def read_cypher(self, query: str, parameters: dict[str, Any] | None = None, limit: int = 100) -> dict[str, Any]:
        """Rows of one statement of reading Cypher. What may write, read files or run without bound is refused."""
        with _told(), self._open():
            return _rows(self._base.cypher(query, parameters or {}, limit=min(limit, MOST_ROWS)))

    @contextmanager
    def _open(self) -> Iterator[None]:
        """What is asked within may rest on any stream; one may become hidden meanwhile."""
        self._demand_open()
        before = self._base.versions
        try:
            yield
        finally:
            # Also where an error would tell: it may name what has just been hidden.
            self._demand_open()
            if not self._confidential and self._base.versions.content != before.content:
                self._demand_never_hidden()

    def _demand_never_hidden(self) -> None:
        if was_hidden(self._base.settings.home):
            raise Busy("the data changed while it was read", hint="ask again")

    def _demand_open(self) -> None:
        """Answer what may rest on any stream only where each may be told.

        Raises:
            NeedsScope: Some stream is not public, and such ones may not be told.
        """
        if not self._confidential and self._kept.any(self._base.graph, self._base.versions):
            hint = "start the tools with `graph-kb mcp --confidential`"
            raise NeedsScope("some offers or needs are not public, and what is asked could tell of them", hint=hint)


@contextmanager
def _told() -> Iterator[None]:
    """Errors of ours reach the assistant with their hint; of all others it learns nothing."""
    from mcp.server.mcpserver.exceptions import ToolError

    try:
        yield
    except GraphKBError as error:
        raise ToolError(f"{error.code}: {error}") from error


def _rows(result: Result) -> dict[str, Any]:
    said = ("columns", "rows", "data_version", "truncated", "warnings", "cypher")
    return {name: getattr(result, name) for name in said}


def _text_of(text: str) -> Callable[[], str]:
    return lambda: text
