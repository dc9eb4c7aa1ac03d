"""The keys of a certificate: any other one says something that nobody checks, and is refused."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from graph_kb.symbiosis.verifying.certificate import CHECKS, ENDS, OBJECTIVES
from graph_kb.symbiosis.verifying.claims import wrong
from graph_kb.symbiosis.verifying.findings import Violation

_PORT = "resource role"
_KEYS: dict[str, tuple[str, ...]] = {
    "": (
        "format hash status data_version day question periods source need processes flows disposals known_until "
        "value conditions unknowns slack minimal holds_at facts optimality",
    ),
    ".question": ("end weights max_processes max_feeders min_amount max_leg_km max_total_km months",),
    ".question.weights": (" ".join(OBJECTIVES),),
    ".processes": ("id part line_input line_output chosen_output activity",),
    ".processes.line_input": (_PORT,),
    ".processes.line_output": (_PORT,),
    ".processes.chosen_output": (_PORT,),
    ".flows": ("stream receiver on_line factor km amounts checks",),
    ".flows.stream": ("offer", f"process {_PORT}"),
    ".flows.receiver": ("need", f"process {_PORT}"),
    ".flows.checks": (" ".join(CHECKS),),
    ".disposals": (f"process {_PORT} amounts",),
    ".value": ("total unit terms missing limited",),
    ".value.missing": ("subject property",),
    ".conditions": ("number name state notes",),
    ".unknowns": ("condition subject property question ask",),
    ".slack": ("limit subject left of",),
    ".minimal": ("processes reason",),
    ".holds_at": (" ".join(ENDS),),
    ".facts": ("subject property value source_id as_of method",),
    ".optimality": ("rank proved open_bound different_from",),
}
"""The keys of each object of the format, by its place; the ends of flows have one set of them or the other."""


def key_claims(said: object, where: str = "") -> Iterator[Violation]:
    """Keys that the format does not have."""
    if isinstance(said, list):
        for one in said:
            yield from key_claims(one, where)
    elif isinstance(said, Mapping):
        yield from (wrong(f"{where}.{name} is no key of a certificate"[1:]) for name in _more(said, where))
        for name, inner in said.items():
            yield from key_claims(inner, f"{where}.{name}")


def _more(said: Mapping[str, object], where: str) -> list[str]:
    """The keys that are too many, beside the set that leaves the fewest of them."""
    ways = [sorted(map(str, set(said) - set(known.split()))) for known in _KEYS.get(where, ())]
    return min(ways, key=len, default=[])
