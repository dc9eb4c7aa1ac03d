"""The best chain of an offer by one mixed-integer programme with HiGHS, to be held against that of the search.

The programme knows nothing of minimality, which docs/chain-model.md asks for: no part of the processes may be a chain
to the same need. So each best solution is looked at: where a part of its processes is a chain to its need (the same
programme with these processes and this need alone), a row is added that forbids every larger set with that part and
need, and the programme is solved again. Rows forbid only what is not minimal, so the first solution that is minimal is
the best chain. Its value is told by the linear programme that is left when all whole numbers are kept.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import highspy
import numpy as np
from beside_facts import Facts
from beside_model import INF, highs_of
from beside_programme import Programme

from graph_kb.symbiosis.question import Question

Status = highspy.HighsModelStatus


@dataclass(frozen=True)
class Best:
    """What the programme says of an offer.

    Attributes:
        value: Value of the best chain, None when there is none.
        processes: Its processes.
        need: Its need.
        proved: Whether nothing better is left out.
        seconds: Time of making and solving.
        rounds: How often the programme was solved.
        columns: Size of the programme.
    """

    value: float | None
    processes: frozenset[int]
    need: int
    proved: bool
    seconds: float
    rounds: int
    columns: int


class Solved:
    """The programme of one offer in HiGHS."""

    def __init__(self, programme: Programme, limit_s: float) -> None:
        self.deadline = time.perf_counter() + limit_s
        self.model, self.most = programme.model, programme.question.max_processes
        self.chosen = {key[1]: at for key, at in self.model.columns.items() if key[0] == "in chain"}
        self.ends = {key[1]: at for key, at in self.model.columns.items() if key[0] == "ends"}
        self.highs = highs_of(self.model)
        self.parts: dict[tuple[frozenset[int], int], bool] = {}
        self.rounds = 0

    def best(self) -> tuple[float | None, frozenset[int], int, bool]:
        """Value, processes and need of the best minimal chain, and whether that is proved."""
        while ("start",) in self.model.rows:
            self.rounds += 1
            status = self._run()
            if status == Status.kInfeasible:
                return None, frozenset(), -1, True
            if status != Status.kOptimal:
                return None, frozenset(), -1, False
            solution = list(self.highs.getSolution().col_value)
            processes = frozenset(p for p, at in self.chosen.items() if solution[at] > 0.5)
            need = next(end for end, at in self.ends.items() if solution[at] > 0.5)
            part = self._part(processes, need)
            if part is None:
                value = self._kept(solution)
                return value, processes, need, value is not None
            self._forbid(part, need)
        return None, frozenset(), -1, True

    def _run(self) -> Any:
        left = self.deadline - time.perf_counter()
        if left <= 0:
            return Status.kTimeLimit
        self.highs.setOptionValue("time_limit", self.highs.getRunTime() + left)
        self.highs.run()
        return self.highs.getModelStatus()

    def _part(self, processes: frozenset[int], need: int) -> frozenset[int] | None:
        """A smallest part of the processes that is a chain to the need."""
        for size in range(len(processes)):
            for some in combinations(sorted(processes), size):
                if self._holds(frozenset(some), need):
                    return frozenset(some)
        return None

    def _holds(self, processes: frozenset[int], need: int) -> bool:
        """Whether just these processes are a chain to the need, whatever it is worth."""
        if (processes, need) not in self.parts:
            bounds = {at: (float(p in processes),) * 2 for p, at in self.chosen.items()}
            bounds |= {at: (float(end == need),) * 2 for end, at in self.ends.items()}
            self.parts[processes, need] = self._within(bounds) is not None
        return self.parts[processes, need]

    def _within(self, bounds: dict[int, tuple[float, float]], *, worth: bool = False) -> float | None:
        """Value of the programme within narrower bounds; None where it has no solution."""
        highs = highs_of(self.model, bounds, worth=worth)
        highs.run()
        if highs.getModelStatus() == Status.kOptimal:
            return float(highs.getInfo().objective_function_value)
        return None

    def _kept(self, solution: list[float]) -> float | None:
        """Value with all whole numbers kept as they are."""
        whole = [at for at, one in enumerate(self.model.whole) if one]
        return self._within({at: (float(round(solution[at])),) * 2 for at in whole}, worth=True)

    def _forbid(self, part: frozenset[int], need: int) -> None:
        """Forbid larger sets with this part to this need."""
        room = self.most - len(part)
        entries = {at: 1.0 for p, at in self.chosen.items() if p not in part}
        entries |= {self.chosen[p]: float(room) for p in part} | {self.ends[need]: float(room)}
        index = np.array(list(entries), dtype=np.int32)
        most = float(room * (len(part) + 1))
        self.highs.addRow(-INF, most, len(index), index, np.array(list(entries.values())))


def best_chain(facts: Facts, question: Question, limit_s: float) -> Best:
    """The best certified chain of the offer of a question."""
    begun = time.perf_counter()
    programme = Programme(facts, question, facts.names.offers.index(question.offer))
    solved = Solved(programme, limit_s)
    value, processes, need, proved = solved.best()
    spent = time.perf_counter() - begun
    return Best(value, processes, need, proved, spent, solved.rounds, len(programme.model.cost))
