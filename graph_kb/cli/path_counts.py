"""Paths beside chains, as coordinators read them: how many there are, and why most of them are no chain."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from graph_kb.cli.limits import counted
from graph_kb.cli.output import give_table

if TYPE_CHECKING:
    from graph_kb.symbiosis.beside import Beside

SHAPE = {
    "total": "paths of the same question",
    "by_processes": {"*": "paths with so many processes"},
    "reasons": {"*": "paths of one kind: a chain, or what keeps them from being one"},
    "complete": "whether all paths were counted",
    "seconds": "time taken",
}
_CHAINS = ("certified chain", "conditional chain")
_WORDS = {
    "distance": "too far",
    "temperature or moisture": "the temperature or the moisture does not fit",
    "legal status or permit": "no permit, or a legal status that is not taken",
    "composition": "too much of a substance",
    "co-input": "something else that a process needs is missing",
    "capacity": "a process has no room left",
    "minimum load": "too little to run a process",
    "amount": "too little is offered or needed",
    "season": "the months do not meet",
    "recipe": "a recipe makes more than it takes",
    "several amounts": "several amounts do not fit at once",
    "not minimal": "part of it is a chain already",
    "not looked at": "not looked at: the time was up",
}
"""Why a path is no chain, by the reasons of `graph_kb.symbiosis.beside`."""


def show(found: Beside) -> None:
    """Print how many paths there are, how many of them are chains, and why the others are none."""
    click.echo(f"\nPaths beside chains: {told(found)}")
    others = {reason: f"{count:,}" for reason, count in found.reasons.items() if reason not in _CHAINS}
    width = max(map(len, others.values()), default=0)
    rows = [{"paths": count.rjust(width), "why no chain": _WORDS[reason]} for reason, count in others.items()]
    if rows:
        give_table(("paths", "why no chain"), rows)


def told(found: Beside) -> str:
    """The answer in one sentence, and another one where counting stopped."""
    stopped = "" if found.complete else " There are more: the time was up."
    if not found.total:
        return f"no path leads to a need.{stopped}"
    counts = [found.reasons.get(name, 0) for name in _CHAINS]
    parts = [_are(count, f"a {name}", f"{name}s") for name, count in zip(_CHAINS, counts, strict=True)]
    if others := found.total - sum(counts):
        parts.append(_are(others, "no chain", "no chain"))
    verb = "leads" if found.total == 1 else "lead"
    return f"{counted(found.total, 'path')} {verb} to a need: {', '.join(parts)}.{stopped}"


def _are(count: int, one: str, several: str) -> str:
    return f"1 is {one}" if count == 1 else f"{count:,} are {several}"
