"""The shape of every answer: `data`, and `meta` with what is needed to cite it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fastapi import Request, Response
from pydantic import BaseModel, Field
from pydantic_core import to_json

from graph_kb import __version__
from graph_kb.api.contract.pages import Page, link_header
from graph_kb.store.meta import Versions
from graph_kb.workbench import KnowledgeBase


class MadeBy(BaseModel):
    """How an answer was made."""

    engine: str = Field(description="Part of graph_kb that answered: records, query, cypher, chains, why-not, ...")
    version: str = Field(description="Version of graph_kb.", examples=[__version__])
    query: str | None = Field(None, description="Name of the query of the library.")
    cypher: str | None = Field(None, description="Text of the query, as it ran.")
    parameters: dict[str, Any] = Field(default_factory=dict, description="Parameters that it ran with.")


class Meta(BaseModel):
    """What is needed to cite an answer, to page on and to trust it."""

    data_version: int = Field(description="Counter of the batches that changed data, when the answer was begun.")
    made_by: MadeBy
    units: dict[str, str] = Field(
        default_factory=dict, description="Unit by name of a property; `as unit` stands for the property `unit`."
    )
    truncated: bool = Field(False, description="Whether there is more than was asked for.")
    warnings: list[str] = Field(default_factory=list, description="What the reader should know.")
    next: str | None = Field(None, description="Cursor of the next page; null at the end.")


def answer(
    request: Request,
    data: Any,
    engine: str,
    *,
    page: Page | None = None,
    units: Mapping[str, str] | None = None,
    truncated: bool = False,
    warnings: tuple[str, ...] = (),
    made: Mapping[str, Any] | None = None,
    version: int | None = None,
    status: int = 200,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """An answer as JSON.

    Args:
        request: What was asked.
        data: The answer itself, plain data.
        engine: Part of graph_kb that answered.
        page: The page that it is of a list.
        units: Unit by name of a property.
        truncated: Whether there is more than was asked for.
        warnings: What the reader should know.
        made: Query, its text and parameters.
        version: Data version that the answer was made from; that of the graph when the request came if missing.
        status: HTTP status.
        headers: More headers.
    """
    more = truncated or bool(page and page.next)
    meta = meta_of(request, engine, units=units, truncated=more, warnings=warnings, made=made, version=version)
    meta["next"] = page.next if page else None
    link = {"Link": link_header(request, page.next)} if page and page.next else {}
    return Response(
        to_json({"meta": meta, "data": data}, inf_nan_mode="null"),
        status_code=status,
        media_type="application/json",
        headers={**link, **(headers or {})},
    )


def meta_of(
    request: Request,
    engine: str,
    *,
    units: Mapping[str, str] | None = None,
    truncated: bool = False,
    warnings: tuple[str, ...] = (),
    made: Mapping[str, Any] | None = None,
    version: int | None = None,
) -> dict[str, Any]:
    """What is needed to cite an answer; the arguments are those of `answer`."""
    by: dict[str, Any] = {"engine": engine, "version": __version__, "query": None, "cypher": None, "parameters": {}}
    return {
        "data_version": data_version(request) if version is None else version,
        "made_by": by | dict(made or {}),
        "units": dict(units or {}),
        "truncated": truncated,
        "warnings": list(warnings),
        "next": None,
    }


def base_of(request: Request) -> KnowledgeBase:
    """The knowledge base that the service answers from."""
    base = request.app.state.base
    assert isinstance(base, KnowledgeBase)
    return base


def versions(request: Request) -> Versions:
    """State of the graph when the request came."""
    known = getattr(request.state, "versions", None)
    return known if isinstance(known, Versions) else base_of(request).versions


def data_version(request: Request) -> int:
    """Data version of the graph when the request came."""
    return versions(request).data
