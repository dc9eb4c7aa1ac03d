"""The European List of Waste, every version of it, and a reader of waste codes as people write them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from types import MappingProxyType
from typing import NoReturn, Self

from graph_kb import model
from graph_kb.errors import CodeError
from graph_kb.reference.mirrors import mirror_pairs
from graph_kb.reference.spelling import nearest_codes, nearest_names, plain, whole_number
from graph_kb.reference.tables import provenance, rows

_SOURCE_OF_VERSION = {"2015-06-01": "source:decision-2000-532", "2026-12-09": "source:decision-2025-934"}
_PLAIN_CODE = re.compile(r"[0-9]{6}|[0-9]{2} [0-9]{2} [0-9]{2}")
_CODE = re.compile(r"(?P<chapter>[0-9]{1,2})(?P<gap>[ .-]?)(?P<sub>[0-9]{2})(?P=gap)(?P<last>[0-9]{2})(?P<star> ?\*)?")
_HEADING = re.compile(r"(?P<chapter>[0-9]{1,2})(?:[ .-]?(?P<sub>[0-9]{2}))? ?\*?")
_ONE_OF_SEVERAL = re.compile(r"(?<![0-9])[0-9]{2}([ .-]?)[0-9]{2}\1[0-9]{2}(?![0-9])")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\b.*")


class WasteCode(model.WasteCode):
    """A row of the List of Waste as a node, with the reader of codes."""

    @classmethod
    def parse(cls, text: str, on: date | None = None) -> ParsedWasteCode:
        """Read a waste code as written in a table: '17 05 04', '170503*', '10101', '170504.0', '17-05-04'.

        Args:
            text: One cell.
            on: Day the code must be in force; today when missing.

        Returns:
            The code in force on that day, and what was done to read it.

        Raises:
            CodeError: The text is no code, several codes, a chapter, not in force, or starred without reason.
        """
        return _parse(text, on or date.today())

    @classmethod
    def from_row(cls, row: Mapping[str, str], *, first: bool) -> Self:
        """Node of a row of the shipped table; the earliest row of a code has the plain id."""
        code, start = row["code"], row["valid_from"]
        return cls.model_validate(
            {
                "id": f"low:{code}" if first else f"low:{code}@{start}",
                "code": code,
                "display": _display(code, starred=row["hazardous"] == "1"),
                "level": row["level"],
                "title": row["title"],
                "title_fi": row["title_fi"] or None,
                "title_sv": row["title_sv"] or None,
                "hazardous": {"1": True, "0": False}.get(row["hazardous"]),
                "hazard_entry": row["hazard_entry"] or None,
                "valid_from": start,
                "valid_to": row["valid_to"] or None,
                **provenance(_SOURCE_OF_VERSION[start], as_of=start),
            }
        )

    def in_force(self, day: str) -> bool:
        """Whether the row is in force on an ISO day."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


@dataclass(frozen=True)
class ParsedWasteCode:
    """A waste code that was read.

    Attributes:
        code: The code as listed.
        did: What was done to read it, in plain words; empty when it was written as listed.
    """

    code: WasteCode
    did: tuple[str, ...]


@lru_cache(maxsize=1)
def waste_code_versions() -> tuple[WasteCode, ...]:
    """Every row of the list, past, present and decided, in order of code and first day."""
    seen: set[str] = set()
    found = []
    for row in rows("list_of_waste.csv"):
        found.append(WasteCode.from_row(row, first=row["code"] not in seen))
        seen.add(row["code"])
    return tuple(found)


def list_of_waste(on: date | None = None) -> Mapping[str, WasteCode]:
    """Chapters, sub-chapters and codes in force on a day, by their digits.

    Args:
        on: The day; today when missing.

    Raises:
        CodeError: The day is before the first version kept here, 1 June 2015.
    """
    return _version(version_day(on))


def mirrors(on: date | None = None) -> Mapping[str, frozenset[str]]:
    """Mirror entries of each code that has any, both ways round, by digits.

    Args:
        on: The day; today when missing.
    """
    return _mirrors(version_day(on))


def version_days() -> tuple[date, ...]:
    """First day of each version of the list kept here."""
    return tuple(date.fromisoformat(start) for start in sorted(_SOURCE_OF_VERSION))


def version_day(on: date | None) -> str:
    """First day of the version of the list that holds on a day."""
    day = (on or date.today()).isoformat()
    starts = [start for start in _SOURCE_OF_VERSION if start <= day]
    if not starts:
        first = min(_SOURCE_OF_VERSION)
        raise CodeError(f"no list of waste is kept for {day}", hint=f"use a day from {first} on", day=day)
    return max(starts)


@lru_cache(maxsize=4)
def _version(day: str) -> Mapping[str, WasteCode]:
    return MappingProxyType({row.code: row for row in waste_code_versions() if row.in_force(day)})


