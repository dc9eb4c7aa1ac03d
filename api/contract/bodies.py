"""Bodies of requests: forms with files."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from http import HTTPStatus

from fastapi import Request
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException

from graph_kb.api.contract.problems import UnsupportedMediaType
from graph_kb.errors import UsageError

_FORM = "multipart/form-data"
_FIELDS, _FIELD_BYTES = 10, 256 << 10


@asynccontextmanager
async def read_form(request: Request, *, most_files: int) -> AsyncIterator[FormData]:
    """The parts of a form; its temporary files are removed at the end.

    Raises:
        UnsupportedMediaType: It is no form with files.
        UsageError: It is broken, or has too many parts.
    """
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != _FORM:
        raise UnsupportedMediaType(f"the body is no {_FORM}", hint="curl -F mapping=@mapping.yaml -F files=@table.csv")
    try:
        form = await request.form(max_files=most_files, max_fields=_FIELDS, max_part_size=_FIELD_BYTES)
    except HTTPException as error:
        if error.status_code != HTTPStatus.BAD_REQUEST:
            raise
        raise UsageError(f"the form cannot be read: {error.detail}") from error
    try:
        yield form
    finally:
        await form.close()
