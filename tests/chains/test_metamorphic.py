"""What must hold between the chains of two worlds, or of two questions, whatever the chains are.

An enumeration could share an error with the engine, for both were written from one text; these relations are about the
engine alone. Every relation is looked at in many worlds, and in some that are larger than the enumeration likes.
"""

from __future__ import annotations

import random
from dataclasses import replace
from itertools import pairwise

import pytest

from graph_kb.symbiosis.compile import compile_tables
from graph_kb.symbiosis.reading import read_tables

from .asking import ALL, Asked, Key, Told
from .equality import unequal
from .generator import make
from .oracle import same
from .records import tables_of
from .relations import (
    beside,
    closed,
    dearer,
    halved,
    more_of_all,
    new_names,
    other_activity,
    other_unit,
    renamed,
    shuffled,
    turned,
    united,
    without,
)
from .world import World

WORLDS = [*((seed, None) for seed in range(1, 81)), *((seed, (9, 14)) for seed in range(1, 13))]
Chains = dict[Key, Told]


def world_of(seed: int, size: tuple[int, int] | None) -> World:
    return make(100_000 + seed, size)


@pytest.fixture(scope="module")
def known() -> dict[tuple[int, object], tuple[World, Asked]]:
    return {}


@pytest.fixture(params=range(4))
def worlds(request, known):
    """A quarter of the worlds, with their engines; there are chains among them, or a relation would say nothing."""
    found = []
    for each in WORLDS[request.param :: 4]:
        if each not in known:
            world = world_of(*each)
            known[each] = world, Asked(world)
        found.append((*known[each], f"seed {100_000 + each[0]}, size {each[1]}"))
    assert sum(len(asked.all(True)) for _, asked, _ in found) > 10
    assert sum(len(asked.all(False)) for _, asked, _ in found) > 10
    return found


def assert_same(told: Chains, other: Chains, at: str, factor: float = 1.0) -> None:
    assert told.keys() == other.keys(), at
    for key, one in told.items():
        assert same(one.value * factor, other[key].value, 1e-6), (at, key)
        assert one.metres == other[key].metres, (at, key)


def both(asked: Asked, other: Asked, at: str, factor: float = 1.0, **more: object) -> None:
    """All chains of both kinds are the same, values times a factor."""
    for strict in (True, False):
        assert_same(asked.all(strict, **more), other.all(strict, **more), at, factor)


def test_order_of_records(worlds):
    """The order of records says nothing: the same chains in the same order, ties included."""
    for world, asked, at in worlds:
        other = Asked(shuffled(world, random.Random(1)))
        for strict in (True, False):
            assert [one.key for one in asked.told(strict)] == [one.key for one in other.told(strict)], at
        both(asked, other, at)


def test_other_names(worlds):
    """Ids that sort as before: the same chains under their new names, in the same order."""
    for world, asked, at in worlds:
        names = new_names(world, "z")
        other = Asked(renamed(world, names))
        for strict in (True, False):
            expected = [(frozenset(map(names.get, one.processes)), names[one.need]) for one in asked.told(strict)]
            assert [one.key for one in other.told(strict)] == expected, at


def test_what_has_nothing_to_do_with_it(worlds):
    """A plant, an offer and a need of other resources change nothing, though their season cuts the year."""
    for world, asked, at in worlds:
        both(asked, Asked(beside(world)), at)


def test_two_worlds_side_by_side(worlds):
    """Each source has the chains that it has alone."""
    for (world, asked, at), (other, _, _) in pairwise(worlds):
        codes = {node.code: node.hazardous for node in world.nodes if node.label() == "WasteCode"}
        said = {node.code: node.hazardous for node in other.nodes if node.label() == "WasteCode"}
        if all(codes.get(code, hazardous) == hazardous for code, hazardous in said.items()):
            both(asked, Asked(united(world, renamed(other, new_names(other, "other")))), at)


def test_twice_as_much_of_all(worlds):
    """Twice all amounts, fixed costs and the least amount, kilometres not counted: the same chains, worth twice.

    What nothing known limits is limited to 10^9 a year, which does not double: such values are not compared.
    """
    for world, asked, at in worlds:
        weights = replace(asked.question.weighed, distance=0.0)
        other = Asked(more_of_all(world, 2.0))
        for strict in (True, False):
            told, twice = (one.all(strict, weights=weights) for one in (asked, other))
            assert told.keys() == twice.keys(), at
            for key in told:
                if abs(told[key].value) < 1e7:
                    assert same(told[key].value * 2, twice[key].value, 1e-6), (at, key)


def test_all_prices_doubled(worlds):
    """Net values double, and no chain comes or goes: money is no condition."""
    for world, asked, at in worlds:
        weights = replace(asked.question.weighed, amount=0.0, net_value=1.0, co2e=0.0, distance=0.0)
        both(asked, Asked(dearer(world, 2.0)), at, 2.0, weights=weights)


@pytest.mark.parametrize("factor", [2.0, 1000.0, 0.001])
def test_another_unit_of_activity(worlds, factor):
    """A recipe per two tonnes, half the capacity and running load, twice the cost of an activity: the same."""
    for world, asked, at in worlds:
        both(asked, Asked(other_activity(world, factor)), at)


