"""Small random regions in which chains exist, made of recipes of situations that are hard for a search."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

from . import reshaping, settings, situations
from .recipes import Plan
from .region import Region
from .strewn import strew
from .world import QUESTION, World

Recipe = Callable[[Plan], None]
LENGTHS = (1, 2, 2, 3, 3, 4, 4, 4, 4)
RESHAPING = {
    reshaping.feeder: 1,
    reshaping.nested_feeder: 2,
    reshaping.two_feeders: 2,
    reshaping.tangle: 2,
    reshaping.skip: 1,
    reshaping.twin: 1,
}
"""Recipes that add processes, with how many."""
OTHERS = {
    situations.competing: 2,
    situations.by_product_twice: 3,
    situations.need_as_sink: 3,
    situations.thin_pool: 1,
    situations.inner_by_product: 2,
    situations.loop: 3,
    situations.blending: 2,
    situations.hazardous: 2,
    situations.direct: 1,
    settings.storage: 2,
    settings.seasons: 1,
    settings.min_load: 1,
    settings.running: 2,
    settings.permit_tonnes: 3,
    settings.waste_output: 1,
    settings.statuses: 1,
    settings.distance: 1,
    settings.total_distance: 3,
    settings.closed: 1,
    settings.other_periods: 1,
    settings.mass: 1,
}
"""Recipes on top of the line, with how often they are wanted."""
FEEDERS = {5: 0, 8: 1, 11: 0}
"""Most feeders that are asked for, by the seed modulo 13; no limit with the others, and no draw of chance."""
LAST = (settings.kind_of, settings.substitute)
"""Recipes that put another resource in the place of one: after all that name it."""


def make(seed: int, size: tuple[int, int] | None = None) -> World:
    """A world, the same for a seed. `size` is the least and the largest number of processes."""
    rng = random.Random(seed)
    region = Region(rng)
    count = rng.randint(*size) if size else rng.choice((3, 4, 4, 5, 5, 5, 6, 6, 6))
    recipes, length = _recipes(rng, count)
    plan = Plan(region, count, length)
    for recipe in recipes:
        recipe(plan)
    plan.fill()
    if rng.random() < 0.08:
        settings.moisture(plan)
    question = {**_question(rng, plan), "max_feeders": FEEDERS.get(seed % 13)}
    if seed % 2:
        strew(region, rng)
    nodes, links = region.records()
    need = plan.need if rng.random() < 0.25 else None
    names = frozenset(recipe.__name__ for recipe in recipes)
    return World(nodes, links, plan.source, need, question, recipes=names)


def _recipes(rng: random.Random, count: int) -> tuple[list[Recipe], int]:
    """Recipes of a world and the length of its line, which leaves room for the processes that they add."""
    recipes: list[Recipe] = []
    length, room = rng.choice(LENGTHS), count - 1
    for recipe in rng.sample(list(RESHAPING), 3 if count > 6 else rng.randint(0, 3)):
        if RESHAPING[recipe] <= room and rng.random() < 0.8:
            recipes.append(recipe)
            room -= RESHAPING[recipe]
    wanted = [recipe for recipe, often in OTHERS.items() for _ in range(often)]
    recipes += rng.sample(wanted, rng.randint(1, 5) if count > 4 else rng.randint(1, 3))
    recipes += [one for one in LAST if rng.random() < 0.12]
    return list(dict.fromkeys(recipes)), min(length, room + 1)


def _question(rng: random.Random, plan: Plan) -> dict[str, Any]:
    weights = {"amount": 0.0, "net_value": 0.0, "co2e": 0.0, "distance": 0.0}
    kind = rng.choice(["amount", "net_value", "net_value", "co2e", "distance", "mixed", "mixed"])
    weights[kind if kind != "mixed" else "net_value"] = 1.0
    if kind == "mixed":
        weights |= {"amount": 0.5, "co2e": 0.05, "distance": rng.choice([0.0, 2.5])}
    end = rng.choice(["expected", "expected", "expected", "low", "high"])
    most = rng.choice([3, 4, 4, 4, 5, 5])
    return {**QUESTION, "weights": weights, "end": end, "max_processes": most, **plan.question}
