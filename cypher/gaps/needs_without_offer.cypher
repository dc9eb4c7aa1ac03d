// name: needs_without_offer
// Needs that nobody can meet as things are: no offer of the resource or of a kind of it, and no running process
// makes it.
// planned names processes that would make it, technologies those that could.
// A site that is closed, or whose time was over before the day asked for, neither offers nor needs.
// param on: date = null              day asked for; today when empty
// returns need_id, need, facility_id, facility, resources, amount_min, amount, amount_max, unit, period, planned, technologies, as_of, method, source_id
// scan: Need
MATCH (n:Need)
OPTIONAL MATCH (n)-[:AT]->(f:Facility)
WITH n, f, toString(coalesce($on, date())) AS day
WHERE coalesce(f.status, '') <> 'closed' AND (f.until IS NULL OR f.until >= day OR day STARTS WITH f.until)
  AND NOT EXISTS { MATCH (n)<-[:SERVES]-(:Resource)<-[:KIND_OF]-{0,3}(:Resource)<-[:OF]-(:Offer)<-[:OFFERS]-(g:Facility)
        WHERE coalesce(g.status, '') <> 'closed' AND (g.until IS NULL OR g.until >= day OR day STARTS WITH g.until) }
  AND NOT EXISTS { (n)<-[:SERVES]-(:Resource)<-[:KIND_OF]-{0,3}(:Resource)
        <-[:OUTPUTS]-(:Process {status: 'running'}) }
RETURN n.id AS need_id, n.name AS need, f.id AS facility_id, f.name AS facility,
       COLLECT { MATCH (n)<-[:SERVES]-(r:Resource) RETURN DISTINCT r.name AS name ORDER BY name } AS resources,
       n.amount_min AS amount_min, n.amount AS amount, n.amount_max AS amount_max, n.unit AS unit,
       n.period AS period,
       COLLECT { MATCH (n)<-[:SERVES]-(:Resource)<-[:KIND_OF]-{0,3}(:Resource)
                     <-[:OUTPUTS]-(p:Process {status: 'planned'})
                 RETURN DISTINCT p.name AS name ORDER BY name } AS planned,
       COLLECT { MATCH (n)<-[:SERVES]-(:Resource)<-[:KIND_OF]-{0,3}(:Resource)<-[:OUTPUTS]-(t:Technology)
                 RETURN DISTINCT t.name AS name ORDER BY name } AS technologies,
       n.as_of AS as_of, n.method AS method, n.source_id AS source_id
ORDER BY need_id, facility_id
