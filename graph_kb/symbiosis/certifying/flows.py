"""What a certificate says, flat: one row for each flow and disposal, for spreadsheets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

from graph_kb.symbiosis.certifying.places import Places
from graph_kb.symbiosis.certifying.summary import summary
from graph_kb.symbiosis.certifying.support import named

COLUMNS = {
    "certificate": "hash of the certificate, the same in all rows of a chain",
    "status": "certified or conditional",
    "rank": "place of the chain among those of its status",
    "offer_id": "id of the offer that the chain begins at",
    "offer": "its name",
    "need_id": "id of the need that it ends at",
    "need": "its name",
    "chain_amount_per_year": "what the chain takes of the offer in a year; empty when nothing that is known limits it",
    "chain_amount_unit": "unit of that amount",
    "chain_km": "length of the line in km",
    "chain_legs_of_unknown_length": "legs of the line that count as 0 km",
    "chain_value_per_year": "value by the objective; empty when the amount is unknown",
    "chain_value_unit": "unit of the value",
    "to_find_out": "how many facts are missing",
    "step": "number of the flow in its chain, those of the line first",
    "part": "line, side (beside the line) or disposal",
    "from_id": "id of the offer or process that it comes from",
    "from": "its name",
    "to_id": "id of the need or process that it goes to; empty for disposal",
    "to": "its name",
    "resource_id": "id of what flows",
    "resource": "its name",
    "amount_per_year": "how much of it in a year; empty when it is not known",
    "amount_unit": "unit of that amount",
    "distance_km": "length of the way in km; empty when it is not known",
    "distance_from_centre": "yes where the way is measured from or to the centre of a municipality, no otherwise",
}
"""Columns of the rows, and what stands in each."""


def flow_rows(certificate: Mapping[str, Any], rank: int) -> list[dict[str, Any]]:
    """The rows of a chain.

    Args:
        certificate: Its certificate.
        rank: Its place among the chains of its status.
    """
    told = summary(certificate)
    chain = {"certificate": told["hash"], "status": told["status"], "rank": rank, "to_find_out": told["to_find_out"]}
    chain |= {"offer_id": told["source_id"], "offer": told["source"], "need_id": told["need_id"], "need": told["need"]}
    chain |= {f"chain_{name}_per_year": told[name] for name in ("amount", "value")}
    chain |= {"chain_amount_unit": told["unit"], "chain_value_unit": told["value_unit"], "chain_km": told["km"]}
    chain["chain_legs_of_unknown_length"] = told["legs_of_unknown_length"]
    flows = sorted(_Flows(certificate).rows(), key=lambda row: ("line", "side", "disposal").index(row["part"]))
    return [{**chain, "step": step, **row} for step, row in enumerate(flows, start=1)]


class _Flows:
    """The flows of one certificate."""

    def __init__(self, certificate: Mapping[str, Any]) -> None:
        self._certificate, self._names = certificate, named(certificate)
        self._places = Places(certificate["facts"])
        self._units = {one["subject"]: one["value"] for one in certificate["facts"] if one["property"] == "unit"}

    def rows(self) -> Iterator[dict[str, Any]]:
        for one in self._certificate["flows"]:
            ends = self._places.ends(one)
            row = self._row("line" if one["on_line"] else "side", *ends, one["amounts"])
            rough = "yes" if self._places.is_rough(*ends) else "no"
            yield {**row, "distance_km": _number(one["km"]), "distance_from_centre": rough}
        for one in self._certificate["disposals"]:
            row = self._row("disposal", one["process"], "", one["resource"], one["amounts"])
            yield {**row, "distance_km": None, "distance_from_centre": None}

    def _row(self, part: str, start: str, end: str, resource: str, amounts: Sequence[Any]) -> dict[str, Any]:
        ids = {"from": start, "to": end, "resource": resource}
        named_ = {name: self._names.get(id_, id_) for name, id_ in ids.items()}
        with_ids = {f"{name}_id": id_ for name, id_ in ids.items()}
        amount = self._yearly(amounts)
        return {"part": part, **with_ids, **named_, "amount_per_year": amount, "amount_unit": self._units.get(resource)}

    def _yearly(self, amounts: Sequence[Any]) -> float | None:
        """Amount of the year; None where it is not known, or nothing that is known limits it."""
        if not self._certificate["value"]["limited"] or None in amounts:
            return None
        return float(sum(map(Fraction, amounts)))


def _number(written: str | None) -> float | None:
    return None if written is None else float(Fraction(written))
