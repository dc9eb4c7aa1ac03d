"""Worlds in which one stored value was changed so that the chains to a need are gone: what why-not must find."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from graph_kb.symbiosis.compile import compile_tables
from graph_kb.symbiosis.prepare import Weights
from graph_kb.symbiosis.question import Question
from graph_kb.symbiosis.searching import Engine
from graph_kb.symbiosis.why_not import Broken, Relaxation, WhyNot, why_not, wide
from graph_kb.symbiosis.why_not.technologies import Technology

from .damage import Damage, Fault, technology_of
from .damages import EASY, FAULTS, process_gone
from .generator import make
from .recipes import WARM
from .records import every_table, tables_of
from .world import World


@dataclass(frozen=True)
class Case:
    """A world with a fault, and the need that is asked for."""

    world: World
    question: Question
    fault: Fault
    technologies: tuple[Technology, ...] = ()

    def asked(self, seconds: float = 10.0) -> WhyNot:
        """What why-not says."""
        graph = wide(self.world.day, every_table(self.world.nodes, self.world.links))
        return why_not(engine_of(self.world), self.question, graph, technologies=self.technologies, seconds=seconds)

    def is_named(self, one: Relaxation) -> bool:
        """Whether a relaxation names the fault."""
        return any(broken.kind in self.fault.kinds and self.fault.ids & _concerned(broken) for broken in one.broken)


def _concerned(broken: Broken) -> set[str | None]:
    """Ids that a condition is about; of a leg both its ends."""
    ids = {broken.process, broken.site, broken.offer, broken.need, broken.resource}
    return {*ids, broken.more.get("maker"), *broken.more.get("sites", ())}


def engine_of(world: World) -> Engine:
    return Engine(*compile_tables(tables_of(world.nodes, world.links, world.day)))


def question_of(world: World, **more: Any) -> Question:
    said = {**world.question, **more}
    months = tuple(said.pop("months")) or tuple(range(1, 13))
    weights = Weights(**said.pop("weights"))
    return Question(
        world.source, need=said.pop("need", world.need), objective="weighted", weights=weights, months=months, **said
    )


def _enriched(world: World, rng: random.Random) -> World:
    """The same with a few facts that most worlds lack: composition, seasons, limits of distance."""
    b = Damage.__new__(Damage)
    b.world = world
    resource = b.links("OF", start=world.source)[0].end
    if str(b.node(resource).kind) == "Material":
        _state_contents(b, resource, rng)
    if rng.random() < 0.3 and not b.node(world.source).months:
        b.world = b.said(world.source, continuity="seasonal", months=WARM)
        for one in [one for one in b.world.nodes if one.label() == "Need" and not one.months]:
            b.world = b.said(one.id, continuity="seasonal", months=WARM)
    question = dict(world.question)
    if question.get("max_leg_km") is None and rng.random() < 0.5:
        question["max_leg_km"] = 400.0
    elif question.get("max_total_km") is None and rng.random() < 0.5:
        question["max_total_km"] = 600.0
    return replace(b.world, question=question)


def _state_contents(b: Damage, resource: str, rng: random.Random) -> None:
    """A substance and the moisture of the source, both well within what its receivers take."""
    ports = b.links("INPUT_TO", start=resource)
    if rng.random() < 0.3:
        b.world = b.said(b.world.source, substances=["zinc"], shares=[0.02])
        for link in [one for one in ports if not one.properties.substances]:
            b.world = b.linked(link, substances=["zinc"], limit_max=[0.05])
        for link in b.links("SERVES", start=resource):
            b.world = b.said(link.end, substances=["zinc"], shares=[0.05])
    if rng.random() < 0.25:
        b.world = b.said(b.world.source, moisture=0.2)
        for link in b.links("INPUT_TO", start=resource):
            b.world = b.linked(link, max_moisture=0.5)


def cases(seed: int) -> Iterator[Case]:
    """At most one case of a seed."""
    rng = random.Random(seed * 7 + 1)
    world = _enriched(make(seed), rng)
    engine = engine_of(world)
    if world.source not in engine.names.offers:
        return
    question = replace(question_of(world, need=None), k=30, different=1.0)
    found = [*engine.certified(question).chains, *engine.conditional(question).chains]
    if not found:
        return
    chosen = rng.choice(found)
    b = Damage(world, engine.names, chosen, rng)
    b.ptr, b.out_ptr, b.question = engine.arrays.pr_port_ptr, engine.arrays.pr_out_ptr, world.question
    # Amounts can be cut in every world; the others come first, so that all are tried about as often.
    order = sorted(rng.sample(FAULTS, len(FAULTS)), key=lambda one: one in EASY and rng.random() < 0.85)
    for fault in order:
        made = fault(b)
        if made is None or _still(made[0], b.need):
            continue
        recipes = (technology_of(world, min(made[1].ids).partition(":")[2]),) if fault is process_gone else ()
        yield Case(made[0], question_of(made[0], need=b.need), made[1], recipes)
        return


def _still(world: World, need: str) -> bool:
    """Whether a chain to the need is left."""
    engine = engine_of(world)
    if world.source not in engine.names.offers or need not in engine.names.needs:
        return False
    question = replace(question_of(world, need=need), k=1)
    return bool(engine.conditional(question).chains or engine.certified(question).chains)
