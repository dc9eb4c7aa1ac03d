"""Every error the product raises on purpose.

    GraphKBError
    ├── UsageError          2  a command, parameter or setting is wrong
    │   ├── SettingsError
    │   ├── QueryError         a query file, name or parameter is wrong
    │   ├── NotFound           nothing has this id or name
    │   ├── Conflict           it cannot be done as things are
    │   ├── NeedsKey           the API needs a key
    │   ├── NeedsScope         ... or a scope that the key has not
    │   └── ForbiddenCypher    a statement that may write, read files or run for ever
    ├── DataError           3  input is refused
    │   ├── MappingError       the mapping file itself is wrong
    │   ├── CodeError          a waste, industry or operation code is wrong
    │   └── UnitError          a unit is unknown or of the wrong dimension
    ├── ChainError          1  the chain engine contradicts itself
    └── StoreError          4  the graph cannot be reached or used
        ├── Busy               more is asked at once than can be answered
        ├── ServerError        the local server does not start or stop
        └── SchemaError        the graph has another schema version

The number is the exit code of the command line. Every error has a stable `code`, a `hint` that says how to
mend it, and `context` with the facts (file, row, column, query, line) it was raised on.
"""

from __future__ import annotations

from typing import ClassVar


class GraphKBError(Exception):
    """Something the product knows how to explain.

    Args:
        message: What happened and where, in one sentence.
        hint: How to mend it; empty when the message already says so.
        context: Facts for machines: file, row, column, query, line, ...
    """

    code: ClassVar[str] = "error"
    exit_code: ClassVar[int] = 1

    def __init__(self, message: str, *, hint: str = "", **context: object) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.context = context

    def __str__(self) -> str:
        """Message and hint as one readable text."""
        return f"{self.message}\n  hint: {self.hint}" if self.hint else self.message


class UsageError(GraphKBError):
    """A command, parameter or setting is wrong."""

    code = "usage"
    exit_code = 2


class SettingsError(UsageError):
    """A setting has an impossible value."""

    code = "settings"


class QueryError(UsageError):
    """A query file, query name or query parameter is wrong."""

    code = "query"


class NotFound(UsageError):
    """Nothing has this id or name."""

    code = "not_found"


class Conflict(UsageError):
    """It cannot be done as things are."""

    code = "conflict"


class NeedsKey(UsageError):
    """The API needs a key, or does not know the one that was sent."""

    code = "key"


class NeedsScope(UsageError):
    """What is asked of the API needs a scope that the key has not."""

    code = "scope"


class ForbiddenCypher(UsageError):
    """A statement that may write, read files, call procedures or run without bound."""

    code = "forbidden_cypher"


class DataError(GraphKBError):
    """Input is refused."""

    code = "data"
    exit_code = 3


class MappingError(DataError):
    """The mapping file itself is wrong."""

    code = "mapping"


class CodeError(DataError):
    """A waste, industry or operation code is wrong."""

    code = "code"


class UnitError(DataError):
    """A unit is unknown, or of another dimension than expected."""

    code = "unit"


class ChainError(GraphKBError):
    """The chain engine contradicts itself: what the search found cannot be certified."""

    code = "chain"


class StoreError(GraphKBError):
    """The graph cannot be reached or used."""

    code = "store"
    exit_code = 4


class Busy(StoreError):
    """More is asked at once than can be answered."""

    code = "busy"


class ServerError(StoreError):
    """The local server does not start, answer or stop."""

    code = "server"


class SchemaError(StoreError):
    """The graph was made with another schema version."""

    code = "schema_version"
