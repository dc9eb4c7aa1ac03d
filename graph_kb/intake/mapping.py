"""The mapping file: how the columns of a table become nodes and relationships."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError, model_validator

from graph_kb.errors import MappingError
from graph_kb.model.relationships import relation
from graph_kb.model.schema import NODES

AMOUNTS = "amounts"
_PROVENANCE = ("source_id", "as_of", "method")
Column = Annotated[str, StringConstraints(min_length=1)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Expression(_Part):
    """How one value is made from the cells of a row. A bare word in the file is short for `column`."""

    column: Column | None = None
    value: Any = None
    split: str | None = None
    choices: dict[str, Any] | None = None
    id: str | None = None
    columns: list[Column] = []
    place: Annotated[str, StringConstraints(pattern="^municipality$")] | None = None
    code: Annotated[str, StringConstraints(pattern="^waste$")] | None = None
    industry: str | None = None

    @model_validator(mode="before")
    @classmethod
    def _from_word(cls, given: Any) -> Any:
        return {"column": given} if isinstance(given, str) else given

    @model_validator(mode="after")
    def _one_origin(self) -> Self:
        origins = [self.column is not None, self.value is not None, self.id is not None]
        if sum(origins) != 1:
            raise ValueError("give exactly one of `column`, `value` and `id`")
        if (self.id is not None) != bool(self.columns):
            raise ValueError("`id` needs `columns`, and only `id` takes them")
        return self

    def used(self) -> list[str]:
        """Columns it reads."""
        return [self.column] if self.column else list(self.columns)


class AmountColumns(_Part):
    """Columns of an amount interval and its unit."""

    amount: Column | None = None
    min: Column | None = None
    max: Column | None = None
    unit: Expression

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
            return {"values": {name: name for name in given}}
        if not isinstance(given, dict):
            raise ValueError("give a list of columns or a map from property to expression")
        rest = {name: item for name, item in given.items() if name != AMOUNTS}
        return {"values": rest, "amounts": given.get(AMOUNTS)}

    def used(self) -> list[str]:
        """Columns it reads."""
        columns = [column for item in self.values.values() for column in item.used()]
        return columns + (self.amounts.used() if self.amounts else [])


class NodeRule(_Part):
    """A node made from each row."""

    label: str
    properties: Properties

    @model_validator(mode="after")
    def _known(self) -> Self:
        if self.label not in NODES:
            raise ValueError(f"unknown label {self.label!r}; known: {', '.join(NODES)}")
        _check_names(self.label, self.properties, NODES[self.label].model_fields)
        if "id" not in self.properties.values:
            raise ValueError(f"{self.label} needs the property `id`")
        return self


class End(_Part):
    """One end of a relationship."""

    label: str
    id: Expression


class LinkRule(_Part):
    """A relationship made from each row."""

    type: str
    start: End
    end: End
    properties: Properties = Properties()

    @model_validator(mode="after")
    def _known(self) -> Self:
        found = relation(self.type, self.start.label, self.end.label)
        if found is None:
            raise ValueError(f"({self.start.label})-[:{self.type}]->({self.end.label}) is no relationship of the model")
        _check_names(self.type, self.properties, found.properties.model_fields)
        return self


class TableRule(_Part):
    """One table and what it gives."""

    file: str
    sheet: str | None = None
    encoding: str = "utf-8-sig"
    delimiter: str | None = None
    nodes: list[NodeRule] = []
    relationships: list[LinkRule] = []
    provenance: dict[str, Expression] = {}

    def columns(self, shared: dict[str, Expression]) -> list[str]:
        """Columns that the table must have."""
        parts = [rule.properties.used() for rule in (*self.nodes, *self.relationships)]
        ends = [end.id.used() for rule in self.relationships for end in (rule.start, rule.end)]
        provenance = [item.used() for item in {**shared, **self.provenance}.values()]
        return list(dict.fromkeys(column for part in (*parts, *ends, *provenance) for column in part))


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
            missing = [name for name in _PROVENANCE if name not in given]
            if missing:
                raise ValueError(f"{table.file}: provenance lacks {', '.join(missing)}; it is mandatory")
        return self


def read_mapping(path: Path) -> Mapping:
    """Read a mapping file.

    Raises:
        MappingError: It cannot be read, or a rule is wrong; every fault is listed with its place.
    """
    import yaml

    try:
        given = yaml.safe_load(path.read_text(encoding="utf-8"))
        return Mapping.model_validate(given)
    except OSError as error:
        raise MappingError(
            f"{path}: cannot be read: {error.strerror}", hint="give a mapping file with --mapping"
        ) from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise MappingError(f"{path}: no valid YAML: {error}", hint="check the indentation") from error
    except ValidationError as error:
        raise MappingError(f"{path}: the mapping is wrong:\n{_faults(error)}", hint="see docs/loading.md") from error


def _faults(error: ValidationError) -> str:
    lines = [
        f"  - {'.'.join(str(part) for part in fault['loc']) or 'file'}: {fault['msg']}" for fault in error.errors()
    ]
    return "\n".join(lines)


def _check_names(owner: str, properties: Properties, known: Iterable[str]) -> None:
    unknown = sorted(set(properties.values) - set(known))
    if unknown:
        raise ValueError(f"{owner} has no property {unknown[0]!r}; it has {', '.join(known)}")
    if properties.amounts and "amount" not in set(known):
        raise ValueError(f"{owner} has no amounts")
