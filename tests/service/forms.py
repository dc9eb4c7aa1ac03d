"""Readers of the forms of the graph that know nothing of how they are written."""

from __future__ import annotations

import csv
import io
import json

import networkx

from graph_kb.workbench.formats.linked import context


def text_of(value):
    return "; ".join(map(str, value)) if isinstance(value, list) else value


def without(said, *names):
    return {name.rstrip("_"): value for name, value in said.items() if name not in names}


def as_json(body):
    data = json.loads(body)["data"]
    nodes = {one["id"]: (one["labels"], one["properties"]) for one in data["nodes"]}
    links = {one["id"]: (one["type"], one["start"], one["end"], one["properties"]) for one in data["links"]}
    return nodes, links


def as_ndjson(body):
    lines = [json.loads(line) for line in body.decode().split("\n") if line]
    assert list(lines[0]) == ["meta"]
    nodes = [line["node"] for line in lines if "node" in line]
    links = [line["link"] for line in lines if "link" in line]
    assert lines[-1] == {"end": {"nodes": len(nodes), "links": len(links)}}
    return as_json(json.dumps({"data": {"nodes": nodes, "links": links}}))


def as_csv(body):
    nodes, links = {}, {}
    head = ("record", "id", "labels", "type", "start", "end", "said")
    for row in csv.DictReader(io.StringIO(body.decode(), newline="")):
        said = {name.removeprefix("'"): value for name, value in row.items() if name not in head and value}
        if row["record"] == "node":
            nodes[row["id"]] = row["labels"].split(":"), without(said)
        elif row["record"] == "link":
            links[row["id"]] = row["type"], row["start"], row["end"], without(said)
    return nodes, links


def as_networkx(graph, label="type"):
    own = ("labels", label)
    nodes = {id_: (said["labels"].split(":"), without(said, *own)) for id_, said in graph.nodes(data=True)}
    links = {
        key: (said[label], start, end, without(said, label, "id", "networkx_key"))
        for start, end, key, said in graph.edges(keys=True, data=True)
    }
    return nodes, links


def as_graphml(body):
    return as_networkx(networkx.parse_graphml(body.decode(), edge_key_type=str, force_multigraph=True))


def as_gexf(body):
    """networkx names parallel edges anew and keeps their ids as data."""
    graph = networkx.read_gexf(io.BytesIO(body))
    told = networkx.MultiDiGraph()
    told.add_nodes_from(graph.nodes(data=True))
    for start, end, said in graph.edges(data=True):
        told.add_edge(start, end, key=said["id"], **said)
    return as_networkx(told, "label")


def as_cytoscape(body):
    graph = networkx.cytoscape_graph(json.loads(body))
    nodes = {id_: (said["labels"], without(said, "id", "value", "labels")) for id_, said in graph.nodes(data=True)}
    own = ("id", "key", "source", "target", "interaction")
    links = {
        key: (said["interaction"], start, end, without(said, *own))
        for start, end, key, said in graph.edges(keys=True, data=True)
    }
    for id_, (_, said) in nodes.items():
        # It gives every node a name.
        if said.get("name") == id_:
            del said["name"]
    return nodes, links


def as_jsonld(body):
    document = json.loads(body)
    assert document["@context"] == json.loads(json.dumps(context()))
    nodes, links = {}, {}
    for item in document["@graph"]:
        said = without(item, "@id", "@type", "identifier", "subject", "predicate", "object")
        if item["@type"] == "rdf:Statement":
            links[item["identifier"]] = item["predicate"], item["subject"], item["object"], said
        else:
            kept = {name: value for name, value in said.items() if not name.isupper()}
            nodes[item["@id"]] = [one for one in item["@type"] if ":" not in one], kept
            assert item["identifier"] == item["@id"]
    for type_, start, end, _ in links.values():
        assert end in next(one for one in document["@graph"] if one.get("@id") == start)[type_]
    return nodes, links


READERS = {
    "json": as_json,
    "ndjson": as_ndjson,
    "csv": as_csv,
    "graphml": as_graphml,
    "gexf": as_gexf,
    "cytoscape": as_cytoscape,
    "jsonld": as_jsonld,
}
