"""What streams are made of and what receivers take: substances, waste codes, hazard, status."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from graph_kb.symbiosis.arrays import KINDS, STATUSES, Bytes, Floats, Ints
from graph_kb.symbiosis.columns import Lists, bounds, offsets
from graph_kb.symbiosis.numbered import ASSUMED
from graph_kb.symbiosis.tables import Table

STATUS = {status: place for place, status in enumerate(STATUSES)}
WASTE = STATUS["waste"]
NO_WASTE = sum(1 << place for place in STATUS.values() if place != WASTE)


@dataclass(frozen=True)
class Shares:
    """Mass shares of substances, by row: `ptr`, substances sorted, shares."""

    ptr: Ints
    substances: Ints
    shares: Floats


def shares(parts: Sequence[tuple[Lists, Lists]], places: Mapping[str, int], *, largest: bool) -> Shares:
    """Shares of substances of the rows of several tables, one after the other.

    Args:
        parts: Substances and shares of the rows of each table; what is there of one list only does not count.
        places: Number of each substance.
        largest: Which share of a substance counts that is stated twice: the largest, or the smallest.
    """
    starts = offsets(np.array([len(part[0]) for part in parts]))
    found = [_paired(*part, places) for part in parts]
    rows = np.concatenate([start + rows for start, (rows, _, _) in zip(starts, found, strict=False)])
    substances = np.concatenate([substances for _, substances, _ in found])
    amounts = np.concatenate([amounts for _, _, amounts in found])
    order = np.lexsort((-amounts if largest else amounts, substances, rows))
    rows, substances, amounts = rows[order], substances[order], amounts[order]
    first = np.ones(len(rows), bool)
    first[1:] = (rows[1:] != rows[:-1]) | (substances[1:] != substances[:-1])
    return Shares(bounds(rows[first], int(starts[-1])), substances[first], amounts[first])


def _paired(names: Lists, amounts: Lists, places: Mapping[str, int]) -> tuple[NDArray[Any], Ints, Floats]:
    rows, others = names.rows, amounts.rows
    length = np.minimum(names.lengths, amounts.lengths)
    kept = np.arange(len(rows)) - names.ptr[rows] < length[rows]
    kept_amounts = np.arange(len(others)) - amounts.ptr[others] < length[others]
    return rows[kept], names.texts.looked_up(places)[kept], amounts.numbers[kept_amounts]


@dataclass(frozen=True)
class Codes:
    """Waste codes of streams: `ptr` by stream, codes sorted; and the streams that have an assumed one."""

    ptr: Ints
    codes: Ints
    is_assumed: NDArray[np.bool_]


def stream_codes(offers: Table, coded: Table, outputs: Table, places: Mapping[str, int]) -> Codes:
    """Waste codes of all offers, then of all outputs."""
    ids = {value: place for place, value in enumerate(offers.texts("id").values)}
    rows, codes = coded.texts("offer").looked_up(ids), coded.texts("code").looked_up(places)
    given = coded.texts("method").among(*ASSUMED)
    own = outputs.texts("waste_code").looked_up(places)
    number, has_own = len(offers) + len(outputs), np.flatnonzero(own >= 0)
    is_assumed = np.bincount(rows, weights=given, minlength=number) > 0
    rows = np.concatenate([rows, len(offers) + has_own])
    codes = np.concatenate([codes, own[has_own]])
    pairs = np.unique(rows.astype(np.int64) * (len(places) + 1) + codes)
    rows, codes = np.divmod(pairs, len(places) + 1)
    return Codes(bounds(rows.astype(np.int32), number), codes.astype(np.int32), is_assumed)


def hazardous_codes(codes: Table, places: Mapping[str, int]) -> Bytes:
    """(codes) 1 hazardous, 0 not, -1 unknown; a code that several nodes name is hazardous when one of them says so."""
    found = np.full(len(places), -1, np.int8)
    np.maximum.at(found, codes.texts("code").looked_up(places), codes.flags("hazardous"))
    return found


def hazard(status: Bytes, kind: Bytes, codes: Codes, hazardous: Bytes) -> Bytes:
    """(streams) 1 hazardous by a code, -1 waste of a Material of which it is not known, 0 else.

    Args:
        status: (streams) legal status.
        kind: (streams) kind of the resource.
        codes: Waste codes of the streams.
        hazardous: (codes) of the list.
    """
    lengths = np.diff(codes.ptr)
    rows = np.repeat(np.arange(len(status)), lengths)
    is_hazardous = np.bincount(rows, weights=hazardous[codes.codes] == 1, minlength=len(status)) > 0
    are_harmless = np.bincount(rows, weights=hazardous[codes.codes] == 0, minlength=len(status)) == lengths
    may_be = (kind == KINDS.index("Material")) & (status == WASTE) & ~(are_harmless & (lengths > 0))
    return np.where(is_hazardous, 1, np.where(may_be, -1, 0)).astype(np.int8)


def need_accepts(needs: Table) -> Bytes:
    """(needs) statuses taken, as bits; 0 unknown."""
    statuses = needs.texts("legal_status").looked_up(STATUS)
    return np.select([statuses == -1, statuses == WASTE], [0, 1 << WASTE], NO_WASTE).astype(np.int8)


def port_accepts(inputs: Table) -> Bytes:
    """(ports) statuses taken, as bits; 0 unknown."""
    lists = inputs.lists("accepts_status")
    found = np.zeros(len(inputs), np.int8)
    np.bitwise_or.at(found, lists.rows, (1 << lists.texts.looked_up(STATUS)).astype(np.int8))
    return found
