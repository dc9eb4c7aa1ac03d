"""Small random regions in which chains exist, made of recipes of situations that are hard for a search."""

from __future__ import annotations

import random
from typing import Any

from . import reshaping, settings, situations
from .recipes import Plan
from .region import Region
from .strewn import strew
from .world import QUESTION, World

LENGTHS = (1, 2, 2, 2, 3, 3, 3, 4, 4)
RESHAPING = (
    reshaping.feeder,
    reshaping.nested_feeder,
    reshaping.two_feeders,
    reshaping.skip,
    reshaping.twin,
)
OTHERS = (
    situations.competing,
    situations.by_product_twice,
    situations.need_as_sink,
    situations.thin_pool,
    situations.inner_by_product,
    situations.loop,
    situations.blending,
    situations.hazardous,
    situations.direct,
    settings.storage,
    settings.seasons,
    settings.min_load,
    settings.running,
    settings.permit_tonnes,
    settings.waste_output,
    settings.statuses,
    settings.moisture,
    settings.distance,
    settings.total_distance,
    settings.closed,
)
LAST = (settings.kind_of, settings.substitute)
"""Recipes that put another resource in the place of one: after all that name it."""


def make(seed: int, size: tuple[int, int] | None = None) -> World:
    """A world, the same for a seed. `size` is the least and the largest number of processes."""
    rng = random.Random(seed)
    region = Region(rng)
    plan = Plan(region, rng.randint(*(size or (3, 6))), rng.choice(LENGTHS))
    recipes = [one for one in rng.sample(RESHAPING, rng.randint(0, 2)) if rng.random() < 0.8]
    recipes += rng.sample(OTHERS, rng.randint(1, 4))
    recipes += [one for one in LAST if rng.random() < 0.12]
    for recipe in recipes:
        recipe(plan)
    plan.fill()
    question = _question(rng, plan)
    if seed % 2:
        strew(region, rng)
    nodes, links = region.records()
    need = plan.need if rng.random() < 0.25 else None
    names = frozenset(recipe.__name__ for recipe in recipes)
    return World(nodes, links, plan.source, need, question, recipes=names)


def _question(rng: random.Random, plan: Plan) -> dict[str, Any]:
    weights = {"amount": 0.0, "net_value": 0.0, "co2e": 0.0, "distance": 0.0}
    kind = rng.choice(["amount", "net_value", "net_value", "co2e", "distance", "mixed", "mixed"])
    weights[kind if kind != "mixed" else "net_value"] = 1.0
    if kind == "mixed":
        weights |= {"amount": 0.5, "co2e": 0.05, "distance": rng.choice([0.0, 2.5])}
    end = rng.choice(["expected", "expected", "expected", "low", "high"])
    most = rng.choice([3, 4, 4, 4, 5])
    return {**QUESTION, "weights": weights, "end": end, "max_processes": most, **plan.question}
