"""What a statement says about itself once the guard has read it."""

from __future__ import annotations

from dataclasses import dataclass, field

from graph_kb.queries.lexer import Token


@dataclass(frozen=True)
class Returned:
    """One RETURN: where it stands, its columns, whether it is ordered.

    Args:
        token: The word RETURN.
        columns: Name of each column, None for an item that has no name of its own.
        headings: What engines call each column: its name, or else the item as it is written.
        everything: Whether it says `RETURN *`.
        ordered: Whether an ORDER BY follows.
    """

    token: Token
    columns: tuple[str | None, ...]
    headings: tuple[str, ...]
    everything: bool
    ordered: bool


@dataclass
class Statement:
    """Facts of a read-only statement.

    Args:
        parameters: Each parameter and the token where it is first used.
        names: Labels and relationship types named in patterns and predicates.
        properties: Properties that patterns and expressions ask for, also those of maps.
        keys: Keys of the maps that the statement makes itself.
        ids: Ids of nodes that patterns name in words.
        anchored: Whether the first MATCH holds nothing but nodes found by id or code; None without a MATCH.
        returned: The outermost RETURN, one for each branch of a UNION.
    """

    parameters: dict[str, Token] = field(default_factory=dict)
    names: set[str] = field(default_factory=set)
    properties: set[str] = field(default_factory=set)
    keys: set[str] = field(default_factory=set)
    ids: set[str] = field(default_factory=set)
    anchored: bool | None = None
    returned: tuple[Returned, ...] = ()
