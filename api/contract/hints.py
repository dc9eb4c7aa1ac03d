"""Hints of the product as those who ask over HTTP can follow them."""

from __future__ import annotations

import re

_AS_HTTP = (
    (r"`graph-kb query find( -p text=\.\.\.)?`", "GET /v1/search?text=..."),
    (r"`graph-kb query (\w+)`", r"GET /v1/queries/\1"),
    (r"`graph-kb chains`", "GET /v1/chains"),
    (r"--param (\w+)=", r"\1="),
)
"""What the command line names, and what answers the same here."""


def as_http(hint: str) -> str:
    """A hint that names routes and parameters in the place of commands and options."""
    for said, instead in _AS_HTTP:
        hint = re.sub(said, instead, hint)
    return hint
