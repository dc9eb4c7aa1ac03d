"""Waste codes of the European List of Waste."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import StringConstraints

from graph_kb.model.base import Node, Text, When, prop

HazardEntry = Literal["absolute_hazardous", "absolute_non_hazardous", "mirror_hazardous", "mirror_non_hazardous"]


class WasteCode(Node):
    """A chapter, sub-chapter or code of the European List of Waste (Decision 2000/532/EC as amended)."""

    room: ClassVar[str] = "codes"
    code: Annotated[str, StringConstraints(pattern=r"^(\d{2}|\d{4}|\d{6})$")] = prop("Digits only.", default=...)
    display: Text = prop("As printed in the list, with blanks and asterisk: '17 05 03*'.", default=...)
    level: Literal["chapter", "subchapter", "code"] = prop("Level in the list.", default=...)
    title: Text = prop("Official title in English.", default=...)
    title_fi: Text | None = prop("Title in Finnish, unofficial.")
    title_sv: Text | None = prop("Title in Swedish, unofficial.")
    hazardous: bool | None = prop("Hazardous as listed; missing above code level.")
    hazard_entry: HazardEntry | None = prop("Absolute or mirror entry; the reading is ours, not the Decision's.")
    valid_from: When = prop("First day in force.", default=...)
    valid_to: When | None = prop("Last day in force; missing while in force.")
