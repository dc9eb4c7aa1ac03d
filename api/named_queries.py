"""Named queries over HTTP."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request

router = APIRouter(prefix="/queries", tags=["queries"])


@router.get("", summary="The query library")
def list_queries(request: Request) -> list[dict[str, Any]]:
    """Name, question, parameters and columns of every query."""
    return [query.describe() for query in request.app.state.base.library]


@router.get("/{name}", summary="Run a query")
def run_query(request: Request, name: str) -> dict[str, Any]:
    """Rows of a named query; its parameters are query parameters, and an unknown one is refused."""
    result = request.app.state.base.query(name, dict(request.query_params))
    return {
        "query": name,
        "parameters": dict(result.parameters),
        "data_version": result.data_version,
        "truncated": result.truncated,
        "warnings": list(result.warnings),
        "columns": list(result.columns),
        "rows": result.rows,
    }
