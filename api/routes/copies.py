"""For those who keep a copy: the whole graph in a stream, and what changed since a data version."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, Field

from graph_kb.api.access.confidential import demand_never_hidden
from graph_kb.api.contract.answers import Meta, answer, base_of, data_version
from graph_kb.api.contract.blocks import sent
from graph_kb.api.contract.pages import Page, read_cursor, write_cursor
from graph_kb.api.contract.parameters import NoParameters, PageParameters
from graph_kb.api.contract.problems import DECLARED, Gone
from graph_kb.errors import UsageError
from graph_kb.store.changes import is_known_since
from graph_kb.workbench.copies import Place, changes_after, stream_graph

router = APIRouter(tags=["copies"], responses=DECLARED)
_NDJSON = "application/x-ndjson"


class ChangeParameters(PageParameters):
    """Since when, and which part of the list."""

    since: int = Field(ge=0, lt=2**63, description="Data version of the copy: `meta.data_version` when it was taken.")


class ChangedRecord(BaseModel):
    """A record that was written or removed."""

    version: int = Field(description="Data version since which it is so.")
    kind: str = Field(description="Label of the node, or type of the relationship.", examples=["Offer"])
    change: Literal["written", "removed"]
    id: str = Field(description="Stable id.")
    record: dict[str, Any] | None = Field(
        None, description="The record as it is now, as a line of the whole copy; null when it was removed."
    )


class Changes(BaseModel):
    """A page of changes, the oldest first."""

    meta: Meta
    data: list[ChangedRecord]


@router.get(
    "/graph/export",
    summary="The whole graph, to keep a copy of it",
    operation_id="export_graph",
    response_class=Response,
    responses={200: {"content": {_NDJSON: {}}}},
)
def export(request: Request, _: Annotated[NoParameters, Query()]) -> Response:
    """Every node, then every relationship, one a line, as `graph-kb export` writes them.

    The first line is a header with the data version, the last one counts the records. A copy without that last line is
    not whole: the graph has changed meanwhile, or the line was lost. `graph-kb load --backup` reads a whole one.
    """
    lines = stream_graph(base_of(request).graph)
    headers = {
        "Content-Disposition": 'attachment; filename="graph.jsonl"',
        "Graph-KB-Data-Version": str(data_version(request)),
    }
    return sent(lines, _NDJSON, headers)


@router.get("/changes", summary="What changed since", operation_id="list_changes", response_model=Changes)
def changes(request: Request, asked: Annotated[ChangeParameters, Query()]) -> Response:
    """Records that were written or removed after a data version, the oldest change first.

    Follow `meta.next` to the end; the copy then has the data version of the last page. A record that changed several
    times comes as often, always as it is now. 410 when the graph no longer knows: take a whole copy then.
    """
    demand_never_hidden(request)
    place = _place(asked.cursor) or (asked.since, 0)
    graph, now = base_of(request).graph, data_version(request)
    if asked.since > now:
        hint = "is it of another graph? take a whole copy with GET /v1/graph/export"
        raise Gone(f"data version {asked.since} lies ahead of this graph, which is at {now}", hint=hint)
    if not is_known_since(graph, place[0] - 1 if place[1] else place[0]):
        hint = "take a whole copy with GET /v1/graph/export"
        raise Gone(f"it is no more known what changed since data version {place[0]}", hint=hint)
    found, last = changes_after(graph, place, asked.limit)
    page = Page(found, write_cursor(f"{last[0]}:{last[1]}") if last else None)
    return answer(request, page.entries, "changes", page=page)


def _place(cursor: str | None) -> Place | None:
    """Where the page before ended; None for the first page."""
    if cursor is None:
        return None
    version, _, position = read_cursor(cursor).partition(":")
    if not (version.isdecimal() and position.isdecimal()):
        raise UsageError(f"{cursor!a:.60} is no cursor", hint="take `meta.next` of the page before as it is")
    return int(version), int(position)
