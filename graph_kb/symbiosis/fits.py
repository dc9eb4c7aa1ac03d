"""Which resources fit which: upwards along `KIND_OF`, with one `SUBSTITUTES` in between at most."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from graph_kb.symbiosis.columns import offsets
from graph_kb.symbiosis.numbered import ASSUMED, Found
from graph_kb.symbiosis.tables import Table

Up = dict[int, list[tuple[int, bool]]]


class Fit(NamedTuple):
    """How a resource fits another one."""

    factor: float
    by_substitute: bool
    is_assumed: bool


class Substitute(NamedTuple):
    """What a resource can stand in for: the other, amount of it per amount used (NaN unknown), and whether assumed."""

    other: int
    ratio: float
    is_assumed: bool


def fits(resources: Table, kind_of: Table, substitutes: Table) -> Found:
    """The `fit_` arrays: for each resource those that it fits, sorted by number."""
    places = {value: place for place, value in enumerate(resources.texts("id").values)}
    above = Above(_links(kind_of, places))
    stands_for = _substitutes(substitutes, places)
    units = [resources.texts("unit").values[code] if code >= 0 else "" for code in resources.texts("unit").codes]
    found = [_fits_of(resource, above, stands_for, units) for resource in range(len(resources))]
    rows = [(other, *fit) for fits_ in found for other, fit in sorted(fits_.items())]
    others, factors, substitute, assumed = zip(*rows, strict=True) if rows else ((), (), (), ())
    return {
        "fit_ptr": offsets(np.array([len(fits_) for fits_ in found], np.int64)).astype(np.int32),
        "fit_res": np.array(others, np.int32),
        "fit_factor": np.array(factors, np.float64),
        "fit_substitute": np.array(substitute, np.int8),
        "fit_assumed": np.array(assumed, np.int8),
    }


class Above:
    """What lies above each resource, itself included, and whether every way there has an assumed link."""

    def __init__(self, links: Up) -> None:
        self._links = links
        self._sure = {start: [end for end in ends if not end[1]] for start, ends in links.items()}
        self._found: dict[int, dict[int, bool]] = {}

    def of(self, resource: int) -> Mapping[int, bool]:
        """Resources above one, by number, and whether every way to each is assumed."""
        if resource not in self._links:
            return {resource: False}
        if resource not in self._found:
            sure = _reached(resource, self._sure)
            self._found[resource] = {other: other not in sure for other in _reached(resource, self._links)}
        return self._found[resource]


def _reached(start: int, links: Up) -> set[int]:
    seen, waiting = {start}, [start]
    while waiting:
        new = {end for end, _ in links.get(waiting.pop(), ())} - seen
        seen |= new
        waiting.extend(new)
    return seen


def _fits_of(
    resource: int, above: Above, stands_for: Mapping[int, list[Substitute]], units: list[str]
) -> dict[int, Fit]:
    """What a resource fits: whatever is broader and counted in the same unit, else what it can stand in for."""
    broader = above.of(resource)
    same = {other: Fit(1.0, False, way) for other, way in broader.items() if units[resource] == units[other]}
    instead: dict[int, Fit] = {}
    for kind, way in broader.items():
        for substitute in stands_for.get(kind, ()):
            for other, way_on in above.of(substitute.other).items():
                fit = Fit(substitute.ratio, True, way or substitute.is_assumed or way_on)
                instead[other] = _better(instead.get(other), fit)
    return instead | same


def _better(one: Fit | None, other: Fit) -> Fit:
    """The larger ratio, a known one first; of equal ones that without assumed links."""
    return other if one is None or _rank(other) > _rank(one) else one


def _rank(fit: Fit) -> tuple[float, bool]:
    return (-1.0 if math.isnan(fit.factor) else fit.factor, not fit.is_assumed)


def _links(kind_of: Table, places: Mapping[str, int]) -> Up:
    starts, ends = (kind_of.texts(name).looked_up(places).tolist() for name in ("narrow", "broad"))
    links: Up = defaultdict(list)
    for start, end, is_assumed in zip(starts, ends, kind_of.texts("method").among(*ASSUMED).tolist(), strict=True):
        links[start].append((end, is_assumed))
    return dict(links)


def _substitutes(table: Table, places: Mapping[str, int]) -> dict[int, list[Substitute]]:
    starts, ends = (table.texts(name).looked_up(places).tolist() for name in ("resource", "replaced"))
    assumed = table.texts("method").among(*ASSUMED).tolist()
    found: dict[int, list[Substitute]] = defaultdict(list)
    for start, *said in zip(starts, ends, table.numbers("ratio").tolist(), assumed, strict=True):
        found[start].append(Substitute(*said))
    return dict(found)
