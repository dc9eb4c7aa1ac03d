"""What is asked of the chain engine: from where, by which objective, within which limits."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, fields

from graph_kb.errors import UsageError
from graph_kb.queries.suggestion import did_you_mean
from graph_kb.symbiosis.arrays import ENDS
from graph_kb.symbiosis.objectives import OBJECTIVES, WEIGHTED, WRITTEN, plain, weights_of
from graph_kb.symbiosis.prepare import Weights

ALL_MONTHS = tuple(range(1, 13))
MOST_PROCESSES = 6
_KNOWN = (*OBJECTIVES, WEIGHTED)
_NUMBERS = ("k", "max_processes", "min_amount", "different", "time_limit")
_LIMITS = ("max_feeders", "max_leg_km", "max_total_km")
"""Numbers that may be left out."""
_WHOLE = ("k", "max_processes", "max_feeders")


@dataclass(frozen=True)
class Question:
    """A question about one source, see docs/chain-model.md.

    Attributes:
        offer: Id of the source.
        need: Id of the need that chains must end at; any when missing.
        k: Most chains of each kind.
        max_processes: Most processes of a chain, feeders included.
        max_feeders: Most feeders among them; as many as there is room for when missing. Chains without feeders are
            proved much sooner, so 0 is a good first question.
        objective: amount, net_value, co2e or distance; "weighted" with `weights`.
        weights: Weights of the four where the objective is weighted: numbers by name, or a text, see `weights_of`.
        end: low, expected or high end of the intervals.
        min_amount: Least amount of the source, in its unit, a year.
        max_leg_km: Longest leg.
        max_total_km: Longest line.
        months: Months that the source may be taken in; the periods are cut at them.
        different: Largest Jaccard similarity to a better chain, of processes and need: 0 shares none, 1 takes all.
        time_limit: Seconds that the search may take.
    """

    offer: str
    need: str | None = None
    k: int = 10
    max_processes: int = 4
    max_feeders: int | None = None
    objective: str = "amount"
    weights: Weights | Mapping[str, float] | str | None = None
    end: str = "expected"
    min_amount: float = 1.0
    max_leg_km: float | None = None
    max_total_km: float | None = None
    months: tuple[int, ...] = field(default=ALL_MONTHS)
    different: float = 0.5
    time_limit: float = 10.0

    def __post_init__(self) -> None:
        """Raises UsageError where a value makes no sense."""
        object.__setattr__(self, "objective", plain(self.objective))
        self._check_objective()
        self._check_numbers()
        _demand(self.end in ENDS, f"end {self.end!r} is unknown", f"use {', '.join(ENDS)}")
        self._check_months()

    def _check_objective(self) -> None:
        near = did_you_mean(self.objective, _KNOWN)
        hint = f"{near} use {', '.join(_KNOWN)}".strip()
        _demand(self.objective in _KNOWN, f"objective {self.objective!r} is unknown", hint)
        if self.objective == WEIGHTED:
            _demand(self.weights is not None, "the objective is weighted, without weights", f"add weights: {WRITTEN}")
        else:
            _demand(self.weights is None, f"weights do not go with {self.objective}", "use the objective weighted")
        if self.weights is not None:
            object.__setattr__(self, "weights", weights_of(self.weights))

    def _check_months(self) -> None:
        are_listed = isinstance(self.months, Collection) and not isinstance(self.months, str)
        _demand(are_listed, f"months is {self.months!r}", "give a list of numbers, such as (1, 2, 12)", "months")
        are_months = bool(self.months) and all(one in ALL_MONTHS for one in self.months)
        _demand(are_months, f"months is {self.months!r}", "use numbers from 1 to 12", "months")

    def _check_numbers(self) -> None:
        self._check_kinds()
        most = f"use 0 to {MOST_PROCESSES}"
        _demand(
            0 <= self.max_processes <= MOST_PROCESSES, f"max_processes is {self.max_processes}", most, "max_processes"
        )
        _demand(self.k > 0, f"k is {self.k}", "ask for at least one chain", "k")
        _demand(
            self.min_amount > 0, f"min_amount is {self.min_amount}", "a chain takes some of its source", "min_amount"
        )
        _demand(0 <= self.different <= 1, f"different is {self.different}", "use a share from 0 to 1", "different")
        for name in ("time_limit", *_LIMITS):
            value = getattr(self, name)
            _demand(value is None or value >= 0, f"{name} is {value}", "use a number from 0 up", name)

    def _check_kinds(self) -> None:
        for name in (*_NUMBERS, *_LIMITS):
            value = getattr(self, name)
            is_number = _is_number(value) or (value is None and name in _LIMITS)
            _demand(is_number, f"{name} is {value!r}", "use a number", name)
            is_whole = value is None or isinstance(value, int) or name not in _WHOLE
            _demand(is_whole, f"{name} is {value!r}", "use a whole number", name)

    @property
    def feeders(self) -> int:
        """Most feeders of a chain."""
        return self.max_processes if self.max_feeders is None else self.max_feeders

    @property
    def weighed(self) -> Weights:
        """Weights of the objective."""
        return OBJECTIVES[self.objective] if self.weights is None else weights_of(self.weights)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def known_names(options: Iterable[str]) -> None:
    """Refuse options that a question does not have.

    Raises:
        UsageError: There is one, with the nearest names.
    """
    names = [one.name for one in fields(Question) if one.name != "offer"]
    for name in options:
        near = did_you_mean(name, names)
        hint = f"{near} options are {', '.join(names)}".strip()
        _demand(name in names, f"a question about chains has no option {name!r}", hint)


def _demand(holds: bool, message: str, hint: str, option: str = "") -> None:
    """Refuse what makes no sense; `option` is the name that the command line writes with hyphens."""
    if not holds:
        raise UsageError(message, hint=hint, **({"option": option} if option else {}))
