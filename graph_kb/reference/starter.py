"""What the starter set calls its records, for those who must know the language of a name: all are in English."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import cache
from importlib import resources

_TABLES = ("facilities", "needs", "offers", "permits", "processes", "resources")


@cache
def english_names() -> Mapping[str, str]:
    """Names of the records that flows are told by, by id."""
    folder = resources.files("graph_kb.reference").joinpath("uusimaa")
    found: dict[str, str] = {}
    for table in _TABLES:
        lines = folder.joinpath(f"{table}.csv").read_text(encoding="utf-8").splitlines()
        found |= {row["id"]: row["name"] for row in csv.DictReader(lines)}
    return found
