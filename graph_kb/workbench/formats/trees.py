"""GraphML and GEXF, by networkx: for network tools such as Gephi, yEd and igraph."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from graph_kb.views import Subgraph
from graph_kb.workbench.formats.items import Item, beside, joined, link_item, node_item
from graph_kb.workbench.result import written_out

if TYPE_CHECKING:
    import networkx

_NEVER = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 has no way to say, and the carriage return, which a reader would take for a line end."""
_OF_GEXF = frozenset({"id", "label", "labels", "type", "start", "end", "pid", "weight", "viz", "key", "spells"})
_OF_GRAPHML = frozenset({"labels", "type"})


def write_graphml(part: Subgraph, meta: Mapping[str, Any]) -> Iterator[bytes]:
    """GraphML: labels and type as data, what is said of the whole as data of the graph; lists are one text."""
    import networkx

    whole = _whole(part, _OF_GRAPHML)
    whole.graph.update(_told(meta))
    yield b'<?xml version="1.0" encoding="UTF-8"?>\n'
    for line in networkx.generate_graphml(whole, prettyprint=False):
        yield line.encode() + b"\n"


def write_gexf(part: Subgraph, meta: Mapping[str, Any]) -> Iterator[bytes]:
    """GEXF 1.2: the name of a node and the type of a link are their `label`; the meta element says the rest."""
    from xml.etree.ElementTree import SubElement

    from networkx.readwrite.gexf import GEXFWriter

    whole = _whole(part, _OF_GEXF)
    _label(whole, part)
    _settle_types([said for _, said in whole.nodes(data=True)])
    _settle_types([said for _, _, said in whole.edges(data=True)])
    writer = GEXFWriter(whole, prettyprint=False)
    about = writer.xml.find("meta")
    SubElement(about, "description").text = json.dumps(_told(meta), ensure_ascii=False)
    yield b'<?xml version="1.0" encoding="UTF-8"?>\n'
    yield str(writer).encode()


def for_xml(value: Any) -> Any:
    """A value for XML: what it cannot say is written out, by its number."""
    return _NEVER.sub(lambda found: written_out(found[0]), value) if isinstance(value, str) else value


def _whole(part: Subgraph, taken: frozenset[str]) -> networkx.MultiDiGraph[str]:
    import networkx

    whole: networkx.MultiDiGraph[str] = networkx.MultiDiGraph()
    # What is said goes in afterwards: as arguments, some names would be taken for those of networkx.
    for node in map(node_item, part.nodes):
        whole.add_node(for_xml(node["id"]))
        whole.nodes[for_xml(node["id"])].update(_properties(node, taken), labels=for_xml(":".join(node["labels"])))
    for link in map(link_item, part.links):
        edge = for_xml(link["start"]), for_xml(link["end"]), for_xml(link["id"])
        whole.add_edge(edge[0], edge[1], key=edge[2])
        whole.edges[edge].update(_properties(link, taken), type=for_xml(link["type"]))
    return whole


def _properties(item: Item, taken: frozenset[str]) -> dict[str, Any]:
    return {for_xml(name): for_xml(joined(value)) for name, value in beside(item["properties"], taken).items()}


def _told(meta: Mapping[str, Any]) -> dict[str, Any]:
    """What is said of the whole, as data of a graph: texts and numbers alone."""
    plain = (str, int, float, bool)
    return {
        name: for_xml(value if isinstance(value, plain) else json.dumps(value, ensure_ascii=False, default=str))
        for name, value in meta.items()
        if value is not None
    }


def _label(whole: networkx.MultiDiGraph[str], part: Subgraph) -> None:
    """In GEXF the type of an edge is whether it is directed."""
    for node in part.nodes:
        whole.nodes[for_xml(node.id)]["label"] = for_xml(str(node.name))
    for _, _, id_, said in whole.edges(keys=True, data=True):
        said["id"], said["label"] = id_, said.pop("type")


def _settle_types(every: Iterable[dict[str, Any]]) -> None:
    """One type for each property: GEXF declares it once, and a number among texts could not be read back."""
    kinds: dict[str, set[type]] = {}
    rows = list(every)
    for said in rows:
        for name, value in said.items():
            kinds.setdefault(name, set()).add(type(value))
    casts = {name: _common(found) for name, found in kinds.items() if len(found) > 1}
    for said in rows:
        said.update({name: casts[name](value) for name, value in said.items() if name in casts})


def _common(kinds: set[type]) -> Callable[[Any], Any]:
    return float if kinds == {int, float} else str
