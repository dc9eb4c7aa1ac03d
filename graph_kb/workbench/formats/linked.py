"""JSON-LD: the words of schema.org where they mean the same, our own ones beside them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from itertools import chain
from typing import Any
from urllib.parse import quote

from graph_kb.model.relationships import RELATIONS
from graph_kb.model.schema import attribute_table
from graph_kb.views import LinkItem, NodeItem, Subgraph
from graph_kb.workbench.formats.items import Item, encoded, listed, said

VOCABULARY = "urn:graph-kb:model:"
_SCHEMA = "https://schema.org/"
_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_PLAIN = re.compile(r"[A-Za-z]\w*", re.ASCII)
_TYPES = {
    "Organisation": "Organization",
    "Facility": "Place",
    "Municipality": "AdministrativeArea",
    "Region": "AdministrativeArea",
    "Offer": "Offer",
    "Need": "Demand",
    "Industry": "DefinedTerm",
    "WasteCode": "DefinedTerm",
    "Project": "Project",
    "Source": "CreativeWork",
    "Claim": "Claim",
}
"""What schema.org calls a label, beside the label."""
_WORDS = {
    "name": "name",
    "note": "description",
    "latitude": "latitude",
    "longitude": "longitude",
    "website": "url",
    "publisher": "publisher",
    "published": "datePublished",
    "licence": "license",
    "identifier": "identifier",
}
"""What schema.org calls a property."""
_TAKEN = frozenset({"schema", "rdf", "subject", "predicate", "object", "identifier", "graph_kb"})


@cache
def context() -> dict[str, Any]:
    """The context of our documents; lists keep their order, links lead to nodes."""
    lists = sorted({row.name for row in attribute_table() if row.type.startswith("list of ")})
    return {
        "@version": 1.1,
        "@vocab": VOCABULARY,
        "schema": _SCHEMA,
        "rdf": _RDF,
        **{name: f"{_SCHEMA}{word}" for name, word in _WORDS.items()},
        **{name: {"@id": f"{VOCABULARY}{name}", "@container": "@list"} for name in lists},
        **{name: {"@id": f"{VOCABULARY}{name}", "@type": "@id"} for name in sorted(RELATIONS)},
        "subject": {"@id": "rdf:subject", "@type": "@id"},
        "predicate": {"@id": "rdf:predicate", "@type": "@vocab"},
        "object": {"@id": "rdf:object", "@type": "@id"},
    }


def write_jsonld(part: Subgraph, meta: Mapping[str, Any]) -> Iterator[bytes]:
    """A data set and its graph: nodes with their links, then each link as a statement of its own, with what it says."""
    leaving: dict[str, list[LinkItem]] = {}
    for link in part.links:
        leaving.setdefault(link.start, []).append(link)
    yield encoded({"@context": context(), **_about(meta)}).removesuffix(b"}") + b',"@graph":['
    nodes = (_node(node, leaving.get(node.id, ())) for node in part.nodes)
    yield from listed(chain(nodes, map(_statement, part.links)))
    yield b"]}"


def _about(meta: Mapping[str, Any]) -> Item:
    """How it was made, in the words of schema.org; `graph_kb` has all of it as it stands."""
    units = [
        {"@type": "schema:PropertyValue", "schema:propertyID": name, "schema:unitText": unit}
        for name, unit in meta["units"].items()
    ]
    return {
        "@type": "schema:Dataset",
        "schema:version": meta["data_version"],
        "schema:variableMeasured": units,
        "graph_kb": {"@type": "@json", "@value": dict(meta)},
    }


def _node(node: NodeItem, links: Iterable[LinkItem]) -> Item:
    more = [f"schema:{_TYPES[label]}" for label in node.labels if label in _TYPES]
    joined: dict[str, list[str]] = {}
    for link in links:
        joined.setdefault(_term(link.type), []).append(link.end)
    own = {"@id": node.id, "@type": [*map(_term, node.labels), *more], "identifier": node.id}
    return {**_properties(node.properties), **joined, **own}


def _statement(link: LinkItem) -> Item:
    ends = {"subject": link.start, "predicate": _term(link.type), "object": link.end}
    return {**_properties(link.properties), "@type": "rdf:Statement", "identifier": link.id, **ends}


def _properties(properties: Mapping[str, Any]) -> Item:
    return {_term(name): value for name, value in said(properties).items()}


def _term(name: str) -> str:
    """A name as a term: one that has a meaning here, or could be taken for a keyword or an address, is an address."""
    is_term = _PLAIN.fullmatch(name) and name not in _TAKEN
    return name if is_term else f"{VOCABULARY}{quote(name, safe='')}"
