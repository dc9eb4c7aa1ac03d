"""Errors as `application/problem+json` (RFC 9457), with the same codes as the command line."""

from __future__ import annotations

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse

from graph_kb.errors import DataError, GraphKBError, StoreError, UsageError

_STATUS: tuple[tuple[type[GraphKBError], int], ...] = ((UsageError, 400), (DataError, 422), (StoreError, 503))


def install_problem_handlers(app: FastAPI) -> None:
    """Answer with a problem document whenever the product raises one of its own errors."""
    app.add_exception_handler(GraphKBError, _answer)


async def _answer(request: Request, error: Exception) -> JSONResponse:
    if not isinstance(error, GraphKBError):
        raise error
    status = next((number for kind, number in _STATUS if isinstance(error, kind)), 500)
    body = {"type": f"urn:graph-kb:{error.code}", "title": error.code, "status": status, "detail": error.message}
    if error.hint:
        body["hint"] = error.hint
    return JSONResponse(body, status_code=status, media_type="application/problem+json")
