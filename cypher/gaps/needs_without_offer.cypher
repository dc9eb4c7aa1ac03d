// name: needs_without_offer
// Needs that nobody can meet as things are: no offer of the resource or of a kind of it, and no running process
// makes it.
// planned names processes that would make it, technologies those that could.
// returns need_id, need, facility_id, facility, resources, amount_min, amount, amount_max, unit, period, planned, technologies, as_of, method, source_id
// scan: Need
MATCH (n:Need)
WHERE NOT EXISTS { (n)<-[:SERVES]-(:Resource)<-[:KIND_OF]-{0,3}(:Resource)<-[:OF]-(:Offer) }
  AND NOT EXISTS { (n)<-[:SERVES]-(:Resource)<-[:KIND_OF]-{0,3}(:Resource)
        <-[:OUTPUTS]-(:Process {status: 'running'}) }
OPTIONAL MATCH (n)-[:AT]->(f:Facility)
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
