// name: direct_matches
// Offers that fit a need as they are: the same resource, or a kind of the needed one (levels says how far up).
// A site that is closed, or whose time was over before the day asked for, neither offers nor needs.
// param facility_id: string = null   facility that offers or needs; all when empty
// param on: date = null              day asked for; today when empty
// returns facility_id, facility, offer_id, offer, amount_min, amount, amount_max, unit, period, as_of, source_id, resource_id, resource, levels, need_id, need, need_amount_min, need_amount, need_amount_max, need_unit, need_period, need_as_of, need_source_id, receiver_id, receiver, weakest_method
// scan: Offer
MATCH (f:Facility)-[offers:OFFERS]->(o:Offer)-[of:OF]->(r:Resource)
MATCH path = (r)-[:KIND_OF]->{0,3}(:Resource)-[:SERVES]->(n:Need)
OPTIONAL MATCH (n)-[:AT]->(g:Facility)
WITH f, o, r, n, g, toString(coalesce($on, date())) AS day, length(path) - 1 AS levels,
     [l IN relationships(path) | l.method] + [offers.method, of.method, o.method, n.method] AS methods
WHERE ($facility_id IS NULL OR f.id = $facility_id OR g.id = $facility_id)
  AND coalesce(f.status, '') <> 'closed' AND (f.until IS NULL OR f.until >= day OR day STARTS WITH f.until)
  AND coalesce(g.status, '') <> 'closed' AND (g.until IS NULL OR g.until >= day OR day STARTS WITH g.until)
RETURN DISTINCT f.id AS facility_id, f.name AS facility, o.id AS offer_id, o.name AS offer,
       o.amount_min AS amount_min, o.amount AS amount, o.amount_max AS amount_max, o.unit AS unit,
       o.period AS period, o.as_of AS as_of, o.source_id AS source_id, r.id AS resource_id,
       r.name AS resource, levels, n.id AS need_id, n.name AS need, n.amount_min AS need_amount_min,
       n.amount AS need_amount, n.amount_max AS need_amount_max, n.unit AS need_unit, n.period AS need_period,
       n.as_of AS need_as_of, n.source_id AS need_source_id, g.id AS receiver_id, g.name AS receiver,
       head([m IN ['assumed', 'inferred', 'planned', 'estimated', 'reported', 'measured'] WHERE m IN methods])
           AS weakest_method
ORDER BY facility, offer_id, need_id, facility_id, receiver_id, resource_id, levels, weakest_method
