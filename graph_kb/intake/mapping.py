"""The mapping file: how the columns of a table become nodes and relationships."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError, field_validator, model_validator

from graph_kb.errors import MappingError
from graph_kb.intake.checks import check_amounts, check_constants, check_label, check_names, check_relation, check_unit
from graph_kb.intake.numbers import Mark
from graph_kb.model.base import Sourced
from graph_kb.model.relationships import EdgeModel, relation
from graph_kb.model.schema import NODES

AMOUNTS = "amounts"
PROVENANCE = ("source_id", "as_of", "method")
_LARGEST = 100_000
"""Values of a mapping: a few short lines may stand for billions."""
Column = Annotated[str, StringConstraints(min_length=1)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Expression(_Part):
    """How one value is made from the cells of a row. A bare word in the file is short for `column`."""

    column: Column | None = None
    value: Any = None
    split: Annotated[str, StringConstraints(min_length=1)] | None = None
    choices: dict[str, Any] | None = None
    id: Annotated[str, StringConstraints(pattern=r"^[A-Za-z][A-Za-z0-9_-]{0,30}$")] | None = None
    columns: list[Column] = []
    place: Literal["municipality"] | None = None
    code: Literal["waste"] | None = None
    industry: Literal["Rev. 2", "Rev. 2.1", "2008"] | None = None
    unit: Literal["kept"] | None = None

    @model_validator(mode="before")
    @classmethod
    def _from_word(cls, given: Any) -> Any:
        if isinstance(given, bool):
            raise ValueError("quote the word: YAML reads yes, no, on and off as true and false")
        if isinstance(given, int | float):
            raise ValueError(f"a word is the name of a column; a constant is written {{value: {given}}}")
        return {"column": given} if isinstance(given, str) else given

    @model_validator(mode="after")
    def _one_origin(self) -> Self:
        origins = [self.column is not None, self.value is not None, self.id is not None]
        if sum(origins) != 1:
            raise ValueError("give exactly one of `column`, `value` and `id`")
        if (self.id is not None) != bool(self.columns):
            raise ValueError("`id` needs `columns`, and only `id` takes them")
        if len(self.steps()) > (self.column is not None):
            known = "`split`, `choices`, `place`, `code`, `industry` and `unit`"
            raise ValueError(f"give at most one of {known}, with a `column`")
        return self

    def steps(self) -> list[Any]:
        """What is done with the cell of its column: nothing or one thing."""
        every = (self.split, self.choices, self.place, self.code, self.industry, self.unit)
        return [step for step in every if step is not None]

    def used(self) -> list[str]:
        """Columns it reads."""
        return [self.column] if self.column else list(self.columns)

    def written(self) -> str:
        """How a mapping file spells it: the column, or the constant."""
        return self.column or f"{{value: {self.value}}}"


class Condition(_Part):
    """Rows that a rule is for: those where the cell is one of some words, upper and lower case alike."""

    column: Column
    words: Annotated[list[Column], Field(min_length=1, alias="is")]

    @field_validator("words", mode="before")
    @classmethod
    def _from_word(cls, given: Any) -> Any:
        return [given] if isinstance(given, str) else given


class AmountColumns(_Part):
    """Columns of an amount interval and its unit."""

    amount: Column | None = None
    min: Column | None = None
    max: Column | None = None
    unit: Expression

    @model_validator(mode="after")
    def _some_amount(self) -> Self:
        if not (self.amount or self.min or self.max):
            raise ValueError("give at least one of `amount`, `min` and `max`")
        if self.unit.value is not None:
            check_unit(self.unit.value)
        return self

    def used(self) -> list[str]:
        """Columns it reads."""
        return [name for name in (self.amount, self.min, self.max) if name] + self.unit.used()


class Properties(_Part):
    """Expressions of properties; a list of words in the file means columns of the same names."""

    values: dict[str, Expression] = {}
    amounts: AmountColumns | None = None

    @model_validator(mode="before")
    @classmethod
    def _from_list(cls, given: Any) -> Any:
        if isinstance(given, list):
            return {"values": {str(name): name for name in given}}
        if not isinstance(given, dict):
            raise ValueError("give a list of columns or a map from property to expression")
        rest = {name: item for name, item in given.items() if name != AMOUNTS}
        return {"values": rest, "amounts": given.get(AMOUNTS)}

    def used(self) -> list[str]:
        """Columns it reads."""
        columns = [column for item in self.values.values() for column in item.used()]
        return columns + (self.amounts.used() if self.amounts else [])

    def check(self, owner: str, model: type[Sourced]) -> None:
        """Raise when the model has no such property, or a constant is none of its values."""
        check_names(owner, self.values, self.amounts is not None, model)
        check_amounts(owner, {name: item.written() for name, item in self.values.items()}, model)
        check_constants({name: item.value for name, item in self.values.items() if item.value is not None}, model)


class NodeRule(_Part):
    """A node made from each row, or from each row that a condition holds for."""

    label: str
    properties: Properties
    when: Condition | None = None

    @model_validator(mode="after")
    def _known(self) -> Self:
        check_label(self.label)
        self.properties.check(self.label, NODES[self.label])
        if "id" not in self.properties.values:
            raise ValueError(f"{self.label} needs the property `id`")
        return self

    def used(self) -> list[str]:
        """Columns it reads."""
        return [*self.properties.used(), *([self.when.column] if self.when else [])]


class End(_Part):
    """One end of a relationship."""

    label: str
    id: Expression


class LinkRule(_Part):
    """A relationship made from each row, or from each row that a condition holds for."""

    type: str
    start: End
    end: End
    properties: Properties = Properties()
    when: Condition | None = None

    @model_validator(mode="after")
    def _known(self) -> Self:
        check_relation(self.type, self.start.label, self.end.label)
        self.properties.check(self.type, self.model())
        return self

    def model(self) -> EdgeModel:
        """Model of its properties."""
        found = relation(self.type, self.start.label, self.end.label)
        assert found is not None, "checked when it was read"
        return found.properties

    def used(self) -> list[str]:
        """Columns it reads."""
        ends = [*self.start.id.used(), *self.end.id.used()]
        return [*ends, *self.properties.used(), *([self.when.column] if self.when else [])]


class TableRule(_Part):
    """One table and what it gives."""

    file: Column
    sheet: Column | None = None
    encoding: Column = "utf-8-sig"
    delimiter: Annotated[str, StringConstraints(min_length=1, max_length=1)] | None = None
    decimal: Mark | None = None
    required: list[Column] = []
    nodes: list[NodeRule] = []
    relationships: list[LinkRule] = []
    provenance: dict[str, Expression] = {}

    def rules(self) -> list[NodeRule | LinkRule]:
        """Its rules, nodes first."""
        return [*self.nodes, *self.relationships]

    def columns(self, shared: dict[str, Expression]) -> list[str]:
        """Columns that the table must have."""
        rules = [column for rule in self.rules() for column in rule.used()]
        provenance = [column for item in {**shared, **self.provenance}.values() for column in item.used()]
        return list(dict.fromkeys([*rules, *provenance, *self.required]))


class Mapping(_Part):
    """A source: its name, its provenance rules and its tables."""

    name: Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]{0,60}$")]
    title: str = ""
    licence: str = ""
    provenance: dict[str, Expression] = {}
    tables: Annotated[list[TableRule], Field(min_length=1)]

    @model_validator(mode="after")
    def _provenance_complete(self) -> Self:
        for table in self.tables:
            given = {**self.provenance, **table.provenance}
            missing = [name for name in PROVENANCE if name not in given]
            if missing:
                raise ValueError(f"{table.file}: provenance lacks {', '.join(missing)}; it is mandatory")
            Properties.model_construct(values=given, amounts=None).check(f"{table.file}: provenance", Sourced)
        return self


def read_mapping(path: Path) -> Mapping:
    """Read a mapping file.

    Raises:
        MappingError: It cannot be read, or a rule is wrong; every fault is listed with its place.
    """
    import yaml

    try:
        given = yaml.safe_load(path.read_text(encoding="utf-8"))
    except OSError as error:
        hint = "give a mapping file with --mapping"
        raise MappingError(f"{path}: cannot be read: {error.strerror}", hint=hint) from error
    except (yaml.YAMLError, UnicodeDecodeError, RecursionError) as error:
        raise MappingError(f"{path}: no valid YAML: {error}", hint="check the indentation") from error
    if _size(given, {}) > _LARGEST:
        raise MappingError(f"{path}: too large once every alias is followed", hint="write fewer aliases of aliases")
    if not isinstance(given, dict):
        hint = "start with `name:` and `tables:`; see docs/loading.md"
        raise MappingError(f"{path}: a mapping file is a map, this is {type(given).__name__}", hint=hint)
    try:
        return Mapping.model_validate(given)
    except ValidationError as error:
        raise MappingError(f"{path}: the mapping is wrong:\n{_faults(error)}", hint="see docs/loading.md") from error


def _size(value: Any, known: dict[int, float]) -> float:
    """How many values there are once every alias is followed; one that holds itself has no end."""
    if not isinstance(value, dict | list):
        return 1
    if id(value) not in known:
        known[id(value)] = math.inf
        parts = [*value.values(), *value] if isinstance(value, dict) else value
        known[id(value)] = 1 + sum(_size(part, known) for part in parts)
    return known[id(value)]


def _faults(error: ValidationError) -> str:
    lines = []
    for fault in error.errors():
        place = ".".join(str(part) for part in fault["loc"]) or "file"
        lines.append(f"  - {place}: {fault['msg'].removeprefix('Value error, ')}")
    return "\n".join(lines)
