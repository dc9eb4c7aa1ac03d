"""The staging file of a load in SQL: its tables, and the questions that are asked of it, see `spool`."""

from __future__ import annotations

from graph_kb.model.relationships import described

TABLES = """
PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA temp_store=FILE;
CREATE TABLE nodes (label TEXT, id TEXT, labels TEXT, hash INTEGER, body TEXT, file TEXT, row INTEGER);
CREATE TABLE links (type TEXT, start_label TEXT, start TEXT, end_label TEXT, end TEXT, key TEXT, hash INTEGER,
                    body TEXT, file TEXT, row INTEGER);
CREATE TABLE refs (label TEXT, id TEXT, col TEXT, file TEXT, row INTEGER);
CREATE TABLE known (label TEXT, id TEXT, there INTEGER, PRIMARY KEY (label, id)) WITHOUT ROWID;
CREATE TABLE issues (file TEXT, row INTEGER, col TEXT, code TEXT, message TEXT, suggestion TEXT);
CREATE TABLE warnings (file TEXT, row INTEGER, col TEXT, code TEXT, message TEXT, suggestion TEXT);
CREATE TABLE nodes_before (label TEXT, id TEXT, labels TEXT, hash INTEGER, body TEXT, file TEXT, row INTEGER);
CREATE TABLE links_before (type TEXT, start_label TEXT, start TEXT, end_label TEXT, end TEXT, key TEXT, hash INTEGER,
                           body TEXT, file TEXT, row INTEGER);
CREATE TABLE held (label TEXT, id TEXT, PRIMARY KEY (label, id)) WITHOUT ROWID;
CREATE TABLE restated (label TEXT, id TEXT, PRIMARY KEY (label, id)) WITHOUT ROWID;
"""
INDEXES = """
CREATE INDEX node_id ON nodes (label, id, hash);
CREATE INDEX link_key ON links (type, start_label, end_label, start, end, key, hash);
CREATE INDEX node_row ON nodes (file, row);
CREATE INDEX link_row ON links (file, row);
CREATE INDEX ref_row ON refs (file, row);
CREATE INDEX issue_row ON issues (file, row);
CREATE INDEX warning_row ON warnings (file, row);
"""
INSERTS = {
    "nodes": "INSERT INTO nodes VALUES (?, ?, ?, ?, ?, ?, ?)",
    "links": "INSERT INTO links VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    "refs": "INSERT INTO refs VALUES (?, ?, ?, ?, ?)",
    "known": "INSERT INTO known VALUES (?, ?, ?)",
    "issues": "INSERT INTO issues VALUES (?, ?, ?, ?, ?, ?)",
    "warnings": "INSERT INTO warnings VALUES (?, ?, ?, ?, ?, ?)",
    "nodes_before": "INSERT INTO nodes_before VALUES (?, ?, ?, ?, ?, ?, ?)",
    "links_before": "INSERT INTO links_before VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    "held": "INSERT OR IGNORE INTO held VALUES (?, ?)",
    "restated": "INSERT OR IGNORE INTO restated VALUES (?, ?)",
}
NODE_STATEMENTS = """
SELECT n.label, n.id, n.id, n.hash, n.body, n.file, n.row FROM
(SELECT label, id FROM nodes GROUP BY label, id HAVING MIN(hash) <> MAX(hash)) g
JOIN nodes n ON n.label = g.label AND n.id = g.id ORDER BY n.label, n.id, n.rowid
"""
LINK_STATEMENTS = """
SELECT n.type, n.start_label || n.end_label, n.key, n.hash, n.body, n.file, n.row FROM
(SELECT type, start_label, end_label, start, end, key FROM links GROUP BY 1, 2, 3, 4, 5, 6
 HAVING MIN(hash) <> MAX(hash)) g
JOIN links n ON n.type = g.type AND n.start_label = g.start_label AND n.end_label = g.end_label
AND n.start = g.start AND n.end = g.end AND n.key = g.key
ORDER BY n.type, n.start_label, n.end_label, n.start, n.end, n.key, n.rowid
"""
_ABSENT = "NOT EXISTS (SELECT 1 FROM nodes n WHERE n.label = r.label AND n.id = r.id)"
UNASKED = f"""
SELECT DISTINCT label, id FROM refs r WHERE {_ABSENT} AND NOT EXISTS
(SELECT 1 FROM known k WHERE k.label = r.label AND k.id = r.id) ORDER BY label
"""
DANGLING = f"""
SELECT DISTINCT file, row, col, label, id FROM refs r WHERE {_ABSENT} AND NOT EXISTS
(SELECT 1 FROM known k WHERE k.label = r.label AND k.id = r.id AND k.there) ORDER BY file, row
"""
WARNED = "SELECT w.* FROM warnings w WHERE (file, row) NOT IN (SELECT file, row FROM issues)"
NODES = "SELECT id, labels, body FROM nodes WHERE label = ? GROUP BY id, hash ORDER BY id"
LINKS = """
SELECT type, start_label, start, end_label, end, key, body FROM links
WHERE type = ? AND start_label = ? AND end_label = ? GROUP BY start, end, key, hash ORDER BY start, end, key
"""
_REJECTED = "(file, row) IN (SELECT file, row FROM issues)"
_BY_END = {
    end: ", ".join(f"'{kind}'" for kind in sorted({kind for kind, _, said in described() if said == end}))
    for end in ("start", "end")
}
HOLD = f"""
INSERT OR IGNORE INTO held SELECT label, id FROM nodes WHERE {_REJECTED};
INSERT OR IGNORE INTO held SELECT start_label, start FROM links WHERE type IN ({_BY_END["start"]}) AND {_REJECTED};
INSERT OR IGNORE INTO held SELECT end_label, end FROM links WHERE type IN ({_BY_END["end"]}) AND {_REJECTED};
"""
"""Nodes that rejected rows are about: nobody knows whether their source has taken anything back."""
FORGET = "".join(f"DELETE FROM {table} WHERE {_REJECTED};" for table in ("nodes", "links", "refs"))
RESTATED = """
SELECT id FROM restated r WHERE label = ? AND NOT EXISTS
(SELECT 1 FROM held h WHERE h.label = r.label AND h.id IN (r.id, '')) ORDER BY id
"""
"""Nodes that were in the graph and that the source states again; a held node without an id stands for any."""
KEYS = "CREATE INDEX IF NOT EXISTS link_name ON links (type, key)"
UNSTATED = """
SELECT value FROM json_each(?) WHERE NOT EXISTS (SELECT 1 FROM links l WHERE l.type = ? AND l.key = value)
"""
GRAPH = ""
"""Name of the table that the graph itself is, where what it says is staged beside the rows."""
_NODE = "label, id, labels, hash, body, file, row"
_LINK = "type, start_label, start, end_label, end, key, hash, body, file, row"
_SAME_NODE = "o.label = b.label AND o.id = b.id"
_SAME_LINK = (
    "o.type = b.type AND o.start_label = b.start_label AND o.end_label = b.end_label "
    "AND o.start = b.start AND o.end = b.end AND o.key = b.key"
)
STATE_BEFORE = tuple(
    f"INSERT INTO {table} (rowid, {columns}) SELECT -rowid, {columns} FROM {table}_before b WHERE NOT EXISTS "
    f"(SELECT 1 FROM {table} o WHERE {same} AND o.file NOT IN (SELECT value FROM json_each(?)))"
    for table, columns, same in (("nodes", _NODE, _SAME_NODE), ("links", _LINK, _SAME_LINK))
)
"""What the graph says comes before the rows, unless a row of another table than those named says it anew."""
FORGET_GRAPH = "".join(
    f"DELETE FROM {table} AS b WHERE b.file = '{GRAPH}' AND NOT EXISTS "
    f"(SELECT 1 FROM {table} o WHERE {same} AND o.file <> '{GRAPH}');"
    for table, same in (("nodes", _SAME_NODE), ("links", _SAME_LINK))
)
"""Leave out what only the graph says, as every row about it was rejected."""
