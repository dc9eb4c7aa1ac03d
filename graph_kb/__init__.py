"""graph_kb: an open knowledge base of flows for industrial and urban symbiosis.

A *path* is what Cypher walks; a *chain* is what the chain engine certifies. The names are never mixed.
"""

__version__ = "0.1.0"
