// name: loads
// Loads that have run, newest first, with what each did; one that was repeated tells of the last change it made.
// param status: string = null        running, done or interrupted; all when empty
// returns load_id, source_name, status, started, finished, rows_read, created, updated, unchanged, removed, rejected
// scan: Load
MATCH (l:Load)
WHERE $status IS NULL OR l.status = $status
RETURN l.id AS load_id, l.source_name AS source_name, l.status AS status, l.started AS started,
       l.finished AS finished, l.rows_read AS rows_read, l.created AS created, l.updated AS updated,
       l.unchanged AS unchanged, coalesce(l.removed, 0) AS removed, l.rejected AS rejected
ORDER BY started DESC, load_id
