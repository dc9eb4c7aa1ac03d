"""A named query of the library."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from graph_kb.errors import QueryError
from graph_kb.queries.parameters import Parameter
from graph_kb.queries.suggestion import did_you_mean


@dataclass(frozen=True)
class Query:
    """A query that has passed every check of the library.

    Args:
        name: Name of the query and of its file.
        folder: The question it belongs to, such as paths or gaps.
        path: Its file, as errors name it.
        doc: What it answers.
        parameters: In order of declaration.
        returns: Columns in order.
        scan: Label or type it walks through whole, "*" for the whole graph, "" when it starts from an anchor.
        text: The file, header included: it runs as it is.
    """

    name: str
    folder: str
    path: str
    doc: str
    parameters: tuple[Parameter, ...]
    returns: tuple[str, ...]
    scan: str
    text: str

    def bind(self, values: Mapping[str, object]) -> dict[str, object]:
        """Values for all parameters, checked and converted, defaults filled in.

        Args:
            values: Text or values by parameter name.

        Returns:
            A value for each declared parameter.

        Raises:
            QueryError: A name is unknown, a required value is missing or a value is of the wrong type.
        """
        declared = {parameter.name: parameter for parameter in self.parameters}
        for name in values:
            if name not in declared:
                raise self._unknown(name, declared)
        if missing := [each.name for each in self.parameters if each.required and each.name not in values]:
            raise QueryError(
                f"{self.name} needs a value for {' and '.join(missing)}",
                hint=" ".join(f"--param {name}=..." for name in missing),
                query=self.name,
                missing=missing,
            )
        return {
            name: parameter.convert(values[name]) if name in values else parameter.value_or_default()
            for name, parameter in declared.items()
        }

    def describe(self) -> dict[str, object]:
        """What a client needs to call it: name, folder, doc, params (name, type, required, default, doc), returns."""
        params = [
            {
                "name": one.name,
                "type": one.type,
                "required": one.required,
                "default": None if one.required else one.value_or_default(),
                "doc": one.doc,
            }
            for one in self.parameters
        ]
        return {
            "name": self.name,
            "folder": self.folder,
            "doc": self.doc,
            "params": params,
            "returns": list(self.returns),
        }

    def _unknown(self, name: str, declared: Mapping[str, Parameter]) -> QueryError:
        """A value for a parameter that the query has not."""
        takes = f"it takes {', '.join(declared)}" if declared else "it takes none"
        return QueryError(
            f"{self.name} has no parameter {name!a:.60}",
            hint=did_you_mean(name, declared) or takes,
            query=self.name,
            parameter=name,
        )
