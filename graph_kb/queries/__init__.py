"""Reading the graph: the library of named, typed, checked queries, and the read-only guard."""

from graph_kb.queries.guard import check_read_only, examine
from graph_kb.queries.library import Library
from graph_kb.queries.parameters import Parameter
from graph_kb.queries.query import Query

__all__ = ["Library", "Parameter", "Query", "check_read_only", "examine"]
