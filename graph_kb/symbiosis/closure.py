"""What can be made at all, what is of use at all, and what is missing where something cannot be made.

Only resources are looked at, not amounts, sites or checks: what cannot be made here is on no chain. Each resource, port
and output is looked at once.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from graph_kb.symbiosis.arrays import OUTPUT_ROLES, Arrays, Ints, Names
from graph_kb.symbiosis.columns import bounds, spread

Marks = NDArray[np.bool_]


@dataclass(frozen=True)
class Derived:
    """What can be made.

    Attributes:
        processes: (processes) whether each of its input ports has a stream that fits.
        resources: (resources) whether a receiver of it has a stream that fits.
    """

    processes: Marks
    resources: Marks


@dataclass(frozen=True)
class Useful:
    """What leads to a need.

    Attributes:
        processes: (processes) whether an output of it fits a need, or a port of another such process.
        resources: (resources) whether a stream of it does.
    """

    processes: Marks
    resources: Marks


@dataclass(frozen=True)
class Blocked:
    """A process that cannot run.

    Attributes:
        process: Id of the process.
        missing: Ids of the resources of its input ports that nothing fits, sorted.
    """

    process: str
    missing: tuple[str, ...]


class Closure:
    """Looks through one compiled graph. Processes whose recipe makes mass take no part."""

    def __init__(self, arrays: Arrays, names: Names) -> None:
        self._arrays, self._names = arrays, names
        offers, needs, self._resources = len(names.offers), len(names.needs), len(names.resources)
        self._offered, self._needed = arrays.st_res[:offers], arrays.rc_res[:needs]
        self._taken, made = arrays.rc_res[needs:], arrays.st_res[offers:]
        self._takes_part = arrays.pr_makes_mass == 0
        # Outputs that are streams, by process and by resource.
        kept = arrays.ot_role != OUTPUT_ROLES.index("loss")
        self._maker, self._made = arrays.ot_proc[kept], made[kept]
        self._made_ptr = bounds(self._maker, len(names.processes))
        self._outputs = _Index(self._made, self._resources)
        self._ports = _Index(self._taken, self._resources)
        self._fitting = _Index(arrays.fit_res, self._resources)

    def derived(self, offers: Sequence[int] | None = None) -> Derived:
        """What can be made from offers, all of them when none are given.

        A process that declares a stock to start with may take what later processes make: it is taken to run until a
        port of it is found that nothing fits even so.
        """
        chosen = self._offered if offers is None else self._offered[np.asarray(offers, np.intp)]
        stocked = self._takes_part & (self._arrays.pr_start_up == 1)
        while True:
            found, waiting = self._spread(chosen, stocked)
            failed = stocked & (waiting > 0)
            if not failed.any():
                return found
            stocked &= ~failed

    def useful(self, needs: Sequence[int] | None = None) -> Useful:
        """What leads to needs, all of them when none are given."""
        chosen = self._needed if needs is None else self._needed[np.asarray(needs, np.intp)]
        wanted, streams = np.zeros((2, self._resources), bool)
        processes = np.zeros(len(self._names.processes), bool)
        front = _new(chosen, wanted)
        while len(front):
            fitting = _new(self._fitters(front), streams)
            makers = self._maker[self._outputs.of(fitting)]
            running = _new(makers[self._takes_part[makers]], processes)
            front = _new(self._taken[spread(self._arrays.pr_port_ptr, running)], wanted)
        return Useful(processes, streams)

    def blocked_by(self, name: str, derived: Derived | None = None) -> list[Blocked]:
        """Why a process cannot run, or a resource cannot be had: the processes that would make it, and what they lack.

        Args:
            name: Id of a process or a resource.
            derived: What can be made; from all offers when missing.

        Returns:
            Processes that lack least first, then by id; none where it can be had, or where nothing makes it.
        """
        derived = derived or self.derived()
        if (process := _place(self._names.processes, name)) is not None:
            return [] if derived.processes[process] else [self._blocked(process, derived)]
        resource = _place(self._names.resources, name)
        if resource is None or derived.resources[resource]:
            return []
        makers = np.unique(self._maker[self._outputs.of(self._fitters(np.array([resource])))])
        found = [self._blocked(maker, derived) for maker in makers[self._takes_part[makers]].tolist()]
        return sorted(found, key=lambda one: (len(one.missing), one.process))

    def _spread(self, offered: Ints, stocked: Marks) -> tuple[Derived, Ints]:
        """What can be made when some processes are taken to run, and how many ports of each process nothing fits."""
        arrays = self._arrays
        waiting = np.diff(arrays.pr_port_ptr)
        running = stocked | (self._takes_part & (waiting == 0))
        streams, served = np.zeros((2, self._resources), bool)
        started = spread(self._made_ptr, np.flatnonzero(running))
        front = _new(np.concatenate([offered, self._made[started]]), streams)
        while len(front):
            reached = _new(arrays.fit_res[spread(arrays.fit_ptr, front)], served)
            processes, ports = np.unique(arrays.pt_proc[self._ports.of(reached)], return_counts=True)
            waiting[processes] -= ports.astype(np.int32)
            ready = processes[(waiting[processes] == 0) & self._takes_part[processes]]
            front = _new(self._made[spread(self._made_ptr, _new(ready, running))], streams)
        return Derived(running, served), waiting

    def _fitters(self, resources: Ints) -> Ints:
        """Resources that fit one of these."""
        places = self._fitting.of(resources)
        return np.searchsorted(self._arrays.fit_ptr, places, side="right").astype(np.int32) - 1

    def _blocked(self, process: int, derived: Derived) -> Blocked:
        start, end = self._arrays.pr_port_ptr[process : process + 2]
        lacking = {resource for resource in self._taken[start:end].tolist() if not derived.resources[resource]}
        names = self._names.resources
        return Blocked(self._names.processes[process], tuple(names[resource] for resource in sorted(lacking)))


class _Index:
    """Places of each of some numbers in a column of them."""

    def __init__(self, column: Ints, number: int) -> None:
        self._order = np.argsort(column, kind="stable")
        self._ptr = bounds(column, number)

    def of(self, numbers: Ints) -> NDArray[np.intp]:
        """Places of these numbers."""
        return self._order[spread(self._ptr, numbers)]


def _new(numbers: Ints, marks: Marks) -> Ints:
    """Those that are not marked yet, each once; they are marked now."""
    found: Ints = np.unique(numbers[~marks[numbers]])
    marks[found] = True
    return found


def _place(names: list[str], name: str) -> int | None:
    place = bisect_left(names, name)
    return place if names[place : place + 1] == [name] else None
