"""Parts of the graph in the forms of other tools: around a node, of an answer, of chains."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from itertools import chain
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, Field, StringConstraints, model_validator
from pydantic_core import to_json

from graph_kb.api.access.confidential import demand_told
from graph_kb.api.contract.answers import Meta, base_of, meta_of
from graph_kb.api.contract.blocks import sent
from graph_kb.api.contract.negotiation import chosen_form
from graph_kb.api.contract.parameters import HASH, NoParameters, Parameters
from graph_kb.api.contract.problems import DECLARED
from graph_kb.api.routes.queries import units_of
from graph_kb.errors import UsageError
from graph_kb.queries import Library
from graph_kb.views import Subgraph
from graph_kb.workbench.drawings import VIEW_LIMIT
from graph_kb.workbench.formats import FORMATS
from graph_kb.workbench.parts import Part, part_around, part_of_chains, part_of_result

MOST_NODES = 10_000
_MEDIA_TYPES = {name: form.media_type for name, form in FORMATS.items()}
_OWN = "p."
"""What stands before the name of a parameter of the query that is asked."""
Hash = Annotated[str, StringConstraints(pattern=HASH)]


class GraphNode(BaseModel):
    """A node."""

    id: str = Field(description="Stable id.")
    labels: list[str] = Field(description="Its labels, the main one first.")
    properties: dict[str, Any] = Field(description="What is said of it.")


class GraphLink(BaseModel):
    """A relationship."""

    id: str = Field(description="Stable id.")
    type: str
    start: str = Field(description="Id of the node that it leaves.")
    end: str = Field(description="Id of the node that it reaches.")
    properties: dict[str, Any] = Field(description="What is said of it.")


class GraphPart(BaseModel):
    """Nodes, and the links between them."""

    nodes: list[GraphNode]
    links: list[GraphLink]


class GraphAnswer(BaseModel):
    """A part of the graph with what is needed to cite it."""

    meta: Meta
    data: GraphPart


class GraphParameters(Parameters):
    """Which part of the graph, and in which form. One of `around`, `query` and `chain` is given."""

    around: str | None = Field(None, description="Id of the node whose neighbourhood is asked for.", max_length=200)
    steps: Literal["1", "2"] = Field("1", description="Steps of neighbours around it.")
    query: str | None = Field(
        None, description="Name of the query whose answer is asked for; its parameters are `p.NAME`.", max_length=100
    )
    chain: list[Hash] = Field(
        [], description="Hashes of certificates that are kept, or beginnings of them.", max_length=100
    )
    limit: int = Field(VIEW_LIMIT, ge=1, le=MOST_NODES, description="Most nodes; `meta.truncated` tells of more.")
    format: str | None = Field(
        None, description="The form, instead of `Accept`.", json_schema_extra={"enum": list(FORMATS)}
    )


def router_of(library: Library) -> APIRouter:
    """Routes of the graph; the queries of the library can be asked for their part of it."""
    own, lists = _own_of(library), _lists_of(library)
    router = APIRouter(prefix="/graph", tags=["graph"], responses=DECLARED)
    content: dict[str, Any] = {form.media_type: {} for form in FORMATS.values() if form.name != "json"}
    router.add_api_route(
        "",
        _route_of(own, lists),
        summary="A part of the graph, for other tools",
        operation_id="get_graph",
        response_model=GraphAnswer,
        responses={200: {"content": content}},
        openapi_extra={"parameters": _declared(own, lists)},
    )
    router.add_api_route(
        "/context.jsonld",
        _context,
        summary="The context of JSON-LD",
        operation_id="get_context",
        response_class=Response,
        responses={200: {"content": {_MEDIA_TYPES["jsonld"]: {}}}},
    )
    return router


def _own_of(library: Library) -> dict[str, list[str]]:
    """Parameters of the queries, each with the names of those that take it."""
    asked_by: dict[str, list[str]] = {}
    for query in library:
        for one in query.parameters:
            asked_by.setdefault(f"{_OWN}{one.name}", []).append(query.name)
    return dict(sorted(asked_by.items()))


def _lists_of(library: Library) -> frozenset[str]:
    return frozenset(one.name for query in library for one in query.parameters if one.type == "strings")


def _declared(own: Mapping[str, list[str]], lists: Collection[str]) -> list[dict[str, Any]]:
    """Parameters of the queries, for OpenAPI. All are texts: the query that is asked knows their types."""
    text = {"type": "string"}
    return [
        {
            "name": name,
            "in": "query",
            "required": False,
            "description": f"Parameter of {', '.join(queries)}.",
            "schema": {"type": "array", "items": text} if name.removeprefix(_OWN) in lists else text,
        }
        for name, queries in own.items()
    ]


def _parameters_of(own: Collection[str]) -> type[GraphParameters]:
    """The parameters without those of queries: declared one by one they would cost more time than the answer."""

    class GraphOrQueryParameters(GraphParameters):
        __doc__ = GraphParameters.__doc__

        @model_validator(mode="before")
        @classmethod
        def _without_own(cls, said: Mapping[str, Any]) -> dict[str, Any]:
            return {name: value for name, value in said.items() if name not in own}

    return GraphOrQueryParameters


def _route_of(own: Collection[str], lists: Collection[str]) -> Callable[..., Response]:
    parameters = _parameters_of(own)

    def get_graph(request: Request, asked: Any) -> Response:
        form = FORMATS[chosen_form(request, asked.format, _MEDIA_TYPES)]
        part, made = _part(request, asked, _said_in(request, own, lists))
        subgraph = part.subgraph
        units = units_of(_names(subgraph))
        meta = meta_of(request, "graph", units=units, truncated=part.truncated, warnings=part.warnings, made=made)
        headers = {"Graph-KB-Data-Version": str(meta["data_version"]), "Graph-KB-Truncated": _word(part.truncated)}
        if form.name != "json":
            headers["Content-Disposition"] = f'attachment; filename="graph.{form.ending}"'
        return sent(form.write(subgraph, meta), form.media_type, headers)

    get_graph.__annotations__ = {"request": Request, "asked": Annotated[parameters, Query()], "return": Response}
    return get_graph


def _said_in(request: Request, own: Collection[str], lists: Collection[str]) -> dict[str, Any]:
    """Parameters of a query as they were given, without what stands before their names."""
    asked = request.query_params
    names = {name: name.removeprefix(_OWN) for name in asked if name in own}
    return {short: asked.getlist(name) if short in lists else asked[name] for name, short in names.items()}


def _part(request: Request, asked: GraphParameters, own: Mapping[str, Any]) -> tuple[Part, dict[str, Any]]:
    """The part that is asked for, and how it was made."""
    base = base_of(request)
    _check_one(asked, own)
    if asked.around:
        part = part_around(base.graph, asked.around, int(asked.steps), asked.limit)
        return part, {"parameters": {"around": asked.around, "steps": int(asked.steps), "limit": asked.limit}}
    if asked.query:
        result = base.query(asked.query, own)
        made = {"query": result.name, "cypher": result.cypher, "parameters": dict(result.parameters)}
        return part_of_result(base.graph, result, asked.limit), made
    certificates = [base.kept_certificate(one) for one in dict.fromkeys(asked.chain)]
    for one in certificates:
        demand_told(request, one)
    made = {"parameters": {"chain": [one["hash"] for one in certificates], "limit": asked.limit}}
    return part_of_chains(base.graph, certificates, asked.limit), made


def _check_one(asked: GraphParameters, own: Mapping[str, Any]) -> None:
    given = [name for name in ("around", "query", "chain") if getattr(asked, name)]
    if len(given) != 1:
        said = f"{' and '.join(given)} exclude each other" if given else "no part of the graph is named"
        raise UsageError(
            said, hint="give one of around=ID, query=NAME and chain=HASH; GET /v1/graph/export is all of it"
        )
    alone = [f"{_OWN}{name}" for name in own] if given != ["query"] else []
    alone += ["steps"] if "steps" in asked.model_fields_set and given != ["around"] else []
    if alone:
        raise UsageError(f"{alone[0]} makes no sense with {given[0]}", hint="leave it out")


def _names(part: Subgraph) -> tuple[str, ...]:
    """Names of all properties."""
    every = chain((one.properties for one in part.nodes), (one.properties for one in part.links))
    return tuple(sorted(set().union(*every)))


def _word(yes: bool) -> str:
    return "true" if yes else "false"


def _context(request: Request, _: Annotated[NoParameters, Query()]) -> Response:
    """The words of our JSON-LD documents: schema.org where they mean the same, our own ones beside them."""
    from graph_kb.workbench.formats.linked import context

    return Response(to_json({"@context": context()}), media_type=_MEDIA_TYPES["jsonld"])
