"""Staged records as the CSV files of Neo4j's offline importer, written by the staging base itself.

The nodes are numbered here, and relationships name the numbers of their ends: the importer then neither sorts the ids
nor looks them up. An end that is no node has no number, which the importer refuses.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from graph_kb.intake.staging import StagingBase
from graph_kb.store.meta import RECORD_HASH
from graph_kb.store.neo4j_server.columns import LIST_MARK, LinkFiles, NodeFiles, link_columns, node_columns

_FORM = "(FORMAT csv, HEADER false, NULLSTR '', QUOTE '\"', ESCAPE '\"')"
_NODE_KINDS = "SELECT DISTINCT label, labels FROM nodes ORDER BY ALL"
_LINK_KINDS = "SELECT DISTINCT type, start_label, end_label FROM links ORDER BY ALL"
_NAMES = "SELECT DISTINCT unnest(json_keys(body)) AS name FROM {table} WHERE {kind} ORDER BY name"
_NUMBERS = """
CREATE OR REPLACE TABLE numbers AS SELECT label, labels, id, row_number() OVER () - 1 AS number FROM nodes_once
"""
_NODES = """
COPY (SELECT number, {values}, hash, load FROM
(SELECT number, hash, load, json_transform(body, {shape}) AS said
FROM nodes_once JOIN numbers USING (label, labels, id) WHERE {kind}))
TO {path} {form}
"""
_LINKS = """
COPY (SELECT a.number, b.number, {values}, key, hash, load FROM
(SELECT start_label, start_id, end_label, end_id, key, hash, load, json_transform(body, {shape}) AS said
FROM links_once WHERE {kind})
LEFT JOIN numbers a ON a.label = start_label AND a.id = start_id
LEFT JOIN numbers b ON b.label = end_label AND b.id = end_id)
TO {path} {form}
"""


def has_line_breaks(base: StagingBase) -> bool:
    """Whether a staged value holds a line break."""
    asked = (
        f"SELECT 1 FROM {table} WHERE contains(body, '\\n') OR contains(body, '\\r')" for table in ("nodes", "links")
    )
    return any(next(base.rows(f"{text} LIMIT 1"), None) for text in asked)


def node_files(base: StagingBase, folder: Path) -> Iterator[NodeFiles]:
    """Number the staged nodes and write their files, by labels; rows that state the same node say the same.

    Args:
        base: The staging base.
        folder: Where the files go.
    """
    base.run(_NUMBERS)
    for number, (label, labels) in enumerate(list(base.rows(_NODE_KINDS))):
        kind = _condition({"label": label, "labels": labels})
        names = [row[0] for row in base.rows(_NAMES.format(table="nodes", kind=kind))]
        columns = node_columns(label, [*names, RECORD_HASH, "load_id"])
        path = folder / f"nodes-{number}.csv"
        base.run(_NODES.format(kind=kind, path=_quoted(str(path)), form=_FORM, **_values(names, columns[1:])))
        yield NodeFiles(tuple(labels.split(":")), columns, (path,))


def link_files(base: StagingBase, folder: Path) -> Iterator[LinkFiles]:
    """Files of the staged relationships, by type and labels of the ends; `node_files` comes first."""
    for number, (type_, start, end) in enumerate(list(base.rows(_LINK_KINDS))):
        kind = _condition({"type": type_, "start_label": start, "end_label": end})
        names = [row[0] for row in base.rows(_NAMES.format(table="links", kind=kind))]
        columns = link_columns(type_, start, end, [*names, "id", RECORD_HASH, "load_id"])
        path = folder / f"links-{number}.csv"
        base.run(_LINKS.format(kind=kind, path=_quoted(str(path)), form=_FORM, **_values(names, columns[2:])))
        yield LinkFiles(type_, columns, (path,))


def _values(names: Iterable[str], columns: Iterable[str]) -> dict[str, str]:
    """Shape of the bodies, and what is selected from them: all as text, as the importer reads it."""
    lists = {name: column.endswith("[]") for name, column in zip(names, columns, strict=False)}
    shape = ", ".join(f'"{name}": {"[" * is_list}"VARCHAR"{"]" * is_list}' for name, is_list in lists.items())
    joined = f"'{LIST_MARK}'"
    values = (
        f'array_to_string(said."{name}", {joined})' if is_list else f'said."{name}"' for name, is_list in lists.items()
    )
    return {"shape": _quoted(f"{{{shape}}}"), "values": ", ".join(values)}


def _condition(values: dict[str, Any]) -> str:
    return " AND ".join(f"{name} = {_quoted(value)}" for name, value in values.items())


def _quoted(text: str) -> str:
    """Text as SQL writes it."""
    return "'" + text.replace("'", "''") + "'"
