"""What is asked of the chain engine: from where, by which objective, within which limits."""

from __future__ import annotations

from dataclasses import dataclass, field

from graph_kb.errors import UsageError
from graph_kb.symbiosis.arrays import ENDS
from graph_kb.symbiosis.prepare import Weights

OBJECTIVES = {
    "amount": Weights(amount=1.0),
    "net_value": Weights(net_value=1.0),
    "co2e": Weights(co2e=1.0),
    "distance": Weights(distance=1.0),
}
UNITS = {"amount": "unit of the source/year", "net_value": "EUR/year", "co2e": "kg CO2e/year", "distance": "-km"}
ALL_MONTHS = tuple(range(1, 13))
MOST_PROCESSES = 6


@dataclass(frozen=True)
class Question:
    """A question about one source, see docs/chain-model.md.

    Attributes:
        offer: Id of the source.
        need: Id of the need that chains must end at; any when missing.
        k: Most chains of each kind.
        max_processes: Most processes of a chain, feeders included.
        max_feeders: Most feeders among them; as many as there is room for when missing.
        objective: amount, net_value, co2e or distance; "weighted" with `weights`.
        weights: Weights of the four where the objective is weighted.
        end: low, expected or high end of the intervals.
        min_amount: Least amount of the source, in its unit, a year.
        max_leg_km: Longest leg.
        max_total_km: Longest line.
        months: Months that the source may be taken in.
        different: Largest Jaccard similarity to a better chain.
        time_limit: Seconds that the search may take.
    """

    offer: str
    need: str | None = None
    k: int = 10
    max_processes: int = 4
    max_feeders: int | None = None
    objective: str = "amount"
    weights: Weights | None = None
    end: str = "expected"
    min_amount: float = 1.0
    max_leg_km: float | None = None
    max_total_km: float | None = None
    months: tuple[int, ...] = field(default=ALL_MONTHS)
    different: float = 0.5
    time_limit: float = 10.0

    def __post_init__(self) -> None:
        """Raises UsageError where a value makes no sense."""
        known = ("weighted", *OBJECTIVES)
        _demand(self.objective in known, f"objective {self.objective!r} is unknown", f"use {', '.join(known)}")
        weighted = self.objective == "weighted"
        _demand(weighted == (self.weights is not None), "weights and objective 'weighted' go together", "give both")
        _demand(self.end in ENDS, f"end {self.end!r} is unknown", f"use {', '.join(ENDS)}")
        most = f"use 0 to {MOST_PROCESSES}"
        _demand(0 <= self.max_processes <= MOST_PROCESSES, f"max_processes is {self.max_processes}", most)
        _demand(self.feeders >= 0, f"max_feeders is {self.max_feeders}", "use a number from 0 up")
        _demand(self.k > 0, f"k is {self.k}", "ask for at least one chain")
        _demand(self.min_amount > 0, f"min_amount is {self.min_amount}", "a chain takes some of its source")
        _demand(0 <= self.different <= 1, f"different is {self.different}", "use a share from 0 to 1")
        _demand(bool(self.months) and set(self.months) <= set(ALL_MONTHS), "months are wrong", "use 1 to 12")
        for name in ("max_leg_km", "max_total_km", "time_limit"):
            value = getattr(self, name)
            _demand(value is None or value >= 0, f"{name} is {value}", "use a number from 0 up")

    @property
    def feeders(self) -> int:
        """Most feeders of a chain."""
        return self.max_processes if self.max_feeders is None else self.max_feeders

    @property
    def weighed(self) -> Weights:
        """Weights of the objective."""
        return self.weights or OBJECTIVES[self.objective]


def _demand(holds: bool, message: str, hint: str) -> None:
    if not holds:
        raise UsageError(message, hint=hint)
