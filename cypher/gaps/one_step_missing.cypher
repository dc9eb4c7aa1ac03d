// name: one_step_missing
// Technologies that nobody runs and that would turn an offer into something needed: the one step missing.
// It would also need its co_inputs; nothing is said about amounts, temperatures or permits.
// returns technology_id, technology, trl, offer_id, offer, facility_id, facility, taken, made, need_id, need, receiver_id, receiver, co_inputs, source_id
// scan: Technology
MATCH (t:Technology)
WHERE NOT EXISTS { (t)<-[:USES]-(:Process) }
MATCH (t)<-[:INPUT_TO {role: 'main'}]-(:Resource)<-[:KIND_OF]-{0,3}(r:Resource)
    <-[:OF]-(o:Offer)<-[:OFFERS]-(f:Facility)
MATCH (t)-[out:OUTPUTS WHERE out.role <> 'loss']->(made:Resource)
    -[:KIND_OF]->{0,3}(:Resource)-[:SERVES]->(n:Need)
OPTIONAL MATCH (n)-[:AT]->(g:Facility)
WITH DISTINCT t, f, o, r, made, n, g
RETURN t.id AS technology_id, t.name AS technology, t.trl AS trl, o.id AS offer_id, o.name AS offer,
       f.id AS facility_id, f.name AS facility, r.name AS taken, made.name AS made, n.id AS need_id,
       n.name AS need, g.id AS receiver_id, g.name AS receiver,
       COLLECT { MATCH (c:Resource)-[:INPUT_TO {role: 'co_input'}]->(t)
                 RETURN DISTINCT c.name AS name ORDER BY name } AS co_inputs,
       t.source_id AS source_id
ORDER BY technology, offer_id, need_id, technology_id, facility_id, receiver_id, taken, made
