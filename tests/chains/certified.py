"""What the engine finds in a world, as certificates."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from graph_kb.errors import QueryError
from graph_kb.symbiosis.certifying import Place, State, certify, skeleton
from graph_kb.symbiosis.compile import compile_tables
from graph_kb.symbiosis.prepare import Weights
from graph_kb.symbiosis.question import Question
from graph_kb.symbiosis.searching import Engine, Found
from graph_kb.symbiosis.verifying import Facts

from .records import tables_of
from .town import facts_of
from .world import World

Certificate = dict[str, Any]


@dataclass
class Certifier:
    """The engine and the facts of a world."""

    world: World

    def __post_init__(self) -> None:
        self.engine = Engine(*compile_tables(tables_of(self.world.nodes, self.world.links, self.world.day)))
        self.facts: Facts = facts_of(self.world)
        self.question = question_of(self.world)

    def found(self) -> list[Found]:
        """Chains of both kinds; none where the source or the need takes no part."""
        try:
            answers = self.engine.certified(self.question), self.engine.conditional(self.question)
        except QueryError:
            return []
        return [chain for answer in answers for chain in answer.chains]

    def certificate(self, found: Found, **changed: Any) -> Certificate:
        """Certificate of a chain."""
        bare = skeleton(self.engine, self.question, found, State(1, self.world.day))
        return certify(bare, self.facts, changed.get("worth", found.value), Place())

    def certificates(self) -> list[Certificate]:
        """Certificates of all chains."""
        return [self.certificate(found) for found in self.found()]


def question_of(world: World) -> Question:
    """The question of a world as the engine takes it."""
    asked = dict(world.question)
    weights, months = Weights(**asked.pop("weights")), tuple(asked.pop("months")) or tuple(range(1, 13))
    return Question(world.source, world.need, objective="weighted", weights=weights, months=months, **asked)
