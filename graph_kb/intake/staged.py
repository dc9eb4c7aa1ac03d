"""The staging base of a load in SQL: its tables, and the questions that are asked of it, see `spool`."""

from __future__ import annotations

from graph_kb.model.relationships import described

_WHERE = "turn BIGINT, row BIGINT, file VARCHAR, maker INTEGER"
_RECORD = f"{_WHERE}, load VARCHAR, source VARCHAR, hash VARCHAR, body VARCHAR"
_NODE = f"label VARCHAR, id VARCHAR, labels VARCHAR, unit VARCHAR, {_RECORD}"
_LINK = (
    f"type VARCHAR, start_label VARCHAR, start_id VARCHAR, end_label VARCHAR, end_id VARCHAR, key VARCHAR, {_RECORD}"
)
_ISSUE = "file VARCHAR, row BIGINT, col VARCHAR, code VARCHAR, message VARCHAR, suggestion VARCHAR, told BIGINT"
TABLES = f"""
CREATE TABLE nodes ({_NODE});
CREATE TABLE links ({_LINK});
CREATE TABLE nodes_before ({_NODE});
CREATE TABLE links_before ({_LINK});
CREATE TABLE makers (maker INTEGER, start_col VARCHAR, end_col VARCHAR, source_col VARCHAR);
CREATE TABLE known (label VARCHAR, id VARCHAR, there BOOLEAN);
CREATE TABLE kinds (id VARCHAR, kind VARCHAR);
CREATE TABLE issues ({_ISSUE});
CREATE TABLE warnings ({_ISSUE});
CREATE TABLE held (label VARCHAR, id VARCHAR);
CREATE TABLE restated (label VARCHAR, id VARCHAR);
CREATE TABLE beside (type VARCHAR, label VARCHAR, id VARCHAR);
CREATE TABLE double_nodes (label VARCHAR, id VARCHAR);
CREATE TABLE double_links (start_label VARCHAR, end_label VARCHAR, key VARCHAR);
CREATE VIEW nodes_once AS
SELECT label, labels, id, load, hash, body FROM nodes ANTI JOIN double_nodes USING (label, id) UNION ALL
SELECT label, labels, id, ANY_VALUE(load), ANY_VALUE(hash), ANY_VALUE(body)
FROM nodes SEMI JOIN double_nodes USING (label, id) GROUP BY label, labels, id;
CREATE VIEW links_once AS
SELECT type, start_label, start_id, end_label, end_id, key, load, hash, body
FROM links ANTI JOIN double_links USING (start_label, end_label, key) UNION ALL
SELECT type, start_label, start_id, end_label, end_id, key, ANY_VALUE(load), ANY_VALUE(hash), ANY_VALUE(body)
FROM links SEMI JOIN double_links USING (start_label, end_label, key)
GROUP BY type, start_label, start_id, end_label, end_id, key;
"""
"""`turn` is the place of the row in the load, `maker` the rule that made the record; `told` keeps issues in order."""

