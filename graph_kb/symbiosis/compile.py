"""From tables to arrays: docs/chain-model.md, sections 1 and 2, for the whole graph at once."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from graph_kb.symbiosis.arrays import KINDS, MODES, Arrays, Names
from graph_kb.symbiosis.columns import Texts
from graph_kb.symbiosis.fits import fits
from graph_kb.symbiosis.numbered import Found, Numbered, chosen
from graph_kb.symbiosis.periods import monthly, periods
from graph_kb.symbiosis.recipes import mass, permits, processes
from graph_kb.symbiosis.streams import needs, offers, outputs, ports, receivers, streams, thermal
from graph_kb.symbiosis.tables import Tables


def compile_tables(tables: Tables) -> tuple[Arrays, Names]:
    """The arrays of a graph and the ids of their rows."""
    numbered = Numbered(tables, names_of(tables))
    found: Found = {}
    for part in (_sites, _resources, offers, needs, ports, outputs, streams, receivers, processes, permits):
        found |= part(numbered)
    found |= fits(tables.resources, tables.kind_of, tables.substitutes)
    found["res_thermal"] = thermal(found, len(tables.resources))
    found["pr_makes_mass"] = mass(numbered, found)
    seasons = [found[f"{side}_months"][found[f"{side}_season"] == 1] for side in ("of", "nd")]
    found["months"] = periods(seasons, monthly(tables.processes.lists("capacity_by_month")))
    return Arrays(**found), numbered.names


def names_of(tables: Tables) -> Names:
    """Ids of everything that is numbered, sorted."""
    streams = (tables.offers, tables.needs, tables.inputs, tables.outputs)
    codes = (tables.codes.texts("code"), tables.coded.texts("code"), tables.allowances.texts("code"))
    return Names(
        sites=tables.sites.texts("id").values,
        resources=tables.resources.texts("id").values,
        offers=tables.offers.texts("id").values,
        needs=tables.needs.texts("id").values,
        processes=tables.processes.texts("id").values,
        substances=_union(table.lists("substances").texts for table in streams),
        codes=_union((*codes, tables.outputs.texts("waste_code"))),
        permits=sorted(set(tables.permits.texts("permit").values)),
    )


def _sites(numbered: Numbered) -> Found:
    """The arrays `site_`, but for permits."""
    sites = numbered.tables.sites
    return {
        "site_lat": sites.numbers("latitude"),
        "site_lon": sites.numbers("longitude"),
        "site_exact": (~sites.texts("location_precision").among("municipality")).astype(np.int8),
    }


def _resources(numbered: Numbered) -> Found:
    """The arrays `res_`, but for temperatures."""
    resources = numbered.tables.resources
    return {
        "res_kind": chosen(resources, "kind", KINDS),
        "res_mode": chosen(resources, "transport_mode", MODES),
        "res_rate": resources.numbers("transport_eur_per_unit_km"),
        "res_max_leg": resources.numbers("max_leg_km"),
        "res_disposal": resources.numbers("disposal_eur_per_unit"),
        "res_price": resources.numbers("market_price_eur_per_unit"),
        "res_co2e": resources.numbers("co2e_kg_per_unit"),
        "res_tonnes": resources.texts("unit").among("t").astype(np.int8),
    }


def _union(columns: Iterable[Texts]) -> list[str]:
    return sorted({value for column in columns for value in column.values})
