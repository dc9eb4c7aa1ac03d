"""Pages of lists: an opaque cursor, and a `Link` header that leads to the next page."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from fastapi import Request

from graph_kb.errors import UsageError


@dataclass(frozen=True)
class Page:
    """A page of a list.

    Attributes:
        entries: Its entries.
        next: Cursor of the next page; None at the end.
    """

    entries: list[Any]
    next: str | None


def cut(rows: Sequence[Any], limit: int, key: str) -> Page:
    """A page from rows of which one more than the limit was read, which tells whether there is another page."""
    entries = list(rows[:limit])
    return Page(entries, write_cursor(entries[-1][key]) if len(rows) > limit else None)


def write_cursor(last: str) -> str:
    """The cursor of what comes after an entry."""
    return base64.urlsafe_b64encode(json.dumps(last).encode()).decode().rstrip("=")


def read_cursor(cursor: str | None) -> str:
    """The last entry of the page before; an empty text for the first page.

    Raises:
        UsageError: It is no cursor of ours.
    """
    if cursor is None:
        return ""
    try:
        last = json.loads(base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True))
    except (binascii.Error, ValueError):
        last = None
    if not isinstance(last, str):
        raise UsageError(f"{cursor!a:.60} is no cursor", hint="take `meta.next` of the page before as it is")
    return last


def link_header(request: Request, cursor: str) -> str:
    """The `Link` header to the next page (RFC 8288), relative to the host that was asked."""
    asked = [(name, value) for name, value in request.query_params.multi_items() if name != "cursor"]
    return f'<{request.url.path}?{urlencode([*asked, ("cursor", cursor)])}>; rel="next"'
