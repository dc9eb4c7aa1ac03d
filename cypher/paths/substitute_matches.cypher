// name: substitute_matches
// Offers that could stand in for something needed: their resource can replace the needed one.
// ratio is the amount replaced per amount used, empty when unknown.
// A site that is closed, or whose time was over before the day asked for, neither offers nor needs.
// param on: date = null              day asked for; today when empty
// returns facility_id, facility, offer_id, offer, amount_min, amount, amount_max, unit, period, resource, replaced, ratio, need_id, need, receiver_id, receiver, weakest_method, as_of, source_id
// scan: SUBSTITUTES
MATCH (r:Resource)-[s:SUBSTITUTES]->(q:Resource)
MATCH (r)<-[:KIND_OF]-{0,3}(:Resource)<-[of:OF]-(o:Offer)<-[:OFFERS]-(f:Facility)
MATCH (q)-[:KIND_OF]->{0,3}(:Resource)-[serves:SERVES]->(n:Need)
OPTIONAL MATCH (n)-[:AT]->(g:Facility)
WITH f, o, r, s, q, n, g, toString(coalesce($on, date())) AS day, [s.method, of.method, o.method, serves.method, n.method] AS methods
WHERE coalesce(f.status, '') <> 'closed' AND (f.until IS NULL OR f.until >= day OR day STARTS WITH f.until)
  AND coalesce(g.status, '') <> 'closed' AND (g.until IS NULL OR g.until >= day OR day STARTS WITH g.until)
RETURN DISTINCT f.id AS facility_id, f.name AS facility, o.id AS offer_id, o.name AS offer,
       o.amount_min AS amount_min, o.amount AS amount, o.amount_max AS amount_max, o.unit AS unit,
       o.period AS period, r.name AS resource, q.name AS replaced, s.ratio AS ratio, n.id AS need_id,
       n.name AS need, g.id AS receiver_id, g.name AS receiver,
       head([m IN ['assumed', 'inferred', 'planned', 'estimated', 'reported', 'measured'] WHERE m IN methods])
           AS weakest_method,
       s.as_of AS as_of, s.source_id AS source_id
ORDER BY offer_id, need_id, facility_id, receiver_id, resource, replaced, ratio, weakest_method
