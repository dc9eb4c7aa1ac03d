"""Colour and shape of every label: colours that colour-blind people tell apart, and never colour alone.

Colours are those of Okabe and Ito (2008), "Color Universal Design"; the shapes are vis-network's.
"""

from __future__ import annotations

from dataclasses import dataclass

BLACK, ORANGE, SKY, GREEN = "#000000", "#E69F00", "#56B4E9", "#009E73"
YELLOW, BLUE, VERMILLION, PURPLE = "#F0E442", "#0072B2", "#D55E00", "#CC79A7"
OKABE_ITO = (BLACK, ORANGE, SKY, GREEN, YELLOW, BLUE, VERMILLION, PURPLE)
GREY = "#8C8C8C"

SHAPES = {
    "dot": "M12 3a9 9 0 1 0 .01 0z",
    "square": "M4 4h16v16H4z",
    "triangle": "M12 2.5 21.5 20h-19z",
    "triangleDown": "M12 21.5 2.5 4h19z",
    "diamond": "M12 1.5 22.5 12 12 22.5 1.5 12z",
    "hexagon": "M6.5 2.8h11L23 12l-5.5 9.2h-11L1 12z",
    "star": "M12 1.5l3 7.2 7.8.6-5.9 5.1 1.8 7.6L12 18l-6.7 4 1.8-7.6-5.9-5.1 7.8-.6z",
}
"""Outline of each shape as an SVG path in a 24 by 24 box, for the legend."""


@dataclass(frozen=True)
class Style:
    """How the nodes of one kind look."""

    colour: str
    shape: str

    @property
    def border(self) -> str:
        """A darker tone of the colour, so that light fills keep their outline on white."""
        return darker(self.colour)

    @property
    def outline(self) -> str:
        """The shape as an SVG path."""
        return SHAPES[self.shape]


STYLES = {
    "Facility": Style(BLUE, "square"),
    "Organisation": Style(BLUE, "hexagon"),
    "Network": Style(BLUE, "star"),
    "Municipality": Style(BLACK, "square"),
    "Region": Style(BLACK, "diamond"),
    "Resource": Style(GREEN, "hexagon"),
    "Resource: Material": Style(GREEN, "dot"),
    "Resource: Energy": Style(YELLOW, "dot"),
    "Resource: Water": Style(SKY, "dot"),
    "Resource: Service": Style(PURPLE, "dot"),
    "Offer": Style(ORANGE, "triangle"),
    "Need": Style(PURPLE, "triangleDown"),
    "Exchange": Style(ORANGE, "star"),
    "Process": Style(VERMILLION, "diamond"),
    "Technology": Style(VERMILLION, "hexagon"),
    "Permit": Style(VERMILLION, "square"),
    "WasteCode": Style(YELLOW, "square"),
    "Industry": Style(YELLOW, "hexagon"),
    "Programme": Style(SKY, "star"),
    "Measure": Style(SKY, "square"),
    "Task": Style(SKY, "diamond"),
    "Project": Style(SKY, "hexagon"),
    "Pilot": Style(SKY, "triangle"),
    "Funding": Style(SKY, "triangleDown"),
    "Tender": Style(GREEN, "triangleDown"),
    "Source": Style(PURPLE, "square"),
    "Claim": Style(PURPLE, "diamond"),
    "Chain": Style(PURPLE, "star"),
    "Load": Style(BLACK, "hexagon"),
    "Meta": Style(BLACK, "triangle"),
}
"""Style of each kind, in the order of the legend."""

UNKNOWN = Style(GREY, "dot")
_ORDER = {kind: place for place, kind in enumerate(STYLES)}


def style_of(kind: str) -> Style:
    """Style of a kind; grey dots for labels that the model does not know."""
    return STYLES.get(kind, UNKNOWN)


def legend_order(kind: str) -> tuple[int, str]:
    """Sort key that keeps the legend in the order of the table above."""
    return _ORDER.get(kind, len(_ORDER)), kind


def darker(colour: str) -> str:
    """The colour at 60 % of its brightness."""
    channels = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    return "#" + "".join(f"{channel * 6 // 10:02X}" for channel in channels)
