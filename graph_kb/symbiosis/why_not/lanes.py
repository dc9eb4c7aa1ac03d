"""What a lane breaks: each violated check as a repair, with the excess."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from graph_kb.symbiosis.arrays import STATUSES
from graph_kb.symbiosis.kernel.paths import COMPOSITION, DISTANCE, FORM, LAW, OUT
from graph_kb.symbiosis.prepare import UNLIMITED
from graph_kb.symbiosis.recipes import OPERATIONS
from graph_kb.symbiosis.why_not.bench import Bench
from graph_kb.symbiosis.why_not.model import Broken, Change, Repair

WASTE = STATUSES.index("waste")
_OPERATION = {number: name for name, number in OPERATIONS.items()}


class Lanes:
    """Lanes of one bench."""

    def __init__(self, bench: Bench, walk: Any) -> None:
        self._bench, self._walk = bench, walk

    def mask(self, stream: int, receiver: int, *, on_line: bool) -> int:
        """Bits of the checks that a lane violates."""
        return int(self._walk.checks(stream, receiver, on_line))

    def broken(self, stream: int, receiver: int, *, on_line: bool) -> list[Repair]:
        """A repair for each check that a lane violates."""
        mask = self.mask(stream, receiver, on_line=on_line)
        found: list[Repair] = []
        for bit, look in (
            (OUT, self._out),
            (FORM, self._form),
            (DISTANCE, self._distance),
            (COMPOSITION, self._composition),
            (LAW, self._law),
        ):
            if mask & bit:
                found.extend(look(stream, receiver))
        return found

    def subject(self, stream: int, receiver: int) -> dict[str, Any]:
        """Ids of what a lane joins: the process that takes or makes, the offer, the need, the site that receives."""
        bench, names = self._bench, self._bench.names
        needs, offers = bench.values["needs"], bench.values["offers"]
        said: dict[str, Any] = {
            "resource": names.resources[bench.values["st_res"][stream]],
            "site": names.sites[bench.values["rc_site"][receiver]],
        }
        if receiver < needs:
            said["need"] = names.needs[receiver]
        else:
            said["process"] = names.processes[bench.arrays.pt_proc[receiver - needs]]
        if stream < len(names.offers):
            said["offer"] = names.offers[stream]
        else:
            said["more"] = {"maker": names.processes[bench.arrays.ot_proc[stream - offers]]}
        return said

    def _out(self, stream: int, receiver: int) -> Iterator[Repair]:
        """What takes no part: each process, offer and need once."""
        bench, out = self._bench, self._bench.out
        needs, offers = bench.values["needs"], bench.values["offers"]
        if stream < offers and stream in out.offers:
            yield self.opened("offers", stream, out.offers[stream])
        if stream >= offers and (process := int(bench.arrays.ot_proc[stream - offers])) in out.processes:
            yield self.opened("processes", process, out.processes[process])
        if receiver < needs and receiver in out.needs:
            yield self.opened("needs", receiver, out.needs[receiver])
        if receiver >= needs and (process := int(bench.arrays.pt_proc[receiver - needs])) in out.processes:
            yield self.opened("processes", process, out.processes[process])

    def opened(self, what: str, row: int, kind: str) -> Repair:
        """Something that takes no part, as if it did; of a closed site all that is there."""
        a, names = self._bench.arrays, self._bench.names
        name = getattr(names, what)[row]
        site = int({"processes": a.pr_site, "offers": a.st_site, "needs": a.rc_site}[what][row])
        if kind == "closed":
            says = f"{names.sites[site]} is closed: {name} takes no part"
            broken = Broken(kind, says, resolver=names.sites[site], site=names.sites[site])
            return Repair(broken, tuple(self._reopened(site)))
        who = {"processes": "process", "offers": "offer", "needs": "need"}[what]
        words = {
            "technology": f"nobody runs {name}, which would do it",
            "one_off": f"{name} is a lot that comes once, no flow",
            "recipe": f"the recipe of {name} makes more mass than it takes",
        }
        resolver = name if kind == "technology" else names.sites[site]
        said = {who: name} if kind == "technology" else {who: name, "site": names.sites[site]}
        return Repair(Broken(kind, words[kind], resolver=resolver, **said), tuple(self._in_force(what, row)))

    def _reopened(self, site: int) -> Iterator[Change]:
        a, out = self._bench.arrays, self._bench.out
        for what, rows, sites in (
            ("processes", out.processes, a.pr_site),
            ("offers", out.offers, a.st_site),
            ("needs", out.needs, a.rc_site),
        ):
            for row, kind in rows.items():
                if kind == "closed" and sites[row] == site:
                    yield from self._in_force(what, row)

    def _in_force(self, what: str, row: int) -> Iterator[Change]:
        bench = self._bench
        if what == "processes":
            yield from (Change("st_ok", bench.made(one), 1) for one in bench.outputs(row))
            yield from (Change("rc_ok", bench.port(one), 1) for one in bench.ports(row))
        else:
            yield Change("st_ok" if what == "offers" else "rc_ok", row, 1)

    def _form(self, stream: int, receiver: int) -> Iterator[Repair]:
        v = self._bench.values
        low, high = float(v["st_temp_low"][stream]), float(v["st_temp_high"][stream])
        least, most = float(v["rc_temp_low"][receiver]), float(v["rc_temp_high"][receiver])
        if low < least:
            yield self._temperature(stream, receiver, low, least, Change("rc_temp_low", receiver, low))
        if high > most:
            yield self._temperature(stream, receiver, high, most, Change("rc_temp_high", receiver, high))
        moist, dry = float(v["st_moisture"][stream]), float(v["rc_moisture"][receiver])
        if moist > dry:
            says = f"moisture is {moist:.4g}, at most {dry:.4g} is taken: {moist - dry:.4g} too moist"
            said = self.subject(stream, receiver)
            broken = Broken("moisture", says, moist - dry, "kg/kg", moist, dry, said["site"], **said)
            yield Repair(broken, (Change("rc_moisture", receiver, moist),))

    def _temperature(self, stream: int, receiver: int, is_: float, limit: float, change: Change) -> Repair:
        said = self.subject(stream, receiver)
        away = abs(is_ - limit)
        short = is_ < limit
        how = (
            f"{away:.4g} K too {'cold: a heat pump would do' if short else 'hot: a heat exchanger or mixing would do'}"
        )
        says = f"supplied at {is_:.4g} degC, {'at least' if short else 'at most'} {limit:.4g} degC is taken: {how}"
        broken = Broken("temperature", says, away, "K", is_, limit, said["site"], **said)
        return Repair(broken, (change,))

    def _distance(self, stream: int, receiver: int) -> Iterator[Repair]:
        bench, region = self._bench, self._bench.region
        resource = int(bench.values["st_res"][stream])
        sites = int(bench.values["st_site"][stream]), int(bench.values["rc_site"][receiver])
        km = region.length(*sites, int(bench.values["res_mode"][resource])) / 1000.0
        limit = min(float(bench.values["res_max_leg"][resource]), region.max_leg)
        said = self.subject(stream, receiver)
        says = f"the leg of {km:.3f} km is {km - limit:.3f} km longer than the {limit:g} km allowed"
        changes = [Change("res_max_leg", resource, max(km, float(bench.values["res_max_leg"][resource])))]
        changes.append(Change("max_leg", None, max(km, region.max_leg)))
        said["more"] = said.get("more", {}) | {"sites": tuple(bench.names.sites[site] for site in sites)}
        yield Repair(Broken("distance", says, km - limit, "km", km, limit, said["site"], **said), tuple(changes))

    def total(self, metres: float) -> Repair:
        """A line that is too long as a whole."""
        limit, km = self._bench.region.max_total, metres / 1000.0
        says = f"the line of {km:.3f} km is {km - limit:.3f} km longer than the {limit:g} km allowed in total"
        offer, need = self._bench.question.offer, self._bench.question.need
        broken = Broken("distance", says, km - limit, "km", km, limit, offer=offer, need=need)
        return Repair(broken, (Change("max_total", None, UNLIMITED),))

    def as_one(self, repairs: list[Repair]) -> list[Repair]:
        """Legs that are too long for the sake of one site are one condition, and so is a line that is thereby."""
        far = [one for one in repairs if one.broken.kind == "distance"]
        legs = [one for one in far if "sites" in one.broken.more]
        common = set.intersection(*(set(one.broken.more["sites"]) for one in legs)) if legs else set()
        if len(far) < 2 or not common:
            return repairs
        longest = max(legs, key=lambda one: one.broken.missing or 0.0).broken
        at = [one.broken for one in legs if one.broken.site in common] or [longest]
        site = at[0].site if at[0].site in common else min(common)
        says = "; ".join(dict.fromkeys(one.broken.says for one in far))
        broken = replace(longest, says=says, site=site, resolver=site, process=at[0].process, need=at[0].need)
        merged = Repair(broken, tuple(change for one in far for change in one.changes))
        return [merged, *(one for one in repairs if one.broken.kind != "distance")]

    def _composition(self, stream: int, receiver: int) -> Iterator[Repair]:
        v, names = self._bench.values, self._bench.names
        shares = self.shares(stream)
        for place in range(v["rc_sub_ptr"][receiver], v["rc_sub_ptr"][receiver + 1]):
            substance, limit = int(v["rc_sub"][place]), float(v["rc_limit"][place])
            share = shares.get(substance, -math.inf)
            if share > limit:
                said = self.subject(stream, receiver) | {"substance": names.substances[substance]}
                says = f"{names.substances[substance]} is {share:.4g}, at most {limit:.4g} is taken"
                says += f": {share - limit:.4g} too much"
                broken = Broken("composition", says, share - limit, "kg/kg", share, limit, said["site"], **said)
                yield Repair(broken, (Change("rc_limit", place, share),))

    def shares(self, stream: int) -> dict[int, float]:
        """Shares of substances of a stream."""
        v = self._bench.values
        places = slice(v["st_sub_ptr"][stream], v["st_sub_ptr"][stream + 1])
        return dict(zip(v["st_sub"][places].tolist(), v["st_share"][places].tolist(), strict=True))

    def _law(self, stream: int, receiver: int) -> Iterator[Repair]:
        v = self._bench.values
        status, accepts = int(v["st_status"][stream]), int(v["rc_accepts"][receiver])
        if accepts and not accepts >> status & 1:
            taken = [name for place, name in enumerate(STATUSES) if accepts >> place & 1]
            said = self.subject(stream, receiver)
            says = f"it is {STATUSES[status]}, and only {', '.join(taken)} is taken"
            broken = Broken("status", says, resolver=said["site"], **said)
            yield Repair(broken, (Change("rc_accepts", receiver, accepts | 1 << status),))
        if status == WASTE:
            yield from self._permits(stream, receiver)

    def _permits(self, stream: int, receiver: int) -> Iterator[Repair]:
        """Codes that no permit of the receiving site allows for the operation. Without any permit known, they may."""
        bench, v = self._bench, self._bench.values
        site, operation = int(v["rc_site"][receiver]), -1
        if receiver >= v["needs"]:
            operation = int(v["pr_operation"][bench.arrays.pt_proc[receiver - v["needs"]]])
        for code in v["st_code"][v["st_code_ptr"][stream] : v["st_code_ptr"][stream + 1]].tolist():
            rows = range(*v["pm_ptr"][site : site + 2].tolist())
            others = [int(v["pm_operation"][row]) for row in rows if v["pm_code"][row] == code]
            if any(-1 in (operation, other) or operation == other for other in others):
                continue
            if not v["site_holds"][site]:
                continue
            yield self._permit(stream, receiver, code, others, operation)

    def _permit(self, stream: int, receiver: int, code: int, others: list[int], operation: int) -> Repair:
        names = self._bench.names
        said = self.subject(stream, receiver) | {"code": names.codes[code]}
        says = f"no permit of {said['site']} allows waste {names.codes[code]}"
        if others:
            allowed = ", ".join(sorted({_OPERATION.get(one, "?") for one in others}))
            says = f"the permit of {said['site']} allows waste {names.codes[code]} for {allowed}"
            says += f", not for {_OPERATION.get(operation, '?')}"
        broken = Broken("permit", says, resolver=said["site"], **said)
        return Repair(broken, (Change("site_holds", self._bench.values["rc_site"][receiver], 0),))
