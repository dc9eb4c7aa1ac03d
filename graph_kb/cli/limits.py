"""What chains are like that were asked for, where that is narrower or wider than usual."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any


def limit_of(asked: Mapping[str, Any]) -> str:
    """What chains are like, such as ` without feeders, within 30 km`; nothing where all is as usual."""
    told = _limits(asked)
    return f" {', '.join(told.values())}" if told else ""


def options_of(asked: Mapping[str, Any]) -> str:
    """Names of the options that say so."""
    return ", ".join(f"--{name.replace('_', '-')}" for name in _limits(asked))


def counted(count: int, what: str) -> str:
    """A number of things in words, such as `1 chain` and `1,200 paths`."""
    if count != 1:
        what = f"{what}es" if what.endswith("s") else f"{what}s"
    return f"{count:,} {what}"


def _limits(asked: Mapping[str, Any]) -> dict[str, str]:
    """Words by option; those that have their default are left out."""
    from graph_kb.symbiosis.question import Question

    is_usual = {name: asked[name] == getattr(Question, name) for name in _WORDS}
    # Feeders need a process of the line beside them.
    fed = asked["max_feeders"]
    is_usual["max_feeders"] = fed is None or fed >= asked["max_processes"] - 1
    is_usual["months"] = set(asked["months"]) == set(Question.months)
    return {name: told(asked[name]) for name, told in _WORDS.items() if not is_usual[name]}


def _at_most(count: int, what: str) -> str:
    return f"with at most {counted(count, what)}" if count else f"without {what}{'es' if what.endswith('s') else 's'}"


def _months(months: tuple[int, ...]) -> str:
    *others, last = [str(one) for one in sorted(months)]
    return f"in months {', '.join(others)} and {last}" if others else f"in month {last}"


_WORDS: dict[str, Callable[[Any], str]] = {
    "max_feeders": lambda count: _at_most(count, "feeder"),
    "max_processes": lambda count: _at_most(count, "process"),
    "max_total_km": lambda km: f"within {km:g} km",
    "max_leg_km": lambda km: f"with legs of {km:g} km at most",
    "months": _months,
    "min_amount": lambda amount: f"of {amount:,.10g} units a year at least",
}
