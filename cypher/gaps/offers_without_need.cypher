// name: offers_without_need
// Offers that nobody takes as they are: no need for the resource or a broader one, and no running process that
// takes it.
// planned names processes that would take it, technologies those that could.
// A site that is closed, or whose time was over before the day asked for, neither offers nor needs.
// param on: date = null              day asked for; today when empty
// returns offer_id, offer, facility_id, facility, resource_id, resource, codes, amount_min, amount, amount_max, unit, period, planned, technologies, as_of, method, source_id
// scan: Offer
MATCH (f:Facility)-[:OFFERS]->(o:Offer)-[:OF]->(r:Resource)
WITH DISTINCT f, o, r, toString(coalesce($on, date())) AS day
WHERE coalesce(f.status, '') <> 'closed' AND (f.until IS NULL OR f.until >= day OR day STARTS WITH f.until)
  AND NOT EXISTS { MATCH (r)-[:KIND_OF]->{0,3}(:Resource)-[:SERVES]->(:Need)-[:AT]->(g:Facility)
        WHERE coalesce(g.status, '') <> 'closed' AND (g.until IS NULL OR g.until >= day OR day STARTS WITH g.until) }
  AND NOT EXISTS { (r)-[:KIND_OF]->{0,3}(:Resource)-[:INPUT_TO]->(:Process {status: 'running'}) }
RETURN o.id AS offer_id, o.name AS offer, f.id AS facility_id, f.name AS facility, r.id AS resource_id,
       r.name AS resource,
       COLLECT { MATCH (o)-[:CODED]->(c:WasteCode) RETURN DISTINCT c.code AS code ORDER BY code } AS codes,
       o.amount_min AS amount_min, o.amount AS amount, o.amount_max AS amount_max, o.unit AS unit,
       o.period AS period,
       COLLECT { MATCH (r)-[:KIND_OF]->{0,3}(:Resource)-[:INPUT_TO]->(p:Process {status: 'planned'})
                 RETURN DISTINCT p.name AS name ORDER BY name } AS planned,
       COLLECT { MATCH (r)-[:KIND_OF]->{0,3}(:Resource)-[:INPUT_TO]->(t:Technology)
                 RETURN DISTINCT t.name AS name ORDER BY name } AS technologies,
       o.as_of AS as_of, o.method AS method, o.source_id AS source_id
ORDER BY offer_id, facility_id, resource_id
