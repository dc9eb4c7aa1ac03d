"""Many offers and needs as few: those that are the same to every condition are put together, without loss.

Offers that differ in composition alone are put together too, once as if all were as clean as the cleanest, once as
if all were as dirty as the dirtiest: what is infeasible with the first is infeasible, what is feasible with the second
is feasible. Where the two disagree, smaller groups decide.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import NamedTuple

from graph_kb.symbiosis.verifying.certificate import Key
from graph_kb.symbiosis.verifying.lanes import Lane
from graph_kb.symbiosis.verifying.numbers import ZERO, Maybe
from graph_kb.symbiosis.verifying.things import Pooled, Supply
from graph_kb.symbiosis.verifying.wiring import Wiring
from graph_kb.symbiosis.verifying.world import World

Shares = tuple[tuple[str, Fraction], ...]


class Grouped(NamedTuple):
    """Lanes of groups.

    Attributes:
        lanes: The lanes.
        supplies: What the groups offer or need, by their keys.
        is_exact: Whether nothing was lost.
    """

    lanes: list[Lane]
    supplies: Mapping[Key, Pooled]
    is_exact: bool


class Grouping:
    """The lanes off the line of a wiring, to be put together.

    Args:
        world: The facts.
        wiring: The wiring.
        lanes: All lanes off the line.
    """

    def __init__(self, world: World, wiring: Wiring, lanes: Iterable[Lane]) -> None:
        self._world = world
        self._limited = {key: sorted(port.receiver.limits) for key, port in wiring.side_ports.items()}
        own, goal = wiring.source.stream.key, wiring.need.receiver.key
        self._offers: dict[Key, list[Lane]] = defaultdict(list)
        self._needs: dict[Key, list[Lane]] = defaultdict(list)
        self._others: list[Lane] = []
        for lane in lanes:
            if lane.stream.key.kind == "offer" and lane.stream.key != own:
                self._offers[lane.stream.key].append(lane)
            elif lane.receiver.key.kind == "need" and lane.receiver.key != goal:
                self._needs[lane.receiver.key].append(lane)
            else:
                self._others.append(lane)

    def grouped(self, size: int, best: Callable[[Iterable[Fraction]], Fraction]) -> Grouped:
        """The lanes of groups.

        Args:
            size: How many groups of different composition there may be among offers that are otherwise the same.
            best: Which of several shares stands for all: the smallest or the largest.
        """
        lanes, supplies, is_exact = list(self._others), dict[Key, Pooled](), True
        for offers in _same(self._offers, lambda lane: lane.receiver.key).values():
            by_shares = self._by_shares(offers)
            for part in _parts(sorted(by_shares), size):
                name = Key("offer", f"group {len(supplies)}")
                members = [offer for shares in part for offer in by_shares[shares]]
                is_exact = is_exact and len(part) == 1
                lanes += _renamed(self._offers[members[0]], name, _standing(part, best))
                supplies[name] = Pooled(tuple(self._supply(key) for key in members))
        for needs in _same(self._needs, lambda lane: lane.stream.key).values():
            name = Key("need", f"group {len(supplies)}")
            own = self._needs[needs[0]]
            lanes += [replace(lane, receiver=lane.receiver._replace(key=name)) for lane in own]
            supplies[name] = Pooled(tuple(self._supply(key) for key in needs))
        return Grouped(lanes, supplies, is_exact)

    def _by_shares(self, offers: Sequence[Key]) -> dict[Shares, list[Key]]:
        """Offers by their shares of the substances that any of their receivers limits; an unknown share counts 0."""
        found: dict[Shares, list[Key]] = defaultdict(list)
        for key in offers:
            lanes = self._offers[key]
            names = sorted({name for lane in lanes for name in self._limited[lane.receiver.key]})
            stream = lanes[0].stream
            found[tuple((name, stream.shares.get(name) or ZERO) for name in names)].append(key)
        return found

    def _supply(self, key: Key) -> Supply:
        found = self._world.offer(key.id) if key.kind == "offer" else self._world.need(key.id)
        assert found is not None, "only what takes part has lanes"
        return found.supply


def _same(lanes: Mapping[Key, list[Lane]], end: Callable[[Lane], Key]) -> dict[object, list[Key]]:
    """Offers or needs whose lanes lead the same ways, with the same factors, under the same allowances."""
    found: dict[object, list[Key]] = defaultdict(list)
    for key, own in lanes.items():
        ways = ((end(lane), lane.factor, lane.allowances, lane.stream.resource.unit) for lane in own)
        kinds = tuple(lane.stream.resource.kind for lane in own)
        found[(tuple(sorted(ways, key=lambda way: way[0])), kinds)].append(key)
    return found


def _parts(shares: Sequence[Shares], size: int) -> Iterable[Sequence[Shares]]:
    """Compositions in at most so many runs."""
    step = -(-len(shares) // size)
    return (shares[at : at + step] for at in range(0, len(shares), step))


def _standing(part: Sequence[Shares], best: Callable[[Iterable[Fraction]], Fraction]) -> dict[str, Maybe]:
    """The shares that stand for those of a group."""
    return {column[0][0]: best(share for _, share in column) for column in zip(*part, strict=True)}


def _renamed(lanes: Iterable[Lane], name: Key, shares: Mapping[str, Maybe]) -> list[Lane]:
    return [replace(lane, stream=lane.stream._replace(key=name, shares=shares)) for lane in lanes]
