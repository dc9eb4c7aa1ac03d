"""What can be made, what is useful and what blocks, against a naive search and by hand."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from graph_kb.symbiosis.closure import Blocked, Closure
from graph_kb.symbiosis.compile import compile_tables

from .made import DAY, Records, made_records
from .records import tables_of

SEEDS = st.integers(0, 10**6)


def closure_of(records: Records) -> Closure:
    return Closure(*compile_tables(tables_of(records.nodes, records.links, DAY)))


class Naive:
    """The same by repeated looking, with sets of numbers."""

    def __init__(self, records: Records) -> None:
        self.arrays, self.names = compile_tables(tables_of(records.nodes, records.links, DAY))
        arrays, offers, needs = self.arrays, len(self.names.offers), len(self.names.needs)
        self.fits = [
            set(arrays.fit_res[arrays.fit_ptr[at] : arrays.fit_ptr[at + 1]].tolist())
            for at in range(len(self.names.resources))
        ]
        self.offered = set(arrays.st_res[:offers].tolist())
        self.needed = set(arrays.rc_res[:needs].tolist())
        ports = list(zip(arrays.pt_proc.tolist(), arrays.rc_res[needs:].tolist(), strict=True))
        outputs = list(
            zip(arrays.ot_proc.tolist(), arrays.st_res[offers:].tolist(), arrays.ot_role.tolist(), strict=True)
        )
        self.processes = [at for at in range(len(self.names.processes)) if not arrays.pr_makes_mass[at]]
        self.taken = {at: {res for process, res in ports if process == at} for at in self.processes}
        self.made = {
            at: {res for process, res, role in outputs if process == at and role != 3} for at in self.processes
        }

    def served(self, running: set[int]) -> set[int]:
        streams = self.offered.union(*(self.made[at] for at in running))
        return set().union(*(self.fits[stream] for stream in streams))

    def derived(self) -> tuple[set[int], set[int]]:
        stocked = {at for at in self.processes if self.arrays.pr_start_up[at]}
        while True:
            running = set(stocked)
            while more := {at for at in self.processes if self.taken[at] <= self.served(running)} - running:
                running |= more
            served = self.served(running)
            failed = {at for at in stocked if not self.taken[at] <= served}
            if not failed:
                return running, served
            stocked -= failed

    def useful(self) -> tuple[set[int], set[int]]:
        running: set[int] = set()
        while True:
            wanted = self.needed.union(*(self.taken[at] for at in running))
            streams = {at for at, fits in enumerate(self.fits) if fits & wanted}
            more = {at for at in self.processes if self.made[at] & streams} - running
            if not more:
                return running, streams
            running |= more


def marked(marks: object) -> set[int]:
    return {at for at, mark in enumerate(marks.tolist()) if mark}  # type: ignore[attr-defined]


@settings(max_examples=60, deadline=None)
@given(SEEDS)
def test_what_can_be_made_and_what_is_useful(seed: int) -> None:
    records = made_records(seed, size=9)
    naive, closure = Naive(records), closure_of(records)
    derived, useful = closure.derived(), closure.useful()
    assert (marked(derived.processes), marked(derived.resources)) == naive.derived()
    assert (marked(useful.processes), marked(useful.resources)) == naive.useful()
    names = naive.names
    for at, name in enumerate(names.processes):
        blocked = closure.blocked_by(name)
        assert bool(blocked) == (not derived.processes[at])
        missing = {names.resources.index(one) for found in blocked for one in found.missing}
        assert not missing & naive.derived()[1]


def plant(records: Records, name: str, inputs: str, outputs: str, **said: object) -> None:
    process = records.node("Process", name, status="running", activity_unit="t", **said)
    records.link("RUNS", "facility:works", process)
    for resource in inputs.split():
        records.link("INPUT_TO", f"resource:{resource}", process, role="main")
    for resource in outputs.split():
        records.link("OUTPUTS", process, f"resource:{resource}", role="main")


def works(*resources: str) -> Records:
    records = Records()
    records.node("Facility", "works")
    for name in resources:
        records.node("Resource", name, kind="Material", unit="t")
    records.link("OFFERS", "facility:works", records.node("Offer", "ash"))
    records.link("OF", "offer:ash", "resource:ash")
    return records


def test_a_process_that_lacks_a_second_input_is_blocked_by_it() -> None:
    records = works("ash", "lime", "blocks", "stone", "gravel")
    plant(records, "block_making", "ash lime", "blocks")
    plant(records, "crushing", "blocks", "gravel")
    plant(records, "cutting", "stone lime", "blocks")
    closure = closure_of(records)
    assert closure.blocked_by("process:block_making") == [Blocked("process:block_making", ("resource:lime",))]
    assert closure.blocked_by("resource:blocks") == [
        Blocked("process:block_making", ("resource:lime",)),
        Blocked("process:cutting", ("resource:lime", "resource:stone")),
    ]
    assert closure.blocked_by("resource:gravel") == [Blocked("process:crushing", ("resource:blocks",))]
    assert closure.blocked_by("resource:ash") == closure.blocked_by("resource:lime") == []
    assert closure.blocked_by("resource:unknown") == []


def test_a_loop_runs_only_where_it_can_be_started() -> None:
    for stock, runs in ((0, False), (5, True)):
        records = works("ash", "acid", "salt")
        plant(records, "leaching", "ash acid", "salt", start_up_stock=stock)
        plant(records, "splitting", "salt", "acid")
        assert marked(closure_of(records).derived().processes) == ({0, 1} if runs else set())


def test_only_the_offers_asked_for_count() -> None:
    records = works("ash", "blocks")
    plant(records, "block_making", "ash", "blocks")
    closure = closure_of(records)
    assert marked(closure.derived([0]).processes) == {0}
    assert marked(closure.derived([]).processes) == set()
    assert marked(closure.useful().processes) == set()
