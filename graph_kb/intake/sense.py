"""Values that are well formed and cannot be: the 31st of February, a measurement of next year, swapped coordinates."""

from __future__ import annotations

import time
from calendar import monthrange
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any

from pydantic import BaseModel

from graph_kb.intake.issues import CellProblem
from graph_kb.model.base import When
from graph_kb.model.distance import Point, distance_km

_KNOWN_AFTERWARDS = ("measured", "reported")
_FAR_KM = 100.0
_EUROPE = ((34.0, 72.0), (-25.0, 45.0))
"""Latitudes and longitudes of Europe with its islands, degrees."""


@lru_cache(maxsize=256)
def date_fields(model: type[BaseModel]) -> frozenset[str]:
    """Properties of a model that hold a year, a month or a day."""
    pattern = When.__metadata__[0].pattern  # type: ignore[attr-defined]
    found = model.model_fields.items()
    return frozenset(name for name, field in found if pattern in (_pattern(field), _pattern(field.annotation)))


def date_problems(
    values: Mapping[str, Any], fields: frozenset[str], column: Callable[[str], str]
) -> Iterator[CellProblem]:
    """Dates of a record that cannot be.

    Args:
        values: Its properties.
        fields: Those that hold dates.
        column: Column that a property is read from.
    """
    for name in fields & values.keys():
        day = str(values[name])
        if len(day) == 10 and not _is_day(day):
            year, month = int(day[:4]), int(day[5:7])
            hint = f"{day[:7]} has {monthrange(year, month)[1]} days" if year else "write the year with four digits"
            yield CellProblem(column(name), "date", f"{name}: {day} is no day of the calendar", hint)
    as_of, method = str(values.get("as_of", "")), getattr(values.get("method"), "value", values.get("method"))
    if method in _KNOWN_AFTERWARDS and as_of[:4].isdigit() and as_of > _today()[: len(as_of)]:
        message = f"as_of: {as_of} lies in the future, and nothing can be {method} then"
        hint = "correct the date, or the method: planned, estimated"
        yield CellProblem(column("as_of"), "future_date", message, hint)


def first_and_last_day(when: str) -> tuple[date, date]:
    """First and last day of a year, a month or a day; today where it is none of these."""
    try:
        year, month, day = (int(part) if part else None for part in (*when.split("-"), "", "")[:3])
        last = day or monthrange(year or 0, month or 12)[1]
        return date(year or 0, month or 1, day or 1), date(year or 0, month or 12, last)
    except (ValueError, OverflowError):
        today = datetime.now(UTC).date()
        return today, today


def is_null_island(latitude: Any, longitude: Any) -> bool:
    """Whether coordinates are those that programs write for unknown ones: 0 degrees north, 0 degrees east."""
    return bool(latitude == 0 and longitude == 0)


@lru_cache(maxsize=4096)
def far_from(place: Point, point: Point) -> str:
    """Whether a site is where its municipality is: "" when it is, "swapped" or "far" when not.

    Args:
        place: A point inside the municipality.
        point: Latitude and longitude given for the site.
    """
    if distance_km(place, point) <= _FAR_KM:
        return ""
    latitude, longitude = point
    is_swapped = abs(longitude) <= 90 and distance_km(place, (longitude, latitude)) <= _FAR_KM
    return "swapped" if is_swapped else "far"


def seems_swapped(point: Point) -> bool:
    """Whether a point lies outside Europe and would lie in it with latitude and longitude changed over."""
    return not _in_europe(point) and _in_europe((point[1], point[0]))


def _in_europe(point: Point) -> bool:
    return all(least <= value <= most for value, (least, most) in zip(point, _EUROPE, strict=True))


def _pattern(field: Any) -> str | None:
    """Pattern of a field or of a type; of either part where the type is optional."""
    parts = [*getattr(field, "metadata", ()), *getattr(field, "__metadata__", ())]
    own = next((found for part in parts if (found := getattr(part, "pattern", None))), None)
    inner = (found for part in getattr(field, "__args__", ()) if (found := _pattern(part)))
    return own or next(inner, None)


@lru_cache(maxsize=4096)
def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _today() -> str:
    """Today's date where it is latest: a day measured in the far east is no mistake."""
    return _date_at(int(time.time() // 3600) + 14)


@lru_cache(maxsize=2)
def _date_at(hour: int) -> str:
    """Date of an hour since the epoch; kept, as every record asks."""
    return datetime.fromtimestamp(hour * 3600, UTC).date().isoformat()
