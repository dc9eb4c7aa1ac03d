"""Recipes that make mass out of nothing."""

from __future__ import annotations

from fractions import Fraction

from graph_kb.symbiosis.verifying.facts import Facts, LinkFact
from graph_kb.symbiosis.verifying.numbers import ZERO, exact

ROUNDING = Fraction(1001, 1000)
_VOLUMES = ("m3", "Nm3")


def makes_mass(facts: Facts, process: str) -> bool:
    """Whether the outputs of a process in t are more than its inputs in t; not where it takes any volume."""
    inputs, outputs = facts.ending("INPUT_TO", process), facts.starting("OUTPUTS", process)
    if any(_unit(facts, link, link.start) in _VOLUMES for link in inputs):
        return False
    taken = [exact(link.properties.get("amount")) for link in inputs if _unit(facts, link, link.start) == "t"]
    made = [exact(link.properties.get("amount")) for link in outputs if _unit(facts, link, link.end) == "t"]
    if None in taken or None in made:
        return False
    return sum((one for one in made if one), ZERO) > ROUNDING * sum((one for one in taken if one), ZERO)


def _unit(facts: Facts, link: LinkFact, resource: str) -> str | None:
    """Unit of an input or output; that of its resource where it states none."""
    unit = link.properties.get("unit")
    said = facts.node("Resource", resource) or {}
    found = unit if unit is not None else said.get("unit")
    return None if found is None else str(found)
