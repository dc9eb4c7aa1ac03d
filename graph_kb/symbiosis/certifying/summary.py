"""What a certificate says in one row: for lists, tables and names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any

from graph_kb.symbiosis.certifying.places import Places
from graph_kb.symbiosis.certifying.support import named
from graph_kb.symbiosis.objectives import UNITS

LENGTH = UNITS["distance"]
_OF_AMOUNTS = frozenset({4, 8, 10})
"""Conditions, capacity, periods and double use, of which what is not known can only make amounts smaller."""


def summary(certificate: Mapping[str, Any]) -> dict[str, Any]:
    """One row: from where through what to where, how much, how far, how sure.

    The amount is the most that there can be where an amount, a capacity or months on the way are not known (`at_most`);
    it is null where nothing that is known limits it, and so is the value, unless it is the length of the line.
    """
    line = [one for one in certificate["flows"] if one["on_line"]]
    known = [Fraction(one["km"]) for one in line if one["km"] is not None]
    value, places = certificate["value"], Places(certificate["facts"])
    return {
        **_ends(certificate),
        "amount": _amount(certificate),
        "at_most": is_at_most(certificate["unknowns"]),
        "unit": _fact(certificate, _resource_of(certificate), "unit"),
        "km": float(sum(known)),
        "legs_of_unknown_length": len(line) - len(known),
        "legs_from_centres": sum(places.is_rough(*places.ends(one)) for one in line),
        "value": float(Fraction(value["total"])) if value["limited"] or value["unit"] == LENGTH else None,
        "value_unit": value["unit"],
        "not_stated": len(value["missing"]),
        "to_find_out": len(certificate["unknowns"]),
        "assumed": sum(one["state"] == "assumed" for one in certificate["conditions"]),
        "status": certificate["status"],
        "hash": certificate["hash"],
    }


def is_at_most(unknowns: Iterable[Mapping[str, Any]]) -> bool:
    """Whether amounts are the most that there can be, as what is not known can make them smaller."""
    return any(one.get("condition") in _OF_AMOUNTS for one in unknowns)


def title(row: Mapping[str, Any]) -> str:
    """Name of a chain: its source, steps and need."""
    return " → ".join([row["source"], *row["steps"], row["need"]])


def _ends(certificate: Mapping[str, Any]) -> dict[str, Any]:
    names = named(certificate)
    line = [one["id"] for one in certificate["processes"] if one["part"] == "line"]
    beside = [one["id"] for one in certificate["processes"] if one["part"] == "feeder"]
    return {
        "source_id": certificate["source"],
        "source": names.get(certificate["source"], certificate["source"]),
        "step_ids": line,
        "steps": [names.get(id_, id_) for id_ in line],
        "feeder_ids": beside,
        "feeders": [names.get(id_, id_) for id_ in beside],
        "need_id": certificate["need"],
        "need": names.get(certificate["need"], certificate["need"]),
    }


def _amount(certificate: Mapping[str, Any]) -> float | None:
    return float(Fraction(certificate["value"]["terms"]["amount"])) if certificate["value"]["limited"] else None


def _fact(certificate: Mapping[str, Any], subject: str | None, name: str) -> Any:
    found = (one["value"] for one in certificate["facts"] if (one["subject"], one["property"]) == (subject, name))
    return next(found, None)


def _resource_of(certificate: Mapping[str, Any]) -> str | None:
    """Resource of the source."""
    ends = (one["subject"].split("|") for one in certificate["facts"])
    return next((end[2] for end in ends if end[:2] == ["OF", certificate["source"]]), None)
