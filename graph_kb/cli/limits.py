"""What chains are like that were asked for, where that is narrower or wider than usual."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any


def limit_of(asked: Mapping[str, Any], units: Sequence[str] = ()) -> str:
    """What chains are like, such as ` without feeders, within 30 km`; nothing where all is as usual.

    Args:
        asked: What was asked.
        units: Units of the offers that were asked about, in which the least amount counts.
    """
    told = _limits(asked, units)
    return f" {', '.join(told.values())}" if told else ""


def in_units(amount: str, units: Sequence[str]) -> str:
    """An amount with its unit; where offers have several, in those of each."""
    if len(units) == 1:
        return f"{amount} {units[0]}"
    of = f" ({' or '.join(units)})" if units else ""
    return f"{amount} units of their offer{of}"


def options_of(asked: Mapping[str, Any]) -> str:
    """Names of the options that say so."""
    return ", ".join(f"--{name.replace('_', '-')}" for name in _limits(asked))


def counted(count: int, what: str) -> str:
    """A number of things in words, such as `1 chain` and `1,200 paths`."""
    if count != 1:
        what = f"{what}es" if what.endswith("s") else f"{what}s"
    return f"{count:,} {what}"


def _limits(asked: Mapping[str, Any], units: Sequence[str] = ()) -> dict[str, str]:
    """Words by option; those that have their default are left out."""
    from graph_kb.symbiosis.question import Question

    words: dict[str, Callable[[Any], str]] = {**_WORDS, "min_amount": partial(_at_least, units)}
    is_usual = {name: asked[name] == getattr(Question, name) for name in words}
    # Feeders need a process of the line beside them.
    fed = asked["max_feeders"]
    is_usual["max_feeders"] = fed is None or fed >= asked["max_processes"] - 1
    is_usual["months"] = set(asked["months"]) == set(Question.months)
    return {name: told(asked[name]) for name, told in words.items() if not is_usual[name]}


def _at_most(count: int, what: str) -> str:
    return f"with at most {counted(count, what)}" if count else f"without {what}{'es' if what.endswith('s') else 's'}"


def _at_least(units: Sequence[str], amount: float) -> str:
    return f"of {in_units(f'{amount:,.10g}', units)} a year at least"


def _months(months: tuple[int, ...]) -> str:
    *others, last = [str(one) for one in sorted(months)]
    return f"in months {', '.join(others)} and {last}" if others else f"in month {last}"


_WORDS: dict[str, Callable[[Any], str]] = {
    "max_feeders": lambda count: _at_most(count, "feeder"),
    "max_processes": lambda count: _at_most(count, "process"),
    "max_total_km": lambda km: f"within {km:g} km",
    "max_leg_km": lambda km: f"with legs of {km:g} km at most",
    "months": _months,
}
