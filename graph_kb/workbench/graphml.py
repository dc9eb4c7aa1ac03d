"""The whole graph as GraphML, for network tools."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from graph_kb.store.client import Graph
from graph_kb.store.meta import RECORD_HASH, links, main_labels, nodes
from graph_kb.workbench.backup import check_file


def write_graphml(graph: Graph, path: Path) -> int:
    """Write GraphML for network tools; lists become text. Returns the number of records.

    Raises:
        UsageError: A folder has this name.
    """
    import networkx

    check_file(path)
    whole: networkx.MultiDiGraph[str] = networkx.MultiDiGraph()
    every = main_labels(graph)
    for labels, properties in nodes(graph, every):
        whole.add_node(properties["id"], labels=":".join(labels), **_flat(properties))
    for link in links(graph, every):
        whole.add_edge(
            link["start"],
            link["end"],
            key=link["properties"].get("id"),
            type=link["type"],
            **_flat(link["properties"]),
        )
    networkx.write_graphml(whole, path)
    return int(whole.number_of_nodes() + whole.number_of_edges())


def _flat(properties: dict[str, Any]) -> dict[str, Any]:
    shown = {name: value for name, value in properties.items() if name != RECORD_HASH}
    return {name: "; ".join(map(str, value)) if isinstance(value, list) else value for name, value in shown.items()}
