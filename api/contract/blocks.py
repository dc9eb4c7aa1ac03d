"""Answers that are sent while they are made."""

from __future__ import annotations

from collections.abc import Iterator

_BLOCK_BYTES = 1 << 16


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
