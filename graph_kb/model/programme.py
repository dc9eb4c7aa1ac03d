"""What is planned and paid for: programmes, measures, projects, pilots, funding, tenders."""

from __future__ import annotations

from typing import ClassVar, Literal

from graph_kb.model.base import Amounts, Node, Text, When, prop


class Programme(Node):
    """A programme with measures, such as a city's or an authority's."""

    room: ClassVar[str] = "programme"
    name: Text = prop("Name.", default=...)
    since: When | None = prop("Runs since.")
    until: When | None = prop("Runs until.")


class Measure(Node):
    """A measure of a programme, with its progress."""

    room: ClassVar[str] = "programme"
    name: Text = prop("Name.", default=...)
    progress: Literal["not_started", "planning", "implementing", "done"] | None = prop(
        "Progress; missing when unknown."
    )
    on_schedule: bool | None = prop("Whether it is on schedule; missing when unknown.")
    time_frame: Text | None = prop("Time frame as stated, such as 'continuous'.")
    goals: list[Text] = prop("Goals as stated.", default=[])


class Task(Node):
    """A task of a measure."""

    room: ClassVar[str] = "programme"
    name: Text = prop("Name.", default=...)
    progress: Literal["not_started", "planning", "implementing", "done"] | None = prop(
        "Progress; missing when unknown."
    )
    since: When | None = prop("Runs since.")
    until: When | None = prop("Runs until.")


class Project(Node):
    """A project with partners and an end."""

    room: ClassVar[str] = "programme"
    name: Text = prop("Name.", default=...)
    status: Literal["planned", "running", "done"] | None = prop("State; missing when unknown.")
    since: When | None = prop("Runs since.")
    until: When | None = prop("Runs until.")
    note: Text | None = prop("What it is about, one or two sentences.")


class Pilot(Node):
    """A trial of a technology or resource in real use."""

    room: ClassVar[str] = "programme"
    name: Text = prop("Name.", default=...)
    status: Literal["planned", "running", "done"] | None = prop("State; missing when unknown.")
    since: When | None = prop("Runs since.")
    until: When | None = prop("Runs until.")
    note: Text | None = prop("What was tried, one or two sentences.")


class Funding(Amounts, Node):
    """Money granted or promised."""

    room: ClassVar[str] = "programme"
    name: Text = prop("Name.", default=...)
    scheme: Text | None = prop("Funding scheme.")


class Tender(Amounts, Node):
    """A public procurement that could ask for recycled material."""

    room: ClassVar[str] = "programme"
    name: Text = prop("Name.", default=...)
    status: Literal["planned", "open", "closed"] | None = prop("State; missing when unknown.")
    due: When | None = prop("Date it is due or was planned for.")
    note: Text | None = prop("What it asks for, one or two sentences.")
