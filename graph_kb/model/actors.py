"""Who and where: organisations, their sites, networks, places, industries."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import StringConstraints

from graph_kb.model.base import Node, Text, When, prop

Kind = Literal[
    "company",
    "municipality",
    "joint_authority",
    "network_office",
    "authority",
    "research",
    "association",
    "funder",
    "school",
]
BusinessId = Annotated[str, StringConstraints(pattern=r"^\d{7}-\d$")]


class Organisation(Node):
    """A legal person; it may be of several kinds at once."""

    room: ClassVar[str] = "actors"
    name: Text = prop("Name.", default=...)
    kinds: list[Kind] = prop("Kinds of organisation; empty when unknown.", default=[])
    business_id: BusinessId | None = prop("Finnish business id (Y-tunnus).")
    website: Text | None = prop("Web address.")


class Facility(Node):
    """A site where things are made, used, treated or stored."""

    room: ClassVar[str] = "actors"
    name: Text = prop("Name.", default=...)
    kind: Text | None = prop("What it is, in a few words.")
    status: Literal["running", "planned", "closed"] | None = prop("Whether it runs; missing when unknown.")
    latitude: float | None = prop("Latitude, WGS 84.", unit="deg", ge=-90, le=90)
    longitude: float | None = prop("Longitude, WGS 84.", unit="deg", ge=-180, le=180)
    location_precision: Literal["site", "municipality"] | None = prop(
        "What the coordinates stand for: the site itself, or a point inside its municipality."
    )
    since: When | None = prop("In operation since.")
    until: When | None = prop("In operation until.")


class Network(Node):
    """Organisations that work together: an ecosystem, a hub, a marketplace."""

    room: ClassVar[str] = "actors"
    name: Text = prop("Name.", default=...)
    kind: Text | None = prop("What it is: network, hub, marketplace, cluster.")
    themes: list[Text] = prop("Themes it works on.", default=[])
    website: Text | None = prop("Web address.")


class Municipality(Node):
    """A municipality as a place; the municipality as an actor is an Organisation."""

    room: ClassVar[str] = "places"
    name: Text = prop("Name in Finnish.", default=...)
    name_sv: Text | None = prop("Name in Swedish.")
    code: Annotated[str, StringConstraints(pattern=r"^\d{3}$")] = prop("Municipality code, three digits.", default=...)
    population: int | None = prop("Inhabitants at the date of the source.", unit="persons", ge=0)
    latitude: float | None = prop("Latitude of a point inside it, WGS 84.", unit="deg", ge=-90, le=90)
    longitude: float | None = prop("Longitude of that point, WGS 84.", unit="deg", ge=-180, le=180)


class Region(Node):
    """A region or a country as a place."""

    room: ClassVar[str] = "places"
    name: Text = prop("Name.", default=...)
    name_sv: Text | None = prop("Name in Swedish.")
    code: Text | None = prop("Region code.")


class Industry(Node):
    """A class of economic activity."""

    room: ClassVar[str] = "codes"
    code: Text = prop("Code within the scheme.", default=...)
    scheme: Literal["NACE", "TOL"] = prop("Classification.", default=...)
    version: Literal["Rev. 2", "Rev. 2.1", "2008", "2025"] = prop("Version of the classification.", default=...)
    name: Text = prop("Title in English, or in Finnish where no English title exists.", default=...)
    name_fi: Text | None = prop("Title in Finnish.")
    name_sv: Text | None = prop("Title in Swedish.")
