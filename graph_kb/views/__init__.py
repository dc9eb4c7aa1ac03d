"""What people look at: interactive network pages that work offline and run nothing found in data."""

from graph_kb.views.network import Network, draw_network
from graph_kb.views.page import Page
from graph_kb.views.subgraph import LinkItem, NodeItem, Subgraph

__all__ = ["LinkItem", "Network", "NodeItem", "Page", "Subgraph", "draw_network"]
