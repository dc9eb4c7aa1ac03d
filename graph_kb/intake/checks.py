"""Checks of a mapping against the model: labels, relationships, properties and constants that do not exist."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Annotated, Any, cast

from pydantic import BaseModel, TypeAdapter, ValidationError

from graph_kb.errors import UnitError
from graph_kb.intake.fields import as_field, kinds
from graph_kb.intake.issues import CellProblem
from graph_kb.model.base import Amounts
from graph_kb.model.relationships import RELATIONS, relation
from graph_kb.model.schema import NODES
from graph_kb.model.units import quantity

AMOUNT_NAMES = ("amount_min", "amount", "amount_max", "unit", "period", "stated")
"""Properties that `amounts` sets, as far as the model has them."""


def check_label(label: str) -> None:
    """Raise ValueError when the model has no such label."""
    if label not in NODES:
        raise ValueError(f"unknown label {label!r}{_guess(label, NODES)}; known: {', '.join(NODES)}")


def check_relation(type_: str, start: str, end: str) -> None:
    """Raise ValueError when no relationship of this type joins the labels."""
    for label in (start, end):
        check_label(label)
    if relation(type_, start, end) is None:
        joining = [name for name in RELATIONS if relation(name, start, end)]
        hint = f"these labels are joined by {', '.join(joining)}" if joining else "nothing joins these labels"
        raise ValueError(f"({start})-[:{type_}]->({end}) is no relationship of the model; {hint}")


def check_names(owner: str, names: Iterable[str], amounts: bool, model: type[BaseModel]) -> None:
    """Raise ValueError when a model lacks a property."""
    known = [name for name in model.model_fields if name not in ("load_id", "filled_in")]
    for name in names:
        if name not in known:
            raise ValueError(f"{owner} has no property {name!r}{_guess(name, known)}; it has {', '.join(known)}")
        if amounts and name in AMOUNT_NAMES:
            raise ValueError(f"{owner}: `amounts` sets {name}; leave it out")
    if amounts and "amount" not in known:
        raise ValueError(f"{owner} has no amounts")


def check_amounts(owner: str, written: Mapping[str, str], model: type[BaseModel]) -> None:
    """Raise ValueError when a part of an amount stands alone: it would be kept as written, in whatever unit.

    Args:
        owner: Label, for the message.
        written: How each property is made, as the mapping spells it.
        model: Model of the label; a port of a recipe, whose unit is that of the recipe, is no matter of this.
    """
    alone = [name for name in AMOUNT_NAMES if name in written]
    if not (issubclass(model, Amounts) and alone):
        return
    named = {"amount_min": "min", "amount": "amount", "amount_max": "max", "unit": "unit"}
    parts = {short: written.get(name) for name, short in named.items() if name in written or short == "unit"}
    if parts.keys() == {"unit"}:
        parts = {"amount": "COLUMN", **parts}
    said = ", ".join(f"{short}: {text or 'COLUMN'}" for short, text in parts.items())
    names = " and ".join(alone)
    raise ValueError(f"{owner}: {names} would be kept without a check of the unit; write `amounts: {{{said}}}`")


def check_constants(constants: Mapping[str, Any], model: type[BaseModel]) -> None:
    """Raise ValueError when a constant is no value of its property: better once here than once per row."""
    known = kinds(model)
    for name, value in constants.items():
        field = model.model_fields[name]
        try:
            given = as_field(known[name], name, value)
            adapter: TypeAdapter[Any] = TypeAdapter(cast(Any, Annotated[field.annotation, field]))
            adapter.validate_python(given)
        except CellProblem as problem:
            raise ValueError(f"{name}: {problem.message}") from problem
        except ValidationError as error:
            raise ValueError(f"{name}: the constant {value!r} is refused: {error.errors()[0]['msg']}") from error


def check_unit(unit: object) -> None:
    """Raise ValueError when a constant unit is unknown."""
    try:
        quantity(str(unit))
    except UnitError as error:
        raise ValueError(f"{error.message}; {error.hint}") from error


def _guess(name: str, known: Iterable[str]) -> str:
    from rapidfuzz import process

    near = process.extractOne(name, list(known), score_cutoff=60)
    return f"; did you mean {near[0]!r}?" if near else ""
