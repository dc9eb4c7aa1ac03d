"""The forms there are."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from graph_kb.views import Subgraph
from graph_kb.workbench.formats.cytoscape import write_cytoscape
from graph_kb.workbench.formats.lines import write_json, write_ndjson
from graph_kb.workbench.formats.linked import write_jsonld
from graph_kb.workbench.formats.places import write_geojson
from graph_kb.workbench.formats.table import write_csv
from graph_kb.workbench.formats.trees import write_gexf, write_graphml

Meta: TypeAlias = Mapping[str, Any]
"""Data version, how it was made, units, whether there is more: plain data, as an answer's `meta`."""


@dataclass(frozen=True)
class Format:
    """A form.

    Attributes:
        name: Its short name.
        media_type: Its media type.
        ending: What names of files end in.
        write: Writes a part of the graph.
    """

    name: str
    media_type: str
    ending: str
    write: Callable[[Subgraph, Meta], Iterator[bytes]]


FORMATS = {
    one.name: one
    for one in (
        Format("json", "application/json", "json", write_json),
        Format("ndjson", "application/x-ndjson", "ndjson", write_ndjson),
        Format("csv", "text/csv", "csv", write_csv),
        Format("graphml", "application/graphml+xml", "graphml", write_graphml),
        Format("gexf", "application/gexf+xml", "gexf", write_gexf),
        Format("cytoscape", "application/vnd.cytoscape.cyjs+json", "cyjs", write_cytoscape),
        Format("jsonld", "application/ld+json", "jsonld", write_jsonld),
        Format("geojson", "application/geo+json", "geojson", write_geojson),
    )
}
