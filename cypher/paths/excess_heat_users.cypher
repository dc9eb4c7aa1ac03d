// name: excess_heat_users
// Who uses or could use the excess heat of data centres, or any resource: way says how the answer is known.
// exchange: somebody receives it. need: an offer of it serves a need. process: one takes it as main input.
// technology: one would take it, no user is named. Kinds of the resource count as the resource.
// param resource_id: string          resource, such as the excess heat of data centres
// returns way, giver_id, giver, flow_id, flow, through_id, through, user_id, user, status, amount_min, amount, amount_max, unit, period, as_of, method, source_id
MATCH (r:Resource {id: $resource_id})
MATCH (r)<-[:KIND_OF]-{0,3}(k:Resource)
WITH DISTINCT k
CALL (k) {
    MATCH (k)<-[:OF]-(x:Exchange)<-[:SENDS]-(f:Facility)
    MATCH (x)-[:DELIVERED_TO]->(g:Facility)
    RETURN 'exchange' AS way, f, x, null AS t, g, x.status AS status
  UNION
    MATCH (k)<-[:OF]-(x:Offer)<-[:OFFERS]-(f:Facility)
    MATCH (k)-[:KIND_OF]->{0,3}(:Resource)-[:SERVES]->(t:Need)
    OPTIONAL MATCH (t)-[:AT]->(g:Facility)
    RETURN 'need' AS way, f, x, t, g, null AS status
  UNION
    MATCH (k)<-[:OF]-(x:Offer)<-[:OFFERS]-(f:Facility)
    MATCH (k)-[:KIND_OF]->{0,3}(:Resource)-[:INPUT_TO {role: 'main'}]->(t:Process)
    OPTIONAL MATCH (t)<-[:RUNS]-(g:Facility)
    RETURN 'process' AS way, f, x, t, g, t.status AS status
  UNION
    MATCH (k)<-[:OF]-(x:Offer)<-[:OFFERS]-(f:Facility)
    MATCH (k)-[:KIND_OF]->{0,3}(:Resource)-[:INPUT_TO {role: 'main'}]->(t:Technology)
    RETURN 'technology' AS way, f, x, t, null AS g, null AS status
}
RETURN DISTINCT way, f.id AS giver_id, f.name AS giver, x.id AS flow_id, x.name AS flow, t.id AS through_id,
       t.name AS through, g.id AS user_id, g.name AS user, status, x.amount_min AS amount_min,
       x.amount AS amount, x.amount_max AS amount_max, x.unit AS unit, x.period AS period, x.as_of AS as_of,
       x.method AS method, x.source_id AS source_id
ORDER BY way, giver, flow_id, through_id, user_id, giver_id
