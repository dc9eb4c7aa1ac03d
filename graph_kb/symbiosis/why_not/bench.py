"""A lenient region of our own whose facts can be changed and put back, and the wirings that are tried in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from graph_kb.symbiosis.arrays import Arrays, Floats, Names
from graph_kb.symbiosis.prepare import UNLIMITED, prepared
from graph_kb.symbiosis.question import Question
from graph_kb.symbiosis.searching import Engine, cut_at
from graph_kb.symbiosis.why_not.model import Change

SPARE = 1000
"""Offers that nobody makes, kept for suppliers that are missing."""

CLEAN = ("capacity", "least", "source", "max_total", "pm_tonnes")
"""Arrays that say nothing of who supplies a port or uses an output."""

Ends = tuple[tuple[int, int], ...]
Feeders = tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Out:
    """What takes no part though it is in the arrays: rows, and kind of the broken condition."""

    offers: Mapping[int, str] = field(default_factory=dict)
    needs: Mapping[int, str] = field(default_factory=dict)
    processes: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Line:
    """A line with its feeders; rows of the arrays."""

    processes: tuple[int, ...]
    ends: Ends
    feeders: Feeders = ()

    @property
    def members(self) -> tuple[int, ...]:
        """All processes."""
        return (*self.processes, *(process for process, _ in self.feeders))


class Bench:
    """One question on arrays of its own, with a few spare offers at the end of the offers."""

    def __init__(self, engine: Engine, question: Question, out: Out) -> None:
        from graph_kb.symbiosis.kernel.pools import Pools
        from graph_kb.symbiosis.kernel.region import Region
        from graph_kb.symbiosis.kernel.search import Search

        self.arrays, self.names, self.question = engine.arrays, engine.names, question
        self.out = Out(out.offers, out.needs, {**_massive(engine.arrays), **out.processes})
        self.months = np.array(cut_at(engine.arrays.months, question.months), np.int8)
        self.days = np.bincount(self.months) / 12.0
        self.values = _values(engine.arrays, self.months, question)
        self._beside: dict[int, int] = {}
        self.programmes = 0
        self.spares = range(self.values["offers"] - SPARE, self.values["offers"])
        self._leave_out()
        self.region: Any = Region(self.values)
        self.region.max_leg = UNLIMITED if question.max_leg_km is None else question.max_leg_km
        self.region.max_total = UNLIMITED if question.max_total_km is None else question.max_total_km
        asked = engine.asked(question, frozenset())
        self.supply: Floats = np.array(asked["supply"], np.float64)
        self.source, self.need = asked["source"], asked["need"]
        # Wirings are looked at one by one here: nothing asks for bounds.
        self.search: Any = Search(self.region, None, Pools(self.region), {**asked, "supply": self.supply})
        self._pools, self._uncut, self._dirty = self.search.wiring.pools, uncut(self.region), 0

    def _leave_out(self) -> None:
        """What takes no part is in the lists but has no lane."""
        v, a = self.values, self.arrays
        v["st_ok"][[*self.out.offers, *self.spares]] = 0
        v["rc_ok"][list(self.out.needs)] = 0
        for process in self.out.processes:
            v["st_ok"][v["offers"] + np.arange(*a.pr_out_ptr[process : process + 2])] = 0
            v["rc_ok"][v["needs"] + np.arange(*a.pr_port_ptr[process : process + 2])] = 0

    def port(self, port: int) -> int:
        """Receiver of a port."""
        return int(self.values["needs"]) + port

    def made(self, output: int) -> int:
        """Stream of an output."""
        return int(self.values["offers"]) + output

    def ports(self, process: int) -> range:
        """Ports of a process."""
        return range(*self.arrays.pr_port_ptr[process : process + 2].tolist())

    def outputs(self, process: int) -> range:
        """Outputs of a process."""
        return range(*self.arrays.pr_out_ptr[process : process + 2].tolist())

    def legs(self, line: Line) -> list[tuple[int, int]]:
        """Stream and receiver of each leg of a line."""
        streams = [self.source, *(self.made(output) for _, output in line.ends)]
        receivers = [*(self.port(port) for port, _ in line.ends), self.need]
        return list(zip(streams, receivers, strict=True))

    def fitting(self, receiver: int, what: str) -> Iterator[int]:
        """Offers or outputs (`offers`, `outs`) whose resource fits a receiver."""
        v, wanted = self.values, int(self.values["rc_res"][receiver])
        listed = v["offer_list" if what == "offers" else "out_list"]
        for resource in v["back_res"][v["back_ptr"][wanted] : v["back_ptr"][wanted + 1]].tolist():
            yield from listed[v[f"{what}_ptr"][resource] : v[f"{what}_ptr"][resource + 1]].tolist()

    @contextmanager
    def changed(self, changes: Sequence[Change]) -> Iterator[None]:
        """Facts changed for a while."""
        undo = []
        dirty = any(change.array not in CLEAN for change in changes)
        try:
            for change in changes:
                undo.append(self._put(change))
            self._dirty += dirty
            yield
        finally:
            self._dirty -= dirty
            for change in reversed(undo):
                self._put(change)

    def _put(self, change: Change) -> Change:
        """Change a number. Returns the change back."""
        name, place, value = change
        if name in ("max_leg", "max_total"):
            before = Change(name, None, getattr(self.region, name))
            setattr(self.region, name, value)
            return before
        array = self.supply if name == "source" else self.values[name]
        before = Change(name, place, np.copy(array[place]))
        array[place] = value
        return before

    def spare(self, port: int) -> int | None:
        """Row of an offer that stands beside a port once it is put in force; None when there are no more."""
        if port not in self._beside and len(self._beside) < SPARE:
            v = self.values
            self._beside[port] = spare = v["offers"] - 1 - len(self._beside)
            resource = int(v["rc_res"][self.port(port)])
            v["offer_list"] = np.insert(v["offer_list"], v["offers_ptr"][resource + 1], spare).astype(np.int32)
            v["offers_ptr"][resource + 1 :] += 1
            self.region.offer_list = v["offer_list"]
            v["st_res"][spare], v["st_site"][spare] = resource, v["rc_site"][self.port(port)]
            price = np.nan_to_num(self.arrays.res_price[resource])
            v["of_weight"][spare] = -self.question.weighed.net_value * price
        return self._beside.get(port)

    def holds(self, line: Line) -> bool:
        """Whether a wiring is feasible."""
        self.programmes += 1
        self._choose_pools()
        return bool(self.search.evaluate(line.processes, line.ends, line.feeders, self.need, True))

    def _choose_pools(self) -> None:
        """Pools are kept from one wiring to the next; they do not know of lanes and amounts that are changed."""
        self.search.wiring.pools = self._uncut if self._dirty else self._pools

    def worth(self, line: Line) -> tuple[float, float] | None:
        """Value of a wiring, and units of the source that it takes; None when it is infeasible."""
        self._choose_pools()
        if not self.search.evaluate(line.processes, line.ends, line.feeders, self.need, False):
            return None
        wiring = self.search.wiring
        amount = 0.0
        for period in range(len(self.days)):
            if wiring.column[0, period] >= 0:
                amount += wiring.base[0, period] + wiring.lp.value_of(wiring.column[0, period])
        return float(wiring.value), float(amount)

    def room(self, line: Line) -> int:
        """Feeders that may still come to a wiring, by what the question allows."""
        asked = self.question
        return min(asked.max_processes - len(line.members), asked.feeders - len(line.feeders))

    def helpers(self, line: Line) -> list[tuple[int, int]]:
        """Processes with an output that could feed a port of a wiring."""
        self._choose_pools()
        found: list[tuple[int, int]] = self.search.helpers(line.processes, line.ends, line.feeders)
        return found


def uncut(region: Any) -> Any:
    """Pools that keep nothing: every lane is looked at anew."""
    from graph_kb.symbiosis.kernel.blending import Pool
    from graph_kb.symbiosis.kernel.pools import Pools

    none: Any = Pool()
    none.plain = False

    class Uncut(Pools):  # type: ignore[misc]
        def supplying(self, port: int) -> Any:
            return none

        def using(self, output: int) -> Any:
            return none

        def makers(self, port: int) -> Any:
            self.forget()
            return super().makers(port)

    return Uncut(region)


def _values(arrays: Arrays, months: Any, question: Question) -> dict[str, Any]:
    """Attributes of a lenient region, all of them our own to write to."""
    wide = replace(with_spares(arrays), months=months, pr_makes_mass=np.zeros_like(arrays.pr_makes_mass))
    values = prepared(wide, question.end, question.weighed, strict=False)
    # Spare offers are of the first resource until they are used; they are in no list before that.
    values["offer_list"] = values["offer_list"][values["offer_list"] < values["offers"] - SPARE]
    values["offers_ptr"][1:] -= SPARE
    order = np.argsort(values["fit_res"], kind="stable")
    values["back_factor"] = values["fit_factor"][order]
    return {name: np.array(one) if isinstance(one, np.ndarray) else one for name, one in values.items()}


def _massive(arrays: Arrays) -> dict[int, str]:
    return dict.fromkeys(np.flatnonzero(arrays.pr_makes_mass).tolist(), "recipe")


def with_spares(arrays: Arrays, count: int = SPARE) -> Arrays:
    """The arrays with offers of nothing behind the others."""
    at = arrays.of_season.shape[0]
    unknown = {"st_status": -1, "st_temp_low": np.nan, "st_temp_high": np.nan, "st_moisture": np.nan}
    made: dict[str, Any] = {}
    for name in Arrays.names():
        array = getattr(arrays, name)
        if name in ("st_code_ptr", "st_sub_ptr"):
            made[name] = np.insert(array, at, [array[at]] * count).astype(np.int32)
        elif name == "of_amount":
            made[name] = np.concatenate([array, np.zeros((3, count))], axis=1)
        elif name.startswith("of_"):
            made[name] = np.concatenate([array, np.zeros((count, *array.shape[1:]), array.dtype)])
        elif name.startswith("st_") and name not in ("st_code", "st_sub", "st_share"):
            made[name] = np.insert(array, at, [unknown.get(name, 0)] * count).astype(array.dtype)
    return replace(arrays, **made)


def names_of(names: Names, prefix: str, row: int) -> str | None:
    """Id of a row, None where there is none."""
    listed: list[str] = getattr(names, prefix)
    return listed[row] if 0 <= row < len(listed) else None
