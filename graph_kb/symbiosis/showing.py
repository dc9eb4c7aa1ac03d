"""Chains at a glance: one line for a console, two tables for a notebook."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from graph_kb.symbiosis.chains import Chains, Listed

_KINDS = ("certified", "conditional")
_COLUMNS = ("from", "through", "to", "amount a year", "km", "to find out", "certificate")


def in_short(found: Chains) -> str:
    """How many chains of each kind, and whether nothing better is left out."""
    told = ", ".join(_counted(kind, getattr(found, kind)) for kind in _KINDS)
    return f"<Chains from {len(found.offers)} offers on {found.day}: {told}>"


def as_html(found: Chains) -> str:
    """Both lists as tables."""
    return "".join(_section(kind, getattr(found, kind)) for kind in _KINDS)


def length(row: Mapping[str, Any]) -> str:
    """Kilometres of a row: `~` where a leg is measured from a municipality's centre, `+?` where one is not known."""
    about = "~" if row["legs_from_centres"] else ""
    return f"{about}{row['km']:.1f}{' +?' if row['legs_of_unknown_length'] else ''}"


def _counted(kind: str, listed: Listed) -> str:
    state = "proved" if listed.proved else "not proved"
    return f"{len(listed.certificates)} {kind} ({state})"


def _section(kind: str, listed: Listed) -> str:
    head = f"<p>{escape(_counted(kind, listed))}</p>"
    rows = [_line("td", _cells(row)) for row in listed.rows()]
    return head + (f"<table>{_line('th', _COLUMNS)}{''.join(rows)}</table>" if rows else "")


def _line(cell: str, texts: tuple[str, ...]) -> str:
    return f"<tr>{''.join(f'<{cell}>{escape(text)}</{cell}>' for text in texts)}</tr>"


def _cells(row: Mapping[str, Any]) -> tuple[str, ...]:
    through = " → ".join(row["steps"]) or "directly"
    limit = "≤ " if row["at_most"] else ""
    amount = "unknown" if row["amount"] is None else f"{limit}{row['amount']:,.6g} {row['unit'] or ''}".strip()
    rest = length(row), str(row["to_find_out"]), row["hash"][:12]
    return (row["source"], through, row["need"], amount, *rest)
