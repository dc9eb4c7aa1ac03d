"""The shipped code lists as nodes and relationships of the graph."""

from __future__ import annotations

from collections.abc import Iterator

from graph_kb.model import Claim, Link, Method, Node, Region
from graph_kb.model.relationships import Plain
from graph_kb.reference.industries import VERSIONS, broader, industries
from graph_kb.reference.list_of_waste import WasteCode, list_of_waste, version_days, waste_code_versions
from graph_kb.reference.mirrors import mirror_pairs
from graph_kb.reference.municipalities import SOURCE_ID, municipalities
from graph_kb.reference.tables import provenance, sources

_NEW_HEADING = "low:1914"
_FIRST_DAYS_STATED = {
    "source:decision-2025-934": "2026-11-09",
    "source:decision-2025-934-corrigendum": "2026-12-09",
}


def reference_records() -> Iterator[Node | Link]:
    """Sources, waste codes, places and industries: all nodes, then the relationships between them.

    The records follow from the shipped tables alone: no clock, no settings. So loading them twice changes
    nothing, on whatever days. A code of the List of Waste that was retitled is two nodes, `low:160601` and
    `low:160601@2026-12-09`; each is joined to the headings and mirror entries in force with it.
    """
    yield from _nodes()
    yield from _place_links()
    yield from _waste_code_links()
    yield from _industry_links()
    for claim in _claims():
        yield _link("CITES", claim, sources()[claim.source_id], claim)
        yield _link("ABOUT", claim, _subject(claim), claim)


def _nodes() -> Iterator[Node]:
    yield from sources().values()
    yield from _regions()
    yield from municipalities().values()
    yield from waste_code_versions()
    for version in VERSIONS:
        yield from industries(version).values()
    yield from _claims()


def _regions() -> tuple[Region, Region]:
    """Uusimaa, and the country it is part of."""
    given = provenance(SOURCE_ID)
    uusimaa = Region(id="region:01", name="Uusimaa", name_sv="Nyland", code="01", **given)
    return uusimaa, Region(id="region:FI", name="Finland", name_sv="Finland", code="FI", **given)


def _place_links() -> Iterator[Link]:
    uusimaa, finland = _regions()
    for place in municipalities().values():
        yield _link("PART_OF", place, uusimaa, uusimaa)
    yield _link("PART_OF", uusimaa, finland, uusimaa)


def _waste_code_links() -> Iterator[Link]:
    """PART_OF to the heading, MIRROR_OF from the entry that is not hazardous to the one that is."""
    links: dict[str, Link] = {}
    for day in version_days():
        listed = list_of_waste(day)
        for code, row in listed.items():
            if code[:-2]:
                _join(links, "PART_OF", row, listed[code[:-2]], Method.REPORTED)
        for code, mirror in mirror_pairs(listed):
            _join(links, "MIRROR_OF", listed[code], listed[mirror], Method.INFERRED)
    yield from links.values()


def _industry_links() -> Iterator[Link]:
    """PART_OF to the industry one level up; that of a TOL 2008 code is a class of NACE Rev. 2."""
    for version in VERSIONS:
        for industry in industries(version).values():
            if above := broader(industry):
                yield _link("PART_OF", industry, above, industry)


def _join(links: dict[str, Link], type_: str, start: WasteCode, end: WasteCode, method: Method) -> None:
    """Add a link unless an earlier version has it; it holds from the day both rows are in force."""
    later = max(start, end, key=lambda row: row.valid_from)
    link = _link(type_, start, end, later, method)
    links.setdefault(link.key(), link)


def _claims() -> Iterator[Claim]:
    """The two published first days of the entries for batteries, of which the corrigendum's is kept."""
    for source_id, day in _FIRST_DAYS_STATED.items():
        yield Claim(
            id=f"claim:{_NEW_HEADING.replace(':', '-')}/valid-from/{day}",
            subject_id=_NEW_HEADING,
            property="valid_from",
            value=day,
            chosen=day == version_days()[-1].isoformat(),
            rule="a corrigendum replaces what it corrects",
            statement=f"The changes of Decision (EU) 2025/934 to the List of Waste apply from {day}.",
            **provenance(source_id),
        )


def _subject(claim: Claim) -> WasteCode:
    return next(code for code in waste_code_versions() if code.id == claim.subject_id)


def _link(type_: str, start: Node, end: Node, stated: Node, method: Method | None = None) -> Link:
    """Link with the provenance of the node that states it."""
    given = Plain(source_id=stated.source_id, as_of=stated.as_of, method=method or stated.method)
    return Link(
        type=type_,
        start=start.id,
        end=end.id,
        start_label=start.label(),
        end_label=end.label(),
        properties=given,
    )
