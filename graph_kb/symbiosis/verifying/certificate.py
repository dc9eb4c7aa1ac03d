"""A certificate read into types, and its hash. Whatever is not of the format is refused here."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from typing import Any, NamedTuple, TypeVar

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
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")

T = TypeVar("T")


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
    if _at(raw, "format") != FORMAT:
        raise FormatFault(f"format {raw['format']!r} is not {FORMAT}")
    for name, keys in _LISTS.items():
        _each(raw, name, partial(_named, keys=keys))
    periods = _each(raw, "periods", lambda one, where: tuple(_each({where: one}, where, _month)))
    count = len(periods)
    known = _at(raw, "known_until")
    return Certificate(
        raw=raw,
        status=_one_of(_at(raw, "status"), ("certified", "conditional"), "status"),
        day=_day(_at(raw, "day")),
        question=_question(_mapping(_at(raw, "question"), "question")),
        periods=tuple(periods),
        source=_text(_at(raw, "source"), "source"),
        need=_text(_at(raw, "need"), "need"),
        processes=tuple(_each(raw, "processes", lambda one, where: _process(one, where, count))),
        flows=tuple(_each(raw, "flows", lambda one, where: _flow(one, where, count))),
        disposals=tuple(_each(raw, "disposals", lambda one, where: _disposal(one, where, count))),
        known_until=None if known is None else _whole(known, "known_until"),
    )


def _question(said: Mapping[str, Any]) -> Question:
    weights = _mapping(_at(said, "weights"), "weights")
    if not set(weights) <= set(OBJECTIVES):
        raise FormatFault(f"weights: only {', '.join(OBJECTIVES)} are known")
    most = _whole(_at(said, "max_processes"), "max_processes")
    if most > MOST_PROCESSES:
        raise FormatFault(f"max_processes: {most} are more than the {MOST_PROCESSES} that can be checked")
    months = said["months"] if said.get("months") else list(range(1, 13))
    return Question(
        end=_one_of(_at(said, "end"), ENDS, "end"),
        weights={name: parsed(weights.get(name, 0), f"weight {name}") for name in OBJECTIVES},
        max_processes=most,
        min_amount=parsed(_at(said, "min_amount"), "min_amount"),
        max_leg_km=parsed_or_none(_at(said, "max_leg_km"), "max_leg_km"),
        max_total_km=parsed_or_none(_at(said, "max_total_km"), "max_total_km"),
        months=frozenset(_each({"months": months}, "months", _month)),
    )


def _process(said: object, where: str, count: int) -> ClaimedProcess:
    given = _mapping(said, where)
    id_ = _text(_at(given, "id"), f"{where}.id")

    def port(name: str, kind: str) -> Key | None:
        value = _at(given, name)
        return None if value is None else _key(kind, id_, _mapping(value, f"{where}.{name}"))

    return ClaimedProcess(
        id=id_,
        part=_one_of(_at(given, "part"), ("line", "feeder"), f"{where}.part"),
        line_input=port("line_input", "port"),
        line_output=port("line_output", "output"),
        chosen_output=port("chosen_output", "output"),
        activity=_amounts(_at(given, "activity"), f"{where}.activity", count),
    )


def _flow(said: object, where: str, count: int) -> ClaimedFlow:
    given = _mapping(said, where)
    checks = _mapping(_at(given, "checks"), f"{where}.checks")
    return ClaimedFlow(
        stream=_end(_mapping(_at(given, "stream"), where), "offer", "output", where),
        receiver=_end(_mapping(_at(given, "receiver"), where), "need", "port", where),
        on_line=_flag(_at(given, "on_line"), f"{where}.on_line"),
        factor=parsed_or_none(_at(given, "factor"), f"{where}.factor"),
        km=parsed_or_none(_at(given, "km"), f"{where}.km"),
        amounts=_amounts(_at(given, "amounts"), f"{where}.amounts", count),
        checks={name: _text(_at(checks, name), f"{where}.checks.{name}") for name in CHECKS},
    )


def _disposal(said: object, where: str, count: int) -> ClaimedDisposal:
    given = _mapping(said, where)
    id_ = _text(_at(given, "process"), where)
    return ClaimedDisposal(_key("output", id_, given), _amounts(_at(given, "amounts"), f"{where}.amounts", count))


def _end(said: Mapping[str, Any], alone: str, part: str, where: str) -> Key:
    if alone in said:
        return Key(alone, _text(said[alone], where))
    return _key(part, _text(_at(said, "process"), where), said)


def _key(kind: str, process: str, said: Mapping[str, Any]) -> Key:
    return Key(kind, process, _text(_at(said, "resource"), "resource"), _text(_at(said, "role"), "role"))


def _amounts(said: object, where: str, count: int) -> tuple[Maybe, ...]:
    found = _each({where: said}, where, parsed_or_none)
    if len(found) != count:
        raise FormatFault(f"{where}: {len(found)} amounts for {count} periods")
    return tuple(found)


def _named(said: object, where: str, *, keys: tuple[str, ...]) -> None:
    """A claim names its subject by texts and numbers."""
    given = _mapping(said, where)
    for key in keys:
        if not isinstance(_at(given, key), str | int):
            raise FormatFault(f"{where}.{key}: {given[key]!r} is no name")
    if "processes" in given:
        _each(given, "processes", _text)


def _at(said: Mapping[str, Any], name: str) -> Any:
    if name not in said:
        raise FormatFault(f"{name} is missing")
    return said[name]


def _each(said: Mapping[str, Any], name: str, read: Callable[[Any, str], T]) -> list[T]:
    values = _at(said, name)
    if not isinstance(values, Sequence) or isinstance(values, str):
        raise FormatFault(f"{name}: {values!r} is no list")
    return [read(value, f"{name}[{at}]") for at, value in enumerate(values)]


def _mapping(value: object, where: str) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise FormatFault(f"{where}: {value!r} is no object")
    return value


def _text(value: object, where: str) -> str:
    if not isinstance(value, str) or not value:
        raise FormatFault(f"{where}: {value!r} is no text")
    return value


def _flag(value: object, where: str) -> bool:
    if not isinstance(value, bool):
        raise FormatFault(f"{where}: {value!r} is neither true nor false")
    return value


def _whole(value: object, where: str) -> int:
    number = parsed(value, where)
    if number.denominator != 1 or number < 0:
        raise FormatFault(f"{where}: {value!r} is no whole number")
    return int(number)


def _month(value: object, where: str) -> int:
    if not 1 <= _whole(value, where) <= 12:
        raise FormatFault(f"{where}: {value!r} is no month")
    return _whole(value, where)


def _one_of(value: object, known: tuple[str, ...], where: str) -> str:
    if value not in known:
        raise FormatFault(f"{where}: {value!r} is none of {', '.join(known)}")
    return str(value)


def _day(value: object) -> str:
    if not isinstance(value, str) or not _DAY.fullmatch(value):
        raise FormatFault(f"day: {value!r} is no day such as 2026-11-30")
    return value
