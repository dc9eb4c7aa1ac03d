"""Pages to look at: drawings of the graph and cards of chains. They fetch nothing, and their policy is a header too."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Query, Request, Response
from fastapi.responses import HTMLResponse
from pydantic import Field

from graph_kb.api.access.confidential import demand_told
from graph_kb.api.contract.answers import base_of
from graph_kb.api.contract.parameters import Parameters
from graph_kb.api.contract.problems import DECLARED
from graph_kb.api.routes.graph import Hash
from graph_kb.api.routes.queries import parameters_of, refuse_query
from graph_kb.errors import NotFound
from graph_kb.queries import Library
from graph_kb.queries import Query as NamedQuery
from graph_kb.views import Page
from graph_kb.workbench.parts import demand_node

_OPTIONS: dict[str, Any] = {
    "response_class": HTMLResponse,
    "tags": ["views"],
}


class AroundParameters(Parameters):
    """Which neighbourhood."""

    id: str = Field(description="Id of the node in the middle.", min_length=1, max_length=200)
    steps: Literal["0", "1", "2"] = Field("1", description="Steps of neighbours around it.")


class CardParameters(Parameters):
    """How the card is written."""

    language: Literal["en", "fi", "sv"] = Field("en", description="Language of the page.")


class CardsParameters(CardParameters):
    """Which cards."""

    hash: list[Hash] = Field(min_length=1, max_length=50, description="Hashes of certificates, or beginnings of them.")


def router_of(library: Library) -> APIRouter:
    """Routes of the pages; each query has one with its own parameters."""
    router = APIRouter(prefix="/views", responses=DECLARED)
    router.add_api_route("/around", _around, summary="Draw a neighbourhood", operation_id="view_around", **_OPTIONS)
    router.add_api_route("/cards", _cards, summary="Cards of several chains", operation_id="view_cards", **_OPTIONS)
    router.add_api_route("/card/{hash}", _card, summary="The card of a chain", operation_id="view_card", **_OPTIONS)
    for query in filter(names_nodes, library):
        router.add_api_route(
            f"/query/{query.name}",
            _view_of(query),
            summary=f"Draw: {query.doc.partition('.')[0]}",
            description="An interactive page of what the answer speaks of.",
            operation_id=f"view_{query.name}",
            **_OPTIONS,
        )
    router.add_api_route("/query/{name}", _refuse, include_in_schema=False)
    return router


def names_nodes(query: NamedQuery) -> bool:
    """Whether an answer has ids: there is nothing to draw of counts."""
    return any(name == "id" or name.endswith(("_id", "_ids")) for name in query.returns)


def _refuse(request: Request, name: str) -> Response:
    """Say that there is no such query, or nothing to draw of it."""
    if name in {query.name for query in base_of(request).library}:
        raise NotFound(f"the answer of {name} names no nodes to draw", hint=f"GET /v1/queries/{name}")
    return refuse_query(request, name)


def _around(request: Request, asked: Annotated[AroundParameters, Query()]) -> Response:
    """An interactive page of a node and what stands around it."""
    base = base_of(request)
    demand_node(base.graph, asked.id)
    return shown(base.draw_around(asked.id, steps=int(asked.steps)))


def _card(
    request: Request,
    hash: Annotated[Hash, Path(description="Hash of a certificate that is kept, or its beginning.")],
    asked: Annotated[CardParameters, Query()],
) -> Response:
    """A page for a meeting, of one chain; its certificate is checked against the graph as it is now."""
    return shown(base_of(request).card(certificate_of(request, hash), asked.language))


def _cards(request: Request, asked: Annotated[CardsParameters, Query()]) -> Response:
    """Cards of several chains, each printed on a page of its own."""
    given = [certificate_of(request, one) for one in dict.fromkeys(asked.hash)]
    return shown(base_of(request).card(given, asked.language))


def _view_of(query: NamedQuery) -> Callable[..., Response]:
    parameters = parameters_of(query)

    def view(request: Request, asked: Any) -> Response:
        values = {name: value for name, value in asked.model_dump().items() if name in asked.model_fields_set}
        limit = values.pop("limit", asked.limit)
        base = base_of(request)
        return shown(base.draw(base.query(query.name, values, limit=limit)))

    view.__annotations__ = {"request": Request, "asked": Annotated[parameters, Query()], "return": Response}
    return view


def certificate_of(request: Request, hash_: str) -> Mapping[str, Any]:
    """A certificate that is kept, where it may be told whole."""
    certificate = base_of(request).kept_certificate(hash_)
    demand_told(request, certificate)
    return certificate


def shown(page: Page) -> Response:
    """A page, with its policy as a header."""
    headers = {
        "Content-Security-Policy": f"{page.policy()}; frame-ancestors 'none'",
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
    }
    return HTMLResponse(page.html(), headers=headers)
