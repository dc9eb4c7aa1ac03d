"""Certificates written by hand: everything that is as usual is filled in, and the hash last."""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from graph_kb.model.distance import distance_km
from graph_kb.symbiosis.verifying import certificate_hash

from .town import DAY, PLACES

NAMES = (
    "derivability",
    "balance",
    "yields",
    "capacity",
    "composition",
    "form",
    "law",
    "periods",
    "distance",
    "double use",
    "minimality",
    "relevance",
)
YEAR = [list(range(1, 13))]
End = str | tuple[str, str, str]


def km(one: str, other: str, detour: Fraction = Fraction("1.3")) -> str:
    """Kilometres between two places, rounded up to whole metres."""
    metres = math.ceil(distance_km(PLACES[one], PLACES[other]) * 1000 * float(detour))
    return str(Fraction(metres, 1000))


def flow(
    stream: End,
    receiver: End,
    amounts: Sequence[str | None],
    length: str | None,
    *,
    on_line: bool = False,
    factor: str | None = "1",
    **checks: str,
) -> dict[str, Any]:
    """A flow; checks that are not named are met."""
    found = dict.fromkeys(("composition", "form", "law", "distance"), "met") | checks
    ends = {"stream": _end(stream, "offer"), "receiver": _end(receiver, "need")}
    return {**ends, "on_line": on_line, "factor": factor, "km": length, "amounts": list(amounts), "checks": found}


def line(id_: str, taken: str, made: str, activity: Sequence[str | None]) -> dict[str, Any]:
    """A process of the line, `taken` and `made` as `resource role`."""
    ports = {"line_input": _port(taken), "line_output": _port(made), "chosen_output": None}
    return {"id": id_, "part": "line", **ports, "activity": list(activity)}


def feeder(id_: str, chosen: str, activity: Sequence[str | None]) -> dict[str, Any]:
    """A feeder, its chosen output as `resource role`."""
    ports = {"line_input": None, "line_output": None, "chosen_output": _port(chosen)}
    return {"id": id_, "part": "feeder", **ports, "activity": list(activity)}


def disposed(process: str, resource: str, role: str, amounts: Sequence[str]) -> dict[str, Any]:
    """A disposal."""
    return {"process": process, "resource": resource, "role": role, "amounts": list(amounts)}


def asked(condition: int, subject: str, property_: str, ask: str | None) -> dict[str, Any]:
    """Something to find out."""
    question = f"what is {property_} of {subject}?"
    return {"condition": condition, "subject": subject, "property": property_, "question": question, "ask": ask}


def certify(source: str, need: str, **said: Any) -> dict[str, Any]:
    """A certificate; what is not given is as usual."""
    states = said.pop("states", {})
    question = {
        "end": "expected",
        "weights": {"amount": "0", "net_value": "1", "co2e": "0", "distance": "0"},
        "max_processes": 3,
        "max_feeders": None,
        "min_amount": "1",
        "max_leg_km": None,
        "max_total_km": None,
        "months": list(range(1, 13)),
        **said.pop("question", {}),
    }
    minimal = [{"processes": list(ids), "reason": "nothing leads there"} for ids in said.pop("minimal", ())]
    conditions = [
        {"number": at, "name": name, "state": states.get(at, "met"), "notes": []}
        for at, name in enumerate(NAMES, start=1)
    ]
    certificate = {
        "format": "graph-kb-chain/1",
        "status": "certified",
        "data_version": 1,
        "day": DAY,
        "question": question,
        "periods": YEAR,
        "source": source,
        "need": need,
        "processes": [],
        "flows": [],
        "disposals": [],
        "known_until": None,
        "conditions": conditions,
        "unknowns": [],
        "slack": [],
        "minimal": minimal,
        "holds_at": {"low": None, "expected": True, "high": None},
        "facts": [],
        "optimality": {"rank": 1, "proved": True, "open_bound": None, "different_from": []},
        **said,
    }
    return sealed(certificate)


def sealed(certificate: dict[str, Any]) -> dict[str, Any]:
    """The same with its right hash."""
    return {**certificate, "hash": certificate_hash(certificate)}


def _end(end: End, alone: str) -> dict[str, str]:
    if isinstance(end, str):
        return {alone: end}
    return {"process": end[0], "resource": end[1], "role": end[2]}


def _port(text: str) -> dict[str, str]:
    resource, _, role = text.rpartition(" ")
    return {"resource": resource, "role": role}
