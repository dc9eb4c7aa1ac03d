"""Classes of economic activity: NACE Rev. 2 and Rev. 2.1, and the part of TOL 2008 we have."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Literal

from graph_kb.errors import CodeError
from graph_kb.model import Industry
from graph_kb.reference.spelling import nearest_codes, plain, whole_number
from graph_kb.reference.tables import provenance, rows

Version = Literal["Rev. 2", "Rev. 2.1", "2008"]
"""NACE Rev. 2, NACE Rev. 2.1, or TOL 2008."""
VERSIONS: tuple[Version, ...] = ("Rev. 2", "Rev. 2.1", "2008")

_PREFIX = {"Rev. 2": "nace2", "Rev. 2.1": "nace21", "2008": "tol2008"}
_SOURCE = {"Rev. 2": "source:nace-rev-2", "Rev. 2.1": "source:nace-rev-2-1", "2008": "source:tol-2008"}


@lru_cache(maxsize=4)
def industries(version: Version = "Rev. 2") -> Mapping[str, Industry]:
    """Industries of a classification by code: sections 'E', divisions '38', groups '38.2', classes '38.21'.

    TOL 2008 is partial: its five-digit codes that we found, without the upper levels, which are NACE Rev. 2.

    Args:
        version: Classification and version.
    """
    if version == "2008":
        made = [_industry("TOL", version, row["code"], row["title_fi"], row) for row in rows("tol_2008.csv")]
    else:
        made = [
            _industry("NACE", version, row["code"], row["title"], row)
            for row in rows("nace.csv")
            if row["version"] == version
        ]
    return MappingProxyType({industry.code: industry for industry in made})


def find_industry(text: str, version: Version = "Rev. 2") -> Industry:
    """Industry of a code as people write it: '38.21', '3821', 'c', '1.11' for '01.11', '38210' in TOL 2008.

    Args:
        text: One cell.
        version: Classification and version.

    Raises:
        CodeError: No such code, or two codes can be meant.
    """
    listed, written = industries(version), plain(text).upper()
    if written in listed:
        return listed[written]
    found = sorted(_meant(whole_number(written), listed))
    if len(found) == 1:
        return listed[found[0]]
    if found:
        raise CodeError(f"{text!r} can be {' or '.join(found)} in {_title(version)}", hint="write the dot", value=text)
    raise CodeError(f"{text!r} is not in {_title(version)}", hint=_hint(written, version), value=text)


def broader(industry: Industry) -> Industry | None:
    """Industry one level up; None for a section. The class above a TOL 2008 code is one of NACE Rev. 2."""
    parent = _parents().get(industry.id, "")
    return industries("Rev. 2.1" if industry.version == "Rev. 2.1" else "Rev. 2").get(parent)


@lru_cache(maxsize=1)
def _parents() -> Mapping[str, str]:
    """Code one level up, by id."""
    above = {f"{_PREFIX[row['version']]}:{row['code']}": row["parent"] for row in rows("nace.csv")}
    above |= {f"{_PREFIX['2008']}:{row['code']}": row["nace_class"] for row in rows("tol_2008.csv")}
    return MappingProxyType(above)


def _industry(scheme: str, version: Version, code: str, name: str, row: Mapping[str, str]) -> Industry:
    return Industry.model_validate(
        {
            "id": f"{_PREFIX[version]}:{code}",
            "code": code,
            "scheme": scheme,
            "version": version,
            "name": name,
            "name_fi": row["title_fi"] or None,
            "name_sv": row.get("title_sv") or None,
            **provenance(_SOURCE[version]),
        }
    )


def _meant(written: str, listed: Mapping[str, Industry]) -> set[str]:
    """Codes that a text without dot, or without its leading zero, can stand for."""
    spellings = {written, f"0{written}"}
    return {code for code in listed if code in spellings or code.replace(".", "") in spellings}


def _hint(written: str, version: Version) -> str:
    if version == "2008":
        return "the list of TOL 2008 kept here is partial: use the NACE Rev. 2 class, its first four digits"
    digits = "".join(letter for letter in written if letter.isdecimal())
    if not digits:
        return "write a section letter or digits such as 38.21"
    listed = industries(version)
    classes = {code.replace(".", ""): code for code in listed if code.isdecimal() or "." in code}
    near = (classes[code] for code in nearest_codes(digits, classes))
    return "nearest codes: " + "; ".join(f'{code} "{listed[code].name}"' for code in near)


def _title(version: Version) -> str:
    return "TOL 2008" if version == "2008" else f"NACE {version}"
