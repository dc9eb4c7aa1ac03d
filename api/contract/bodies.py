"""Bodies of requests: forms with files, within bounds that hold while they are read."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import Request
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.types import Message

from graph_kb.api.contract.problems import TooLarge, UnsupportedMediaType
from graph_kb.errors import UsageError

_FORM = "multipart/form-data"
_FIELDS, _FIELD_BYTES = 10, 256 << 10


@asynccontextmanager
async def read_form(request: Request, *, most_bytes: int, most_files: int) -> AsyncIterator[FormData]:
    """The parts of a form; its temporary files are removed at the end.

    Raises:
        TooLarge: It is larger, whatever its length says.
        UnsupportedMediaType: It is no form with files.
        UsageError: It is broken, or has too many parts.
    """
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != _FORM:
        raise UnsupportedMediaType(f"the body is no {_FORM}", hint="curl -F mapping=@mapping.yaml -F files=@table.csv")
    bounded = Request(request.scope, _Bounded(request, most_bytes))
    try:
        form = await bounded.form(max_files=most_files, max_fields=_FIELDS, max_part_size=_FIELD_BYTES)
    except HTTPException as error:
        raise UsageError(f"the form cannot be read: {error.detail}") from error
    try:
        yield form
    finally:
        await form.close()


class _Bounded:
    """What is received of a request, up to a bound."""

    def __init__(self, request: Request, most_bytes: int) -> None:
        self._request, self._most, self._size = request, most_bytes, 0

    async def __call__(self) -> Message:
        message = await self._request.receive()
        self._size += len(message.get("body", b""))
        if self._size > self._most:
            raise TooLarge(
                f"more than {self._most} bytes were sent", hint="split the tables, or load them on the server"
            )
        return message
