"""What the engine answers about a world, by ids."""

from __future__ import annotations

from dataclasses import dataclass, replace

from graph_kb.errors import QueryError
from graph_kb.symbiosis.compile import compile_tables
from graph_kb.symbiosis.searching import Engine, Found

from .certified import question_of
from .records import tables_of
from .world import World

Key = tuple[frozenset[str], str]
ALL = {"k": 100_000, "different": 1.0}
"""What to ask for to have every chain."""


@dataclass(frozen=True)
class Told:
    """A chain as the engine gives it."""

    processes: frozenset[str]
    need: str
    line: tuple[str, ...]
    value: float
    metres: int

    @property
    def key(self) -> Key:
        return self.processes, self.need


class Asked:
    """The engine of a world, for several questions."""

    def __init__(self, world: World):
        self.world, self.question = world, replace(question_of(world), time_limit=120.0)
        self.engine = Engine(*compile_tables(tables_of(world.nodes, world.links, world.day)))

    def told(self, strict: bool, **asked: object) -> list[Told]:
        """Chains of one kind, best first; none where the source or the need takes no part."""
        question = replace(self.question, **asked)  # type: ignore[arg-type]
        try:
            answer = self.engine.certified(question) if strict else self.engine.conditional(question)
        except QueryError:
            return []
        assert answer.proved, "the search has not ended"
        return [self._told(found) for found in answer.chains]

    def all(self, strict: bool, **asked: object) -> dict[Key, Told]:
        """Every chain of one kind."""
        return {one.key: one for one in self.told(strict, **{**ALL, **asked})}

    def _told(self, found: Found) -> Told:
        names = self.engine.names
        line = tuple(names.processes[row] for row in found.line)
        members = frozenset(names.processes[row] for row in found.processes)
        return Told(members, names.needs[found.need], line, found.value, found.metres)
