"""The municipalities of Uusimaa, by code and by either name."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType

from graph_kb.errors import CodeError
from graph_kb.model import Municipality
from graph_kb.reference.spelling import nearest_names, plain, whole_number
from graph_kb.reference.tables import provenance, rows

SOURCE_ID = "source:municipalities-2025"


@lru_cache(maxsize=1)
def municipalities() -> Mapping[str, Municipality]:
    """The 26 municipalities of Uusimaa by code, with the population of 2019 and a point inside each."""
    return MappingProxyType({row["code"]: _municipality(row) for row in rows("municipalities.csv")})


def find_municipality(text: str) -> Municipality:
    """Municipality of Uusimaa by code or by Finnish or Swedish name: '049', '49', 'Espoo', 'esbo'.

    Raises:
        CodeError: No municipality of Uusimaa has the code or name; the hint names those most like it.
    """
    written = plain(text)
    listed = municipalities()
    code = whole_number(written).zfill(3)
    if code in listed:
        return listed[code]
    found = _by_name().get(written.casefold())
    if found:
        return listed[found]
    raise CodeError(f"{text!r} is no municipality of Uusimaa", hint=_hint(written), value=text)


@lru_cache(maxsize=1)
def _by_name() -> Mapping[str, str]:
    """Code by name, both languages, upper and lower case alike."""
    places = municipalities().values()
    finnish = {place.name.casefold(): place.code for place in places}
    swedish = {place.name_sv.casefold(): place.code for place in places if place.name_sv}
    return MappingProxyType(swedish | finnish)


def _municipality(row: Mapping[str, str]) -> Municipality:
    return Municipality(
        id=f"municipality:{row['code']}",
        code=row["code"],
        name=row["name_fi"],
        name_sv=row["name_sv"],
        population=int(row["population"]),
        latitude=float(row["latitude"]),
        longitude=float(row["longitude"]),
        **provenance(SOURCE_ID, as_of=row["population_year"]),
    )


def _hint(written: str) -> str:
    listed = municipalities()
    codes = [_by_name()[name] for name in nearest_names(written, {name: name for name in _by_name()})]
    near = (listed[code] for code in dict.fromkeys(codes))
    names = ", ".join(f"{place.name} / {place.name_sv} ({place.code})" for place in near)
    return f"did you mean {names}?" if names else "use the name in Finnish or Swedish, or the three-digit code"
