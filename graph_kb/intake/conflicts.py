"""What only several records together show: units that do not fit what flows, a site in two municipalities.

The questions are asked of the staging file, see `spool`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from graph_kb.intake.issues import Issue
from graph_kb.model.units import CANONICAL

Rows = Callable[..., Iterator[tuple[Any, ...]]]
"""Runs a statement on the staging file."""

STREAMS = ("Offer", "Need", "Exchange")
"""Labels whose amounts are amounts of a resource."""

_NO_AMOUNT = frozenset({"degC", "K", "%"})
_ANY = frozenset(CANONICAL)
_FITTING = {
    "Material": frozenset({"t", "m3", "Nm3", "count"}),
    "Energy": frozenset({"MWh", "MW", "m3", "Nm3"}),
    "Water": frozenset({"t", "m3"}),
    "Service": frozenset(CANONICAL) - _NO_AMOUNT,
}
"""Units that an amount of each kind of resource can have; gases are counted in m3 and Nm3."""
_HINTS = {
    "Material": "use t or m3; give the heat or power of a material as a stream of its own, of kind Energy",
    "Energy": "use MWh or MW; a fuel that is counted in tonnes is a Material",
    "Water": "use m3",
    "Service": "use h, t or EUR",
}
TABLES = """
CREATE TABLE units (label TEXT, id TEXT, unit TEXT, file TEXT, row INTEGER);
CREATE TABLE kinds (id TEXT PRIMARY KEY, kind TEXT) WITHOUT ROWID;
"""
INDEXES = "CREATE INDEX unit_id ON units (label, id);"
INSERTS = {"units": "INSERT INTO units VALUES (?, ?, ?, ?, ?)", "kinds": "INSERT OR IGNORE INTO kinds VALUES (?, ?)"}

UNKNOWN_KINDS = """
SELECT DISTINCT r.id FROM refs r WHERE r.label = 'Resource'
AND NOT EXISTS (SELECT 1 FROM kinds k WHERE k.id = r.id)
"""
_MEASURED = """
SELECT u.id, u.unit, k.id, k.kind, u.file, u.row FROM units u
CROSS JOIN links l ON l.type = 'OF' AND l.start_label = u.label AND l.end_label = 'Resource' AND l.start = u.id
JOIN kinds k ON k.id = l.end WHERE u.label IN ('Offer', 'Exchange')
UNION SELECT u.id, u.unit, k.id, k.kind, u.file, u.row FROM links l
CROSS JOIN units u ON u.label = 'Need' AND u.id = l.end
JOIN kinds k ON k.id = l.start WHERE l.type = 'SERVES' AND l.start_label = 'Resource' AND l.end_label = 'Need'
"""
_PLACED = """
SELECT l.start, l.end, l.file, l.row, (SELECT r.col FROM refs r WHERE r.file = l.file AND r.row = l.row
AND r.label = 'Municipality' AND r.id = l.end) FROM links l
WHERE l.type = 'LOCATED_IN' AND l.start IN
(SELECT start FROM links WHERE type = 'LOCATED_IN' GROUP BY start HAVING MIN(end) <> MAX(end))
ORDER BY l.start, l.rowid
"""


def misfits(rows: Rows) -> Iterator[Issue]:
    """Rows whose unit cannot count what flows."""
    for name, unit, file, row in rows("SELECT id, unit, file, row FROM units"):
        if unit in _NO_AMOUNT:
            message = f"{name}: {unit} is no unit of an amount"
            yield Issue(file, row, "unit", "unit_kind", message, "give temperatures and shares in columns of their own")
    for name, unit, resource, kind, file, row in rows(_MEASURED):
        if unit not in _FITTING.get(kind, _ANY) | _NO_AMOUNT:
            message = f"{name}: an amount in {unit} does not fit {resource}, which is of kind {kind}"
            yield Issue(file, row, "unit", "unit_kind", message, _HINTS[kind])


def two_places(rows: Rows) -> Iterator[Issue]:
    """Rows that put a site into another municipality than an earlier row does."""
    first: dict[str, tuple[str, str]] = {}
    for site, place, file, row, column in rows(_PLACED):
        said, where = first.setdefault(site, (place, f"{file}:{row}"))
        if place != said:
            message = f"{site} lies in {said} by {where} and in {place} here"
            hint = "make the rows agree, or give the other site another name"
            yield Issue(file, row, column or "", "two_places", message, hint)
