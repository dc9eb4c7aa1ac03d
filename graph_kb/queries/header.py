"""The header of a query file: comments that name, document and type it, so the file still runs anywhere.

// name: offers_of_facility
// What one facility offers.
// param facility_id: string          facility that offers
// param limit: integer = 50          most rows
// returns offer_id, resource
// scan: Offer                        only for a query that starts from no anchor
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import NamedTuple

from graph_kb.queries.parameters import CONVERTERS, Parameter, read_default


class Problem(NamedTuple):
    """Something wrong in a query file, on a line counted from 1."""

    line: int
    message: str


@dataclass
class Header:
    """What the header of a file declares, the lines it does so on, and what is wrong with it.

    Args:
        name: Name of the query, "" when missing.
        doc: Sentences about it, "" when missing.
        parameters: By name.
        returns: Columns in order.
        scan: Label or type walked through whole, "" when none.
        lines: Line of `name`, `returns`, `scan` and of each `$parameter`.
        problems: Lines that cannot be read.
    """

    name: str = ""
    doc: str = ""
    parameters: dict[str, Parameter] = field(default_factory=dict)
    returns: tuple[str, ...] = ()
    scan: str = ""
    lines: dict[str, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


_ENTRY = re.compile(r"(name:|param\b|returns\b|scan:)\s*(.*)")
_NAME = re.compile(r"[a-z][a-z0-9_]*")
_COLUMNS = re.compile(r"[A-Za-z_]\w*(?:\s*,\s*[A-Za-z_]\w*)*")
_PARAMETER = re.compile(
    r"(?P<name>[A-Za-z_]\w*)\s*:\s*(?P<type>\w+)"
    r"(?:\s*=\s*(?P<default>'[^']*'|\"[^\"]*\"|\[[^\]]*\]|\S+))?(?:\s+(?P<doc>.*))?"
)
_SCAN = re.compile(r"([A-Za-z_]\w*|\*)(?:\s.*)?")


def read_header(text: str) -> Header:
    """Read the comment lines at the head of a query file.

    Args:
        text: The whole file.

    Returns:
        What they declare; lines that cannot be read are among its problems.
    """
    header = Header()
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.startswith("//"):
            break
        _read_line(header, number, line[2:].strip())
    return header


def _read_line(header: Header, number: int, line: str) -> None:
    """Read one line of the header."""
    match = _ENTRY.fullmatch(line)
    if match is None:
        header.doc = f"{header.doc} {line}".strip()
        return
    word, rest = match.groups()
    key = word.rstrip(":")
    if key == "param":
        _read_parameter(header, number, rest)
    elif key in header.lines:
        header.problems.append(Problem(number, f"a second {key} line"))
    else:
        header.lines[key] = number
        _read_entry(header, number, key, rest)


def _read_entry(header: Header, number: int, key: str, rest: str) -> None:
    """Read a name, returns or scan line."""
    if key == "name" and _NAME.fullmatch(rest):
        header.name = rest
    elif key == "returns" and _COLUMNS.fullmatch(rest):
        header.returns = tuple(column.strip() for column in rest.split(","))
    elif key == "scan" and (match := _SCAN.fullmatch(rest)):
        header.scan = match.group(1)
    else:
        header.problems.append(Problem(number, f"this {key} line cannot be read: {_FORMS[key]}"))


def _read_parameter(header: Header, number: int, rest: str) -> None:
    """Read a param line."""
    match = _PARAMETER.fullmatch(rest)
    if match is None:
        header.problems.append(Problem(number, f"this param line cannot be read: {_FORMS['param']}"))
        return
    name, type_, default = match["name"], match["type"], match["default"]
    value: object = None
    if type_ not in CONVERTERS:
        header.problems.append(Problem(number, f"unknown type {type_}: use {', '.join(CONVERTERS)}"))
    elif default is not None:
        try:
            value = read_default(type_, default)
        except (ValueError, TypeError):
            header.problems.append(Problem(number, f"the default {default} is no {type_}"))
    if name in header.parameters:
        header.problems.append(Problem(number, f"a second param line for {name}"))
    header.lines.setdefault(f"${name}", number)
    header.parameters[name] = Parameter(name, type_, value, default is None, match["doc"] or "")


_FORMS = {
    "name": "write // name: lower_case_name",
    "returns": "write // returns column, column",
    "scan": "write // scan: Label, or // scan: * for the whole graph",
    "param": "write // param name: type = default   what it means",
}
