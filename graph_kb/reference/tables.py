"""The shipped tables as rows, and the sources they were taken from."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from types import MappingProxyType
from typing import TypedDict

from graph_kb.model import Method, Source


class Provenance(TypedDict):
    """The three properties that every node and relationship must carry."""

    source_id: str
    as_of: str
    method: Method


def rows(name: str) -> list[dict[str, str]]:
    """Rows of a shipped table in file order; an empty cell is an empty text.

    Args:
        name: File name in the folder `data`, such as "nace.csv".
    """
    text = (files(__package__) / "data" / name).read_text(encoding="utf-8")
    return list(csv.DictReader(io.StringIO(text)))


@lru_cache(maxsize=1)
def sources() -> Mapping[str, Source]:
    """The publications behind the shipped tables, by id."""
    made = (_source(row) for row in rows("sources.csv"))
    return MappingProxyType({source.id: source for source in made})


def provenance(source_id: str, *, as_of: str | None = None, method: Method = Method.REPORTED) -> Provenance:
    """Provenance of a record taken from a shipped table.

    Args:
        source_id: Id of one of `sources()`.
        as_of: Day or year the statement holds for; the source's own when missing.
        method: How the value came to be known.
    """
    return {"source_id": source_id, "as_of": as_of or sources()[source_id].as_of, "method": method}


def _source(row: dict[str, str]) -> Source:
    return Source(
        id=row["id"],
        title=row["title"],
        address=row["address"],
        publisher=row["publisher"],
        published=row["published"] or None,
        licence=row["licence"],
        source_id=row["id"],
        as_of=row["as_of"],
        method=Method.REPORTED,
    )
