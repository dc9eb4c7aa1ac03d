"""Free Cypher, read only: through the guard, then through the account that may only read."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field, field_validator

from graph_kb.api.access.observing import audit
from graph_kb.api.contract.answers import base_of
from graph_kb.api.contract.parameters import NoParameters
from graph_kb.api.contract.problems import DECLARED
from graph_kb.api.routes.asking import readers_of
from graph_kb.api.routes.queries import RowsAnswer, answer_rows

_GRACE_S = 5.0
_MOST_NESTED = 50

router = APIRouter(tags=["cypher"], responses=DECLARED)


class CypherQuestion(BaseModel):
    """A statement with its parameters."""

    model_config = ConfigDict(extra="forbid")

    query: str = Field(
        min_length=1,
        max_length=20_000,
        description="One statement of reading Cypher.",
        examples=[
            "MATCH (o:Offer)-[:OF]->(r:Resource) RETURN r.name AS resource, count(o) AS offers ORDER BY resource"
        ],
    )
    parameters: dict[str, Any] = Field(default_factory=dict, max_length=100, description="Parameters by name.")
    limit: int = Field(1_000, ge=1, le=10_000, description="Most rows; `meta.truncated` tells of more.")

    @field_validator("parameters")
    @classmethod
    def _bounded(cls, given: dict[str, Any]) -> dict[str, Any]:
        if _is_deeper(given, _MOST_NESTED):
            raise ValueError(f"lists and maps lie in each other more than {_MOST_NESTED} deep")
        return given


def _is_deeper(value: Any, steps: int) -> bool:
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return steps < 0 or any(_is_deeper(part, steps - 1) for part in parts)


@router.post("/cypher", summary="Read with Cypher", operation_id="run_cypher", response_model=RowsAnswer)
def run(request: Request, asked: CypherQuestion, _: Annotated[NoParameters, Query()]) -> Response:
    """Rows of a statement. What may write, read files, call procedures or run without bound is refused."""
    audit(request, asked.query)
    # The engine ends a statement after this time; what does not end even so is ended from outside.
    longest_s = base_of(request).settings.query_seconds + _GRACE_S
    result = readers_of(request).ask("cypher", asked.query, asked.parameters, limit=asked.limit, longest_s=longest_s)
    return answer_rows(request, result, "cypher")
