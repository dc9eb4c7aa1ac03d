"""What the amounts of a wiring may break: candidates, each of which may or may not be what is missing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from graph_kb.symbiosis.arrays import ENDS
from graph_kb.symbiosis.prepare import UNLIMITED
from graph_kb.symbiosis.why_not.bench import Bench, Line
from graph_kb.symbiosis.why_not.lanes import Lanes
from graph_kb.symbiosis.why_not.model import Broken, Change, Repair

MOST_SUPPLIERS = 6
"""Suppliers of a port whose lanes are looked at."""

AMPLE = 1e12


class Amounts:
    """Candidates of one bench."""

    def __init__(self, bench: Bench, lanes: Lanes) -> None:
        self._bench, self._lanes = bench, lanes

    def of(self, line: Line) -> Iterator[Repair]:
        """Candidates of a wiring whose lanes are whole."""
        yield from self._allowances(line)
        on_line = {port for port, _ in line.ends}
        for process in line.members:
            yield from self.of_process(process, on_line, line)
        yield from self._ends(line)

    def of_process(self, process: int, on_line: set[int], line: Line) -> Iterator[Repair]:
        """Capacity, least load and ports off the line of a process."""
        yield from self._capacity(process)
        yield from self._least(process)
        for port in self._bench.ports(process):
            if port not in on_line:
                yield from self._port(process, port, line)

    def _spread(self) -> Any:
        """Shares of a year by which a supply is spread: the periods in which the source is there."""
        days = self._bench.days * (self._bench.supply > 0)
        return days / days.sum() if days.sum() > 0 else self._bench.days

    def _about(self, process: int) -> dict[str, Any]:
        names, site = self._bench.names, int(self._bench.arrays.pr_site[process])
        return {"process": names.processes[process], "site": names.sites[site], "resolver": names.sites[site]}

    def _capacity(self, process: int) -> Iterator[Repair]:
        free = self._bench.values["capacity"][process].copy()
        if (free >= UNLIMITED).all():
            return
        broken = Broken("capacity", unit="activity/year", stated=float(free.sum()), **self._about(process))
        whole = Change("capacity", process, np.full_like(free, UNLIMITED))
        yield Repair(broken, (whole,), lambda by: (Change("capacity", process, free + by * self._bench.days),))

    def _least(self, process: int) -> Iterator[Repair]:
        least = self._bench.values["least"][process].copy()
        if not least.any():
            return
        total = float(least.sum())
        broken = Broken("minimum_load", unit="activity/year", stated=total, **self._about(process))
        none = Change("least", process, np.zeros_like(least))
        yield Repair(
            broken, (none,), lambda by: (Change("least", process, least * max(0.0, 1 - by / total)),), most=total
        )

    def _port(self, process: int, port: int, line: Line) -> Iterator[Repair]:
        bench, receiver = self._bench, self._bench.port(port)
        resource = int(bench.values["rc_res"][receiver])
        offers = [one for one in bench.fitting(receiver, "offers") if one not in bench.spares]
        there = float(
            sum(bench.values["supply"][one].sum() for one in offers if bench.region.lane(one, receiver, False))
        )
        said = self._about(process) | {"resource": bench.names.resources[resource]}
        broken = Broken("co_input", unit="unit/year", stated=there, **said)
        spare = bench.spare(port)
        if spare is not None:
            here = Change("st_ok", spare, 1)
            ample = Change("supply", spare, np.full(len(bench.days), UNLIMITED))
            yield Repair(broken, (here, ample), lambda by: (here, Change("supply", spare, by * self._spread())))
        yield from self._suppliers(receiver, offers)
        yield from self._blend(receiver, offers, line, process)

    def _suppliers(self, receiver: int, offers: list[int]) -> Iterator[Repair]:
        """Offers that fit a port but for one check, and those that are there in other months."""
        bench = self._bench
        for offer in sorted(offers, key=lambda one: (-bench.values["supply"][one].sum(), one))[:MOST_SUPPLIERS]:
            if bench.region.lane(offer, receiver, False):
                if offer != bench.source:
                    yield from self._offer_season(offer)
                continue
            repairs = self._lanes.broken(offer, receiver, on_line=False)
            if len(repairs) == 1:
                yield repairs[0]

    def makers(self, line: Line) -> Iterator[Repair]:
        """Outputs that fit a port off the line but for one check; the wiring takes their process in."""
        on_line = {port for port, _ in line.ends}
        for process in line.members:
            for port in self._bench.ports(process):
                if port not in on_line:
                    yield from self._makers(self._bench.port(port), line)

    def _makers(self, receiver: int, line: Line) -> Iterator[Repair]:
        bench = self._bench
        outputs = list(bench.fitting(receiver, "outs"))[:MOST_SUPPLIERS]
        taken = {output for _, output in line.ends}
        for output in outputs:
            maker, stream = int(bench.arrays.ot_proc[output]), bench.made(output)
            if output in taken or bench.region.lane(stream, receiver, False):
                continue
            repairs = self._lanes.broken(stream, receiver, on_line=False)
            if len(repairs) == 1:
                feeder = None if maker in line.members else (maker, output)
                yield Repair(repairs[0].broken, repairs[0].changes, feeder=feeder)

    def _blend(self, receiver: int, offers: list[int], line: Line, process: int) -> Iterator[Repair]:
        """Limits that the blend of what a port is offered may exceed."""
        bench, v = self._bench, self._bench.values
        streams = [*offers, *(bench.made(output) for output in bench.fitting(receiver, "outs"))]
        for place in range(v["rc_sub_ptr"][receiver], v["rc_sub_ptr"][receiver + 1]):
            substance, limit = int(v["rc_sub"][place]), float(v["rc_limit"][place])
            highest = max((self._lanes.shares(one).get(substance, 0.0) for one in streams), default=0.0)
            if highest <= limit:
                continue
            names = bench.names
            said = self._about(process) | {"substance": names.substances[substance]}
            said["resource"] = names.resources[int(v["rc_res"][receiver])]
            broken = Broken("composition", unit="kg/kg", stated=limit, more={"of": "blend"}, **said)
            by = _raised("rc_limit", place, limit)
            yield Repair(broken, (Change("rc_limit", place, highest),), by, most=highest - limit)

    def _allowances(self, line: Line) -> Iterator[Repair]:
        """Tonnes of the allowances that lanes of a wiring come under."""
        bench = self._bench
        rows: dict[int, tuple[int, int]] = {}
        for stream, receiver in self._lanes_of(line):
            if bench.region.lane(stream, receiver, False):
                for each in range(bench.region.allowances):
                    rows.setdefault(int(bench.region.allowance[each]), (stream, receiver))
        for row, (stream, receiver) in rows.items():
            group = int(bench.values["pm_group"][row])
            tonnes = float(bench.values["pm_tonnes"][group])
            if np.isnan(tonnes):
                continue
            said = self._lanes.subject(stream, receiver)
            said["code"] = bench.names.codes[bench.values["pm_code"][row]]
            said["more"] = {"permit": bench.names.permits[bench.arrays.pm_permit[row]]}
            broken = Broken("permit_tonnes", unit="t/year", stated=tonnes, resolver=said["site"], **said)
            places = np.unique([row, group])
            by = _raised("pm_tonnes", places, bench.values["pm_tonnes"][places].copy())
            yield Repair(broken, (Change("pm_tonnes", places, AMPLE),), by)

    def _lanes_of(self, line: Line) -> Iterator[tuple[int, int]]:
        yield from self._bench.legs(line)
        on_line = {port for port, _ in line.ends}
        made = [one for process in line.members for one in self._bench.outputs(process)]
        for process in line.members:
            for port in self._bench.ports(process):
                if port not in on_line:
                    receiver = self._bench.port(port)
                    yield from ((offer, receiver) for offer in self._bench.fitting(receiver, "offers"))
                    fitting = set(self._bench.fitting(receiver, "outs"))
                    yield from ((self._bench.made(one), receiver) for one in made if one in fitting)

    def _ends(self, line: Line) -> Iterator[Repair]:
        """Amount and season of the source and the need."""
        bench, v = self._bench, self._bench.values
        names, question = bench.names, bench.question
        source = {"offer": names.offers[bench.source], "site": names.sites[v["st_site"][bench.source]]}
        need = {"need": names.needs[bench.need], "site": names.sites[v["rc_site"][bench.need]]}
        supply, demand = bench.supply.copy(), v["demand"][bench.need].copy()
        ample = np.where(supply > 0, UNLIMITED, 0.0)
        taken = Broken("amount", unit="unit/year", stated=float(supply.sum()), resolver=source["site"], **source)
        yield Repair(taken, (Change("source", slice(None), ample),), _more("source", slice(None), supply))
        wanted = Broken("need_amount", unit="unit/year", stated=float(demand.sum()), resolver=need["site"], **need)
        ample = np.where(demand > 0, UNLIMITED, 0.0)
        yield Repair(wanted, (Change("demand", bench.need, ample),), _more("demand", bench.need, demand))
        if (demand <= 0).any() or (supply <= 0).any():
            both = {"offer": question.offer, "need": question.need, "site": need["site"], "resolver": need["site"]}
            months = sum(1 for one in bench.months.tolist() if (demand[one] > 0) != (supply[one] > 0))
            broken = Broken("season", missing=months, unit="months", more={"of": "need"}, **both)
            yield Repair(broken, (Change("demand", bench.need, self._all_year("nd", bench.need)),))
            broken = Broken("season", missing=months, unit="months", more={"of": "offer"}, **both)
            yield Repair(broken, (Change("source", slice(None), self._all_year("of", bench.source)),))

    def _all_year(self, side: str, row: int) -> Any:
        """The yearly amount of an offer or need spread over twelve months."""
        amount = getattr(self._bench.arrays, f"{side}_amount")[ENDS.index(self._bench.question.end), row]
        return np.full(len(self._bench.days), UNLIMITED) if np.isnan(amount) else amount * self._bench.days

    def _offer_season(self, offer: int) -> Iterator[Repair]:
        bench = self._bench
        lacking = (bench.values["supply"][offer] <= 0) & (bench.supply > 0)
        if not lacking.any():
            return
        site = bench.names.sites[bench.values["st_site"][offer]]
        months = int(sum(lacking[one] for one in bench.months.tolist()))
        said = {"offer": bench.names.offers[offer], "site": site, "resolver": site}
        broken = Broken("season", missing=months, unit="months", more={"of": "co_input"}, **said)
        yield Repair(broken, (Change("supply", offer, self._all_year("of", offer)),))


def _raised(name: str, place: Any, stated: Any) -> Callable[[float], tuple[Change, ...]]:
    return lambda by: (Change(name, place, stated + by),)


def _more(name: str, place: Any, stated: Any) -> Callable[[float], tuple[Change, ...]]:
    """More of an amount, in the periods in which there is some."""
    total = stated.sum()
    share = stated / total if 0 < total < UNLIMITED else np.full_like(stated, 1.0 / len(stated))
    return lambda by: (Change(name, place, stated + by * share),)
