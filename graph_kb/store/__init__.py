"""Where the graph lives: settings, Bolt client, embedded server, schema set-up, bulk writer."""

from graph_kb.store.answer import Answer
from graph_kb.store.client import Graph, open_graph
from graph_kb.store.merge import Written
from graph_kb.store.meta import content_hash, counts, data_version, prepare
from graph_kb.store.records import LinkRow, NodeRow
from graph_kb.store.settings import Settings, describe, load_settings
from graph_kb.store.writer import write_records

__all__ = [
    "Answer",
    "Graph",
    "LinkRow",
    "NodeRow",
    "Settings",
    "Written",
    "content_hash",
    "counts",
    "data_version",
    "describe",
    "load_settings",
    "open_graph",
    "prepare",
    "write_records",
]
