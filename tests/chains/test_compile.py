"""Every rule of docs/chain-model.md, section 1, by hand; and that the order of the records does not matter."""

from __future__ import annotations

import random
from typing import Any, get_type_hints

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph_kb.symbiosis import arrays as layout
from graph_kb.symbiosis.arrays import Arrays, Names
from graph_kb.symbiosis.compile import compile_tables

from .equality import unequal
from .made import DAY, Records, made_records
from .records import tables_of

NAN = pytest.approx(float("nan"), nan_ok=True)


class Works(Records):
    """One running site, one material in tonnes; streams and processes are at them unless said otherwise."""

    def __init__(self, **resource: Any) -> None:
        super().__init__()
        self.node("Facility", "works")
        self.resource("ash", **resource)

    def resource(self, name: str, **said: Any) -> None:
        self.node("Resource", name, **{"kind": "Material", "unit": "t", **said})

    def offer(self, name: str = "o", site: str = "works", resource: str = "ash", **said: Any) -> str:
        offer = self.node("Offer", name, **said)
        self.link("OFFERS", f"facility:{site}", offer)
        self.link("OF", offer, f"resource:{resource}")
        return offer

    def need(self, name: str = "n", resource: str = "ash", **said: Any) -> str:
        need = self.node("Need", name, **said)
        self.link("AT", need, "facility:works")
        self.link("SERVES", f"resource:{resource}", need)
        return need

    def process(self, name: str = "p", **said: Any) -> str:
        process = self.node("Process", name, **{"status": "running", "activity_unit": "t", **said})
        self.link("RUNS", "facility:works", process)
        return process

    def compiled(self) -> tuple[Arrays, Names]:
        return compile_tables(tables_of(self.nodes, self.links, DAY))


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10**6))
def test_the_order_of_records_does_not_matter(seed: int) -> None:
    records = made_records(seed)
    one = compile_tables(tables_of(records.nodes, records.links, DAY))
    shuffled = records.shuffled(random.Random(seed))
    other = compile_tables(tables_of(shuffled.nodes, shuffled.links, DAY))
    assert unequal(one[0], other[0]) == []
    assert one[1] == other[1]


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10**6), st.sampled_from([0, 1, 12]))
def test_arrays_have_the_types_that_are_promised(seed: int, size: int) -> None:
    records = made_records(seed, size) if size else Records()
    arrays, names = compile_tables(tables_of(records.nodes, records.links, DAY))
    types = {layout.Floats: np.float64, layout.Ints: np.int32, layout.Bytes: np.int8}
    hints = get_type_hints(Arrays)
    assert {name: getattr(arrays, name).dtype for name in hints} == {name: types[hint] for name, hint in hints.items()}
    assert all(ids == sorted(set(ids)) for ids in vars(names).values())
    for name in hints:
        if name.endswith("_ptr"):
            ptr = getattr(arrays, name)
            assert ptr[0] == 0
            assert (np.diff(ptr) >= 0).all()


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({"status": "closed"}, False),
        ({"status": "planned"}, True),
        ({"until": "2026-06-14"}, False),
        ({"until": "2026-06-15"}, True),
        ({"until": "2026-06"}, True),
        ({"until": "2026-05"}, False),
        ({"until": "2026"}, True),
        ({"until": "2025"}, False),
    ],
)
def test_closed_sites_take_no_part(said: dict[str, str], expected: bool) -> None:
    works = Works()
    works.node("Facility", "other", **said)
    works.offer("there", site="other")
    works.offer("here")
    process = works.node("Process", "p", status="running", activity_unit="t")
    works.link("RUNS", "facility:other", process)
    works.link("INPUT_TO", "resource:ash", process, role="main")
    arrays, names = works.compiled()
    assert names.offers == ["offer:here", "offer:there"][: 1 + expected]
    assert names.sites == ["facility:other", "facility:works"][1 - expected :]
    assert len(names.processes) == len(arrays.pt_proc) == expected


def test_lots_and_what_has_no_site_or_resource_take_no_part() -> None:
    works = Works()
    works.offer("lot", continuity="one_off")
    works.offer("sale", period="once", amount=5, unit="t")
    works.node("Offer", "nowhere")
    works.link("OFFERS", "facility:works", works.node("Offer", "of_nothing"))
    works.node("Process", "nowhere", status="running", activity_unit="t")
    names = works.compiled()[1]
    assert (names.offers, names.processes) == ([], [])


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({"amount": 6, "unit": "t", "period": "year"}, [NAN, 6, NAN]),
        ({"amount_min": 1, "amount_max": 2, "unit": "t", "period": "month"}, [12, NAN, 24]),
        ({"amount": 2, "unit": "t", "period": "day"}, [NAN, 730, NAN]),
        ({"amount": 2, "unit": "t", "period": "hour"}, [NAN, 17520, NAN]),
        ({"amount": 2, "unit": "t"}, [NAN] * 3),
        ({"amount": 2, "unit": "m3", "period": "year"}, [NAN] * 3),
        ({"amount": 2, "period": "year"}, [NAN] * 3),
        ({}, [NAN] * 3),
    ],
)
def test_amounts_are_brought_to_a_year(said: dict[str, Any], expected: list[float]) -> None:
    works = Works()
    works.offer(**said)
    works.need(**said)
    arrays, _ = works.compiled()
    assert arrays.of_amount[:, 0].tolist() == expected
    assert arrays.nd_amount[:, 0].tolist() == expected


