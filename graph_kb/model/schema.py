"""The schema as one table: labels, relationship types, properties with unit and meaning, constraints.

Everything else that needs to know the graph (writer, templates, legend, documentation) reads it from here.
"""

from __future__ import annotations

import types
import typing
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from graph_kb.model import actors, codes, conversion, evidence, flows, programme
from graph_kb.model.base import Node
from graph_kb.model.relationships import RELATIONS

SCHEMA_VERSION = 1

NODES: dict[str, type[Node]] = {
    model.label(): model
    for model in (
        actors.Organisation,
        actors.Facility,
        actors.Network,
        actors.Municipality,
        actors.Region,
        actors.Industry,
        flows.Resource,
        flows.Offer,
        flows.Need,
        flows.Exchange,
        conversion.Technology,
        conversion.Process,
        conversion.Permit,
        codes.WasteCode,
        programme.Programme,
        programme.Measure,
        programme.Task,
        programme.Project,
        programme.Pilot,
        programme.Funding,
        programme.Tender,
        evidence.Source,
        evidence.Claim,
        evidence.Chain,
    )
}
RESOURCE_KINDS = ("Material", "Energy", "Water", "Service")
BOOKKEEPING = ("Load", "Meta")
OUTSIDE_CONTENT = frozenset({"Chain", "Load", "Meta"})
"""Labels outside the data version and the content hash: saving chains or loading twice changes nothing."""
CHAIN_SOURCE = "source:graph-kb-chains"
"""Source of the chains that the engine certified; it comes with the first of them, and is outside as they are."""

INDEXED = (("WasteCode", "code"), ("Facility", "name"), ("Resource", "name"), ("Claim", "subject_id"))


@dataclass(frozen=True)
class Attribute:
    """One property of a label or relationship type."""

    owner: str
    name: str
    type: str
    unit: str
    required: bool
    choices: tuple[str, ...]
    text: str


def attributes(owner: str, model: type[BaseModel]) -> Iterator[Attribute]:
    """Properties of a model in order of declaration."""
    for name, field in model.model_fields.items():
        kind, choices = _describe(field.annotation)
        extra = field.json_schema_extra
        unit = str(extra.get("unit", "")) if isinstance(extra, dict) else ""
        yield Attribute(owner, name, kind, unit, field.is_required(), choices, field.description or "")


def attribute_table() -> list[Attribute]:
    """Properties of every label, then of every relationship type."""
    rows = [row for label, model in NODES.items() for row in attributes(label, model)]
    for type_, relations in RELATIONS.items():
        rows += attributes(type_, relations[0].properties)
    return rows


def field_of(owner: str, name: str) -> FieldInfo | None:
    """Declaration of a property of a label, or None."""
    model = NODES.get(owner)
    return model.model_fields.get(name) if model else None


def constraints() -> list[str]:
    """Cypher statements that make ids unique and lookups fast; each may be run again."""
    unique = [
        f"CREATE CONSTRAINT {label.lower()}_id IF NOT EXISTS FOR (n:{label}) REQUIRE n.id IS UNIQUE"
        for label in (*NODES, *BOOKKEEPING)
    ]
    lookups = [
        f"CREATE INDEX {label.lower()}_{name} IF NOT EXISTS FOR (n:{label}) ON (n.{name})" for label, name in INDEXED
    ]
    return [*unique, *lookups, "CREATE INDEX change_version IF NOT EXISTS FOR (c:Change) ON (c.version)"]


def _describe(annotation: object) -> tuple[str, tuple[str, ...]]:
    """Name and choices of a type, optional marks left out."""
    origin, arguments = typing.get_origin(annotation), typing.get_args(annotation)
    if origin in (types.UnionType, typing.Union):
        return _describe(next(part for part in arguments if part is not type(None)))
    if origin is typing.Annotated:
        return _describe(arguments[0])
    if origin is typing.Literal:
        return "choice", tuple(str(choice) for choice in arguments)
    if origin is list:
        kind, choices = _describe(arguments[0])
        return f"list of {kind}", choices
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        return "choice", tuple(str(choice.value) for choice in annotation)
    return _NAMES.get(annotation, str(getattr(annotation, "__name__", annotation))), ()


_NAMES: dict[object, str] = {str: "text", float: "number", int: "integer", bool: "yes/no"}
