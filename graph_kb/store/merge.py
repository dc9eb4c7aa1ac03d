"""What a record says once several sources speak of it: who owns it, who filled in what, whose word is not taken.

The source that wrote a record first owns it and may change it. Another source fills in what the owner leaves out;
the list `filled_in` of the record remembers who did, so that neither takes away what the other said. The same
loads in the same order, repeated, change nothing from the second round on.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from graph_kb.store.meta import BOOKKEEPING_PROPERTIES

FILLED_IN = "filled_in"
_AMOUNT = frozenset({"amount_min", "amount", "amount_max", "unit", "period", "stated"})
_SAID_BY = frozenset({"source_id", "as_of", "method"})
_NOT_COMPARED = BOOKKEEPING_PROPERTIES | _SAID_BY | {"id", "stated"}
"""What no difference lies in; `stated` follows from the amounts."""

EXAMPLES_KEPT = 20


@dataclass(frozen=True)
class Difference:
    """A value that was not taken, as another source says something else.

    Attributes:
        record: Id of the node, or key of the relationship.
        property: Property they differ in.
        kept: Value in the graph; None where a part of an amount is refused, as amounts are taken whole.
        kept_source: Source of that value.
        refused: Value that was not taken.
        refused_source: Source that states it.
    """

    record: str
    property: str
    kept: Any
    kept_source: str
    refused: Any
    refused_source: str

    def __str__(self) -> str:
        """One line, both values with their sources."""
        kept = "no value of its own" if self.kept is None else repr(self.kept)
        return (
            f"{self.record}: {self.property} stays {kept} ({self.kept_source}), "
            f"not {self.refused!r} ({self.refused_source})"
        )


@dataclass(frozen=True)
class Bound:
    """A node that was stated here and that another source wrote: they are one record from now on.

    Attributes:
        label: Label.
        id: Id.
        name: Name or title it has in the graph.
        owner: Source that wrote it, by the name of its load.
        where: First row that states it here, as file:row.
    """

    label: str
    id: str
    name: str
    owner: str
    where: str = ""


@dataclass
class Written:
    """What a write did, in records.

    Attributes:
        created: New records.
        updated: Records that say something else than before.
        unchanged: Records that say what they said.
        kept: Records of another source that keep a value although it differs.
        removed: Relationships that this source stated before and states no more.
        bound: Nodes that another source wrote.
        differing: Values that were not taken; at least one for each record that was kept.
        differences: The first of them.
        bindings: The first nodes that another source wrote.
        found: Ids or keys of the records of this one write that were in the graph before it.
        beside: Nodes around which this one write saw other relationships that only its source speaks of.
    """

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    kept: int = 0
    removed: int = 0
    bound: int = 0
    differing: int = 0
    differences: list[Difference] = field(default_factory=list)
    bindings: list[Bound] = field(default_factory=list)
    found: list[str] = field(default_factory=list)
    beside: list[str] = field(default_factory=list)

    def add(self, other: Written) -> None:
        """Add another write, but for what it found and saw."""
        for name in ("created", "updated", "unchanged", "kept", "removed", "bound", "differing"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.differences = [*self.differences, *other.differences][:EXAMPLES_KEPT]
        self.bindings = [*self.bindings, *other.bindings][:EXAMPLES_KEPT]

    @property
    def changes(self) -> int:
        """Number of records that were changed."""
        return self.created + self.updated + self.removed

    def numbers(self) -> dict[str, int]:
        """Counts of records, by what happened to them."""
        names = ("created", "updated", "unchanged", "kept", "removed")
        return {name: getattr(self, name) for name in names}


def source_name(load_id: str | None) -> str:
    """What the loads of one source have in common, whatever its content: `load:park@1f` gives `load:park`."""
    return (load_id or "").partition("@")[0]


def merge(there: dict[str, Any], said: dict[str, Any]) -> dict[str, Any]:
    """Properties of a record after a source has spoken.

    Args:
        there: Properties in the graph.
        said: All that the source says of the record now, with its load; a record of a backup says who filled in what.
    """
    speaker, marks = source_name(said.get("load_id")), _fills(there)
    if speaker == source_name(there.get("load_id")):
        given = _fills(said)
        own = {name: value for name, value in said.items() if name not in given}
        marks |= given
        added = _fitting({name: {**there, **said}[name] for name in marks if name in {**there, **said}}, own)
        filled = {name: marks[name] for name in added}
    else:
        own = {name: value for name, value in there.items() if marks.get(name) != speaker}
        added = _fitting({name: value for name, value in said.items() if name not in BOOKKEEPING_PROPERTIES}, own)
        filled = {name: by for name, by in marks.items() if by != speaker} | dict.fromkeys(added, speaker)
    own.pop(FILLED_IN, None)
    said_by = sorted(f"{name}@{by}" for name, by in filled.items())
    return {**own, **added, **({FILLED_IN: said_by} if said_by else {})}


def own_statement(there: dict[str, Any]) -> dict[str, Any]:
    """What the owner of a record said of it, with its load: without what others filled in."""
    filled = _fills(there)
    own_marks = BOOKKEEPING_PROPERTIES - {"load_id"}
    return {name: value for name, value in there.items() if name not in filled and name not in own_marks}


def differences(said: dict[str, Any], merged: dict[str, Any]) -> list[Difference]:
    """What a source says of a record and what was not taken.

    Args:
        said: All that the source says.
        merged: The record after that, see `merge`.
    """
    kept_source, refused_source = str(merged.get("source_id")), str(said.get("source_id"))
    return [
        Difference(str(said["id"]), name, merged.get(name), kept_source, value, refused_source)
        for name, value in said.items()
        if name not in _NOT_COMPARED and merged.get(name) != value
    ]


def is_same(one: dict[str, Any], other: dict[str, Any]) -> bool:
    """Whether two states of a record say the same and give the same sources credit for it."""
    written_by = BOOKKEEPING_PROPERTIES - {FILLED_IN}
    names = (one.keys() | other.keys()) - written_by
    return all(one.get(name) == other.get(name) for name in names)


def _fills(properties: dict[str, Any]) -> dict[str, str]:
    """Who filled in what, by property."""
    pairs = (entry.partition("@") for entry in properties.get(FILLED_IN) or [])
    return {name: by for name, _, by in pairs}


def _fitting(offered: dict[str, Any], own: dict[str, Any]) -> dict[str, Any]:
    """What may be filled in: an amount with its bounds, unit and period is one statement and is never mixed."""
    closed = own.keys() | (_AMOUNT if _AMOUNT & own.keys() else set())
    return {name: value for name, value in offered.items() if name not in closed}
