"""The best chain of one offer as one mixed-integer programme: docs/chain-model.md, sections 3 and 4, as it is written.

A process has at most one task: on the line, by one port and one output, or as a feeder, by one chosen output. Arcs join
the tasks of the line from the offer to one need; numbers of places keep all lanes between processes going forward.
Whether a chain is minimal is no matter of one programme; `beside_chains.py` cuts off those that are not.
"""

from __future__ import annotations

from beside_facts import Facts
from beside_model import INF, Key, Model

from graph_kb.symbiosis.question import Question

NO_LIMIT = 1e9


class Programme:
    """Columns and rows for one offer."""

    def __init__(self, facts: Facts, question: Question, offer: int) -> None:
        self.facts, self.question, self.offer = facts, question, offer
        self.net = question.objective == "net_value"
        self.works = facts.operating(offer)
        self.on_line, self.all = facts.reach(offer, question.max_processes)
        self.model, self.pairs = Model(), set[tuple[int, int]]()
        self._inner: dict[tuple[int, int], list[tuple[Key, float]]] = {}
        self._processes()
        self._line()
        self._ports()
        self._outputs()
        self._order()

    def money(self, amount: float) -> float:
        """Euros, where they count."""
        return amount if self.net else 0.0

    def leg(self, stream: int, long: int) -> float:
        """Worth of moving one unit along a lane."""
        a = self.facts.arrays
        return self.money(-float(a.res_rate[a.st_res[stream]]) * long / 1000)

    def _processes(self) -> None:
        """Tasks of each process and what it does in them."""
        f, m = self.facts, self.model
        m.most(("size",), self.question.max_processes)
        m.most(("fed",), self.question.feeders)
        for p in sorted(self.all):
            fixed = self.money(-float(f.arrays.pr_fixed[p]))
            m.add(("in chain", p), fixed, 1.0, [(("tasks", p), -1.0), (("size",), 1.0)], whole=True)
            if p in self.on_line:
                for port in f.ports(p):
                    for output in f.outputs(p):
                        ends = [(("in", port), -1.0), (("out", output), -1.0)]
                        self._task((p, port, output), ends)
            for output in f.outputs(p):
                self._task((p, None, output), [(("fed",), 1.0)])

    def _task(self, task: tuple[int, int | None, int], ends: list[tuple[Key, float]]) -> None:
        f, m = self.facts, self.model
        p, port, output = task
        most = [float(each) for each in f.capacity[p]]
        least = [float(each) if self.works[t] else 0.0 for t, each in enumerate(f.least[p])]
        entries = [(m.most(("most", task, t)), -most[t]) for t in f.periods]
        entries += [(m.most(("least", task, t)), least[t]) for t in f.periods]
        m.add(("task", *task), 0.0, 1.0, [(("tasks", p), 1.0), *ends, *entries], whole=True)
        for t in f.periods:
            rows = [(("most", task, t), 1.0), (("least", task, t), -1.0)]
            rows += [((("flow in" if one == port else "port"), one, t), -self._takes(one)) for one in f.ports(p)]
            for one in f.outputs(p):
                line = port is not None and one == output
                rows.append((("flow out" if line else "output", one, t), -self._makes(one)))
                if one != output:
                    rows.append((m.most(("free", one, t)), -self._makes(one)))
            m.add(("active", *task, t), self.money(-float(f.arrays.pr_variable[p])), most[t], rows)

    def _takes(self, port: int) -> float:
        return float(self.facts.arrays.pt_amount[1, port])

    def _makes(self, output: int) -> float:
        return float(self.facts.arrays.ot_amount[1, output])

    def _line(self) -> None:
        """Arcs from the source to the need."""
        f, m, q = self.facts, self.model, self.question
        m.limit(("start",), 1.0, 1.0)
        m.limit(("year",), q.min_amount, NO_LIMIT)
        if q.max_total_km is not None:
            m.most(("km",), q.max_total_km + 1e-9)
        self._arcs(self.offer, None, [(("start",), 1.0)])
        for p in sorted(self.on_line):
            for output in f.outputs(p):
                self._arcs(f.offers + output, p, [(("out", output), 1.0)])

    def _arcs(self, stream: int, p: int | None, start: list[tuple[Key, float]]) -> None:
        f = self.facts
        for end, long in f.from_stream(stream, on_line=True):
            other = None if end < f.needs else int(f.arrays.pt_proc[end - f.needs])
            if other is not None and (other not in self.on_line or other == p):
                continue
            rows = [*start, (("km",), long / 1000)]
            if other is None:
                self._need(end)
                rows.append((("need", end), -1.0))
            else:
                rows.append((("in", end - f.needs), 1.0))
                if p is not None:
                    rows.append((self._pair(p, other), 1.0))
            self._carried(stream, p, end, long, rows)

    def _carried(self, stream: int, p: int | None, end: int, long: int, rows: list[tuple[Key, float]]) -> None:
        """An arc and what it carries in each period."""
        f, m = self.facts, self.model
        a, arc = f.arrays, (stream, end)
        most = [min(self._given(stream, t), self._taken(end, t)) for t in f.periods]
        carries = [(m.most(("arc", arc, t)), -most[t]) for t in f.periods]
        m.add(("arc", *arc), 0.0, 1.0, [*(row for row in rows if row[0] != ("km",) or self._far), *carries], whole=True)
        worth = self.leg(stream, long)
        if p is None:
            worth += self.money(float(a.res_disposal[a.st_res[stream]])) if self.net else 1.0
        if end < f.needs:
            worth += self.money(float(a.nd_price[end]))
        for t in f.periods:
            entries: list[tuple[Key, float]] = [(("arc", arc, t), 1.0)]
            if p is None:
                entries += [(("year",), 1.0), (self._supply(stream, t), 1.0)]
            else:
                entries.append((("flow out", stream - f.offers, t), 1.0))
            entries.append((self._demand(end, t) if end < f.needs else ("flow in", end - f.needs, t), 1.0))
            m.add(("carried", *arc, t), worth, most[t], entries)

    @property
    def _far(self) -> bool:
        return self.question.max_total_km is not None

    def _need(self, need: int) -> None:
        if ("ends", need) not in self.model.columns:
            self.model.add(("ends", need), 0.0, 1.0, [(("need", need), 1.0)], whole=True)

    def _supply(self, offer: int, t: int) -> Key:
        return self.model.most(("supply", offer, t), float(self.facts.supply[offer, t]))

    def _demand(self, need: int, t: int) -> Key:
        return self.model.most(("demand", need, t), float(self.facts.demand[need, t]))

    def _given(self, stream: int, t: int) -> float:
        """Most that a stream gives."""
        f = self.facts
        if stream < f.offers:
            return float(f.supply[stream, t])
        output = stream - f.offers
        return self._makes(output) * float(f.capacity[f.arrays.ot_proc[output], t])

    def _taken(self, receiver: int, t: int) -> float:
        """Most that a receiver takes."""
        f = self.facts
        if receiver < f.needs:
            return float(f.demand[receiver, t])
        port = receiver - f.needs
        return self._takes(port) * float(f.capacity[f.arrays.pt_proc[port], t])

    def _pair(self, p: int, other: int) -> Key:
        """Row that lets something go from one process to another only if it comes before it."""
        self.pairs.add((p, other))
        return self.model.most(("pair", p, other))

    def _ports(self) -> None:
        """Flows into ports off the line, from offers and from other processes."""
        f = self.facts
        a = f.arrays
        for p in sorted(self.all):
            for port in f.ports(p):
                for stream, long in f.into(f.needs + port, on_line=False):
                    other = None if stream < f.offers else int(a.ot_proc[stream - f.offers])
                    if other is None or (other in self.all and other != p):
                        self._fed(stream, other, port, long)

    def _fed(self, stream: int, other: int | None, port: int, long: int) -> None:
        f, m = self.facts, self.model
        a, p, worth = f.arrays, int(f.arrays.pt_proc[port]), self.leg(stream, long)
        over = float(a.st_share[stream] - a.rc_limit[f.needs + port])
        if other is None and stream != self.offer:
            worth -= self.money(float(a.of_price[stream]))
        if other is not None:
            self.pairs.add((other, p))
        for t in f.periods:
            most = min(self._given(stream, t), self._taken(f.needs + port, t))
            rows = [(("port", port, t), 1.0), (m.most(("blend", port, t)), over)]
            if other is None:
                rows.append((self._supply(stream, t), 1.0))
            else:
                rows += [(("output", stream - f.offers, t), 1.0), (m.most(("inner", stream, port, t)), 1.0)]
                self._inner.setdefault((other, p), []).append((("inner", stream, port, t), -most))
            m.add(("fed", stream, port, t), worth, most, rows)

    def _outputs(self) -> None:
        """Other outputs go to needs and to disposal."""
        f, a = self.facts, self.facts.arrays
        for p in sorted(self.all):
            for output in f.outputs(p):
                stream = f.offers + output
                for end, long in f.from_stream(stream, on_line=False):
                    if end < f.needs:
                        worth = self.leg(stream, long) + self.money(float(a.nd_price[end]))
                        for t in f.periods:
                            self._left(output, ("sold", output, end, t), worth, t, [(self._demand(end, t), 1.0)])
                for t in f.periods:
                    cost = self.money(-float(a.res_disposal[a.st_res[stream]]))
                    self._left(output, ("disposed", output, t), cost, t, [])

    def _left(self, output: int, key: Key, worth: float, t: int, rows: list[tuple[Key, float]]) -> None:
        entries = [(("output", output, t), 1.0), (self.model.most(("free", output, t)), 1.0), *rows]
        self.model.add(key, worth, self._given(self.facts.offers + output, t), entries)

    def _order(self) -> None:
        """Places of the processes in an order, and which may give to which."""
        m, most = self.model, self.question.max_processes
        for p in sorted(self.all):
            m.add(("place", p), 0.0, float(most - 1), [])
        for p, other in sorted(self.pairs):
            after = m.limit(("after", p, other), 1.0 - most, INF)
            entries = [(after, -float(most)), (m.most(("pair", p, other)), -1.0), *self._inner.get((p, other), [])]
            entries += [(m.most(("there", p, other, one)), 1.0) for one in (p, other)]
            m.add(("before", p, other), 0.0, 1.0, entries, whole=True)
            m.rows[after] |= {m.columns["place", other]: 1.0, m.columns["place", p]: -1.0}
            for one in (p, other):
                m.rows["there", p, other, one][m.columns["in chain", one]] = -1.0
