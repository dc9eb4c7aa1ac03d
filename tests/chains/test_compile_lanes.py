"""What lanes are checked by: fits, composition, form, law; docs/chain-model.md, section 2."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph_kb.symbiosis.arrays import STATUSES

from .made import METHODS, Records
from .test_compile import NAN, Works

Fits = dict[tuple[int, int], tuple[float, int, int]]
LINKS = st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5), st.sampled_from(METHODS)), max_size=9)
RATIOS = st.sampled_from([None, 0.5, 0.8, 2.0])
STANDS = st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5), st.sampled_from(METHODS), RATIOS), max_size=4)
UNITS = st.lists(st.sampled_from(["t", "t", "m3", None]), min_size=6, max_size=6)


def fits_of(works: Works) -> Fits:
    arrays, names = works.compiled()
    found = {}
    for at in range(len(names.resources)):
        for place in range(arrays.fit_ptr[at], arrays.fit_ptr[at + 1]):
            said = arrays.fit_factor[place], arrays.fit_substitute[place], arrays.fit_assumed[place]
            found[at, int(arrays.fit_res[place])] = said
    return found


class Ways:
    """By trying every way with no resource twice, and of each the best."""

    def __init__(self, kinds: list[Any], stands: list[Any], units: list[Any]) -> None:
        self.kinds, self.stands, self.units = kinds, stands, units

    def up(self, start: int, seen: tuple[int, ...] = ()) -> list[tuple[int, bool]]:
        """Ends of all ways upwards, and whether a link of each is assumed."""
        found = [(start, False)]
        for low, high, method in self.kinds:
            if low == start and high not in (*seen, start):
                found += [(end, way or is_assumed(method)) for end, way in self.up(high, (*seen, start))]
        return found

    def broader(self, start: int) -> Fits:
        found: Fits = {}
        for end, way in self.up(start):
            if self.units[start] == self.units[end]:
                found[start, end] = (1.0, 0, int(way and found.get((start, end), (1, 0, 1))[2] == 1))
        return found

    def instead(self, start: int) -> Fits:
        best: dict[int, tuple[float, bool]] = {}
        for middle, way in self.up(start):
            for _, high, method, ratio in (one for one in self.stands if one[0] == middle):
                for end, further in self.up(high):
                    sure = not (way or further or is_assumed(method))
                    best[end] = max(best.get(end, (-1.0, False)), (ratio or 0.0, sure))
        return {(start, end): (ratio or math.nan, 1, int(not sure)) for end, (ratio, sure) in best.items()}


def is_assumed(method: str) -> bool:
    return method in ("assumed", "inferred")


@settings(max_examples=150, deadline=None)
@given(LINKS, STANDS, UNITS)
def test_fits_are_those_of_trying_every_way(kinds: list[Any], stands: list[Any], units: list[Any]) -> None:
    works = Works()
    works.nodes = [node for node in works.nodes if node.label() != "Resource"]
    for at, unit in enumerate(units):
        works.resource(str(at), unit=unit)
    kept = {(low, high): (low, high, method) for low, high, method in kinds}
    replaced = {(low, high): (low, high, method, ratio) for low, high, method, ratio in stands}
    for low, high, method in kept.values():
        works.link("KIND_OF", f"resource:{low}", f"resource:{high}", method=method)
    for low, high, method, ratio in replaced.values():
        works.link("SUBSTITUTES", f"resource:{low}", f"resource:{high}", method=method, ratio=ratio)
    ways = Ways(list(kept.values()), list(replaced.values()), units)
    found, expected = fits_of(works), {}
    for start in range(6):
        expected |= ways.instead(start) | ways.broader(start)
    assert found.keys() == expected.keys()
    assert all(pytest.approx(expected[pair], nan_ok=True) == said for pair, said in found.items())


@pytest.mark.parametrize(
    ("status", "codes", "kind", "expected"),
    [
        ("waste", {"1": True}, "Material", 1),
        ("waste", {"1": True, "2": False}, "Material", 1),
        ("waste", {"1": False, "2": False}, "Material", 0),
        ("waste", {"1": False, "2": None}, "Material", -1),
        ("waste", {}, "Material", -1),
        (None, {"1": True}, "Material", 1),
        (None, {}, "Material", 0),
        ("product", {"1": True}, "Material", 1),
        ("by_product", {}, "Material", 0),
        ("end_of_waste", {}, "Material", 0),
        ("waste", {}, "Water", 0),
        (None, {}, "Energy", 0),
    ],
)
def test_hazard(status: str | None, codes: dict[str, bool | None], kind: str, expected: int) -> None:
    works = Works(kind=kind)
    offer = works.offer(legal_status=status)
    for code, hazardous in codes.items():
        coded(works, code, hazardous)
        works.link("CODED", offer, f"wastecode:{code}")
    arrays, _ = works.compiled()
    assert arrays.st_hazard.tolist() == [expected]
    assert arrays.st_code_ptr.tolist() == [0, len(codes)]


def coded(records: Records, name: str, hazardous: bool | None) -> None:
    said = {"code": name.zfill(6), "display": "x", "level": "code", "title": "x", "valid_from": "2015"}
    records.node("WasteCode", name, hazardous=hazardous, **said)


def test_an_output_has_the_code_that_it_states() -> None:
    works = Works()
    coded(works, "7", True)
    process = works.process()
    works.link("OUTPUTS", process, "resource:ash", role="main", legal_status="waste", waste_code="000007")
    works.link("OUTPUTS", process, "resource:ash", role="residue", legal_status="waste", waste_code="000008")
    arrays, names = works.compiled()
    assert names.codes == ["000007", "000008"]
    assert arrays.st_code.tolist() == [0, 1]
    assert arrays.st_hazard.tolist() == [1, -1]


def test_form() -> None:
    works = Works()
    works.resource("dust")
    works.offer("a", temperature_c=60, moisture=0.3)
    works.offer("b", temperature_min_c=50, temperature_max_c=70)
    works.offer("c", resource="dust")
    works.need("a", temperature_c=65, moisture=0.1)
    process = works.process()
    works.link("INPUT_TO", "resource:dust", process, role="main", min_temperature_c=3, max_moisture=0.2)
    works.link("OUTPUTS", process, "resource:dust", role="main", temperature_c=90)
    arrays, _ = works.compiled()
    assert arrays.st_temp_low.tolist() == [60, 50, NAN, 90]
    assert arrays.st_temp_high.tolist() == [60, 70, NAN, 90]
    assert arrays.st_moisture.tolist() == [0.3, NAN, NAN, NAN]
    assert arrays.rc_temp_low.tolist() == [70, 3]
    assert arrays.rc_temp_high.tolist() == [NAN, NAN]
    assert arrays.rc_moisture.tolist() == [0.1, 0.2]


@pytest.mark.parametrize(("role", "expected"), [("main", 1), ("loss", 0)])
def test_a_resource_is_thermal_when_a_stream_of_it_states_a_temperature(role: str, expected: int) -> None:
    works = Works()
    works.link("OUTPUTS", works.process(), "resource:ash", role=role, temperature_c=90)
    assert works.compiled()[0].res_thermal.tolist() == [expected]


def test_composition() -> None:
    works = Works()
    works.offer(substances=["Pb", "As", "Pb"], shares=[0.1, 0.2, 0.3])
    works.need(substances=["Pb", "Pb"], shares=[0.1, 0.3], limits_complete=True)
    process = works.process()
    limits = {"substances": ["Cd", "As"], "limit_max": [0.5], "limits_complete": False}
    works.link("INPUT_TO", "resource:ash", process, role="main", **limits)
    works.link("OUTPUTS", process, "resource:ash", role="main", substances=["Cd"], shares=[0.4])
    arrays, names = works.compiled()
    assert names.substances == ["As", "Cd", "Pb"]
    assert (arrays.st_sub_ptr.tolist(), arrays.st_sub.tolist()) == ([0, 2, 3], [0, 2, 1])
    assert arrays.st_share.tolist() == [0.2, 0.3, 0.4]
    assert (arrays.rc_sub_ptr.tolist(), arrays.rc_sub.tolist()) == ([0, 1, 2], [2, 1])
    assert arrays.rc_limit.tolist() == [0.1, 0.5]
    assert arrays.rc_complete.tolist() == [1, 0]


def test_statuses_taken() -> None:
    works = Works()
    for at, status in enumerate((*STATUSES, None)):
        works.need(str(at), legal_status=status)
    works.link("INPUT_TO", "resource:ash", works.process("a"), role="main", accepts_status=["product", "waste"])
    works.link("INPUT_TO", "resource:ash", works.process("b"), role="main")
    assert works.compiled()[0].rc_accepts.tolist() == [0b1011, 0b1011, 0b0100, 0b1011, 0, 0b0101, 0]


def permit(works: Works, name: str, **said: str) -> str:
    found = works.node("Permit", name, **said)
    works.link("HOLDS", "facility:works", found)
    return found


def test_permits() -> None:
    works = Works()
    works.node("Facility", "other")
    coded(works, "1", False)
    coded(works, "2", False)
    first, second = permit(works, "a", since="2026-06", until="2026"), permit(works, "b", method="assumed")
    works.link("HOLDS", "facility:other", second)
    works.link("ALLOWS", first, "wastecode:2", operation="R3", tonnes_per_year=5)
    works.link("ALLOWS", second, "wastecode:1", operation="D1")
    works.link("ALLOWS", permit(works, "early", since="2026-06-16"), "wastecode:1")
    works.link("ALLOWS", permit(works, "late", until="2026-05"), "wastecode:1")
    arrays, names = works.compiled()
    assert names.permits == ["permit:a", "permit:b"]
    assert arrays.site_holds.tolist() == [1, 1]
    assert arrays.pm_ptr.tolist() == [0, 1, 3]
    assert arrays.pm_code.tolist() == [0, 0, 1]
    assert arrays.pm_permit.tolist() == [1, 1, 0]
    assert arrays.pm_operation.tolist() == [21, 21, 3]
    assert arrays.pm_tonnes.tolist() == [NAN, NAN, 5]
    assert arrays.pm_assumed.tolist() == [1, 1, 0]


def test_a_permit_that_allows_nothing_is_held_all_the_same() -> None:
    works = Works()
    permit(works, "a")
    assert works.compiled()[0].site_holds.tolist() == [1]


def test_what_is_assumed() -> None:
    works = Works()
    coded(works, "1", None)
    works.offer("a", method="inferred")
    works.link("CODED", works.offer("b", legal_status="waste"), "wastecode:1", method="assumed")
    works.offer("c", method="planned")
    process = works.process(method="assumed")
    works.link("INPUT_TO", "resource:ash", process, role="main", method="inferred")
    works.link("OUTPUTS", process, "resource:ash", role="main", method="estimated")
    works.node("Need", "a")
    works.link("AT", "need:a", "facility:works")
    works.link("SERVES", "resource:ash", "need:a", method="assumed")
    arrays, _ = works.compiled()
    assert arrays.st_assumed.tolist() == [1, 1, 0, 0]
    assert arrays.rc_assumed.tolist() == [1, 1]
    assert arrays.pr_assumed.tolist() == [1]