@pytest.mark.parametrize("factor", [1000.0, 0.001])
def test_another_unit_of_a_resource(worlds, factor):
    """A resource in litres, with prices per litre: the same, where no rule is about tonnes.

    Not the source's resource, whose least amount is in the question, nor one that ratios and kinds tie to others.
    """
    seen = 0
    for world, asked, at in worlds:
        if not world.recipes & {"permit_tonnes", "waste_output"} and not asked.engine.arrays.pr_makes_mass.any():
            links = [one for one in world.links if one.type in ("KIND_OF", "SUBSTITUTES") or one.start == world.source]
            tied = {one.start for one in links} | {one.end for one in links}
            others = [one.id for one in world.nodes if one.label() == "Resource" and one.id not in tied]
            seen += len(others)
            for resource in others:
                both(asked, Asked(other_unit(world, resource, factor)), f"{at}, {resource}")
    assert seen > 20


def test_another_beginning_of_the_year(worlds):
    """All seasons, monthly capacities and months asked for some months later: the same. Stores go in a circle."""
    for number, (world, asked, at) in enumerate(worlds):
        both(asked, Asked(turned(world, 1 + number % 11)), at)


def test_an_offer_in_two_halves(worlds):
    """An offer beside the source as two halves of it: the same chains, for suppliers are no part of their identity."""
    for world, asked, at in worlds:
        others = [one.id for one in world.nodes if one.label() == "Offer" and one.id != world.source]
        if others:
            both(asked, Asked(halved(world, random.Random(at).choice(others))), at)


def test_a_closed_site_is_as_none(worlds):
    """A site that is closed, or that is not there with all that is at it: the same."""
    for world, _, at in worlds:
        site = random.Random(at).choice([one.id for one in world.nodes if one.label() == "Facility"])
        both(Asked(closed(world, site)), Asked(without(world, site)), at)


def test_one_need(worlds):
    """Asked for one need: the chains that end there, for sets are compared with those to the same need only."""
    for world, asked, at in worlds:
        for strict in (True, False):
            told = asked.all(strict)
            for need in {one.need for one in told.values()}:
                assert_same(asked.all(strict, need=need), {key: told[key] for key in told if key[1] == need}, at)
            assert world.need is None or all(one.need == world.need for one in told.values())


def test_fewer_processes(worlds):
    """Asked for one process less: the chains that are small enough, for only smaller sets make one needless."""
    for _, asked, at in worlds:
        most = asked.question.max_processes
        for strict in (True, False):
            small = {key: one for key, one in asked.all(strict).items() if len(one.processes) < most}
            assert_same(asked.all(strict, max_processes=most - 1), small, at)


def test_fewer_feeders(worlds):
    """Asked for fewer feeders: every chain contains one of more; as many as there is room for are no limit."""
    for _, asked, at in worlds:
        wide = {strict: asked.all(strict, max_feeders=None) for strict in (True, False)}
        for strict in (True, False):
            assert_same(asked.all(strict, max_feeders=asked.question.max_processes - 1), wide[strict], at)
        for most in (0, 1):
            assert_within(asked, {"max_feeders": most}, wide, f"{at}, {most} feeders")


@pytest.mark.parametrize("limit", ["max_leg_km", "max_total_km", "min_amount"])
def test_tighter_limits(worlds, limit):
    """What is feasible within a tighter limit is feasible within a wider one.

    Not every chain stays one: a subset may be feasible within the wider limit. But every chain contains one to the same
    need, of the same kind or (a conditional one) a certified one; where it is itself one of its kind, it is worth at
    least as much within the wider limit.
    """
    for _, asked, at in worlds:
        wide = {strict: asked.all(strict) for strict in (True, False)}
        given = getattr(asked.question, limit)
        rng = random.Random(at)
        lengths = [one.metres / 1000 for chains in wide.values() for one in chains.values() if one.metres]
        if limit == "min_amount":
            tight = given * rng.choice([2, 10, 40])
        else:
            tight = min(rng.choice(lengths or [5.0]) * rng.choice([0.5, 1.0]), given or 1e9)
        assert_within(asked, {limit: tight}, wide, f"{at}, {limit} {tight}")


def assert_within(asked: Asked, tighter: dict[str, float], wide: dict[bool, Chains], at: str) -> None:
    for strict in (True, False):
        might = [key for kind in {True, strict} for key in wide[kind]]
        for (members, need), one in asked.all(strict, **tighter).items():
            assert any(other <= members and end == need for other, end in might), (at, one)
            if before := wide[strict].get((members, need)):
                assert before.value > one.value or same(before.value, one.value, 1e-6), (at, one)


def test_a_shorter_list_is_the_beginning_of_a_longer_one(worlds):
    """The k best are the first k of more; with `different` 1 a list is by falling value."""
    for _, asked, at in worlds:
        for strict in (True, False):
            ten = [one.key for one in asked.told(strict)]
            assert [one.key for one in asked.told(strict, k=2)] == ten[:2], at
            values = [one.value for one in asked.told(strict, **ALL)]
            assert all(one > other or same(one, other, 1e-7) for one, other in pairwise(values)), at


@pytest.mark.parametrize("seed", [1, 12])
def test_records_that_come_twice(seed, graph, write):
    """Records that are written twice are there once: a graph tells them apart by id, or by ends and key."""
    world = make(seed, (6, 6))
    write(world)
    write(world)
    found, names = compile_tables(read_tables(graph, world.day))
    expected, other = compile_tables(tables_of(world.nodes, world.links, world.day))
    assert unequal(found, expected) == []
    assert names == other