@lru_cache(maxsize=4)
def _mirrors(day: str) -> Mapping[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for code, mirror in mirror_pairs(_version(day)):
        found.setdefault(code, set()).add(mirror)
        found.setdefault(mirror, set()).add(code)
    return MappingProxyType({code: frozenset(others) for code, others in found.items()})


def _display(code: str, *, starred: bool = False) -> str:
    pairs = " ".join(code[at : at + 2] for at in range(0, len(code), 2))
    return f"{pairs}*" if starred else pairs


def _parse(text: str, on: date) -> ParsedWasteCode:
    number = whole_number(plain(text))
    found = _CODE.fullmatch(number)
    if not found:
        _refuse_text(text, number, on)
    digits = found["chapter"].zfill(2) + found["sub"] + found["last"]
    code = list_of_waste(on).get(digits) or _refuse_code(text, digits, on)
    if found["star"] and not code.hazardous:
        _refuse_star(text, code, on)
    return ParsedWasteCode(code, tuple(_steps(text, found, code)))


def _steps(text: str, found: re.Match[str], code: WasteCode) -> Iterator[str]:
    """What was done to read a text, in plain words; nothing for blanks at the ends."""
    listed = _display(code.code)
    if found.string != plain(text):
        yield "read the number without its decimals"
    elif len(found["chapter"]) == 2 and not _PLAIN_CODE.fullmatch(text.strip(" *")):
        yield f"read it as {listed}"
    if len(found["chapter"]) == 1:
        yield "added the lost leading zero"
    if code.hazardous and not found["star"]:
        yield f"added the asterisk: {listed} is hazardous in the list"


def _refuse_text(text: str, number: str, on: date) -> NoReturn:
    """Say why a text is no code at all."""
    if not number:
        raise CodeError("the waste code is empty", hint="write six digits, such as 17 05 04", value=text)
    if len(_ONE_OF_SEVERAL.findall(number)) > 1:
        raise CodeError(f"{text!r} holds several waste codes", hint="split the row: one code each", value=text)
    heading = _HEADING.fullmatch(number)
    if heading:
        _refuse_heading(text, heading["chapter"].zfill(2) + (heading["sub"] or ""), on)
    raise CodeError(f"{text!r} is no waste code", hint=_hint_for_text(number, on), value=text)


def _hint_for_text(number: str, on: date) -> str:
    if _DATE.fullmatch(number):
        return "a spreadsheet has turned the code into a date: format the column as text and type it again"
    code = list_of_waste(on).get("".join(re.findall(r"[0-9]", number)))
    if code and code.level == "code":
        return f"did you mean {_named(code)}?"
    return "write six digits, such as 17 05 04, with an asterisk when the waste is hazardous"


def _refuse_heading(text: str, digits: str, on: date) -> NoReturn:
    """Say that a chapter or sub-chapter is no code, and name some codes below it."""
    listed = list_of_waste(on)
    heading = listed.get(digits)
    if not heading:
        raise CodeError(f"{text!r} is no waste code", hint="write six digits, such as 17 05 04", value=text)
    below = [code for code in listed.values() if code.level == "code" and code.code.startswith(digits)]
    level = {"chapter": "chapter", "subchapter": "sub-chapter"}[heading.level]
    raise CodeError(
        f"{text!r} is the {level} {_named(heading)}, not a waste code",
        hint=f"use one of its {len(below)} codes, such as {_names(below[:3])}",
        value=text,
    )


def _refuse_code(text: str, digits: str, on: date) -> NoReturn:
    """Say that six digits are in no version of the list, or not in force on the day."""
    listed = {code: row for code, row in list_of_waste(on).items() if row.level == "code"}
    versions = [row for row in waste_code_versions() if row.code == digits]
    if not versions:
        near = [listed[code] for code in nearest_codes(digits, listed)]
        raise CodeError(f"{text!r} is not in the list of waste", hint=f"nearest codes: {_names(near)}", value=text)
    siblings = {code: row.title for code, row in listed.items() if code[:4] == digits[:4]}
    near = [listed[code] for code in nearest_names(versions[-1].title, siblings, least=0)]
    alike = _names(near) if near else "none"
    raise CodeError(
        f"{_named(versions[-1])} is not in force on {on}: {_period(versions)}",
        hint=f"codes of {_display(digits[:4])} in force then: {alike}",
        value=text,
        day=on.isoformat(),
    )


def _period(versions: list[WasteCode]) -> str:
    start, end = versions[0].valid_from, versions[-1].valid_to
    return f"in force from {start} to {end}" if end else f"in force from {start} on"


def _refuse_star(text: str, code: WasteCode, on: date) -> NoReturn:
    """Say that a code without asterisk in the list was written with one."""
    listed = list_of_waste(on)
    others = [listed[other] for other in sorted(mirrors(on).get(code.code, ()))]
    kind = "its mirror entry" if others else "a hazardous code of the same sub-chapter"
    others = others or [row for row in listed.values() if row.hazardous and row.code[:4] == code.code[:4]]
    use = f"if the waste is hazardous, use {kind}, such as {_names(others[:3])}; " if others else ""
    starred = next((row for row in waste_code_versions() if row.code == code.code and row.hazardous), None)
    period = f" on {on} (it is from {starred.valid_from})" if starred else ""
    raise CodeError(
        f"{text!r} has an asterisk, but {_named(code)} is not hazardous in the list{period}",
        hint=f"{use}if it is not, write {code.display}",
        value=text,
    )


def _named(code: WasteCode) -> str:
    return f'{code.display} "{code.title}"'


def _names(codes: list[WasteCode]) -> str:
    return "; ".join(_named(code) for code in codes)