FIND_DOUBLES = """
DELETE FROM double_nodes;
INSERT INTO double_nodes SELECT label, id FROM nodes GROUP BY ALL HAVING COUNT(*) > 1;
DELETE FROM double_links;
INSERT INTO double_links SELECT start_label, end_label, key FROM links GROUP BY ALL HAVING COUNT(*) > 1;
"""
"""Which records several rows state: found once, as nearly all of a large source are stated once."""
_DOUBLE_NODES = """
FROM nodes SEMI JOIN (
SELECT label, id FROM nodes SEMI JOIN double_nodes USING (label, id) GROUP BY ALL HAVING MIN(hash) <> MAX(hash)
) g USING (label, id) ORDER BY label, id, turn, maker
"""
_DOUBLE_LINKS = """
FROM links SEMI JOIN (
SELECT start_label, end_label, key FROM links SEMI JOIN double_links USING (start_label, end_label, key)
GROUP BY ALL HAVING MIN(hash) <> MAX(hash)
) g USING (start_label, end_label, key) ORDER BY start_label, end_label, key, turn, maker
"""
"""Statements of records that rows state differently, those of one record together."""
NODE_STATEMENTS = f"SELECT label, id, hash, body, file, row {_DOUBLE_NODES}"
LINK_STATEMENTS = f"SELECT start_label || end_label, key, hash, body, file, row {_DOUBLE_LINKS}"
DOUBLE_NODES = f"SELECT turn, row, file, maker, label, id, labels, load, body {_DOUBLE_NODES}"
DOUBLE_LINKS = f"""
SELECT turn, row, file, maker, type, start_label, end_label, start_id, end_id, key, load, body {_DOUBLE_LINKS}
"""
_REFERENCES = (
    ("links", "r.start_label", "r.start_id", "m.start_col"),
    ("links", "r.end_label", "r.end_id", "m.end_col"),
    ("links", "'Source'", "r.source", "m.source_col"),
    ("nodes", "'Source'", "r.source", "m.source_col"),
)
"""What records refer to: table, label and id of the other node, column of the source that names it."""
_NAMED = " UNION ".join(f"SELECT {label} AS label, {id_} AS id FROM {table} r" for table, label, id_, _ in _REFERENCES)
_ABSENT = f"SELECT label, id FROM ({_NAMED}) ANTI JOIN nodes USING (label, id)"
UNASKED = f"SELECT label, id FROM ({_ABSENT}) ANTI JOIN known USING (label, id) ORDER BY label, id"
_MISSING = f"SELECT label, id FROM ({_ABSENT}) ANTI JOIN (SELECT * FROM known WHERE there) USING (label, id)"
_PLACES = " UNION ALL ".join(
    f"SELECT r.file, r.row, {column} AS col, x.label, x.id, maker FROM {table} r JOIN makers m USING (maker) "
    f"JOIN missing x ON x.label = {label} AND x.id = {id_}"
    for table, label, id_, column in _REFERENCES
)
DANGLING = f"""
WITH missing AS MATERIALIZED ({_MISSING}) SELECT file, row, col, label, id FROM ({_PLACES})
GROUP BY ALL ORDER BY file, row, MIN(maker), label, id
"""
"""Rows that refer to nothing, in the order of the rows and of the rules of their table."""
UNKNOWN_KINDS = """
SELECT DISTINCT end_id FROM links WHERE end_label = 'Resource' AND end_id NOT IN (SELECT id FROM kinds)
UNION SELECT DISTINCT start_id FROM links WHERE start_label = 'Resource' AND start_id NOT IN (SELECT id FROM kinds)
"""
STATED_KINDS = """
INSERT INTO kinds SELECT id, FIRST(split_part(labels, ':', 2)) FROM nodes WHERE label = 'Resource' GROUP BY id
"""
STATED_BESIDE = """
SELECT label, id FROM nodes SEMI JOIN (SELECT label, id FROM nodes WHERE file = ?) g USING (label, id) WHERE file <> ?
UNION SELECT type, key FROM links SEMI JOIN (SELECT start_label, end_label, key FROM links WHERE file = ?) g
USING (start_label, end_label, key) WHERE file <> ? ORDER BY 1, 2 LIMIT 1
"""
FIRST_IDS = "SELECT id FROM nodes WHERE label = ? GROUP BY id ORDER BY MIN(turn), id LIMIT ?"
JOINED = """
DELETE FROM nodes WHERE (label, id) IN (SELECT (label, id) FROM nodes_before);
INSERT INTO nodes SELECT * FROM nodes_before;
DELETE FROM links WHERE (start_label, end_label, key) IN (SELECT (start_label, end_label, key) FROM links_before);
INSERT INTO links SELECT * FROM links_before;
"""
"""Records that rows state differently, though without contradiction, take the place of their statements."""
WARNED = "SELECT * EXCLUDE (told) FROM warnings ANTI JOIN issues USING (file, row)"
NODES = "SELECT id, labels, load, hash, body FROM nodes_once WHERE label = ? ORDER BY id"
LINK_KINDS = "SELECT DISTINCT type, start_label, end_label FROM links ORDER BY ALL"
LINKS = """
SELECT start_id, end_id, key, load, hash, body FROM links_once
WHERE type = ? AND start_label = ? AND end_label = ? ORDER BY {near}_id, key
"""
COUNTS = "SELECT (SELECT COUNT(*) FROM nodes_once) + (SELECT COUNT(*) FROM links_once)"
_REJECTED = "(file, row) IN (SELECT (file, row) FROM issues)"
_BY_END = {
    end: ", ".join(f"'{kind}'" for kind in sorted({kind for kind, _, said in described() if said == end}))
    for end in ("start", "end")
}
HOLD = f"""
INSERT INTO held SELECT label, id FROM nodes WHERE {_REJECTED};
INSERT INTO held SELECT start_label, start_id FROM links WHERE type IN ({_BY_END["start"]}) AND {_REJECTED};
INSERT INTO held SELECT end_label, end_id FROM links WHERE type IN ({_BY_END["end"]}) AND {_REJECTED};
"""
"""Nodes that rejected rows are about: nobody knows whether their source has taken anything back."""
FORGET = "".join(f"DELETE FROM {table} WHERE {_REJECTED};" for table in ("nodes", "links"))
RESTATED = """
SELECT DISTINCT id FROM restated r WHERE label = ? AND NOT EXISTS
(SELECT 1 FROM held h WHERE h.label = r.label AND h.id IN (r.id, '')) ORDER BY id
"""
"""Nodes that were in the graph and that the source states again; a held node without an id stands for any."""
_WITH_OTHERS = "SELECT id FROM beside WHERE type = ? AND label = ?"
_WITH_NONE = (
    "SELECT id FROM whole ANTI JOIN (SELECT {end}_id AS id FROM links WHERE type = ? AND {end}_label = ?) USING (id)"
)
RESTATED_OTHERWISE = f"""
WITH whole AS ({RESTATED.replace("ORDER BY id", "")}) SELECT id FROM whole
SEMI JOIN ({_WITH_OTHERS} UNION ALL {_WITH_NONE}) USING (id) ORDER BY id
"""
"""Those of them that had relationships of a type that no row states, or that no row states any of."""
UNSTATED = "SELECT DISTINCT key FROM given ANTI JOIN (SELECT key FROM links WHERE type = ?) USING (key) ORDER BY key"
GRAPH = ""
"""Name of the table that the graph itself is, where what it says is staged beside the rows."""
_SAME_NODE = "o.label = b.label AND o.id = b.id"
_SAME_LINK = "o.start_label = b.start_label AND o.end_label = b.end_label AND o.key = b.key"
_SAME = (("nodes", _SAME_NODE), ("links", _SAME_LINK))
STATE_BEFORE = tuple(
    f"INSERT INTO {table} SELECT * FROM {table}_before b WHERE NOT EXISTS "
    f"(SELECT 1 FROM {table} o WHERE {same} AND NOT list_contains(?, o.file))"
    for table, same in _SAME
)
"""What the graph says comes before the rows, unless a row of another table than those named says it anew."""
FORGET_BEFORE = "DELETE FROM nodes_before; DELETE FROM links_before;"
FORGET_GRAPH = "".join(
    f"DELETE FROM {table} AS b WHERE b.file = '{GRAPH}' AND NOT EXISTS "
    f"(SELECT 1 FROM {table} o WHERE {same} AND o.file <> '{GRAPH}');"
    for table, same in _SAME
)
"""Leave out what only the graph says, as every row about it was rejected."""
