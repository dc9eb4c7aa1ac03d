"""Answers that are sent while they are made."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import chain

from starlette.responses import Response, StreamingResponse

_BLOCK_BYTES = 1 << 16


def sent(parts: Iterator[bytes], media_type: str, headers: Mapping[str, str]) -> Response:
    """An answer of these bytes: at once where they are few, and else while they are made."""
    blocks = in_blocks(parts)
    first = next(blocks)
    if len(first) < _BLOCK_BYTES:
        return Response(first, media_type=media_type, headers=dict(headers))
    return StreamingResponse(chain([first], blocks), media_type=media_type, headers=dict(headers))


def in_blocks(parts: Iterator[bytes]) -> Iterator[bytes]:
    """The same bytes in fewer pieces: each is sent by itself."""
    waiting: list[bytes] = []
    size = 0
    for part in parts:
        waiting.append(part)
        size += len(part)
        if size >= _BLOCK_BYTES:
            yield b"".join(waiting)
            waiting, size = [], 0
    yield b"".join(waiting)
