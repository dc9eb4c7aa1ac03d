// name: flows_by_resource
// Offers, needs and exchanges of a resource and of its kinds: who gives, who takes, how much.
// A site that is closed, or whose time was over before the day asked for, neither offers nor needs.
// param resource_id: string          resource
// param on: date = null              day asked for; today when empty
// returns flow, flow_id, name, resource_id, resource, giver_id, giver, receiver_id, receiver, status, amount_min, amount, amount_max, unit, period, as_of, method, source_id
MATCH (broad:Resource {id: $resource_id})
MATCH (broad)<-[:KIND_OF]-{0,3}(r:Resource)
WITH DISTINCT r
CALL (r) {
    MATCH (r)<-[:OF]-(x:Offer)<-[:OFFERS]-(f:Facility)
    RETURN 'offer' AS flow, x, f, null AS g
  UNION
    MATCH (r)-[:SERVES]->(x:Need)
    OPTIONAL MATCH (x)-[:AT]->(g:Facility)
    RETURN 'need' AS flow, x, null AS f, g
  UNION
    MATCH (r)<-[:OF]-(x:Exchange)
    OPTIONAL MATCH (x)<-[:SENDS]-(f:Facility)
    OPTIONAL MATCH (x)-[:DELIVERED_TO]->(g:Facility)
    RETURN 'exchange' AS flow, x, f, g
}
WITH *, coalesce(f, g) AS site, toString(coalesce($on, date())) AS day
WHERE flow = 'exchange'
   OR (coalesce(site.status, '') <> 'closed' AND (site.until IS NULL OR site.until >= day OR day STARTS WITH site.until))
RETURN flow, x.id AS flow_id, x.name AS name, r.id AS resource_id, r.name AS resource, f.id AS giver_id,
       f.name AS giver, g.id AS receiver_id, g.name AS receiver, x.status AS status,
       x.amount_min AS amount_min, x.amount AS amount, x.amount_max AS amount_max, x.unit AS unit,
       x.period AS period, x.as_of AS as_of, x.method AS method, x.source_id AS source_id
ORDER BY flow, flow_id, resource_id, giver_id, receiver_id
