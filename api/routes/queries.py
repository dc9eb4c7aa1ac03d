"""Named queries: the library as a list, and a route for each query with the parameters of its header."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field, create_model

from graph_kb.api.access.confidential import OPEN_QUERIES, demand_open
from graph_kb.api.contract.answers import Meta, answer, base_of
from graph_kb.api.contract.parameters import MOST_LISTED, Day, NoParameters, Parameters
from graph_kb.api.contract.problems import DECLARED
from graph_kb.errors import NotFound
from graph_kb.model.schema import attribute_table
from graph_kb.queries import Library
from graph_kb.queries import Query as NamedQuery
from graph_kb.queries.suggestion import did_you_mean
from graph_kb.workbench.result import Result

_TYPES: dict[str, Any] = {
    "string": str,
    "integer": Annotated[int, Field(ge=-(2**63), lt=2**63)],
    "float": Annotated[float, Field(allow_inf_nan=False)],
    "boolean": bool,
    "date": Day,
    "waste_code": str,
    "strings": list[str],
}


class QueryParameter(BaseModel):
    """A parameter of a query."""

    name: str
    type: str = Field(description="string, integer, float, boolean, date, waste_code or strings.")
    required: bool
    default: Any = Field(None, description="Value when it is not given.")
    doc: str = Field(description="What it means.")


class QueryDescription(BaseModel):
    """A query of the library."""

    name: str
    folder: str = Field(description="The question it belongs to, such as paths or gaps.")
    doc: str = Field(description="What it answers.")
    params: list[QueryParameter]
    returns: list[str] = Field(description="Columns, in order.")


class QueryList(BaseModel):
    """The library."""

    meta: Meta
    data: list[QueryDescription]


class Row(BaseModel):
    """A row: values by column."""

    model_config = ConfigDict(extra="allow")


class Rows(BaseModel):
    """Columns and rows of an answer."""

    columns: list[str] = Field(description="Columns, in order.")
    rows: list[Row]


class RowsAnswer(BaseModel):
    """Rows with what is needed to cite them."""

    meta: Meta
    data: Rows


def router_of(library: Library) -> APIRouter:
    """Routes of a library, a typed one for each query."""
    router = APIRouter(prefix="/queries", tags=["queries"], responses=DECLARED)
    router.add_api_route("", _list, summary="The query library", operation_id="list_queries", response_model=QueryList)
    for query in library:
        router.add_api_route(
            f"/{query.name}",
            _route_of(query),
            summary=query.doc.partition(".")[0],
            description=query.doc,
            operation_id=f"query_{query.name}",
            response_model=RowsAnswer,
        )
    router.add_api_route("/{name}", refuse_query, include_in_schema=False)
    return router


def answer_rows(request: Request, result: Result, engine: str) -> Response:
    """An answer with rows."""
    made = {"query": result.name or None, "cypher": result.cypher, "parameters": dict(result.parameters)}
    return answer(
        request,
        {"columns": list(result.columns), "rows": result.rows},
        engine,
        units=units_of(result.columns),
        truncated=result.truncated,
        warnings=result.warnings,
        made=made,
    )


def units_of(columns: Iterable[str]) -> dict[str, str]:
    """Units of the columns that are called like a property of the model which has one unit everywhere."""
    known = _units()
    return {name: known[name] for name in columns if name in known}


@cache
def _units() -> dict[str, str]:
    found: dict[str, set[str]] = {}
    for row in attribute_table():
        found.setdefault(row.name, set()).add(row.unit)
    return {name: unit for name, units in found.items() if len(units) == 1 for unit in units if unit}


def _list(request: Request, _: Annotated[NoParameters, Query()]) -> Response:
    """Name, question, parameters and columns of every query."""
    return answer(request, [query.describe() for query in base_of(request).library], "queries")


def _route_of(query: NamedQuery) -> Callable[..., Response]:
    asked = parameters_of(query)

    def run(request: Request, asked: Any) -> Response:
        if query.name not in OPEN_QUERIES:
            demand_open(request)
        values = {name: value for name, value in asked.model_dump().items() if name in asked.model_fields_set}
        limit = values.pop("limit", asked.limit)
        result = base_of(request).query(query.name, values, limit=limit)
        return answer_rows(request, result, "query")

    # FastAPI reads the parameters from the annotations.
    run.__annotations__ = {"request": Request, "asked": Annotated[asked, Query()], "return": Response}
    return run


def parameters_of(query: NamedQuery) -> type[Parameters]:
    """The query parameters of the route of a query, from its header."""
    fields: dict[str, Any] = {
        "limit": (int, Field(MOST_LISTED, ge=1, le=10_000, description="Most rows; `meta.truncated` tells of more."))
    }
    for one in query.parameters:
        default = ... if one.required else one.value_or_default()
        type_ = _TYPES[one.type] | None if default is None else _TYPES[one.type]
        fields[one.name] = (type_, Field(default, description=one.doc))
    return create_model(f"Parameters_{query.name}", __base__=Parameters, **fields)


def refuse_query(request: Request, name: str) -> Response:
    """Say that there is no such query.

    Raises:
        NotFound: Always.
    """
    names = [query.name for query in base_of(request).library]
    hint = did_you_mean(name, names) or "GET /v1/queries lists them"
    raise NotFound(f"there is no query {name!a:.60}", hint=hint)
