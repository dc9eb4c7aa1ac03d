"""The explorer: pages that lead from a name to chains and their cards. Each state has an address of its own."""

from __future__ import annotations

import shlex
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request, Response
from fastapi.responses import HTMLResponse
from pydantic import BeforeValidator, Field

from graph_kb.api.contract.answers import base_of
from graph_kb.api.contract.problems import DECLARED
from graph_kb.api.routes.asking import GRACE_S, apart_of
from graph_kb.api.routes.graph import Hash
from graph_kb.api.routes.views import CardParameters, certificate_of, names_nodes, shown
from graph_kb.queries import Library
from graph_kb.symbiosis.origins import NoOffer
from graph_kb.views.explorer import Page, Texts, answer_page, found_page, meeting_page, paths_page, start_page
from graph_kb.workbench.chains import told_apart
from graph_kb.workbench.exploring import STARTS, found_of, joined_to, subject_of

_MOST_FOUND = 30
_SEARCH_S, _COUNT_S = 10.0, 5.0
_MOST_CHAINS = 10
Unfilled = BeforeValidator(lambda said: None if said == "" else said)
"""A field of a form that was left empty is sent as an empty text."""


class StartParameters(CardParameters):
    """What is searched for."""

    text: str | None = Field(None, max_length=200, description="Name, synonym or code, or a part of it.")


class OfParameters(CardParameters):
    """Where chains start, and how far they may go."""

    id: str = Field(description="Id of a record.", min_length=1, max_length=200)
    max_total_km: Annotated[float | None, Unfilled] = Field(
        None, ge=0, allow_inf_nan=False, description="Longest line, km."
    )
    max_processes: int = Field(3, ge=0, le=4, description="Most processes of a chain.")

    @property
    def limits(self) -> dict[str, Any]:
        """What was asked beside where chains start."""
        return {"max_total_km": self.max_total_km, "max_processes": self.max_processes}


def router_of(library: Library) -> APIRouter:
    """Routes of the explorer."""
    router = APIRouter(prefix="/explore", responses=DECLARED)
    # A question that needs no more words can be put by a click.
    asked = [query for query in library if names_nodes(query) and not any(one.required for one in query.parameters)]
    questions = [(query.name, query.doc.partition(".")[0]) for query in asked]

    def start(request: Request, asked: Annotated[StartParameters, Query()]) -> Response:
        """Where people begin: a search, and questions that can be put by a click."""
        texts = Texts(asked.language)
        return shown(_found(request, texts, asked.text) if asked.text else start_page(texts, questions))

    for path, view, summary, name in (
        ("", start, "Begin to explore, or search", "explore"),
        ("/of", _of, "Chains that start at something, told apart", "explore_of"),
        ("/paths", _paths, "Paths that are no chains, counted", "explore_paths"),
        ("/chain/{hash}", _chain, "Draw a chain", "explore_chain"),
        ("/meeting", _meeting, "Cards that were collected", "explore_meeting"),
    ):
        router.add_api_route(
            path, view, summary=summary, operation_id=name, response_class=HTMLResponse, tags=["explorer"]
        )
    return router


def _found(request: Request, texts: Texts, text: str) -> Page:
    hits = base_of(request).search(text, limit=_MOST_FOUND)
    return found_page(texts, text, found_of(hits.hits), found_of(hits.suggestions), more=hits.more)


def _of(request: Request, asked: Annotated[OfParameters, Query()]) -> Response:
    """Certified and conditional chains from a facility, organisation, offer or resource; what else is joined to it."""
    graph = base_of(request).graph
    subject = subject_of(graph, asked.id)
    kinds = _chains(request, asked) if subject.label in STARTS else None
    return shown(answer_page(Texts(asked.language), subject, kinds, asked.limits, joined_to(graph, asked.id)))


def _chains(request: Request, asked: OfParameters) -> dict[str, Any] | None:
    """Both lists, and the command that gives the same; None where nothing is offered."""
    limits = {name: value for name, value in asked.limits.items() if value is not None}
    try:
        told = apart_of(request).ask(
            "chains", asked.id, None, longest_s=_SEARCH_S + GRACE_S, k=_MOST_CHAINS, time_limit=_SEARCH_S, **limits
        )
    except NoOffer:
        return None
    said = "".join(f" --{name.replace('_', '-')} {value:g}" for name, value in limits.items())
    command = f"graph-kb chains {shlex.quote(asked.id)}{said}"
    meta = {name: told["meta"][name] for name in ("data_version", "day")}
    return {**told_apart(told, told["certificates"]), **meta, "command": command}


def _paths(request: Request, asked: Annotated[OfParameters, Query()]) -> Response:
    """How many paths there are from something, and what keeps them from being chains."""
    subject = subject_of(base_of(request).graph, asked.id)
    limits = {name: value for name, value in asked.limits.items() if value is not None}
    counted = apart_of(request).ask(
        "paths_and_chains", asked.id, None, longest_s=_COUNT_S + GRACE_S, seconds=_COUNT_S, **limits
    )
    return shown(paths_page(Texts(asked.language), subject, counted, asked.limits))


def _chain(
    request: Request,
    hash: Annotated[Hash, Path(description="Hash of a certificate that is kept, or its beginning.")],
    asked: Annotated[CardParameters, Query()],
) -> Response:
    """An interactive page of all that a chain rests on, with its card a click away."""
    base, texts = base_of(request), Texts(asked.language)
    certificate = certificate_of(request, hash)
    whole = certificate["hash"]
    links = [
        (texts("card"), f"/views/card/{whole}?language={asked.language}"),
        *((form, f"/v1/graph?chain={whole}&format={form}") for form in ("graphml", "gexf", "csv", "geojson")),
    ]
    return shown(base.draw_chain(certificate, links=links))


def _meeting(request: Request, asked: Annotated[CardParameters, Query()]) -> Response:
    """Cards that were collected in this browser, to be printed together."""
    return shown(meeting_page(Texts(asked.language)))
