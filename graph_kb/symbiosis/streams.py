"""Streams and receivers as arrays: offers and outputs, needs and input ports."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from graph_kb.symbiosis.arrays import INPUT_ROLES, KINDS, OUTPUT_ROLES, STATUSES, Bytes, Floats
from graph_kb.symbiosis.columns import Lists, bounds
from graph_kb.symbiosis.limits import hazard, hazardous_codes, need_accepts, port_accepts, shares, stream_codes
from graph_kb.symbiosis.numbered import Found, Numbered, assumed, chosen, stated
from graph_kb.symbiosis.periods import season
from graph_kb.symbiosis.tables import Table

LEAST_DIFFERENCE_K = 5.0
"""Least difference of temperature over a heat exchanger: heat for a need must be so much above what it needs."""

PER_YEAR = {"year": 1, "month": 12, "day": 365, "hour": 8760}


def offers(numbered: Numbered) -> Found:
    """The arrays `of_`."""
    table = numbered.tables.offers
    months, is_known = season(table)
    return {
        "of_amount": _yearly(numbered, table),
        "of_months": months,
        "of_season": is_known,
        "of_price": _price(numbered, table),
    }


def needs(numbered: Numbered) -> Found:
    """The arrays `nd_`; a price that nobody states counts as 0 where a gate fee is known."""
    table = numbered.tables.needs
    months, is_known = season(table)
    price, fee = _price(numbered, table), table.numbers("gate_fee_eur_per_unit")
    paid = np.nan_to_num(price) - np.nan_to_num(fee)
    return {
        "nd_amount": _yearly(numbered, table),
        "nd_months": months,
        "nd_season": is_known,
        "nd_price": np.where(np.isnan(price) & np.isnan(fee), np.nan, paid),
    }


def ports(numbered: Numbered) -> Found:
    """The arrays `pt_`, and where those of each process are."""
    table, process = numbered.tables.inputs, numbered.process(numbered.tables.inputs)
    return {
        "pt_proc": process,
        "pt_amount": numbered.amounts(table),
        "pt_role": chosen(table, "role", INPUT_ROLES),
        "pr_port_ptr": bounds(process, len(numbered.processes)),
    }


def outputs(numbered: Numbered) -> Found:
    """The arrays `ot_`, and where those of each process are."""
    table, process = numbered.tables.outputs, numbered.process(numbered.tables.outputs)
    return {
        "ot_proc": process,
        "ot_amount": numbered.amounts(table),
        "ot_role": chosen(table, "role", OUTPUT_ROLES),
        "pr_out_ptr": bounds(process, len(numbered.processes)),
    }


def streams(numbered: Numbered) -> Found:
    """The arrays `st_`: offers, then outputs. Outputs state no moisture."""
    offered, made = numbered.tables.offers, numbered.tables.outputs
    low, high = _supplied(offered)
    given = made.numbers("temperature_c")
    content = shares([_content(offered), _content(made)], numbered.substances, largest=True)
    return _waste(numbered) | {
        "st_res": np.concatenate([numbered.resource(offered), numbered.resource(made)]),
        "st_site": np.concatenate([numbered.site(offered), numbered.site_of_port(made)]),
        "st_temp_low": np.concatenate([low, given]),
        "st_temp_high": np.concatenate([high, given]),
        "st_moisture": np.concatenate([offered.numbers("moisture"), _none(made)]),
        "st_sub_ptr": content.ptr,
        "st_sub": content.substances,
        "st_share": content.shares,
    }


def receivers(numbered: Numbered) -> Found:
    """The arrays `rc_`: needs, then input ports."""
    needed, taken = numbered.tables.needs, numbered.tables.inputs
    limits = shares([_content(needed), _content(taken, "limit_max")], numbered.substances, largest=False)
    complete = np.concatenate([table.flags("limits_complete") for table in (needed, taken)])
    is_assumed = np.concatenate([assumed(needed, "method", "link_method"), assumed(taken)])
    least = needed.numbers("temperature_c") + LEAST_DIFFERENCE_K
    return {
        "rc_res": np.concatenate([numbered.resource(needed), numbered.resource(taken)]),
        "rc_site": np.concatenate([numbered.site(needed), numbered.site_of_port(taken)]),
        "rc_temp_low": np.concatenate([least, taken.numbers("min_temperature_c")]),
        "rc_temp_high": np.concatenate([_none(needed), taken.numbers("max_temperature_c")]),
        "rc_moisture": np.concatenate([needed.numbers("moisture"), taken.numbers("max_moisture")]),
        "rc_accepts": np.concatenate([need_accepts(needed), port_accepts(taken)]),
        "rc_complete": (complete == 1).astype(np.int8),
        "rc_assumed": is_assumed.astype(np.int8),
        "rc_sub_ptr": limits.ptr,
        "rc_sub": limits.substances,
        "rc_limit": limits.shares,
    }


def thermal(found: Found, resources: int) -> Bytes:
    """(resources) 1 when a stream or receiver states a temperature; losses are no streams."""
    is_loss = found["ot_role"] == OUTPUT_ROLES.index("loss")
    is_stream = np.concatenate([np.ones(len(found["st_res"]) - len(is_loss), bool), ~is_loss])
    marked = np.zeros(resources, np.int8)
    marked[found["st_res"][is_stream & _has_temperature(found, "st")]] = 1
    marked[found["rc_res"][_has_temperature(found, "rc")]] = 1
    return marked


def _has_temperature(found: Found, side: str) -> NDArray[np.bool_]:
    known: NDArray[np.bool_] = ~(np.isnan(found[f"{side}_temp_low"]) & np.isnan(found[f"{side}_temp_high"]))
    return known


def _waste(numbered: Numbered) -> Found:
    """Legal status of the streams, their waste codes, and what of it is assumed."""
    offered, made = numbered.tables.offers, numbered.tables.outputs
    status = np.concatenate([chosen(table, "legal_status", STATUSES) for table in (offered, made)])
    kinds = chosen(numbered.tables.resources, "kind", KINDS)
    kind = np.concatenate([kinds[numbered.resource(table)] for table in (offered, made)])
    codes = stream_codes(offered, numbered.tables.coded, made, numbered.codes)
    is_assumed = np.concatenate([assumed(offered, "method", "link_method"), assumed(made)])
    return {
        "st_status": status,
        "st_hazard": hazard(status, kind, codes, hazardous_codes(numbered.tables.codes, numbered.codes)),
        "st_assumed": (is_assumed | (codes.is_assumed & (status == STATUSES.index("waste")))).astype(np.int8),
        "st_code_ptr": codes.ptr,
        "st_code": codes.codes,
    }


def _supplied(offered: Table) -> tuple[Floats, Floats]:
    """(offers) lowest and highest temperature of supply, the same where one temperature is stated."""
    one = offered.numbers("temperature_c")
    low, high = (stated(one, offered.numbers(f"temperature_{end}_c")) for end in ("min", "max"))
    return low, high


def _yearly(numbered: Numbered, table: Table) -> Floats:
    """(3, rows) amounts a year; NaN where no period is stated."""
    times = table.texts("period").looked_up(PER_YEAR).astype(np.float64)
    times[times < 0] = np.nan
    return numbered.amounts(table) * times


def _price(numbered: Numbered, table: Table) -> Floats:
    """(rows) own price, else the market price of the resource, EUR/unit."""
    market = numbered.tables.resources.numbers("market_price_eur_per_unit")
    return stated(table.numbers("price_eur_per_unit"), market[numbered.resource(table)])


def _content(table: Table, amounts: str = "shares") -> tuple[Lists, Lists]:
    return table.lists("substances"), table.lists(amounts)


def _none(table: Table) -> Floats:
    return np.full(len(table), np.nan)
