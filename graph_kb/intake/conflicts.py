"""What only several records together show: units that do not fit what flows, a site in two municipalities.

The questions are asked of the staging base, see `spool`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from graph_kb.intake.issues import Issue
from graph_kb.model.units import CANONICAL

Rows = Callable[..., Iterator[tuple[Any, ...]]]
"""Runs a statement on the staging base."""

_NO_AMOUNT = frozenset({"degC", "K", "%"})
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
_FLOWS = """
SELECT n.id, n.unit, k.id, k.kind, n.file, n.row FROM nodes n
JOIN links l ON l.type = 'OF' AND l.start_label = n.label AND l.end_label = 'Resource' AND l.start_id = n.id
JOIN kinds k ON k.id = l.end_id WHERE n.label IN ('Offer', 'Exchange') AND n.unit IS NOT NULL
UNION SELECT n.id, n.unit, k.id, k.kind, n.file, n.row FROM nodes n
JOIN links l ON l.type = 'SERVES' AND l.start_label = 'Resource' AND l.end_label = 'Need' AND l.end_id = n.id
JOIN kinds k ON k.id = l.start_id WHERE n.label = 'Need' AND n.unit IS NOT NULL
"""


def _listed(units: Iterable[str]) -> str:
    return ", ".join(f"'{unit}'" for unit in sorted(units))


_PAIRS = ((kind, _listed(units | _NO_AMOUNT)) for kind, units in _FITTING.items())
_FITS = " OR ".join(f"(kind = '{kind}' AND unit IN ({units}))" for kind, units in _PAIRS)
_MISFITTING = f"SELECT * FROM ({_FLOWS}) AS f(id, unit, resource, kind, file, row) WHERE NOT ({_FITS})"
_NO_AMOUNTS = f"SELECT id, unit, file, row FROM nodes WHERE unit IN ({_listed(_NO_AMOUNT)})"
_PLACED = """
SELECT l.start_id, l.end_id, l.file, l.row, m.end_col FROM links l LEFT JOIN makers m USING (maker)
WHERE l.type = 'LOCATED_IN' AND l.start_id IN (SELECT start_id FROM links
WHERE type = 'LOCATED_IN' GROUP BY start_id HAVING MIN(end_id) <> MAX(end_id)) ORDER BY l.start_id, l.turn, l.maker
"""


def misfits(rows: Rows) -> Iterator[Issue]:
    """Rows whose unit cannot count what flows."""
    for name, unit, file, row in rows(_NO_AMOUNTS):
        message = f"{name}: {unit} is no unit of an amount"
        yield Issue(file, row, "unit", "unit_kind", message, "give temperatures and shares in columns of their own")
    for name, unit, resource, kind, file, row in rows(_MISFITTING):
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
