"""Errors as `application/problem+json` (RFC 9457), with the same codes as the command line."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Mapping
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, Field
from pydantic_core import to_json
from starlette.exceptions import HTTPException

from graph_kb.api.contract.hints import as_http
from graph_kb.api.contract.parameters import DAY, HASH, MONTHS, declared
from graph_kb.errors import (
    Conflict,
    DataError,
    ForbiddenCypher,
    GraphKBError,
    NeedsKey,
    NeedsScope,
    NotFound,
    StoreError,
    UsageError,
)
from graph_kb.queries.suggestion import did_you_mean
from graph_kb.workbench.loading import KeyReused


class Merged(NotFound):
    """An id that was merged into another one.

    Args:
        id_: The id that was asked for.
        other: The id that stands for it now.
        request: What was asked; the same is asked of the other one.
    """

    code = "merged"

    def __init__(self, id_: str, other: str, request: Request) -> None:
        super().__init__(f"{id_} was merged into {other}")
        query = f"?{request.url.query}" if request.url.query else ""
        self.location = quote(request.url.path.replace(id_, other, 1), safe="/:@") + query


class NotAcceptable(UsageError):
    """The answer cannot be had in any form that was asked for."""

    code = "not_acceptable"


class Gone(UsageError):
    """What was asked for can be told no more."""

    code = "gone"


class UnsupportedMediaType(UsageError):
    """What was sent is of another kind than is taken."""

    code = "unsupported_media_type"


MEDIA_TYPE = "application/problem+json"
_STATUS: tuple[tuple[type[GraphKBError], int], ...] = (
    (NeedsKey, 401),
    (NeedsScope, 403),
    (NotFound, 404),
    (NotAcceptable, 406),
    (KeyReused, 422),
    (Conflict, 409),
    (Gone, 410),
    (UnsupportedMediaType, 415),
    (ForbiddenCypher, 400),
    (UsageError, 400),
    (DataError, 422),
    (StoreError, 503),
)
ONLY_HTTP = {
    "merged": (308, "The id was merged into another one, which `Location` leads to."),
    "request": (422, "A parameter or the body is not as declared."),
    "rate": (429, "Too many requests of one key or address; `Retry-After` says when to come again."),
    "body_size": (413, "The body is too large."),
    "body_time": (408, "The body did not come in time."),
    "url_length": (414, "The address is too long."),
    "not_acceptable": (406, "The answer cannot be had in any form that was asked for."),
    "gone": (410, "What changed since then is no more known; take a whole copy."),
    "unsupported_media_type": (415, "The body is of another kind than is taken."),
    "key_reused": (422, "Something else was sent with this `Idempotency-Key`."),
    "unexpected": (500, "A fault of the service; its log tells of it by the request id."),
}
"""Codes of problems that only the API has, with their status."""
_TRY_AGAIN_S = "2"
_FORMS = {
    DAY: "a day as 2026-12-31",
    HASH: "6 to 64 of the digits and letters a to f that a hash has",
    MONTHS: "numbers of months, such as 1,2,12",
}
_log = logging.getLogger(__name__)


class Fault(BaseModel):
    """One thing that is wrong with a request."""

    pointer: str = Field(description="Where: `query.limit`, `body.query`.")
    detail: str = Field(description="What is wrong.")
    hint: str = Field("", description="How to mend it.")


class Problem(BaseModel):
    """A problem document."""

    type: str = Field(description="Stable name of the kind of problem.", examples=["urn:graph-kb:query"])
    title: str = Field(description="Its code, as on the command line.", examples=["query"])
    status: int = Field(description="HTTP status.", examples=[400])
    detail: str = Field(description="What happened.")
    hint: str = Field("", description="How to mend it.")
    errors: list[Fault] = Field(default_factory=list, description="Each thing that is wrong.")
    context: dict[str, Any] = Field(default_factory=dict, description="Facts for machines: query, line, column, ...")


DECLARED: dict[int | str, dict[str, Any]] = {
    number: {
        "description": HTTPStatus(number).phrase,
        "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }
    for number in (400, 401, 403, 404, 405, 406, 408, 409, 410, 413, 414, 415, 422, 429, 503)
}
"""Problems that any route may answer with, for OpenAPI."""


def problem(
    status: int,
    code: str,
    detail: str,
    *,
    hint: str = "",
    errors: Iterable[Mapping[str, str]] = (),
    context: Mapping[str, Any] | None = None,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """A problem document."""
    body: dict[str, Any] = {"type": f"urn:graph-kb:{code}", "title": code, "status": status, "detail": detail}
    more = {"hint": hint, "errors": list(errors), "context": dict(context or {})}
    body |= {name: value for name, value in more.items() if value}
    return Response(to_json(body, fallback=str), status_code=status, media_type=MEDIA_TYPE, headers=dict(headers or {}))


def told(error: GraphKBError) -> Response:
    """One of the product's own errors as a problem document."""
    status = status_of(type(error))
    headers = {"Retry-After": _TRY_AGAIN_S} if status == 503 else _asked_for(error)
    return problem(status, error.code, error.message, hint=as_http(error.hint), context=error.context, headers=headers)


