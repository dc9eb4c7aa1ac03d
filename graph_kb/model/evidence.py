"""Why we believe it: sources, claims, certified chains, loads and the state of the graph itself."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Field

from graph_kb.model.base import Amounts, Identifier, Node, Record, Text, When, prop

Condition = Annotated[int, Field(ge=1, le=12)]


class Source(Node):
    """A publication, register or statement that facts are taken from."""

    room: ClassVar[str] = "evidence"
    title: Text = prop("Title, or a short description where it has none.", default=...)
    address: Text | None = prop("Web address.")
    publisher: Text | None = prop("Publisher.")
    published: When | None = prop("Date of publication; missing when undated.")
    read_on: When | None = prop("Day it was read.")
    licence: Text | None = prop("Licence of the source.")


class Claim(Amounts, Node):
    """One source's statement about one property of one subject, kept beside what others say.

    A claim is written where sources differ, where a value was resolved or inferred, and for figures that are
    no property of the subject (a yearly release, an investment).
    """

    room: ClassVar[str] = "evidence"
    subject_id: Identifier = prop("Id of the node it is about.", default=...)
    property: Text = prop("What is claimed, in snake_case.", default=...)
    value: Text | None = prop("Value in words, when it is no number.")
    valid_for: Text | None = prop("Time it is claimed for, as stated: '2023', 'planned', '2015-2025'.")
    about: Identifier | None = prop("Id of the resource concerned, when the figure is about one.")
    chosen: bool | None = prop("Whether this claim is the value shown; missing when nothing was chosen.")
    rule: Text | None = prop("Rule that chose or inferred it, one line.")
    statement: Text | None = prop("The statement in our own words.")
    confidence: Text | None = prop("Confidence of the reader: high, medium, low.")


class Chain(Node):
    """A chain the engine certified; written back so that Cypher can query it."""

    room: ClassVar[str] = "evidence"
    name: Text | None = prop("Its source, steps and need.")
    hash: Text = prop("Hash of the certificate.", default=...)
    status: Text = prop("certified, conditional or broken.", default=...)
    reason: Text | None = prop("Why it is broken.")
    broken_conditions: list[Condition] = prop("Numbers of the conditions that are broken, 1 to 12.", default=[])
    data_version: int = prop("Data version it was last verified on.", default=..., ge=0)
    value: float | None = prop("Value of the objective; missing when its amount is unknown.", unit="as unit")
    unit: Text | None = prop("Unit of the value.")


class Load(Record):
    """One run of the intake. Outside the data version and the content hash."""

    id: Identifier = prop("Id of the load.", default=...)
    source_name: Text = prop("Name of the loaded source.", default=...)
    content: Text = prop("SHA-256 of the loaded files and their mapping.", default=...)
    status: Text = prop("running, done, interrupted or undone.", default=...)
    started: Text = prop("Start of the first run, UTC.", default=...)
    started_from: Text | None = prop("Hash of the computer and folder that it runs from.")
    finished: Text | None = prop("End of the last run that changed something, UTC.")
    rows_read: int = prop("Rows read.", default=0)
    created: int = prop("Records created.", default=0)
    updated: int = prop("Records updated.", default=0)
    unchanged: int = prop("Records unchanged.", default=0)
    removed: int = prop("Relationships removed, as the source no longer states them.", default=0)
    rejected: int = prop("Rows rejected.", default=0)


class Meta(Record):
    """State of the graph: schema version and the counter that every writing batch raises."""

    id: Identifier = prop("Always 'meta'.", default="meta")
    schema_version: int = prop("Version of the schema.", default=..., ge=1)
    data_version: int = prop("Raised by every batch that changes data.", default=..., ge=0)
    beside_version: int | None = prop("Raised when what is no data changes: saved chains, notes of loads.", ge=0)
    made: Text | None = prop("Tells the graph from one that was there before; none where an earlier release made it.")
    as_of: When | None = prop("Day of the last change.")
    writer: Text | None = prop("Name of the load that wrote last, while it writes several batches at a time.")
    writer_since: int | None = prop("Data version from which on nobody else wrote.", ge=0)
