"""Values of the driver as plain data, and plain data as values of the driver.

What YAML has no form for is a map with one telling key: `{date: "2024-02-29"}`, `{duration: P1M}`,
`{point: [25.0, 60.2], srid: 4326}`, `{node: [Offer], properties: {...}}`, `{relationship: OF, properties: {...}}`,
`{path: [id, TYPE, id, ...]}`. An arrow of a path shows which way its relationship points: `TYPE>` or `<TYPE`.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from typing import Any

from neo4j.graph import Node, Path, Relationship
from neo4j.spatial import CartesianPoint, Point, WGS84Point
from neo4j.time import Date, DateTime, Duration, Time

RELATIVE_TOLERANCE = 1e-9
"""Floats this close are the same: engines sum and round in their own order."""

_POINTS = {4326: WGS84Point, 4979: WGS84Point, 7203: CartesianPoint, 9157: CartesianPoint}


def plain(value: Any) -> Any:
    """A value that the driver returned, as plain data."""
    if isinstance(value, list | tuple) and not isinstance(value, Point | Duration):
        return [plain(each) for each in value]
    if isinstance(value, dict):
        return {name: plain(each) for name, each in value.items()}
    if isinstance(value, bytes | bytearray):
        return {"bytes": value.hex()}
    return _tagged(value)


def _tagged(value: Any) -> Any:
    match value:
        case Path():
            return {"path": list(_steps(value))}
        case Node():
            return {"node": sorted(value.labels), "properties": plain(dict(value))}
        case Relationship():
            return {"relationship": value.type, "properties": plain(dict(value))}
        case Point():
            return {"point": list(value), "srid": value.srid}
        case Date() | Duration():
            return {type(value).__name__.lower(): value.iso_format()}
        case DateTime() | Time():
            local = "local" if value.tzinfo is None else ""
            return {f"{local}{type(value).__name__.lower()}": _short(value.iso_format())}
    return value


def _steps(path: Path) -> Iterator[Any]:
    yield path.start_node.get("id")
    for before, link, after in zip(path.nodes[:-1], path.relationships, path.nodes[1:], strict=True):
        yield f"{link.type}>" if link.start_node == before else f"<{link.type}"
        yield after.get("id")


def _short(text: str) -> str:
    """ISO text without a fraction of zeros."""
    return re.sub(r"(\.\d*?)0+(?=$|[Z+-])", r"\1", text).replace(".+", "+").replace(".-", "-").rstrip(".")


def parameter(value: Any) -> Any:
    """Plain data of a snippet as a value that the driver sends."""
    match value:
        case list():
            return [parameter(each) for each in value]
        case {"date": str(text)}:
            return Date.from_iso_format(text)
        case {"datetime": str(text)} | {"localdatetime": str(text)}:
            return DateTime.from_iso_format(text)
        case {"duration": str(text)}:
            return Duration.from_iso_format(text)
        case {"point": list(numbers), "srid": int(srid)}:
            return _POINTS[srid](numbers)
        case dict():
            return {name: parameter(each) for name, each in value.items()}
    return value


def same(found: Any, expected: Any) -> bool:
    """Whether two plain values are the same. 1 and 1.0 are not; floats may differ by the tolerance."""
    if type(found) is not type(expected):
        return False
    if isinstance(found, float):
        nan = math.isnan(found) and math.isnan(expected)
        return nan or math.isclose(found, expected, rel_tol=RELATIVE_TOLERANCE, abs_tol=1e-12)
    if isinstance(found, list):
        return len(found) == len(expected) and all(map(same, found, expected))
    if isinstance(found, dict):
        return found.keys() == expected.keys() and all(same(found[key], expected[key]) for key in found)
    return bool(found == expected)


def same_rows(found: list[Any], expected: list[Any], *, ordered: bool) -> bool:
    """Whether two lists of rows are the same, in any order unless it matters."""
    if ordered:
        return same(found, expected)
    left = list(expected)
    for row in found:
        twin = next((number for number, each in enumerate(left) if same(row, each)), None)
        if twin is None:
            return False
        del left[twin]
    return not left
