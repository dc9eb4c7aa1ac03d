"""Where a chain is only conditional: the facts that it lacks along its line, each in plain words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from graph_kb.symbiosis.arrays import ENDS, OUTPUT_ROLES, Arrays
from graph_kb.symbiosis.question import Question
from graph_kb.symbiosis.searching import Engine, Found
from graph_kb.symbiosis.why_not.model import Fact

_CHECKS = {
    "composition": "whether its composition is taken is unknown: shares, or whether all limits are stated",
    "form": "whether its temperature or moisture is taken is unknown",
    "law": "whether it may be taken is unknown: legal status, waste code or permit",
    "distance": "its distance is unknown: a site has no coordinates",
}
_UNKNOWN = 1


def missing_facts(engine: Engine, question: Question, found: Found) -> tuple[Fact, ...]:
    """What is unknown or assumed of the source, the need, the processes and the legs of a conditional chain."""
    region = engine.region(question, strict=False)[0]
    facts = Facts(engine, region, question)
    listed = [*facts.stream("of", engine.offer(question)), *facts.stream("nd", found.need)]
    for process in found.processes:
        listed += facts.process(process)
    listed += facts.line(engine.offer(question), found)
    return tuple(dict.fromkeys(listed))


class Facts:
    """Facts of one compiled graph."""

    def __init__(self, engine: Engine, region: Any, question: Question) -> None:
        self._a: Arrays = engine.arrays
        self._names, self._region = engine.names, region
        self._end = ENDS.index(question.end)
        self._offers, self._needs = len(engine.names.offers), len(engine.names.needs)

    def stream(self, side: str, row: int) -> Iterator[Fact]:
        """Of an offer (`of`) or a need (`nd`)."""
        a, is_offer = self._a, side == "of"
        name = (self._names.offers if is_offer else self._names.needs)[row]
        site = self._names.sites[(a.st_site if is_offer else a.rc_site)[row]]
        if np.isnan(getattr(a, f"{side}_amount")[self._end, row]):
            yield Fact(name, "its yearly amount is unknown", site)
        if not getattr(a, f"{side}_season")[row]:
            yield Fact(name, "the months that it is there are unknown", site)
        if (a.st_assumed if is_offer else a.rc_assumed)[row]:
            yield Fact(name, "it is assumed", site)

    def process(self, row: int) -> Iterator[Fact]:
        """Of a process and its recipe."""
        a, name, site = self._a, self._names.processes[row], self._names.sites[self._a.pr_site[row]]
        for unknown, says in (
            (np.isnan(a.pr_capacity[row]).any(), "its capacity is unknown"),
            (np.isnan(a.pr_running[row]), "its running load is unknown"),
            (np.isnan(a.pr_min_share[row]), "its least load is unknown"),
            (bool(a.pr_assumed[row]), "it is assumed"),
        ):
            if unknown:
                yield Fact(name, says, site)
        for port in range(*a.pr_port_ptr[row : row + 2].tolist()):
            resource = self._names.resources[a.rc_res[self._needs + port]]
            yield from self._port(name, site, resource, a.pt_amount[2 - self._end, port], self._needs + port, True)
        for output in range(*a.pr_out_ptr[row : row + 2].tolist()):
            resource = self._names.resources[a.st_res[self._offers + output]]
            yield from self._port(name, site, resource, a.ot_amount[self._end, output], self._offers + output, False)
            yield from self._sink(name, site, output)

    def _port(self, name: str, site: str, resource: str, amount: float, row: int, is_input: bool) -> Iterator[Fact]:
        does = "takes" if is_input else "makes"
        if np.isnan(amount):
            yield Fact(name, f"how much {resource} it {does} is unknown", site)
        if (self._a.rc_assumed if is_input else self._a.st_assumed)[row]:
            yield Fact(name, f"that it {does} {resource} is assumed", site)

    def _sink(self, name: str, site: str, output: int) -> Iterator[Fact]:
        """A by-product without a need has to be disposed of, at a cost that is known."""
        a = self._a
        resource = int(a.st_res[self._offers + output])
        if a.ot_role[output] in (OUTPUT_ROLES.index("main"), OUTPUT_ROLES.index("loss")):
            return
        fitting = a.fit_res[a.fit_ptr[resource] : a.fit_ptr[resource + 1]]
        if np.isnan(a.res_disposal[resource]) and not np.isin(a.rc_res[: self._needs], fitting).any():
            words = f"its by-product {self._names.resources[resource]} has no need, and what disposal costs is unknown"
            yield Fact(name, words, site)

    def line(self, source: int, found: Found) -> Iterator[Fact]:
        """Of the legs of the line."""
        streams = [source, *(self._offers + output for _, output in found.ends)]
        receivers = [*(self._needs + port for port, _ in found.ends), found.need]
        for stream, receiver in zip(streams, receivers, strict=True):
            site = self._names.sites[self._a.rc_site[receiver]]
            self._region.lane(stream, receiver, True)
            for check, says in _CHECKS.items():
                if getattr(self._region, check) == _UNKNOWN:
                    yield Fact(self._names.resources[self._a.st_res[stream]], f"{says}, at {site}", site)
            if np.isnan(self._region.factor):
                resource = self._names.resources[self._a.st_res[stream]]
                yield Fact(resource, "how much of the other it stands in for is unknown", site)
