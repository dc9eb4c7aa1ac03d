// name: resources_by_kind
// Resources by kind, each with the number of its offers, needs and exchanges, and of processes that make or take
// it.
// Counts records: those of closed sites too.
// param kind: string = null          Material, Energy, Water or Service; all kinds when empty
// returns kind, resource_id, resource, unit, offers, needs, exchanges, made_by, taken_by
// scan: Resource
MATCH (r:Resource)
WHERE $kind IS NULL OR r.kind = $kind
RETURN r.kind AS kind, r.id AS resource_id, r.name AS resource, r.unit AS unit,
       COUNT { (:Offer)-[:OF]->(r) } AS offers, COUNT { (r)-[:SERVES]->(:Need) } AS needs,
       COUNT { (:Exchange)-[:OF]->(r) } AS exchanges, COUNT { (:Process)-[:OUTPUTS]->(r) } AS made_by,
       COUNT { (r)-[:INPUT_TO]->(:Process) } AS taken_by
ORDER BY kind, resource, resource_id
