"""A certificate read into types, and its hash. Whatever is not of the format is refused here."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from typing import Any, NamedTuple

from graph_kb.symbiosis.verifying.fields import (
    read_at,
    read_day,
    read_each,
    read_flag,
    read_mapping,
    read_month,
    read_one_of,
    read_text,
    read_whole,
)
from graph_kb.symbiosis.verifying.numbers import FormatFault, Maybe, parsed, parsed_or_none

FORMAT = "graph-kb-chain/1"
OBJECTIVES = ("amount", "net_value", "co2e", "distance")
CHECKS = ("composition", "form", "law", "distance")
ENDS = ("low", "expected", "high")
CONDITIONS = (
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
MOST_PROCESSES = 6
"""Longer chains have too many smaller sets to be decided exactly."""
_LISTS = {
    "conditions": ("number", "name", "state"),
    "unknowns": ("condition", "subject", "property"),
    "slack": ("limit", "subject"),
    "facts": ("subject", "property"),
    "minimal": ("reason",),
}
"""Lists of claims, and what each claim has to name."""
_OUTSIDE_HASH = ("hash", "optimality")


def certificate_hash(certificate: Mapping[str, Any]) -> str:
    """SHA-256 of a certificate without its hash and its place among others, as JSON with sorted keys and no blanks."""
    hashed = {name: value for name, value in certificate.items() if name not in _OUTSIDE_HASH}
    text = json.dumps(hashed, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


class Key(NamedTuple):
    """What tells a stream or receiver apart: an offer or need by its id; a port by process, resource and role too."""

    kind: str
    id: str
    resource: str = ""
    role: str = ""

    def __str__(self) -> str:
        """For messages."""
        return f"{self.kind} {self.id}" + (f" {self.resource} ({self.role})" if self.resource else "")


class Question(NamedTuple):
    """What was asked for."""

    end: str
    weights: Mapping[str, Fraction]
    max_processes: int
    max_feeders: int | None
    min_amount: Fraction
    max_leg_km: Maybe
    max_total_km: Maybe
    months: frozenset[int]


class ClaimedProcess(NamedTuple):
    """A process of the chain and its activity in each period."""

    id: str
    part: str
    line_input: Key | None
    line_output: Key | None
    chosen_output: Key | None
    activity: tuple[Maybe, ...]


class ClaimedFlow(NamedTuple):
    """A lane that is used."""

    stream: Key
    receiver: Key
    on_line: bool
    factor: Maybe
    km: Maybe
    amounts: tuple[Maybe, ...]
    checks: Mapping[str, str]


class ClaimedDisposal(NamedTuple):
    """What of an output goes to disposal."""

    output: Key
    amounts: tuple[Maybe, ...]


@dataclass(frozen=True)
class Certificate:
    """The parts of a certificate that say what the chain is; its other claims are looked up in `raw`."""

    raw: Mapping[str, Any]
    status: str
    day: str
    question: Question
    periods: tuple[tuple[int, ...], ...]
    source: str
    need: str
    processes: tuple[ClaimedProcess, ...]
    flows: tuple[ClaimedFlow, ...]
    disposals: tuple[ClaimedDisposal, ...]
    known_until: int | None


def read_certificate(raw: Mapping[str, Any]) -> Certificate:
    """Read a certificate.

    Raises:
        FormatFault: A key is missing, or a value is not what the format says.
    """
    if read_at(raw, "format") != FORMAT:
        raise FormatFault(f"format {raw['format']!r} is not {FORMAT}")
    for name, keys in _LISTS.items():
        read_each(raw, name, partial(_named, keys=keys))
    periods = read_each(raw, "periods", lambda one, where: tuple(read_each({where: one}, where, read_month)))
    count = len(periods)
    known = read_at(raw, "known_until")
    return Certificate(
        raw=raw,
        status=read_one_of(read_at(raw, "status"), ("certified", "conditional"), "status"),
        day=read_day(read_at(raw, "day")),
        question=_question(read_mapping(read_at(raw, "question"), "question")),
        periods=tuple(periods),
        source=read_text(read_at(raw, "source"), "source"),
        need=read_text(read_at(raw, "need"), "need"),
        processes=tuple(read_each(raw, "processes", lambda one, where: _process(one, where, count))),
        flows=tuple(read_each(raw, "flows", lambda one, where: _flow(one, where, count))),
        disposals=tuple(read_each(raw, "disposals", lambda one, where: _disposal(one, where, count))),
        known_until=None if known is None else read_whole(known, "known_until"),
    )


def _question(said: Mapping[str, Any]) -> Question:
    weights = read_mapping(read_at(said, "weights"), "weights")
    if not set(weights) <= set(OBJECTIVES):
        raise FormatFault(f"weights: only {', '.join(OBJECTIVES)} are known")
    most = read_whole(read_at(said, "max_processes"), "max_processes")
    if most > MOST_PROCESSES:
        raise FormatFault(f"max_processes: {most} are more than the {MOST_PROCESSES} that can be checked")
    months = said["months"] if said.get("months") else list(range(1, 13))
    fed = said.get("max_feeders")
    return Question(
        end=read_one_of(read_at(said, "end"), ENDS, "end"),
        weights={name: parsed(weights.get(name, 0), f"weight {name}") for name in OBJECTIVES},
        max_processes=most,
        max_feeders=None if fed is None else read_whole(fed, "max_feeders"),
        min_amount=parsed(read_at(said, "min_amount"), "min_amount"),
        max_leg_km=parsed_or_none(read_at(said, "max_leg_km"), "max_leg_km"),
        max_total_km=parsed_or_none(read_at(said, "max_total_km"), "max_total_km"),
        months=frozenset(read_each({"months": months}, "months", read_month)),
    )


def _process(said: object, where: str, count: int) -> ClaimedProcess:
    given = read_mapping(said, where)
    id_ = read_text(read_at(given, "id"), f"{where}.id")

    def port(name: str, kind: str) -> Key | None:
        value = read_at(given, name)
        return None if value is None else _key(kind, id_, read_mapping(value, f"{where}.{name}"))

    return ClaimedProcess(
        id=id_,
        part=read_one_of(read_at(given, "part"), ("line", "feeder"), f"{where}.part"),
        line_input=port("line_input", "port"),
        line_output=port("line_output", "output"),
        chosen_output=port("chosen_output", "output"),
        activity=_amounts(read_at(given, "activity"), f"{where}.activity", count),
    )


def _flow(said: object, where: str, count: int) -> ClaimedFlow:
    given = read_mapping(said, where)
    checks = read_mapping(read_at(given, "checks"), f"{where}.checks")
    return ClaimedFlow(
        stream=_end(read_mapping(read_at(given, "stream"), where), "offer", "output", where),
        receiver=_end(read_mapping(read_at(given, "receiver"), where), "need", "port", where),
        on_line=read_flag(read_at(given, "on_line"), f"{where}.on_line"),
        factor=parsed_or_none(read_at(given, "factor"), f"{where}.factor"),
        km=parsed_or_none(read_at(given, "km"), f"{where}.km"),
        amounts=_amounts(read_at(given, "amounts"), f"{where}.amounts", count),
        checks={name: read_text(read_at(checks, name), f"{where}.checks.{name}") for name in CHECKS},
    )


def _disposal(said: object, where: str, count: int) -> ClaimedDisposal:
    given = read_mapping(said, where)
    id_ = read_text(read_at(given, "process"), where)
    return ClaimedDisposal(_key("output", id_, given), _amounts(read_at(given, "amounts"), f"{where}.amounts", count))


def _end(said: Mapping[str, Any], alone: str, part: str, where: str) -> Key:
    if alone in said:
        return Key(alone, read_text(said[alone], where))
    return _key(part, read_text(read_at(said, "process"), where), said)


def _key(kind: str, process: str, said: Mapping[str, Any]) -> Key:
    return Key(
        kind, process, read_text(read_at(said, "resource"), "resource"), read_text(read_at(said, "role"), "role")
    )


def _amounts(said: object, where: str, count: int) -> tuple[Maybe, ...]:
    found = read_each({where: said}, where, parsed_or_none)
    if len(found) != count:
        raise FormatFault(f"{where}: {len(found)} amounts for {count} periods")
    return tuple(found)


def _named(said: object, where: str, *, keys: tuple[str, ...]) -> None:
    """A claim names its subject by texts and numbers."""
    given = read_mapping(said, where)
    for key in keys:
        if not isinstance(read_at(given, key), str | int):
            raise FormatFault(f"{where}.{key}: {given[key]!r} is no name")
    if "processes" in given:
        read_each(given, "processes", read_text)