@pytest.mark.parametrize("unit", ["t", None])
def test_amounts_of_recipes_need_the_unit_of_the_resource(unit: str | None) -> None:
    works = Works(unit=unit)
    process = works.process()
    works.link("INPUT_TO", "resource:ash", process, role="main", amount=2, unit="t")
    works.link("OUTPUTS", process, "resource:ash", role="main", amount_max=3, unit="t")
    arrays, _ = works.compiled()
    assert arrays.pt_amount[:, 0].tolist() == [NAN, 2 if unit else NAN, NAN]
    assert arrays.ot_amount[:, 0].tolist() == [NAN, NAN, 3 if unit else NAN]


@pytest.mark.parametrize(
    ("said", "months", "known"),
    [
        ({"months": [2, 3]}, [2, 3], 1),
        ({"months": [2, 3], "continuity": "continuous"}, [2, 3], 1),
        ({"continuity": "continuous"}, range(1, 13), 1),
        ({"continuity": "seasonal"}, range(1, 13), 0),
        ({}, range(1, 13), 0),
    ],
)
def test_seasons(said: dict[str, Any], months: Any, known: int) -> None:
    works = Works()
    works.need(**said)
    arrays, _ = works.compiled()
    assert np.flatnonzero(arrays.nd_months[0]).tolist() == [month - 1 for month in months]
    assert arrays.nd_season.tolist() == [known]


def test_capacity_and_load() -> None:
    works = Works()
    works.process("a", capacity_per_year=120, running_per_year=60, fixed_eur_per_year=5, storage_amount=4)
    works.process("b", status="planned", capacity_by_month=[1.0] * 11 + [9.0], capacity_per_year=1, start_up_stock=2)
    works.process("c", min_load_share=0.4, start_up_stock=0)
    works.process("d", status="planned", fixed_eur_per_year=5, running_per_year=12, capacity_by_month=[3.0])
    arrays, _ = works.compiled()
    assert arrays.pr_capacity[:, -1].tolist() == [10, 9, NAN, NAN]
    assert arrays.pr_running.tolist() == [5, 0, NAN, 1]
    assert arrays.pr_min_share.tolist() == [0, NAN, 0.4, NAN]
    assert arrays.pr_fixed.tolist() == [0, NAN, 0, 5]
    assert arrays.pr_storage.tolist() == [4, 0, 0, 0]
    assert arrays.pr_start_up.tolist() == [0, 1, 0, 0]
    assert arrays.pr_planned.tolist() == [0, 1, 0, 1]


def test_prices() -> None:
    works = Works(market_price_eur_per_unit=7)
    works.resource("dust")
    works.offer("a", price_eur_per_unit=-3)
    works.offer("b", gate_fee_eur_per_unit=9)
    works.offer("c", resource="dust")
    works.need("a", price_eur_per_unit=5, gate_fee_eur_per_unit=2)
    works.need("b")
    works.need("c", resource="dust", gate_fee_eur_per_unit=2)
    works.need("d", resource="dust")
    arrays, _ = works.compiled()
    assert arrays.of_price.tolist() == [-3, 7, NAN]
    assert arrays.nd_price.tolist() == [3, 7, -2, NAN]


@pytest.mark.parametrize(
    ("inputs", "outputs", "expected"),
    [
        ({"ash": 1}, {"ash": 1.0005}, 0),
        ({"ash": 1}, {"ash": 1.01}, 1),
        ({"ash": 1, "sand": 1}, {"ash": 1.01}, 0),
        ({"ash": 1}, {"ash": 0.6, "sand": 0.6}, 1),
        ({"ash": 1, "water": 1}, {"ash": 2}, 0),
        ({"ash": 1, "heat": 9}, {"ash": 2}, 1),
        ({"ash": 1}, {"heat": 9}, 0),
        ({"ash": None}, {"ash": 2}, 0),
        ({"ash": 1}, {"ash": 2, "sand": None}, 0),
        ({}, {"ash": 2}, 1),
    ],
)
def test_recipes_that_make_mass(inputs: dict[str, float], outputs: dict[str, float], expected: int) -> None:
    works = Works()
    for name, unit in (("sand", "t"), ("water", "m3"), ("heat", "MWh")):
        works.resource(name, unit=unit)
    units = {"ash": "t", "sand": "t", "water": "m3", "heat": "MWh"}
    process = works.process()
    for name, amount in inputs.items():
        works.link("INPUT_TO", f"resource:{name}", process, role="main", amount=amount, unit=units[name])
    for name, amount in outputs.items():
        works.link("OUTPUTS", process, f"resource:{name}", role="main", amount=amount, unit=units[name])
    assert works.compiled()[0].pr_makes_mass.tolist() == [expected]


def test_operations_are_those_of_the_technologies_used() -> None:
    works = Works()
    for name, operation in (("r3", "R3"), ("d15", "D15"), ("none", None), ("odd", "recycling")):
        works.node("Technology", name, activity_unit="t", balanced=True, operation=operation)
    for name, used in (("a", "r3"), ("b", "d15 none"), ("c", "odd"), ("d", "r3 d15"), ("e", "")):
        process = works.process(name)
        for technology in used.split():
            works.link("USES", process, f"technology:{technology}")
    assert works.compiled()[0].pr_operation.tolist() == [3, 35, -1, -1, -1]
