"""Search by name, synonym and code, and records of any label by their ids."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from graph_kb.api.access.concealed import told_by_ids
from graph_kb.api.access.confidential import covered_ids
from graph_kb.api.contract.answers import Meta, answer, base_of, versions
from graph_kb.api.contract.parameters import NoParameters, Parameters
from graph_kb.api.contract.problems import DECLARED
from graph_kb.api.routes.asking import Open
from graph_kb.api.routes.records import href, told
from graph_kb.model.schema import NODES
from graph_kb.workbench.search import Hit

router = APIRouter(tags=["search"], responses=DECLARED)
MOST_IDS = 200
_LABELS: Any = Literal[tuple(NODES)]


class SearchParameters(Parameters):
    """What is searched for."""

    text: str = Field(
        min_length=1,
        max_length=200,
        description="Name, synonym or code, or a part of it, in any of the languages.",
        examples=["hukkalämpö", "19 01 12", "Vantaa waste"],
    )
    label: _LABELS | None = Field(None, description="Records of this label only.")
    limit: int = Field(20, ge=1, le=200, description="Most hits.")


class Found(BaseModel):
    """A record that fits."""

    label: str
    id: str
    name: str
    matched: str = Field(description="The name, synonym or code that fits.")
    field: str = Field(description="The property that it stands in.")
    score: int = Field(description="How well it fits: 100 the whole, 90 its beginning, 80 a word, 70 within a word.")
    href: str = Field(description="Where the record is told in full.")


class SearchResult(BaseModel):
    """What fits, or what is alike."""

    hits: list[Found] = Field(description="Records that fit, best first.")
    suggestions: list[Found] = Field(description="Names that are alike, where nothing fits.")


class SearchAnswer(BaseModel):
    """Hits, with what is needed to cite them."""

    meta: Meta
    data: SearchResult


@router.get("/search", summary="Ids by names and codes", operation_id="search", response_model=SearchAnswer)
def search(request: Request, asked: Annotated[SearchParameters, Query()]) -> Response:
    """Records whose names, synonyms or codes fit a text; names that are alike where nothing fits."""
    without = covered_ids(request)
    found = base_of(request).search(asked.text, asked.label, asked.limit, state=versions(request), without=without)
    data = {"hits": _told(found.hits), "suggestions": _told(found.suggestions)}
    return answer(request, data, "search", truncated=found.more)


def _told(hits: tuple[Hit, ...]) -> list[dict[str, Any]]:
    return [asdict(hit) | {"href": href({"label": hit.label, "id": hit.id})} for hit in hits]


class BatchParameters(Parameters):
    """Records by their ids."""

    id: list[str] = Field(min_length=1, max_length=50, description="Ids, each once; more than 50 are sent by POST.")


class Batch(BaseModel):
    """Records by their ids."""

    model_config = ConfigDict(extra="forbid")

    ids: list[str] = Field(min_length=1, max_length=MOST_IDS, description="Ids of records of any label.")


class BatchResult(BaseModel):
    """Records of any label."""

    records: list[Open] = Field(description="Records in the order of the ids: `label`, `href` and properties.")
    missing: list[str] = Field(description="Ids that no record has.")


class BatchAnswer(BaseModel):
    """Records, with what is needed to cite them."""

    meta: Meta
    data: BatchResult


@router.get("/records", summary="Records by ids", operation_id="get_records", response_model=BatchAnswer)
def get_records(request: Request, asked: Annotated[BatchParameters, Query()]) -> Response:
    """Records of any label by their ids, at most 50."""
    return _records(request, asked.id)


@router.post("/records", summary="Many records by ids", operation_id="post_records", response_model=BatchAnswer)
def post_records(request: Request, asked: Batch, _: Annotated[NoParameters, Query()]) -> Response:
    """Records of any label by their ids, at most 200. Nothing is written."""
    return _records(request, asked.ids)


def _records(request: Request, ids: list[str]) -> Response:
    found = told_by_ids(request, ids)
    there = {record["id"] for record in found}
    missing = [id_ for id_ in dict.fromkeys(ids) if id_ not in there]
    return answer(request, {"records": [told(record) for record in found], "missing": missing}, "records")
