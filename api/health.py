"""Is it alive, and is it ready?"""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request

router = APIRouter(tags=["health"])


@router.get("/healthz", summary="The process answers")
def healthz() -> dict[str, str]:
    """Answer without touching the graph."""
    return {"status": "ok"}


@router.get("/readyz", summary="The graph answers")
def readyz(request: Request) -> dict[str, Any]:
    """Answer with the data version of the graph."""
    return {"status": "ok", "data_version": request.app.state.base.data_version}