def status_of(kind: type[GraphKBError]) -> int:
    """HTTP status of a kind of error."""
    return next((number for each, number in _STATUS if issubclass(kind, each)), 500)


def _asked_for(error: GraphKBError) -> dict[str, str]:
    """What RFC 6750 has said to those who need a key or a scope."""
    if isinstance(error, NeedsScope):
        scope = error.context.get("scope", "")
        return {"WWW-Authenticate": f'Bearer realm="graph_kb", error="insufficient_scope", scope="{scope}"'}
    return {"WWW-Authenticate": 'Bearer realm="graph_kb"'} if isinstance(error, NeedsKey) else {}


def install_problem_handlers(app: FastAPI) -> None:
    """Answer with a problem document whatever goes wrong."""
    app.add_exception_handler(Merged, _lead_on)
    app.add_exception_handler(GraphKBError, _tell_own)
    app.add_exception_handler(RequestValidationError, _tell_invalid)
    app.add_exception_handler(HTTPException, _tell_http)


async def _lead_on(request: Request, error: Exception) -> Response:
    assert isinstance(error, Merged)
    return problem(308, error.code, error.message, headers={"Location": error.location})


async def _tell_own(request: Request, error: Exception) -> Response:
    assert isinstance(error, GraphKBError)
    return told(error)


async def _tell_invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    known = _known_parameters(request)
    faults = [_fault(one, known) for one in error.errors()]
    first = faults[0]
    return problem(422, "request", f"{first['pointer']}: {first['detail']}", hint=first["hint"], errors=faults)


def _fault(one: Mapping[str, Any], known: list[str]) -> dict[str, str]:
    place, *rest = (str(part) for part in one["loc"])
    pointer = ".".join((place, *rest))
    if one["type"] != "extra_forbidden":
        return {"pointer": pointer, **_said(one, place)}
    if place != "query":
        return {"pointer": pointer, "detail": "unknown name", "hint": ""}
    takes = f"it takes {', '.join(known)}" if known else "it takes none"
    return {"pointer": pointer, "detail": "unknown parameter", "hint": did_you_mean(rest[0], known) or takes}


def _said(one: Mapping[str, Any], place: str) -> dict[str, str]:
    """What is wrong with a value, and which one would be right."""
    if place == "body" and one["type"] in ("model_attributes_type", "dict_type"):
        return {"detail": "the body is no JSON object", "hint": "send one, with Content-Type: application/json"}
    if one["type"] == "string_pattern_mismatch":
        pattern = str(one["ctx"]["pattern"])
        return {"detail": "it is not of the form that is asked for", "hint": _FORMS.get(pattern, f"it fits {pattern}")}
    if one["type"] == "literal_error":
        choices = re.findall(r"'([^']*)'", str(one["ctx"]["expected"]))
        return {"detail": one["msg"], "hint": did_you_mean(str(one["input"]), choices)}
    return {"detail": one["msg"], "hint": ""}


def _known_parameters(request: Request) -> list[str]:
    """Query parameters of the route that was asked."""
    more = (getattr(request.scope.get("route"), "openapi_extra", None) or {}).get("parameters", ())
    return [*declared(request), *(one["name"] for one in more if one["in"] == "query")]


async def _tell_http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    status = HTTPStatus(error.status_code)
    hint = "see /docs for the routes there are" if status == HTTPStatus.NOT_FOUND else ""
    detail = f"{status.phrase}: {request.method} {request.url.path}"
    headers = dict(error.headers or {})
    if status == HTTPStatus.METHOD_NOT_ALLOWED:
        headers["Allow"] = _allowed(request)
    return problem(status.value, status.name.lower(), detail, hint=hint, headers=headers)


def _allowed(request: Request) -> str:
    """Methods of a path: several routes may share it, and each of them knows its own alone."""
    methods = {
        method.upper()
        for path, operations in request.app.openapi()["paths"].items()
        if re.fullmatch(re.sub(r"\\{\w+\\}", "[^/]+", re.escape(path)), request.url.path)
        for method in operations
    }
    return ", ".join(sorted(methods)) or "GET"


def unexpected(request: Request, error: Exception) -> Response:
    """A fault of ours: what went wrong stands in the log, and nothing of it goes out."""
    name = getattr(request.state, "request_id", "")
    _log.error("unexpected error", exc_info=error, extra={"said": {"request_id": name}})
    return problem(500, "unexpected", "an unexpected error; the log has it", context={"request_id": name})
