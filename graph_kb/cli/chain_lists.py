"""Chains as coordinators read them: one row a chain, certified and conditional apart, and how complete each list is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import click

from graph_kb.cli.output import give_table, tell

if TYPE_CHECKING:
    from graph_kb.symbiosis.chains import Chains, Listed

UNKNOWN = "amount unknown"
MOST = 1e9
"""Worth of a chain whose amount nothing limits, by the objective amount."""

_COLUMNS = ("from", "through", "to", "amount a year", "km", "status", "to find out", "certificate")
_HEADINGS = {
    "certified": "Certified chains: every condition is met by facts that are known",
    "conditional": "Conditional chains: they hold if what is not known turns out well",
}


def show(found: Chains, time_limit: float) -> None:
    """Print both lists."""
    for kind, heading in _HEADINGS.items():
        listed: Listed = getattr(found, kind)
        click.echo(f"\n{heading}")
        if listed.certificates:
            give_table(_COLUMNS, [_row(one) for one in listed.facts()["chains"]])
        click.echo(how_complete(listed, kind, time_limit))
        for reason in listed.left_out:
            tell(f"warning: left out: {reason}")
    took = ", ".join(f"{name} {seconds:.2f} s" for name, seconds in found.seconds.items() if seconds)
    click.echo(f"\n{len(found.offers)} offers asked about on {found.day}; {took}")


def how_complete(listed: Listed, kind: str, time_limit: float) -> str:
    """Whether anything better can be left out. A limit that was reached never looks like there being no chain."""
    count = len(listed.certificates)
    if listed.proved:
        if not count:
            return f"There is no {kind} chain: that is proved."
        return f"{count} chains; that nothing better is left out is proved.{_open(listed)}"
    missed = f"; {len(listed.not_searched)} offers were not looked at" if listed.not_searched else ""
    found = f"{count} chains were found" if count else "None was found, which does not mean that there is none"
    return f"{found}: the search is not complete{missed}.{_open(listed)} Raise --time-limit ({time_limit:g} s)."


def _open(listed: Listed) -> str:
    if listed.open_bound is None:
        return ""
    if listed.open_bound >= MOST:
        return " The next one could have any amount."
    return f" Others are worth {listed.open_bound:,.6g} at most."


def _row(one: Mapping[str, Any]) -> dict[str, Any]:
    beside = f" (with {', '.join(one['feeders'])})" if one["feeders"] else ""
    unknown = " +?" if one["legs_of_unknown_length"] else ""
    assumed = f", {one['assumed']} assumed" if one["assumed"] else ""
    return {
        "from": one["source"],
        "through": (" → ".join(one["steps"]) or "directly") + beside,
        "to": one["need"],
        "amount a year": UNKNOWN if one["amount"] is None else f"{_shown(one['amount'])} {one['unit'] or ''}".strip(),
        "km": f"{one['km']:.1f}{unknown}",
        "status": f"{one['status']}{assumed}",
        "to find out": one["to_find_out"],
        "certificate": one["hash"][:12],
    }


def _shown(amount: float) -> str:
    return f"{amount:,.0f}" if amount >= 100 else f"{amount:.3g}"
