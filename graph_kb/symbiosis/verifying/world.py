"""From raw facts to what takes part on the day asked for, at one end of the intervals."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache, cached_property
from typing import Any

from graph_kb.symbiosis.verifying.certificate import Key
from graph_kb.symbiosis.verifying.facts import Facts, LinkFact, Properties
from graph_kb.symbiosis.verifying.fitting import Fit, Kinds
from graph_kb.symbiosis.verifying.numbers import ZERO, Maybe, exact
from graph_kb.symbiosis.verifying.recipes import makes_mass
from graph_kb.symbiosis.verifying.sites import Sites, is_assumed, is_over
from graph_kb.symbiosis.verifying.things import (
    YEAR,
    Code,
    Load,
    Need,
    Offer,
    Output,
    Port,
    Process,
    Receiver,
    Resource,
    Site,
    Stream,
    Supply,
)

PER_YEAR = {"year": 1, "month": 12, "day": 365, "hour": 8760}
HEAT_EXCHANGER_K = 5
BEYOND_PRODUCT = frozenset({"product", "by_product", "end_of_waste"})
_PROPERTY = {"low": "amount_min", "expected": "amount", "high": "amount_max"}
_OTHER_END = {"low": "high", "expected": "expected", "high": "low"}


class World:
    """The facts as the chain model reads them.

    Args:
        facts: The facts.
        end: End of the intervals: low, expected or high.
        day: The day asked for.
    """

    def __init__(self, facts: Facts, end: str, day: str) -> None:
        self.facts = facts
        self._given, self._taken = _PROPERTY[end], _PROPERTY[_OTHER_END[end]]
        self._day = day
        self._kinds = Kinds(facts)
        self.resource = cache(self._resource)
        self.site = Sites(facts, day).site
        self.offer = cache(self._offer)
        self.need = cache(self._need)
        self.process = cache(self._process)

    def fit(self, stream: Resource, receiver: Resource) -> Fit | None:
        """How a resource fits another one, or None."""
        found = self._kinds.fit(stream.id, receiver.id)
        differ = stream.unit is not None and receiver.unit is not None and stream.unit != receiver.unit
        return None if found and found.is_same_kind and differ else found

    def fitting(self, receiver: Resource) -> frozenset[str]:
        """Resources that may fit one."""
        return self._kinds.fitting(receiver.id)

    @cached_property
    def offers(self) -> list[Offer]:
        """All offers that take part."""
        return [offer for id_ in self.facts.ids("Offer") if (offer := self.offer(id_))]

    @cached_property
    def needs(self) -> list[Need]:
        """All needs that take part."""
        return [need for id_ in self.facts.ids("Need") if (need := self.need(id_))]

    def _resource(self, id_: str) -> Resource | None:
        said = self.facts.node("Resource", id_)
        if said is None:
            return None
        return Resource(
            id=id_,
            kind=said.get("kind"),
            unit=said.get("unit"),
            mode=said.get("transport_mode"),
            transport=exact(said.get("transport_eur_per_unit_km")),
            max_leg_km=exact(said.get("max_leg_km")),
            disposal=exact(said.get("disposal_eur_per_unit")),
            price=exact(said.get("market_price_eur_per_unit")),
            co2e=exact(said.get("co2e_kg_per_unit")),
            is_thermal=self._is_thermal(id_),
        )

    def _is_thermal(self, resource: str) -> bool:
        stated = (one for one in self.facts.temperatures if one.resource == resource)
        return any(one.status != "closed" and not is_over(one.until, self._day) for one in stated)

    def _offer(self, id_: str) -> Offer | None:
        said = self.facts.node("Offer", id_)
        if said is None or not _is_flow(said):
            return None
        site, of = self._first_site("OFFERS", id_, at_start=True), self.facts.starting("OF", id_)
        resource = self.resource(of[0].end) if of else None
        if site is None or resource is None:
            return None
        assumed = is_assumed(said) or is_assumed(of[0].properties)
        low, high = _temperatures(said)
        codes = tuple(self._code(link) for link in self.facts.starting("CODED", id_))
        shares = parallel(said, "shares")
        status, moisture = said.get("legal_status"), exact(said.get("moisture"))
        key = Key("offer", id_)
        stream = Stream(key, resource, site, status, low, high, moisture, shares, codes, assumed)
        price = exact(said.get("price_eur_per_unit"))
        return Offer(stream, self._supply(said, resource, self._given), resource.price if price is None else price)

    def _need(self, id_: str) -> Need | None:
        said = self.facts.node("Need", id_)
        if said is None or not _is_flow(said):
            return None
        site, serves = self._first_site("AT", id_, at_start=False), self.facts.ending("SERVES", id_)
        resource = self.resource(serves[0].start) if serves else None
        if site is None or resource is None:
            return None
        receiver = self._need_receiver(id_, said, resource, site, serves[0])
        price = exact(said.get("price_eur_per_unit"))
        paid = resource.price if price is None else price
        fee = exact(said.get("gate_fee_eur_per_unit"))
        return Need(receiver, self._supply(said, resource, self._given), paid, fee)

    def _need_receiver(self, id_: str, said: Properties, resource: Resource, site: Site, serves: LinkFact) -> Receiver:
        wanted, status = exact(said.get("temperature_c")), said.get("legal_status")
        accepts = {None: frozenset[str](), "waste": frozenset({"waste"})}.get(status, BEYOND_PRODUCT)
        return Receiver(
            key=Key("need", id_),
            resource=resource,
            site=site,
            low=None if wanted is None else wanted + HEAT_EXCHANGER_K,
            high=None,
            moisture=exact(said.get("moisture")),
            accepts=accepts,
            limits=parallel(said, "shares"),
            is_complete=said.get("limits_complete") is True,
            operation=None,
            is_assumed=is_assumed(said) or is_assumed(serves.properties),
        )

    def _first_site(self, type_: str, id_: str, *, at_start: bool) -> Site | None:
        links = self.facts.ending(type_, id_) if at_start else self.facts.starting(type_, id_)
        found = (self.site(link.start if at_start else link.end) for link in links)
        return next((site for site in found if site), None)

    def _supply(self, said: Properties, resource: Resource, name: str) -> Supply:
        amount, times = exact(said.get(name)), PER_YEAR.get(said.get("period") or "")
        is_known = amount is not None and times and said.get("unit") is not None and said["unit"] == resource.unit
        months = frozenset(said.get("months") or ())
        known = bool(months) or said.get("continuity") == "continuous"
        yearly = amount * times if is_known and amount is not None and times else None
        return Supply(yearly, months or frozenset(YEAR), known, name)

    def _code(self, link: LinkFact) -> Code:
        said = self.facts.node("WasteCode", link.end) or {}
        return Code(said.get("code", link.end), said.get("hazardous"), is_assumed(link.properties))

    def _process(self, id_: str) -> Process | None:
        said, site = self.facts.node("Process", id_), self._first_site("RUNS", id_, at_start=True)
        if said is None or site is None:
            return None
        operation = self._operation(id_)
        ports = tuple(self._ports(id_, said, site, operation))
        outputs = tuple(self._outputs(id_, said, site))
        return Process(
            id=id_,
            site=site,
            is_planned=said.get("status") == "planned",
            load=_load(said),
            fixed=exact(said.get("fixed_eur_per_year")),
            variable=exact(said.get("variable_eur_per_activity")),
            storage=exact(said.get("storage_amount")),
            has_start_up=(exact(said.get("start_up_stock")) or ZERO) > 0,
            makes_mass=makes_mass(self.facts, id_),
            ports=ports,
            outputs=outputs,
            is_assumed=is_assumed(said),
            amount_property="amount" if self._given == "amount" else "amount_min/amount_max",
        )

    def _operation(self, process: str) -> str | None:
        """Operation of the technology; None where none is known, or several that differ."""
        used = (self.facts.node("Technology", link.end) for link in self.facts.starting("USES", process))
        known = {said["operation"] for said in used if said and said.get("operation")}
        return known.pop() if len(known) == 1 else None

    def _ports(self, id_: str, process: Properties, site: Site, operation: str | None) -> Iterable[Port]:
        for link in self.facts.ending("INPUT_TO", id_):
            said, resource = link.properties, self.resource(link.start)
            if resource is None:
                continue
            receiver = Receiver(
                key=Key("port", id_, resource.id, said.get("role") or ""),
                resource=resource,
                site=site,
                low=exact(said.get("min_temperature_c")),
                high=exact(said.get("max_temperature_c")),
                moisture=exact(said.get("max_moisture")),
                accepts=frozenset(said.get("accepts_status") or ()),
                limits=parallel(said, "limit_max"),
                is_complete=said.get("limits_complete") is True,
                operation=operation,
                is_assumed=is_assumed(process) or is_assumed(said),
            )
            yield Port(receiver, amount_of(said, resource.unit, self._taken), receiver.key.role)

    def _outputs(self, id_: str, process: Properties, site: Site) -> Iterable[Output]:
        for link in self.facts.starting("OUTPUTS", id_):
            said, resource = link.properties, self.resource(link.end)
            if resource is None:
                continue
            temperature = exact(said.get("temperature_c"))
            stream = Stream(
                key=Key("output", id_, resource.id, said.get("role") or ""),
                resource=resource,
                site=site,
                status=said.get("legal_status"),
                low=temperature,
                high=temperature,
                moisture=None,
                shares=parallel(said, "shares"),
                codes=self._stated_code(said.get("waste_code")),
                is_assumed=is_assumed(process) or is_assumed(said),
            )
            yield Output(stream, amount_of(said, resource.unit, self._given), stream.key.role)

    def _stated_code(self, code: str | None) -> tuple[Code, ...]:
        if code is None:
            return ()
        return (Code(code, self.facts.codes.get(code, {}).get("hazardous"), is_assumed=False),)


def _is_flow(said: Properties) -> bool:
    """Whether an offer or need comes again and again."""
    return said.get("continuity") != "one_off" and said.get("period") != "once"


def amount_of(said: Properties, unit: str | None, name: str) -> Maybe:
    """Amount of an input or output per unit of activity; unknown in another unit than that of its resource."""
    return exact(said.get(name)) if unit is not None and said.get("unit") == unit else None


def parallel(said: Mapping[str, Any], numbers: str) -> dict[str, Maybe]:
    """Numbers by substance, of two parallel lists."""
    return dict(zip(said.get("substances") or (), map(exact, said.get(numbers) or ()), strict=False))


def _temperatures(said: Properties) -> tuple[Maybe, Maybe]:
    one = exact(said.get("temperature_c"))
    if one is not None:
        return one, one
    return exact(said.get("temperature_min_c")), exact(said.get("temperature_max_c"))


def _load(said: Properties) -> Load:
    by_month = said.get("capacity_by_month") or ()
    yearly = exact(said.get("capacity_per_year"))
    monthly = None if yearly is None else yearly / len(YEAR)
    capacity = tuple(map(exact, by_month)) if len(by_month) == len(YEAR) else (monthly,) * len(YEAR)
    is_planned = said.get("status") == "planned"
    running = exact(said.get("running_per_year"))
    load = ZERO if running is None and is_planned else running
    share = exact(said.get("min_load_share"))
    return Load(
        capacity=capacity,
        running=None if load is None else load / len(YEAR),
        min_share=share,
        needs_share=is_planned,
    )
