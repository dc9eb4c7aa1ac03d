"""Whether the coordinates of a row's site lie where its municipality is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from graph_kb.intake.issues import CellProblem
from graph_kb.intake.sense import far_from, seems_swapped
from graph_kb.model.distance import Point, distance_km
from graph_kb.store.records import LinkRow, NodeRow

SWAPPED, FAR = "swapped", "far"


def place_problems(nodes: Iterable[NodeRow], links: Iterable[LinkRow], column: str) -> Iterator[CellProblem]:
    """Sites whose coordinates do not fit. Those with the code `SWAPPED` and a municipality are certain.

    Args:
        nodes: Nodes of the row.
        links: Its relationships.
        column: Column of the latitude.
    """
    homes = {link.start: link.end for link in links if link.type == "LOCATED_IN"}
    for node in nodes:
        latitude, longitude = node.properties.get("latitude"), node.properties.get("longitude")
        if node.labels[0] == "Facility" and latitude is not None and longitude is not None:
            yield from point_problems((latitude, longitude), homes.get(node.id, ""), column)


def point_problems(point: Point, municipality: str, column: str) -> Iterator[CellProblem]:
    """What is wrong with the latitude and longitude of a site.

    Args:
        point: They.
        municipality: Id of its municipality; empty when unknown.
        column: Column of the latitude.
    """
    from graph_kb.reference import municipalities

    shown = f"{point[0]:g}, {point[1]:g}"
    home = municipalities().get(municipality.removeprefix("municipality:"))
    place = None if home is None or home.latitude is None or home.longitude is None else (home.latitude, home.longitude)
    if home is None or place is None:
        if seems_swapped(point):
            hint = "change latitude and longitude over, unless the site is there"
            yield CellProblem(column, FAR, f"coordinates {shown} lie outside Europe, and in it when swapped", hint)
        return
    found = far_from(place, point)
    if found == SWAPPED:
        hint = f"write latitude {point[1]:g}, longitude {point[0]:g}"
        yield CellProblem(column, SWAPPED, f"latitude and longitude are swapped: {shown} is not in {home.name}", hint)
    elif found == FAR:
        km = round(distance_km(place, point))
        hint = "look at the coordinates and the municipality: one of them may be wrong"
        yield CellProblem(column, FAR, f"coordinates {shown} lie {km} km from {home.name}", hint)
