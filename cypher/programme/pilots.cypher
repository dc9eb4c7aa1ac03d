// name: pilots
// Pilots: what each tests, who takes part, which measures it advances.
// param status: string = null        planned, running or done; all when empty
// returns pilot_id, pilot, status, since, until, technologies, resources, participants, measures, note, as_of, method, source_id
// scan: Pilot
MATCH (p:Pilot)
WHERE $status IS NULL OR p.status = $status
RETURN p.id AS pilot_id, p.name AS pilot, p.status AS status, p.since AS since, p.until AS until,
       COLLECT { MATCH (p)-[:TESTS]->(t:Technology)
                 RETURN DISTINCT t.name AS name ORDER BY name } AS technologies,
       COLLECT { MATCH (p)-[:TESTS]->(r:Resource) RETURN DISTINCT r.name AS name ORDER BY name } AS resources,
       COLLECT { MATCH (o:Organisation)-[:TAKES_PART]->(p)
                 RETURN DISTINCT o.name AS name ORDER BY name } AS participants,
       COLLECT { MATCH (m:Measure)-[:ADVANCES]->(p) RETURN DISTINCT m.name AS name ORDER BY name } AS measures,
       p.note AS note, p.as_of AS as_of, p.method AS method, p.source_id AS source_id
ORDER BY pilot, pilot_id
