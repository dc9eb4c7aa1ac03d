"""Chains as coordinators read them: one row a chain, certified and conditional apart, and how complete each list is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import click

from graph_kb.cli.limits import counted, in_units, limit_of, options_of
from graph_kb.cli.output import give_table, tell
from graph_kb.symbiosis.showing import length

if TYPE_CHECKING:
    from graph_kb.symbiosis.chains import Chains, Listed

UNKNOWN = "amount unknown"
MOST = 1e9
"""Units of the source that a chain takes where nothing limits it."""
UNITS = {"net_value": "EUR", "co2e": "kg CO2e"}

_COLUMNS = ("from", "through", "to", "amount a year", "worth a year", "km", "status", "to find out", "certificate")
_HEADINGS = {
    "certified": "Certified chains: every condition is met by facts that are known",
    "conditional": "Conditional chains: they hold if what is not known turns out well",
}


def show(found: Chains) -> None:
    """Print both lists."""
    for kind, heading in _HEADINGS.items():
        listed: Listed = getattr(found, kind)
        rows = listed.rows()
        click.echo(f"\n{heading}")
        if rows:
            give_table(_columns(found), [_row(one) for one in rows])
        click.echo("\n".join(filter(None, [how_complete(found, kind), _unlimited(rows), _measured(rows)])))
        for reason in listed.left_out:
            tell(f"warning: left out: {reason}")
    if limit := limit_of(found.asked, found.units):
        click.echo(f"\nOnly chains{limit} were asked for, others may be better: {options_of(found.asked)}.")
    took = ", ".join(f"{name} {seconds:.2f} s" for name, seconds in found.seconds.items() if seconds)
    click.echo(f"\n{counted(len(found.offers), 'offer')} asked about on {found.day}; {took}")


def how_complete(found: Chains, kind: str) -> str:
    """Whether anything better can be left out. A limit that was reached never looks like there being no chain.

    Args:
        found: The answer.
        kind: Which of its lists: certified or conditional.
    """
    listed: Listed = getattr(found, kind)
    count, limit = len(listed.certificates), limit_of(found.asked, found.units)
    if listed.proved:
        if not count:
            return f"There is no {kind} chain{limit}: that is proved."
        return f"{counted(count, 'chain')}{limit}; that nothing better is left out is proved.{_open(found, listed)}"
    none = f"None{limit} was found, which does not mean that there is none"
    told = f"{counted(count, 'chain')}{limit} found, which need not be the best" if count else none
    if listed.in_time:
        return f"{told}: what was left out could not be certified, which is a fault of the engine."
    missed = len(listed.not_searched)
    apart = f"; {counted(missed, 'offer')} {'was' if missed == 1 else 'were'} not looked at" if missed else ""
    limit = f"The time was up ({found.asked['time_limit']:g} s for both kinds): raise --time-limit."
    return f"{told}: the search is not complete{apart}.{_open(found, listed)} {limit}"


def _open(found: Chains, listed: Listed) -> str:
    """What a chain that is not listed could be worth."""
    bound, values = listed.open_bound, [one["value"] for one in listed.certificates]
    if bound is None:
        return ""
    objective, others = found.asked["objective"], f"Others{limit_of(found.asked, found.units)}"
    if objective == "distance":
        return f" {others} are {-bound:,.1f} km long at least." if bound < 0 else ""
    if bound >= MOST or (values and not values[-1 if listed.proved else 0]["limited"]):
        return f" {others} could have any amount: nothing that is known limits it."
    if objective == "amount":
        return f" {others} take {_taken(bound, listed.open_units)} at most."
    zero = ", what is not known counted as 0" if any(one["missing"] for one in values) else ""
    return f" {others} are worth {_amount(bound, UNITS.get(objective, ''))} a year at most{zero}."


def _taken(bound: float, units: Sequence[str]) -> str:
    """The most that is taken in a year; offers may have several units."""
    return f"{in_units(_amount(bound, ''), units)} a year"


def _measured(rows: list[dict[str, Any]]) -> str:
    """What the mark of a length says."""
    if not any(one["legs_from_centres"] for one in rows):
        return ""
    same = ", ~0.0 lies within one municipality" if any(length(one) == "~0.0" for one in rows) else ""
    return f"~ is measured from the centre of a municipality, for a site is not placed more exactly{same}."


def _unlimited(rows: list[dict[str, Any]]) -> str:
    """A word of caution about ranks: chains of unknown amount count as if there were the most that there can be."""
    unknown = sum(one["value"] is None for one in rows)
    if not unknown or len(rows) == 1:
        return ""
    if unknown == len(rows):
        return "No amount is known, so neither is which of them is best; --k shows more."
    return f"{unknown} of unknown amount are ranked as if nothing limited them, and may stand too high."


def _columns(found: Chains) -> list[str]:
    """The worth is told where it is neither the amount nor the length."""
    is_told = found.asked["objective"] not in ("amount", "distance")
    return [name for name in _COLUMNS if is_told or name != "worth a year"]


def _row(one: Mapping[str, Any]) -> dict[str, Any]:
    beside = f" (with {', '.join(one['feeders'])})" if one["feeders"] else ""
    assumed = f", {one['assumed']} assumed" if one["assumed"] else ""
    return {
        "from": one["source"],
        "through": (" → ".join(one["steps"]) or "directly") + beside,
        "to": one["need"],
        "amount a year": UNKNOWN if one["amount"] is None else _most_taken(one),
        "worth a year": _worth(one),
        "km": length(one),
        "status": f"{one['status']}{assumed}",
        "to find out": one["to_find_out"],
        "certificate": one["hash"][:12],
    }


def _most_taken(one: Mapping[str, Any]) -> str:
    """What a chain takes of its offer: the most where something that could make it less is not known."""
    return f"{'≤ ' if one['at_most'] else ''}{_amount(one['amount'], one['unit'] or '')}"


def _worth(one: Mapping[str, Any]) -> str:
    """What a chain is worth; prices and emissions that nobody states count 0, which is said."""
    if one["value"] is None:
        return "unknown"
    missing = f", {one['not_stated']} not known" if one["not_stated"] else ""
    return f"{_amount(one['value'], one['value_unit'])}{missing}"


def _amount(amount: float, unit: str) -> str:
    """An amount of a year, which the heading or the sentence says."""
    shown = f"{amount:,.0f}" if abs(amount) >= 100 else f"{amount:.3g}"
    return f"{shown} {unit.removesuffix('/year').replace('weighted', '')}".strip()
