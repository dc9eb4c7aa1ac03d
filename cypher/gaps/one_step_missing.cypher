// name: one_step_missing
// Technologies that nobody runs yet and that would turn an offer into something needed: the one step missing.
// status is planned where a process of it is planned, whose names planned gives, and nobody where there is none.
// It would also need its co_inputs; nothing is said about amounts, temperatures or permits.
// A site that is closed, or whose time was over before the day asked for, neither offers nor needs.
// param on: date = null              day asked for; today when empty
// returns technology_id, technology, status, planned, trl, offer_id, offer, facility_id, facility, taken, made, need_id, need, receiver_id, receiver, co_inputs, source_id
// scan: Technology
MATCH (t:Technology)
WHERE NOT EXISTS { (t)<-[:USES]-(:Process {status: 'running'}) }
MATCH (t)<-[:INPUT_TO {role: 'main'}]-(:Resource)<-[:KIND_OF]-{0,3}(r:Resource)
    <-[:OF]-(o:Offer)<-[:OFFERS]-(f:Facility)
MATCH (t)-[out:OUTPUTS WHERE out.role <> 'loss']->(made:Resource)
    -[:KIND_OF]->{0,3}(:Resource)-[:SERVES]->(n:Need)
OPTIONAL MATCH (n)-[:AT]->(g:Facility)
WITH DISTINCT t, f, o, r, made, n, g, toString(coalesce($on, date())) AS day
WHERE coalesce(f.status, '') <> 'closed' AND (f.until IS NULL OR f.until >= day OR day STARTS WITH f.until)
  AND coalesce(g.status, '') <> 'closed' AND (g.until IS NULL OR g.until >= day OR day STARTS WITH g.until)
RETURN t.id AS technology_id, t.name AS technology,
       CASE WHEN EXISTS { (t)<-[:USES]-(:Process) } THEN 'planned' ELSE 'nobody' END AS status,
       COLLECT { MATCH (t)<-[:USES]-(p:Process) RETURN DISTINCT p.name AS name ORDER BY name } AS planned,
       t.trl AS trl, o.id AS offer_id, o.name AS offer, f.id AS facility_id, f.name AS facility,
       r.name AS taken, made.name AS made, n.id AS need_id, n.name AS need, g.id AS receiver_id,
       g.name AS receiver,
       COLLECT { MATCH (c:Resource)-[:INPUT_TO {role: 'co_input'}]->(t)
                 RETURN DISTINCT c.name AS name ORDER BY name } AS co_inputs,
       t.source_id AS source_id
ORDER BY technology, offer_id, need_id, technology_id, facility_id, receiver_id, taken, made
